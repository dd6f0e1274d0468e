// The agent's core: one pure machine a host. `step` takes one input and gives the effects; time comes in as
// a number, randomness as a function. Everything it knows of the outside it was told by an input.
import { LRUCache } from 'lru-cache';
import type { CostMap } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { StayReason } from './decision.js';
import { HostDirectory } from './directory.js';
import { Flights } from './flights.js';
import { FlowTable } from './flows/flow-table.js';
import { TrafficAccounts } from './flows/traffic-accounts.js';
import { isGuestAddress } from './guest-address.js';
import { Holder } from './holder.js';
import { Injecting } from './injecting.js';
import { type LocalVm, LocalVms } from './local-vms.js';
import type { Surroundings } from './locating.js';
import { Locations } from './locations.js';
import { Memory } from './memory.js';
import type { Address, Message, MigrationRecord } from './messages.js';
import { Orders } from './orders.js';
import { Origin } from './origin.js';
import { Oversight } from './oversight.js';
import type { Remembered } from './remembered.js';
import { Requests } from './requests.js';
import { Reservations } from './reservations.js';
import { answerRequest } from './respond.js';
import type { Ruling } from './rules/ruling.js';
import { Standings } from './rules/standing.js';
import { Searching } from './search/searching.js';
import { Sightings } from './search/sightings.js';
import type { CoreSettings } from './settings.js';
import { heldNow } from './situation.js';
import type { Context, DriverName, Effect, Input, Standing } from './steps.js';
import { TakingFlows } from './taking-flows.js';

/** Who answers has heard this host: the way there works as well as the way back. */
const ANSWERS: ReadonlySet<Message['type']> = new Set<Message['type']>([
  ...(['token-ack', 'token-state', 'token-sighting', 'location-response', 'capacity-response'] as const),
  ...(['history-response', 'inventory-response', 'flight-response', 'order-response', 'report-ack'] as const),
]);

/** A step that comes so long after it was due means that the process, or the host, stood still meanwhile, ms. */
const STOPPED_MS = 5_000;

type Mutable<T, K extends keyof T> = Omit<T, K> & { -readonly [P in K]: T[P] };

