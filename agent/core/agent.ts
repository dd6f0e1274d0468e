// The agent's core: one pure machine a host. `step` takes one input and gives the effects; time comes in as
// a number, randomness as a function. Everything it knows of the outside it was told by an input.
import { LRUCache } from 'lru-cache';
import type { CostMap } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { StayReason } from './decision.js';
import { HostDirectory } from './directory.js';
import { FlowTable } from './flows/flow-table.js';
import { TrafficAccounts } from './flows/traffic-accounts.js';
import { Holder } from './holder.js';
import { Injecting } from './injecting.js';
import { LocalVms } from './local-vms.js';
import { Locations } from './locations.js';
import type { Address, Message } from './messages.js';
import { Origin } from './origin.js';
import { Requests } from './requests.js';
import { Reservations } from './reservations.js';
import { answerRequest } from './respond.js';
import type { CoreSettings } from './settings.js';
import type { Context, Effect, Input } from './steps.js';
import { TakingFlows } from './taking-flows.js';

export class Agent {
  readonly local: LocalVms;
  readonly reservations: Reservations;
  readonly holder: Holder;
  readonly origin: Origin;
  readonly table: FlowTable;
  readonly accounts = new TrafficAccounts();
  readonly locations: Locations;
  readonly #directory: HostDirectory;
  readonly #requests: Requests;
  readonly #injecting: Injecting;
  readonly #flows: TakingFlows;
  readonly #context: Context & { nowMs: number };
  #effects: Effect[] = [];
  #deferred: (() => void)[] = [];
  readonly #away = new Map<'hypervisor' | 'datapath', string>([
    ['hypervisor', 'not asked yet'],
    ['datapath', 'not asked yet'],
  ]);
  /** VMs that ran here and vanished; told to the next token that comes by. */
  readonly #gone = new LRUCache<Ipv4, true>({ max: 10_000 });
  /** VMs that this agent is migrating away: they will vanish here and still be alive. */
  readonly #leaving = new Set<Ipv4>();
  #neighbours: ReadonlyMap<string, Ipv4> = new Map();
  #steeredVersion = -1;

  /** `random` gives uniform numbers in [0, 1). `nowMs` is the time of the first step. */
  constructor(settings: CoreSettings, map: CostMap, random: () => number, nowMs: number) {
    this.#context = {
      settings,
      map,
      nowMs,
      random,
      emit: (effect) => this.#emit(effect),
      defer: (work) => this.#deferred.push(work),
    };
    const context = this.#context;
    this.#requests = new Requests(context);
    this.local = new LocalVms(context);
    this.locations = new Locations(context);
    this.reservations = new Reservations(context);
    this.origin = new Origin(context, this.#requests);
    this.table = new FlowTable({ windowMs: settings.windowMs, maxFlows: settings.maxFlows, nowMs, random });
    this.#flows = new TakingFlows({
      local: this.local,
      table: this.table,
      accounts: this.accounts,
      addressOf: (mac) => this.#addressOf(mac),
    });
    this.#directory = new HostDirectory(map);
    const around = {
      context,
      requests: this.#requests,
      local: this.local,
      locations: this.locations,
      directory: this.#directory,
    };
    this.holder = new Holder({
      around,
      origin: this.origin,
      table: this.table,
      away: () => this.whyAway(),
      takeGone: () => this.#takeGone(),
    });
    this.#injecting = new Injecting(around, this.holder, this.origin);
  }

  /** Takes one input at time `nowMs` (never smaller than before) and returns what is to be done, in order. */
  step(nowMs: number, input: Input): Effect[] {
    this.#context.nowMs = nowMs;
    this.#take(input);
    for (let work = this.#deferred.shift(); work; work = this.#deferred.shift()) work();
    this.#steer();
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** When the next `tick` is due, ms; infinite when nothing waits. */
  nextDeadlineMs(): number {
    if (this.#flows.isUnderWay) return this.#context.nowMs;
    const machines = [this.#requests, this.holder, this.reservations, this.origin];
    return Math.min(...machines.map((machine) => machine.nextDeadlineMs()));
  }

  driverAway(driver: 'hypervisor' | 'datapath'): string | undefined {
    return this.#away.get(driver);
  }

  #emit(effect: Effect): void {
    if (effect.type === 'migrate') this.#leaving.add(effect.vm);
    if (effect.type === 'decided' && effect.record.migration?.ok === false) this.#stayed(effect.record.migration.vm);
    this.#effects.push(effect);
  }

  /** A migration has failed: when the VM vanishes now, or has already, then it is gone. */
  #stayed(vm: Ipv4): void {
    this.#leaving.delete(vm);
    if (!this.local.get(vm)) this.#gone.set(vm, true);
  }

  #take(input: Input): void {
    switch (input.type) {
      case 'tick':
        return this.#tick();
      case 'message':
        return this.#receive(input.message, input.from);
      case 'sent':
        return this.holder.sent(input.delivery, input.error);
      case 'domains':
        return this.#takeDomains(input);
      case 'memory':
        return this.reservations.setMemory(input.totalMiB);
      case 'ports':
        return this.local.setPorts(input.ports);
      case 'flows':
        return this.#flows.take(input.samples, this.#context.nowMs);
      case 'neighbours':
        this.#neighbours = input.entries;
        return this.local.learnNeighbours(input.entries);
      case 'driver':
        if (input.away === undefined) this.#away.delete(input.driver);
        else this.#away.set(input.driver, input.away);
        return;
      case 'migration-ended':
        return this.holder.migrationEnded(input.vm, input.result);
      case 'leave':
        return this.holder.leave();
      case 'inject':
        return this.#injecting.inject(input.order, (result) =>
          this.#context.emit({ type: 'injected', reply: input.reply, result }),
        );
    }
  }

  #tick(): void {
    this.#flows.goOn();
    this.#requests.tick();
    this.holder.tick();
    this.reservations.expire();
    this.origin.tick();
  }

  #receive(message: Message, from: Address): void {
    this.#directory.answered(from.address);
    switch (message.type) {
      case 'token':
      case 'token-change':
        return this.holder.receive(message, from);
      case 'token-ack':
        return this.holder.acknowledged(message);
      case 'location-response':
      case 'capacity-response':
      case 'inventory-response':
      case 'report-ack':
        if ('host' in message) this.#directory.answered(message.host);
        return this.#requests.answered(message);
      default:
        return answerRequest(this.#context, this, message, from);
    }
  }

  #takeDomains({ domains }: Input & { type: 'domains' }): void {
    for (const vm of this.local.setDomains(domains, this.reservations.entries())) {
      if (!this.#leaving.delete(vm)) this.#gone.set(vm, true);
    }
    for (const { address } of this.local.list()) this.#gone.delete(address);
    this.reservations.setDomains(domains);
  }

  #addressOf(mac: string): Ipv4 | undefined {
    return this.local.addressOfMac(mac) ?? this.#neighbours.get(mac);
  }

  /** Why no VM can come or go now. The datapath comes first: without it nothing can be decided at all. */
  whyAway(): { reason: StayReason; detail: string } | undefined {
    for (const driver of ['datapath', 'hypervisor'] as const) {
      const detail = this.#away.get(driver);
      if (detail !== undefined) return { reason: `${driver}-away`, detail };
    }
    return this.holder.isLeaving ? { reason: 'host-leaving', detail: 'the agent is stopping' } : undefined;
  }

  #takeGone(): Ipv4[] {
    const gone = [...this.#gone.keys()];
    this.#gone.clear();
    return gone;
  }

  /** Emits a redirect effect when the set of steered addresses or of ports has changed. */
  #steer(): void {
    if (this.local.version === this.#steeredVersion) return;
    this.#steeredVersion = this.local.version;
    const [vms, ports] = [this.local.redirected(), this.local.portList()];
    this.#context.emit({ type: 'redirect', vms, ports });
  }
}
