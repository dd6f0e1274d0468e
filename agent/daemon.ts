// The composition root: builds the core and everything around it from the settings, connects them, and takes
// them down again. Decides nothing itself.
import { randomBytes } from 'node:crypto';
import { decodeMessage, encodeMessage } from '../proto/codec.js';
import { formatIpv4 } from '../topology/ipv4.js';
import type { AgentConfig } from './config/config.js';
import { ControlServer } from './control/server.js';
import { Agent } from './core/agent.js';
import type { Effect } from './core/steps.js';
import { CoreLoop } from './core-loop.js';
import type { Drivers, MakeDrivers } from './drivers.js';
import { whenAddressIsHere } from './first-bind.js';
import { entryOf, orderReport, standingReport } from './history/effects.js';
import { History } from './history/history.js';
import { leave } from './leave.js';
import type { Logger } from './log.js';
import { MemoryFile } from './memory-file.js';
import { Operator } from './operator.js';
import { metricsSnapshots, webSnapshots } from './page-snapshots.js';
import { Pages } from './pages.js';
import { Pulse } from './pulse.js';
import { Redirector } from './redirector.js';
import { hostChanges, keysCut, type Reloaded, readAgain } from './reload.js';
import { alarmFields, decisionFields, endFields, migrationFields, startFields } from './reports.js';
import { coreSettings } from './settings.js';
import type { Site } from './site.js';
import { summary } from './summary.js';
import { UdpTransport } from './transport/endpoint.js';
import { formatKeyId } from './transport/key.js';
import { VmQuestions } from './vm-questions.js';
import { Watch } from './watch.js';

/** Messages that cannot be read are logged this often at most, ms; the count tells of the others. */
const UNDECODABLE_LOG_MS = 60_000;

export class Daemon {
  /** When each loop last came round. */
  readonly pulse: Pulse;
  readonly #log: Logger;
  readonly #transport: UdpTransport;
  readonly #drivers: Drivers;
  readonly #agent: Agent;
  readonly #loop: CoreLoop;
  readonly #watch: Watch;
  readonly #redirector: Redirector;
  readonly #operator: Operator;
  readonly #control: ControlServer;
  readonly #memory: MemoryFile;
  readonly #history: History;
  readonly #questions: VmQuestions;
  readonly #pages: Pages;
  #config: AgentConfig;
  #site: Site;
  /** History, metrics and the like: each sees every effect after it was carried out, and must not throw. */
  readonly #observers: ((effect: Effect) => void)[] = [];
  #undecodable = 0;
  #undecodableQuietUntilMs = 0;

