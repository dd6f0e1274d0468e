// The truth of the virtual data centre: which VM runs where, which hypervisor works at what, who talks to whom. Agents
// see of it what their own host's hypervisor and datapath show; checkers see all of it. Decides nothing, and knows no
// agent.
import { communicationCost, type PairRate } from '../../../agent/core/cost.js';
import type { Domain, FlowSample, VmPort } from '../../../agent/core/drivers.js';
import type { VmHistory } from '../../../agent/core/rules/marks.js';
import type { CostMap } from '../../../topology/cost-map.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { VmMarks } from '../../../topology/vm-marks.js';
import type { EventQueue } from '../event-queue.js';
import { macOf, uuidOf } from './names.js';
import { DatapathView, portName, Stream } from './traffic.js';

/** A migration that hypervisors are at work on. */
export interface Job {
  readonly guest: Guest;
  readonly from: Ipv4;
  readonly to: Ipv4;
  readonly startedAtMs: number;
  /** The target's hypervisor lists the domain, not running. */
  isListed: boolean;
  isOver: boolean;
}

export interface Guest {
  readonly vm: Ipv4;
  readonly uuid: string;
  readonly memoryMiB: number;
  readonly bornAtMs: number;
  /** Where it runs. */
  host: Ipv4;
  hereSinceMs: number;
  /** It can never be moved. */
  readonly isPinned: boolean;
  /** What its metadata says. */
  history: VmHistory;
  job: Job | undefined;
  /** When its last migration ended, either way. */
  jobEndedAtMs: number;
  isAlive: boolean;
}

export interface Machine {
  readonly host: Ipv4;
  readonly slots: number;
  readonly memoryMiB: number;
  isUp: boolean;
  readonly datapath: DatapathView;
}

export class World {
  readonly queue: EventQueue;
  readonly machines = new Map<Ipv4, Machine>();
  /** Living ones, by address. */
  readonly guests = new Map<Ipv4, Guest>();
  readonly streams: Stream[] = [];
  /** Everything that the costs rest on but the moves: rises with traffic, births and deaths. */
  trafficVersion = 0;
  /** Every server that there ever was, so that its levels are known whatever the agents' own maps list. */
  map: CostMap;
  /** What VMs' metadata say to S-CORE. */
  marksOf: (vm: Ipv4) => VmMarks | undefined = () => undefined;
  readonly #streamsOf = new Map<Ipv4, Stream[]>();
  readonly #arriving = new Map<Ipv4, Set<Job>>();
  readonly #onHost = new Map<Ipv4, Set<Guest>>();
  readonly #lives = new Map<Ipv4, number>();

  constructor(queue: EventQueue, map: CostMap) {
    this.queue = queue;
    this.map = map;
  }

  addMachine(host: Ipv4, slots: number, memoryMiB: number): Machine {
    const machine = { host, slots, memoryMiB, isUp: true, datapath: new DatapathView() };
    this.machines.set(host, machine);
    this.#arriving.set(host, new Set());
    this.#onHost.set(host, new Set());
    return machine;
  }

