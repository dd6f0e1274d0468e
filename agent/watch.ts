// Watches hypervisor and datapath and tells the core what it sees: domains, ports, flows, and that a driver
// is away or back. A driver that fails is a state to report, never the end of the agent.
import type { Ipv4 } from '../topology/ipv4.js';
import type { Datapath, Hypervisor } from './core/drivers.js';
import type { Input } from './core/steps.js';
import type { Logger } from './log.js';
import { Refresher } from './refresher.js';

/** Domains are read again at least this often, in case an event was lost, ms. */
export const RESYNC_MS = 30_000;

export interface WatchOptions {
  readonly hypervisor: Hypervisor;
  readonly datapath: Datapath;
  /** Reads MAC to IPv4 before each poll; only where datapath flows do not show addresses. */
  readonly neighbours: (() => Promise<ReadonlyMap<string, Ipv4>>) | undefined;
  readonly pollIntervalMs: number;
  readonly feed: (input: Input) => void;
  /** The driver was away and is back: what was installed there may be gone. */
  readonly onBack: (driver: 'hypervisor' | 'datapath') => void;
  readonly log: Logger;
}

/** A driver that has only just been started may still be connecting, ms: no reason to alarm anybody. */
const GRACE_MS = 2_000;

export class Watch {
  readonly #options: WatchOptions;
  readonly #domains = new Refresher(() => this.#readDomains());
  readonly #away = new Map<string, string>();
  #timers: NodeJS.Timeout[] = [];
  #polling = false;
  #stopped = false;
  #startedAtMs = 0;
  /** Drivers that have been available at least once. */
  readonly #wereThere = new Set<string>();
  /** How long the last poll of the datapath took, ms. */
  lastPollMs = 0;
  /** When the last poll of the datapath and the last reading of the hypervisor came to their ends, whatever these were. */
  lastPollAtMs = performance.now();
  lastReadAtMs = performance.now();

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { hypervisor, datapath, pollIntervalMs } = this.#options;
    hypervisor.onChange(() => void this.#domains.request());
    datapath.onChange(() => this.#readPorts());
    this.#startedAtMs = performance.now();
    await Promise.all([hypervisor.start(), datapath.start()]);
    await this.#domains.request();
    this.#readPorts();
    await this.#poll();
    const again = (): void => {
      void this.#domains.request();
      this.#readPorts();
    };
    this.#timers = [
      setTimeout(again, GRACE_MS),
      setInterval(() => void this.#domains.request(), RESYNC_MS),
      setInterval(() => void this.#poll(), pollIntervalMs),
    ];
  }

  /** Reads the domains now: the agent has changed one itself. */
  readDomains(): Promise<void> {
    return this.#domains.request();
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
  }

  async #readDomains(): Promise<void> {
    const { hypervisor, feed } = this.#options;
    const away = hypervisor.unavailable();
    try {
      if (away !== undefined) return this.#report('hypervisor', away);
      const [memory, domains] = [await hypervisor.memory(), await hypervisor.domains()];
      if (this.#stopped) return;
      feed({ type: 'memory', ...memory });
      feed({ type: 'domains', domains });
      this.#report('hypervisor', undefined);
    } catch (error) {
      this.#report('hypervisor', (error as Error).message);
    } finally {
      this.lastReadAtMs = performance.now();
    }
  }

  #readPorts(): void {
    const { datapath, feed } = this.#options;
    const away = datapath.unavailable();
    this.#report('datapath', away);
    if (away === undefined) feed({ type: 'ports', ports: datapath.ports() });
  }

  /** One poll. A poll that is slower than the interval is not overtaken by the next. */
  async #poll(): Promise<void> {
    const { datapath, neighbours, feed } = this.#options;
    if (this.#polling || this.#stopped) return;
    const away = datapath.unavailable();
    if (away !== undefined) {
      this.lastPollAtMs = performance.now();
      return this.#report('datapath', away);
    }
    this.#polling = true;
    const startMs = performance.now();
    try {
      const [entries, samples] = [await neighbours?.(), await datapath.poll()];
      if (this.#stopped) return;
      if (entries) feed({ type: 'neighbours', entries });
      const ports = datapath.ports();
      if (ports.some(({ counters }) => counters !== undefined)) feed({ type: 'ports', ports });
      feed({ type: 'flows', samples });
      this.#report('datapath', undefined);
    } catch (error) {
      this.#report('datapath', (error as Error).message);
    } finally {
      this.lastPollAtMs = performance.now();
      this.lastPollMs = this.lastPollAtMs - startMs;
      this.#polling = false;
    }
  }

  #isStarting(driver: string): boolean {
    return !this.#wereThere.has(driver) && performance.now() - this.#startedAtMs < GRACE_MS;
  }

  /** Tells the core, and the log when it is news. */
  #report(driver: 'hypervisor' | 'datapath', away: string | undefined): void {
    const { feed, log, onBack } = this.#options;
    if (this.#stopped) return;
    feed(away === undefined ? { type: 'driver', driver } : { type: 'driver', driver, away });
    if (away === undefined) this.#wereThere.add(driver);
    const before = this.#away.get(driver);
    if (away === before) return;
    if (away === undefined) {
      this.#away.delete(driver);
      log.info(`${driver} is back`);
      onBack(driver);
    } else if (!this.#isStarting(driver)) {
      this.#away.set(driver, away);
      log.warn(`${driver} is away`, { reason: away });
    }
  }
}