  /** Throws MemoryError when the agent could not keep its memory. */
  constructor(config: AgentConfig, site: Site, makeDrivers: MakeDrivers, version: string, log: Logger) {
    const { map, keyring } = site;
    this.#config = config;
    this.#site = site;
    this.#log = log;
    const onState = (away: string | undefined): void =>
      this.#loop.feed({ type: 'driver', driver: 'memory', ...(away === undefined ? {} : { away }) });
    this.#memory = new MemoryFile({ stateDir: config.stateDir, host: config.host, log, onState });
    this.#history = new History({ stateDir: config.stateDir, maxMiB: config.history.maxMiB, log });
    this.#observers.push((effect) => {
      const entry = entryOf(effect, config.host, Date.now());
      if (entry) this.#history.record(entry);
    });
    const { host: address, port, mtu } = config;
    this.#transport = new UdpTransport({ address, port, mtu, keyring, log: (level, text) => log[level](text) });
    this.#drivers = makeDrivers(this.#transport, log);
    this.#agent = new Agent(coreSettings(config), map, random, performance.now(), this.#memory.remembered);
    this.#loop = new CoreLoop(this.#agent, (effect) => this.#perform(effect));
    const feed = this.#loop.feed.bind(this.#loop);
    this.#redirector = new Redirector(this.#drivers.redirect, log);
    const onBack = (driver: 'hypervisor' | 'datapath'): void => {
      if (driver === 'datapath') this.#redirector.check();
    };
    this.#watch = new Watch({ ...this.#drivers, pollIntervalMs: config.flows.pollIntervalMs, feed, onBack, log });
    this.pulse = new Pulse({
      ...{ loop: this.#loop, watch: this.#watch, transport: this.#transport },
      ...{ controlSocket: config.controlSocket, pollIntervalMs: config.flows.pollIntervalMs },
    });
    const shown = { config, version, agent: this.#agent, loop: this.#loop, watch: this.#watch };
    this.#questions = new VmQuestions({
      ...{ host: config.host, agent: this.#agent, loop: this.#loop, history: this.#history },
      ...{ hypervisor: this.#drivers.hypervisor, map: () => this.#site.map, log },
      readDomains: () => this.#watch.readDomains(),
    });
    this.#operator = new Operator({
      ...{ ...shown, questions: this.#questions, history: this.#history, map: () => this.#site.map },
      ...{ redirector: this.#redirector, transport: this.#transport, memory: this.#memory },
      keys: () => this.#site.keys,
    });
    this.#control = new ControlServer(this.#operator, log);
    const sources = {
      ...{ ...shown, maxFlows: config.flows.maxFlows, operator: this.#operator },
      ...{ redirector: this.#redirector, transport: this.#transport, memory: this.#memory },
      keys: () => this.#site.keys,
    };
    this.#pages = new Pages({ version, log, metrics: metricsSnapshots(sources), web: webSnapshots(this.#operator) });
    this.#observers.push((effect) => this.#pages.observe(effect));
  }

  /**
   * Resolves when the agent is ready: it receives, watches, and answers its operator. Rejects when it cannot; then
   * nothing of it is left behind.
   * `addressPatienceMs`: how long it waits for the host's address to be there.
   */
  async start(addressPatienceMs = 0): Promise<void> {
    this.#transport.onPayload((payload, from) => this.#receive(payload, from));
    await whenAddressIsHere(() => this.#transport.start(), this.#log, addressPatienceMs);
    try {
      // Before anything is changed on the host: another agent's socket here means that its redirect is here too.
      await this.#control.listen(this.#config.controlSocket);
    } catch (error) {
      await this.#transport.close();
      throw error;
    }
    try {
      this.#tellStanding();
      this.#redirector.start(this.#drivers.repairIntervalMs);
      await this.#pages.apply(this.#config);
      await this.#watch.start();
    } catch (error) {
      await this.#takeDown();
      throw error;
    }
  }

  /**
   * Reads `file` and what it names again, and puts it into force. What cannot be used is refused whole, and the log says
   * why, as does what it resolves with. Never rejects.
   */
  async reload(file: string): Promise<string | undefined> {
    try {
      this.#take(await readAgain(file, this.#config, this.#site.keys));
      return undefined;
    } catch (error) {
      const reason = (error as Error).message;
      const refused = 'reload refused: settings, cost map and keys stay as they were';
      this.#log.error(refused, { file, reason }, 'reload-refused');
      this.#operator.reloaded({ refused: reason });
      return reason;
    }
  }

  /** The agent's state in a line. */
  summary(): string {
    return summary(this.#agent, performance.now());
  }

  /**
   * Hands the token on if it is here, waits for migrations, withdraws the redirect, and closes everything. `hurry` ends
   * the waiting.
   */
  async stop(hurry: AbortSignal): Promise<void> {
    this.#loop.feed({ type: 'leave' });
    await leave(this.#agent, this.#log, hurry);
    await this.#takeDown();
  }

  #take({ config, site, changed, waiting }: Reloaded): void {
    // Checked already, so nothing below can fail half-way.
    this.#site.keyring.replace(site.keys);
    this.#log.setLevel(config.logLevel);
    this.#history.setBound(config.history.maxMiB);
    this.#loop.feed({ type: 'reload', settings: coreSettings(config), map: site.map });
    const keys = site.keys.map(({ id }) => formatKeyId(id));
    this.#log.info('reloaded', { changed, ...hostChanges(this.#site.map, site.map), keys }, 'reloaded');
    const consequence = keysCut(this.#site.keys, site.keys);
    if (consequence !== undefined) this.#log.warn('no old key is accepted any more', { keys, consequence });
    this.#operator.reloaded({ waiting });
    if (waiting.length > 0) this.#log.warn('changed settings need a restart; the old ones stay in force', { waiting });
    this.#config = config;
    this.#site = { ...site, keyring: this.#site.keyring };
    void this.#pages.apply(config);
  }

  /** An agent that starts and does nothing has to say why. */
  #tellStanding(): void {
    const { paused, epoch } = this.#agent.orders.current();
    if (!paused) return;
    const advice = 'score-token resume on any host lets them go on';
    this.#log.info('rounds are paused by an earlier order', { paused, epoch, advice });
  }

  async #takeDown(): Promise<void> {
    // The core goes first, in the same turn: a token that came after this would be acknowledged and lost.
    this.#loop.stop();
    this.#watch.stop();
    await this.#control.close();
    await this.#pages.close();
    await this.#redirector.stop();
    await this.#transport.close();
    await Promise.all([this.#drivers.hypervisor.close(), this.#drivers.datapath.close()]);
    this.#memory.close();
    this.#history.close();
  }

  #receive(payload: Uint8Array, from: { address: AgentConfig['host']; port: number }): void {
    try {
      this.#loop.feed({ type: 'message', message: decodeMessage(payload), from });
    } catch (error) {
      if ((error as Error).name !== 'CodecError') throw error;
      this.#undecodable += 1;
      if (performance.now() < this.#undecodableQuietUntilMs) return;
      this.#undecodableQuietUntilMs = performance.now() + UNDECODABLE_LOG_MS;
      const fields = { from: formatIpv4(from.address), reason: (error as Error).message, count: this.#undecodable };
      this.#log.warn('message dropped: it cannot be read', fields);
    }
  }

  #perform(effect: Effect): void {
    this.#carryOut(effect);
    for (const look of this.#observers) look(effect);
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'send':
        return this.#send(effect);
      case 'migrate':
        return this.#migrate(effect);
      case 'redirect':
        return this.#redirector.want(effect.vms, effect.ports);
      case 'decided':
        this.#operator.decided(effect.record);
        return this.#log.info('decision', decisionFields(effect.record), 'decision');
      case 'migrated':
        if (effect.record.ok) return this.#log.info('migration ended', migrationFields(effect), 'migration-ended');
        return this.#log.warn('migration failed', migrationFields(effect), 'migration-failed');
      case 'write-history':
        return this.#writeHistory(effect);
      case 'tell-history':
        return void this.#questions
          .answer(effect)
          .then((message) => this.#send({ type: 'send', to: effect.to, message }));
      case 'explained':
        return this.#questions.explained(effect);
      case 'standing':
        return this.#log.info('standing', { ...standingReport(effect.standing) }, 'standing');
      case 'order-changed':
        this.#operator.orderChanged(effect.change);
        return this.#log.info('the cluster has a new order', { ...orderReport(effect.change) }, 'order');
      case 'alarm':
        return this.#log.warn(`alarm: ${effect.text}`, alarmFields(effect), 'alarm');
      case 'remember':
        return this.#memory.write(effect.remembered);
      case 'ordered':
        return this.#operator.ordered(effect.reply, effect.result);
      case 'injected':
        if (effect.result.ok) this.#log.info('round started', startFields(effect.result), 'round-started');
        return this.#operator.injected(effect.reply, effect.result);
      case 'round-ended':
        this.#log.info('round ended', endFields(effect.report), 'round-ended');
        return this.#operator.roundEnded(effect.report);
      case 'log':
        return this.#log[effect.level](effect.message, readable(effect.fields ?? {}));
    }
  }

  #send({ to, message, delivery }: Effect & { type: 'send' }): void {
    const settled = (error?: Error): void => {
      const reason = error?.message;
      if (reason !== undefined)
        this.#log.debug('send failed', { to: formatIpv4(to.address), type: message.type, reason });
      if (delivery === undefined) return;
      this.#loop.feed({ type: 'sent', delivery, ...(reason === undefined ? {} : { error: reason }) });
    };
    this.#transport.send(to, encodeMessage(message)).then(() => settled(), settled);
  }

  #writeHistory({ uuid, history }: Effect & { type: 'write-history' }): void {
    const failed = (error: Error): void =>
      this.#log.warn('the history of a VM was not written into its metadata', { uuid, reason: error.message });
    this.#drivers.hypervisor.writeHistory(uuid, history).catch(failed);
  }

  #migrate({ vm, uuid, target, history }: Effect & { type: 'migrate' }): void {
    this.#log.info('migration starts', { vm: formatIpv4(vm), uuid, to: formatIpv4(target) }, 'migration-started');
    void this.#drivers.hypervisor.migrate({ uuid, target, history }).then((result) => {
      this.#loop.feed({ type: 'migration-ended', vm, result });
    });
  }
}

/** Uniform in [0, 1), from the system's generator: token ids and request numbers must not be guessed. */
function random(): number {
  return randomBytes(4).readUInt32BE() / 2 ** 32;
}

/** Addresses among a log record's fields as dotted-quad text. */
function readable(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const text = (value: unknown): unknown =>
    typeof value === 'number' ? formatIpv4(value as AgentConfig['host']) : value;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? value.map(text) : text(value)]),
  );
}