  create(vm: Ipv4, host: Ipv4, memoryMiB: number, isPinned: boolean): Guest {
    const life = (this.#lives.get(vm) ?? 0) + 1;
    this.#lives.set(vm, life);
    const { nowMs } = this.queue;
    const since = { bornAtMs: nowMs, hereSinceMs: nowMs, jobEndedAtMs: 0 };
    const rest = { host, isPinned, history: [], job: undefined, isAlive: true };
    const guest: Guest = { vm, uuid: uuidOf(vm, life), memoryMiB, ...since, ...rest };
    this.guests.set(vm, guest);
    this.#onHost.get(host)!.add(guest);
    this.trafficVersion += 1;
    return guest;
  }

  /** The VM ends. A migration of it is the hypervisor's to abort. */
  destroy(guest: Guest): void {
    guest.isAlive = false;
    this.guests.delete(guest.vm);
    this.#onHost.get(guest.host)!.delete(guest);
    this.trafficVersion += 1;
  }

  /** Of the domain that runs there. */
  writeHistory(host: Ipv4, uuid: string, history: VmHistory): void {
    const guest = [...this.guestsOn(host)].find((each) => each.uuid === uuid);
    if (guest) guest.history = history;
  }

  move(guest: Guest, to: Ipv4): void {
    this.#onHost.get(guest.host)!.delete(guest);
    this.#onHost.get(to)!.add(guest);
    guest.host = to;
    guest.hereSinceMs = this.queue.nowMs;
  }

  connect(a: Ipv4, b: Ipv4, bytesPerSecond: number): void {
    const stream = new Stream(this.streams.length, a, b, bytesPerSecond, this.queue.nowMs);
    this.streams.push(stream);
    for (const end of [a, b]) {
      const own = this.#streamsOf.get(end);
      if (own) own.push(stream);
      else this.#streamsOf.set(end, [stream]);
    }
    this.trafficVersion += 1;
  }

  changeRate(stream: Stream, bytesPerSecond: number): void {
    stream.change(bytesPerSecond, this.queue.nowMs);
    this.trafficVersion += 1;
  }

  begin(job: Job): void {
    job.guest.job = job;
  }

  list(job: Job): void {
    job.isListed = true;
    this.#arriving.get(job.to)!.add(job);
  }

  end(job: Job): void {
    job.isOver = true;
    this.#arriving.get(job.to)?.delete(job);
    job.guest.jobEndedAtMs = this.queue.nowMs;
    if (job.guest.job === job) job.guest.job = undefined;
  }

  guestsOn(host: Ipv4): ReadonlySet<Guest> {
    return this.#onHost.get(host) ?? new Set();
  }

  arrivingAt(host: Ipv4): ReadonlySet<Job> {
    return this.#arriving.get(host) ?? new Set();
  }

  /** As the host's hypervisor lists them now. */
  domains(host: Ipv4): Domain[] {
    const here = [...this.guestsOn(host)].map((guest) => {
      const domain = this.#domainOf(guest, true);
      if (guest.job) return { ...domain, obstacle: { code: 'job-running', detail: 'migration out' } } as const;
      if (guest.isPinned) return { ...domain, obstacle: { code: 'host-device', detail: 'has a PCI device' } } as const;
      return domain;
    });
    return [...here, ...[...this.arrivingAt(host)].map(({ guest }) => this.#domainOf(guest, false))];
  }

  #domainOf({ vm, uuid, memoryMiB, history }: Guest, running: boolean): Domain {
    const marks = this.marksOf(vm);
    const metadata = { ...(marks ? { marks } : {}), ...(history.length > 0 ? { history } : {}) };
    return { uuid, name: `vm-${vm & 0xffff}`, memoryMiB, macs: [macOf(vm)], running, ...metadata };
  }

  ports(host: Ipv4): VmPort[] {
    const guests = [...this.guestsOn(host), ...[...this.arrivingAt(host)].map(({ guest }) => guest)];
    return guests.map(({ vm, uuid }) => ({
      name: portName(vm),
      ofport: vm & 0xffff,
      mac: macOf(vm),
      domainUuid: uuid,
    }));
  }

  flows(host: Ipv4): FlowSample[] {
    const machine = this.machines.get(host)!;
    return machine.datapath.poll(this.#streamsAt(host), this.queue.nowMs, (vm) => this.guests.get(vm)?.host === host);
  }

  /** Streams that are flowing: both ends are there, and say something. */
  *#streamsAt(host: Ipv4): Generator<Stream> {
    for (const { vm } of this.guestsOn(host)) {
      for (const stream of this.#streamsOf.get(vm) ?? []) if (this.isFlowing(stream, vm)) yield stream;
    }
  }

  isFlowing(stream: Stream, vm: Ipv4): boolean {
    if (stream.bytesPerSecond === 0) return false;
    const other = stream.other(vm);
    return this.guests.has(other) || this.map.isEndpoint(other);
  }

  streamsOf(vm: Ipv4): readonly Stream[] {
    return this.#streamsOf.get(vm) ?? [];
  }

  /** Eq. 3.1 of the truth, VMs in flight at `placeOf`. */
  cost(placeOf: (guest: Guest) => Ipv4): number {
    const pairs: PairRate[] = this.streams.filter(({ a, b }) => this.#isThere(a) && this.#isThere(b));
    const hostOf = (vm: Ipv4): Ipv4 => {
      const guest = this.guests.get(vm);
      return guest ? placeOf(guest) : vm;
    };
    return communicationCost(pairs, hostOf, this.map);
  }

  #isThere(end: Ipv4): boolean {
    return this.guests.has(end) || this.map.isEndpoint(end);
  }
}