export class Agent {
  readonly local: LocalVms;
  readonly reservations: Reservations;
  readonly holder: Holder;
  readonly origin: Origin;
  readonly orders: Orders;
  readonly flights: Flights;
  readonly searching: Searching;
  readonly memory: Memory;
  readonly standings: Standings;
  readonly oversight: Oversight;
  readonly table: FlowTable;
  readonly accounts = new TrafficAccounts();
  readonly locations: Locations;
  readonly #directory: HostDirectory;
  readonly #around: Surroundings;
  readonly #requests: Requests;
  readonly #injecting: Injecting;
  readonly #flows: TakingFlows;
  readonly #context: Mutable<Context, 'nowMs' | 'wallMs' | 'settings' | 'map'>;
  #effects: Effect[] = [];
  #deferred: (() => void)[] = [];
  readonly #away = new Map<DriverName, string>([
    ['hypervisor', 'not asked yet'],
    ['datapath', 'not asked yet'],
  ]);
  /** VMs that ran here and vanished; told to the next token that comes by. */
  readonly #gone = new LRUCache<Ipv4, true>({ max: 10_000 });
  /** VMs that this agent has ordered away: they will vanish here and still be alive. */
  readonly #departing = new Set<Ipv4>();
  #neighbours: ReadonlyMap<string, Ipv4> = new Map();
  #steeredVersion = -1;
  /** From the steps' time to the wall clock. */
  #wallOffsetMs = 0;

  /**
   * `random` gives uniform numbers in [0, 1). `nowMs` is the time of the first step. `remembered` is the last `remember`
   * effect of this agent's former life; undefined when nothing is known of one.
   */
  constructor(settings: CoreSettings, map: CostMap, random: () => number, nowMs: number, remembered?: Remembered) {
    this.#context = {
      settings,
      map,
      nowMs,
      wallMs: nowMs,
      random,
      emit: (effect) => this.#emit(effect),
      defer: (work) => this.#deferred.push(work),
    };
    const context = this.#context;
    this.#requests = new Requests(context);
    this.local = new LocalVms(context);
    this.locations = new Locations(context);
    this.memory = new Memory(context, remembered);
    this.standings = new Standings(context, this.memory);
    this.reservations = new Reservations(context, this.memory);
    this.origin = new Origin(context, this.#requests, this.memory);
    this.table = new FlowTable({ windowMs: settings.windowMs, maxFlows: settings.maxFlows, nowMs, random });
    this.#directory = new HostDirectory(map);
    const around = {
      context,
      requests: this.#requests,
      local: this.local,
      locations: this.locations,
      directory: this.#directory,
      standings: this.standings,
    };
    this.#around = around;
    const memory = this.memory;
    const sightings = new Sightings(context, (id) => memory.hasEnded(id));
    const parts = { requests: this.#requests, directory: this.#directory, memory };
    this.orders = new Orders(context, parts, () => this.holder.resume());
    this.flights = new Flights(around, this.origin, () => this.holder.resume());
    this.holder = new Holder({
      around,
      memory,
      orders: this.orders,
      flights: this.flights,
      sightings,
      origin: this.origin,
      table: this.table,
      away: () => this.whyAway(),
      takeGone: (isDue) => this.#takeGone(isDue),
    });
    this.searching = new Searching({
      around,
      memory,
      orders: this.orders,
      sightings,
      holder: this.holder,
      origin: this.origin,
    });
    this.#injecting = new Injecting(around, this.holder, this.origin, this.orders);
    const { local, reservations, accounts, table, flights } = this;
    this.oversight = new Oversight({
      ...{ around, reservations, accounts, flights },
      isAway: () => this.#away.has('datapath'),
    });
    const { plausible } = this.oversight;
    this.#flows = new TakingFlows({ local, table, accounts, plausible, addressOf: (mac) => this.#addressOf(mac) });
  }

  /** Takes one input at time `nowMs` (never smaller than before) and returns what is to be done, in order. */
  step(nowMs: number, input: Input): Effect[] {
    const isLate = nowMs - this.#context.nowMs > STOPPED_MS && nowMs - this.nextDeadlineMs() > STOPPED_MS;
    this.#context.nowMs = nowMs;
    this.#context.wallMs = nowMs + this.#wallOffsetMs;
    if (isLate) this.holder.wasStopped();
    this.#take(input);
    for (let work = this.#deferred.shift(); work; work = this.#deferred.shift()) work();
    this.#steer();
    this.standings.tick();
    this.memory.tick();
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** When the next `tick` is due, ms; infinite when nothing waits. */
  nextDeadlineMs(): number {
    if (this.#flows.isUnderWay) return this.#context.nowMs;
    const { holder, flights, reservations, origin, orders, searching, standings, oversight } = this;
    const machines = [this.#requests, holder, flights, reservations, origin, orders, searching, standings, oversight];
    return Math.min(...machines.map((machine) => machine.nextDeadlineMs()));
  }

  /** How this host stands towards rounds now. */
  standing(): Standing {
    return this.standings.current();
  }

  /** Why a VM of this host would stay, whatever it could save, if a token came to it now; for the operator. */
  heldNow(vm: LocalVm): Ruling | undefined {
    const { table, flights } = this;
    const failure = (uuid: string) => flights.failure(uuid, '');
    const history = (uuid: string) => flights.history(uuid);
    const isInFlight = (uuid: string) => flights.hasDomain(uuid);
    return heldNow(this.#around, { table, away: () => this.whyAway(), failure, history, isInFlight }, vm);
  }

  /** Whether the address may be a VM's of this cluster, whose place can be asked for. */
  isGuest(address: Ipv4): boolean {
    return isGuestAddress(address, this.#context);
  }

  /** Questions to other agents. */
  requestLoad(): { readonly inFlight: number; readonly waiting: number } {
    return this.#requests.load();
  }

  /** Known hosts that did not answer when last asked. */
  silentHosts(): Ipv4[] {
    return this.#directory.silentHosts();
  }

  driverAway(driver: DriverName): string | undefined {
    return this.#away.get(driver);
  }

  #emit(effect: Effect): void {
    if (effect.type === 'migrate') this.#departing.add(effect.vm);
    if (effect.type === 'migrated') this.#migrated(effect.record);
    this.#effects.push(effect);
  }

  #migrated(record: MigrationRecord): void {
    const { ok, vm } = record;
    this.oversight.migrated(record);
    if (!ok) this.#stayed(vm);
  }

  /** A migration has failed: when the VM vanishes now, or has already, then it is gone. */
  #stayed(vm: Ipv4): void {
    this.#departing.delete(vm);
    if (!this.local.get(vm)) this.#gone.set(vm, true);
  }

  #take(input: Input): void {
    switch (input.type) {
      case 'tick':
        return this.#tick();
      case 'message':
        return this.#receive(input.message, input.from);
      case 'sent':
        return this.holder.handover.sent(input.delivery, input.error);
      case 'domains':
        return this.#takeDomains(input);
      case 'memory':
        this.reservations.setMemory(input.totalMiB, input.cpus);
        return this.oversight.tookMemory(input);
      case 'clock':
        this.#wallOffsetMs = input.wallMs - this.#context.nowMs;
        this.#context.wallMs = input.wallMs;
        return;
      case 'ports':
        this.local.setPorts(input.ports);
        return this.oversight.tookPorts(input.ports);
      case 'flows':
        return this.#flows.take(input.samples, this.#context.nowMs);
      case 'neighbours':
        this.#neighbours = input.entries;
        return this.local.learnNeighbours(input.entries);
      case 'driver':
        return this.#takeDriver(input.driver, input.away);
      case 'migration-ended':
        this.oversight.migrationEnded(input.vm, input.result);
        return this.flights.migrationEnded(input.vm, input.result);
      case 'leave':
        return this.holder.leave();
      case 'host-order':
        return this.standings.take(input.order);
      case 'order':
        return this.orders.give(input.order, (result) =>
          this.#context.emit({ type: 'ordered', reply: input.reply, result }),
        );
      case 'explain':
        return this.oversight.explaining.explain(input.vm, input.limit, (result) =>
          this.#context.emit({ type: 'explained', reply: input.reply, result }),
        );
      case 'reload':
        this.#context.settings = input.settings;
        this.#context.map = input.map;
        return this.#directory.setMap(input.map);
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
    this.flights.tick();
    this.reservations.expire();
    this.origin.tick();
    this.orders.tick();
    this.searching.tick();
    this.oversight.tick();
  }

  #receive(message: Message, from: Address): void {
    this.#directory.answered(from.address);
    if (ANSWERS.has(message.type) && from.address !== this.#context.settings.host) this.holder.heard();
    const { handover } = this.holder;
    switch (message.type) {
      case 'token':
      case 'token-change':
        return handover.receive(message, from);
      case 'token-ack':
        return handover.acknowledged(message);
      case 'token-grant':
        return handover.granted(message, from);
      case 'token-state':
        return handover.told(message);
      case 'token-revival':
        return this.searching.revive(message);
      case 'location-response':
      case 'report-ack':
      case 'flight-response':
        return this.#requests.answered(message);
      case 'capacity-response':
      case 'inventory-response':
      case 'history-response':
      case 'token-sighting':
      case 'order-response':
        this.#directory.answered(message.host);
        return this.#requests.answered(message);
      default:
        return answerRequest(this.#context, this, message, from);
    }
  }

  #takeDomains({ domains }: Input & { type: 'domains' }): void {
    // One with a running job is on its way elsewhere, by a former life's order or somebody else's.
    const travelling = new Set(
      this.local.list().flatMap((vm) => (vm.obstacle?.code === 'job-running' ? [vm.address] : [])),
    );
    for (const vm of this.local.setDomains(domains, this.reservations.entries())) {
      if (!this.#departing.delete(vm) && !travelling.has(vm)) this.#gone.set(vm, true);
    }
    for (const { address } of this.local.list()) this.#gone.delete(address);
    this.oversight.tookDomains(domains);
    this.reservations.setDomains(domains);
    this.flights.setDomains(domains);
  }

  #takeDriver(driver: DriverName, away: string | undefined): void {
    if (away === undefined) this.#away.delete(driver);
    else this.#away.set(driver, away);
    if (driver === 'datapath' && away !== undefined) this.oversight.plausible.datapathAway();
  }

  #addressOf(mac: string): Ipv4 | undefined {
    return this.local.addressOfMac(mac) ?? this.#neighbours.get(mac);
  }

  /** Why no VM can come or go now. The datapath comes first: without it nothing can be decided at all. */
  whyAway(): { reason: StayReason; detail: string } | undefined {
    for (const driver of ['datapath', 'hypervisor', 'memory'] as const) {
      const detail = this.#away.get(driver);
      if (detail !== undefined) return { reason: `${driver}-away`, detail };
    }
    if (this.orders.current().paused) return { reason: 'paused', detail: 'rounds are paused' };
    if (this.holder.isUnsure) return { reason: 'paused', detail: 'the agent was stopped, and asks about its token' };
    if (this.holder.isLeaving) return { reason: 'host-leaving', detail: 'the agent is stopping' };
    // Off comes before it in the order of the rules (rules/README.md), and is told by the decision itself.
    const implausible = this.standings.effectiveMode() === 'off' ? undefined : this.standings.implausible();
    return implausible === undefined ? undefined : { reason: 'implausible-data', detail: implausible };
  }

  #takeGone(isDue: (vm: Ipv4) => boolean): Ipv4[] {
    const gone = [...this.#gone.keys()].filter(isDue);
    for (const vm of gone) this.#gone.delete(vm);
    return gone;
  }

  /** Emits a redirect effect when the set of steered addresses or of ports has changed. */
  #steer(): void {
    // Before both are known, what a former life of this agent has steered is a better guess than nothing.
    if (!this.local.isKnown || this.local.version === this.#steeredVersion) return;
    this.#steeredVersion = this.local.version;
    const [vms, ports] = [this.local.redirected(), this.local.portList()];
    this.#context.emit({ type: 'redirect', vms, ports });
  }
}
