// One VM's decision from beginning to end (thesis 4.2.5): locate its neighbours, evaluate, confirm, reserve at
// the best host or probe for others. Ends with one outcome, whatever happens; a migration that it leads to is
// ordered by flights.ts. Knows the token only by c_m, the moves under way, and their limits.
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import { type Candidate, type Evaluation, evaluate, type StayReason, stayReason } from './decision.js';
import type { Obstacle } from './drivers.js';
import type { Departure } from './flights.js';
import type { FlowTable } from './flows/flow-table.js';
import { type Rates, ratesOf } from './flows/rates.js';
import type { LocalVm } from './local-vms.js';
import { type Located, locate, type Surroundings } from './locating.js';
import type { CapacityResponse, Response } from './messages.js';
import { capacityRequest, release } from './moving.js';
import type { AskOptions } from './requests.js';
import { fixedPrice } from './rules/price.js';
import { inBatches, targets } from './search.js';
import type { CandidateRecord } from './steps.js';

/** Hosts probed for room at the same time. */
const PROBES_AT_ONCE = 8;
/** Few tries for a host that is merely near a neighbour: there are others as good. */
const NEARBY: AskOptions = { attempts: 2 };
/** Silent hosts near neighbours after which no more of them are asked: a rack that is down must not hold the token up. */
const MAX_SILENT_NEARBY = 16;
export type Phase = 'locating' | 'probing' | 'reserving' | 'decided';

const NEXT_PHASES: Readonly<Record<Phase, readonly Phase[]>> = {
  locating: ['locating', 'reserving', 'decided'],
  probing: ['probing', 'reserving', 'decided'],
  reserving: ['probing', 'reserving', 'decided'],
  decided: [],
};

type Batches = Iterator<readonly Candidate[], undefined>;

export interface Outcome {
  /** The domain's name; empty when the VM was gone from the start. */
  readonly name: string;
  readonly reason: StayReason | 'eq-3.2';
  readonly detail: string;
  readonly unlocated: number;
  readonly neighbours: number;
  /** VMs among the neighbours that a host has just answered for. */
  readonly met: readonly Ipv4[];
  /** As evaluated before any migration; undefined when the VM was gone. */
  readonly evaluation: Evaluation | undefined;
  /** As seen from where the VM now runs: what the token's slots must say. */
  readonly settled: Evaluation | undefined;
  readonly candidates: readonly CandidateRecord[];
  /** Where the VM is to go: the target holds room for it. With `eq-3.2` only. */
  readonly move: Departure | undefined;
}

export interface DecidingOptions {
  readonly vm: Ipv4;
  readonly migrationCost: number;
  readonly table: FlowTable;
  /** Places of VMs in flight: where they are going. */
  readonly destinations: ReadonlyMap<Ipv4, Ipv4>;
  /** Why the VM's latest migration failed, if that is not long ago. */
  readonly recentFailure: () => string | undefined;
  /** Whether no VM may leave now because as many migrations as may be are in flight. */
  readonly isLimited: () => boolean;
  /** Whether the host may get no further VM now. */
  readonly isFull: (host: Ipv4) => boolean;
  /** Why the hypervisor or the datapath cannot be used now. */
  readonly away: () => { reason: StayReason; detail: string } | undefined;
  readonly done: (outcome: Outcome) => void;
  /** Called in place of `done` when it would move, but may not now. */
  readonly limited: () => void;
}

export class Deciding {
  phase: Phase = 'locating';
  readonly #around: Surroundings;
  readonly #options: DecidingOptions;
  #name = '';
  #rates: Rates = new Map();
  #located: Located = { neighbours: [], unlocated: 0, lost: undefined, fromCache: false, met: [] };
  #evaluation: Evaluation | undefined;
  #candidates: CandidateRecord[] = [];
  /** Whether a host had room when it was asked, though it may not have kept it. */
  #wasWilling = false;
  /** Whether a host was passed over because of the limit on VMs on their way to it. */
  #areFull = false;
  #silentNearby = 0;

  constructor(around: Surroundings, options: DecidingOptions) {
    this.#around = around;
    this.#options = options;
  }

  start(): void {
    const vm = this.#vm();
    if (!vm) return this.#stay('vm-gone', 'no VM with this address runs here');
    this.#name = vm.domain.name;
    const away = this.#options.away();
    if (away?.reason === 'datapath-away') return this.#stay(away.reason, away.detail);
    if (this.#isNew(vm)) return this.#stay('not-measured', 'it runs here for less than one poll of the flows');
    this.#rates = this.#measure(vm);
    if (this.#rates.size === 0) return this.#stay('no-flows', 'no traffic seen in the window');
    this.#locate(false);
  }

  #vm(): LocalVm | undefined {
    return this.#around.local.get(this.#options.vm);
  }

  /** A part of its traffic could speak for a move that the whole speaks against. */
  #isNew(vm: LocalVm): boolean {
    const { coveredUntilMs } = this.#options.table;
    return coveredUntilMs - vm.sinceMs < this.#around.context.settings.pollIntervalMs;
  }

  #measure(vm: LocalVm): Rates {
    const { settings } = this.#around.context;
    const rates = new Map<Ipv4, number>();
    for (const address of vm.addresses) {
      for (const [peer, rate] of ratesOf(this.#options.table, address, vm.sinceMs, settings.pollIntervalMs)) {
        // What its own interfaces say to each other moves with it.
        if (!vm.addresses.includes(peer)) rates.set(peer, (rates.get(peer) ?? 0) + rate);
      }
    }
    return rates;
  }

  #locate(fresh: boolean): void {
    const { destinations } = this.#options;
    locate(this.#around, { rates: this.#rates, destinations, fresh }, (located) => this.#evaluated(located));
  }

  #evaluated(located: Located): void {
    const { context } = this.#around;
    this.#located = located;
    this.#evaluation = evaluate(
      context.settings.host,
      located.neighbours,
      fixedPrice(this.#options.migrationCost),
      context.map,
    );
    this.#candidates = this.#evaluation.considered.map((candidate) => this.#record(candidate));
    const vm = this.#vm();
    if (!vm) return this.#stay('vm-gone', 'the VM went away while it decided');
    const batches = inBatches(this.#open(targets(this.#evaluation, this.#searchOptions())), PROBES_AT_ONCE);
    const first = batches.next().value;
    if (!first) {
      if (this.#areFull && this.#options.isLimited()) return this.#limited();
      if (this.#areFull) return this.#stay('no-room', 'to each better host as many VMs are on their way as may be');
      const reason = stayReason(this.#rates.size, located.neighbours.length, this.#evaluation);
      return this.#stay(reason, this.#describe(reason));
    }
    if (located.lost !== undefined) {
      // Without this neighbour the sum could favour a move that its traffic speaks against.
      const peer = formatIpv4(located.lost);
      return this.#stay('locations-unknown', `nobody answers for ${peer} now, which had a host a moment ago`);
    }
    if (vm.obstacle) return this.#stayPut(vm.obstacle);
    const away = this.#options.away();
    if (away) return this.#stay(away.reason, away.detail);
    if (located.fromCache) {
      // A cached place may have aged. Only a move can do harm, so only a move pays for asking again.
      this.#to('locating');
      return this.#locate(true);
    }
    const failure = this.#options.recentFailure();
    if (failure !== undefined) return this.#stay('migration-failed', `its latest migration failed: ${failure}`);
    if (this.#options.isLimited()) return this.#limited();
    this.#tryBest(vm, first, batches);
  }

  #limited(): void {
    this.#to('decided');
    this.#options.limited();
  }

  /** The candidates that may get a further VM now. */
  *#open(candidates: Iterable<Candidate>): Generator<Candidate> {
    for (const candidate of candidates) {
      if (!this.#options.isFull(candidate.host)) yield candidate;
      else {
        this.#areFull = true;
        this.#note(candidate, 'as many VMs are on their way there as may be');
      }
    }
  }

  #describe(reason: StayReason): string {
    if (reason === 'locations-unknown') return `no host answered for any of ${this.#rates.size} neighbours`;
    const { unlocated } = this.#located;
    const others = unlocated > 0 ? `; nobody answered for ${unlocated} others` : '';
    if (reason === 'already-local') return `every neighbour runs on this host${others}`;
    const best = Math.max(...this.#evaluation!.considered.map((candidate) => candidate.gain));
    if (best === Number.NEGATIVE_INFINITY) return 'no neighbour runs on another hypervisor';
    return `best gain ${best.toFixed(0)} is not above c_m ${this.#options.migrationCost}`;
  }

  #searchOptions() {
    const { context, directory } = this.#around;
    const { map, nowMs, settings } = context;
    return { rule: settings.candidates, map, directory, nowMs, random: () => context.random() };
  }

  /** The best host mostly has room. So it is asked to hold it at once, and nobody else is asked unless it refuses. */
  #tryBest(vm: LocalVm, [best, ...rest]: readonly Candidate[], further: Batches): void {
    this.#to('reserving');
    this.#hold(vm, best!, () => this.#probe(vm, rest.length > 0 ? rest : further.next().value, further));
  }

  /** Asks the hosts of `batch` for room, and of `further` batches until one has it and keeps it. */
  #probe(vm: LocalVm, batch: readonly Candidate[] | undefined, further: Batches): void {
    if (!batch) return this.#foundNoRoom();
    if (batch[0]!.near > 0 && this.#silentNearby >= MAX_SILENT_NEARBY) {
      return this.#probe(vm, further.next().value, further);
    }
    this.#to('probing');
    let open = batch.length;
    const granted = new Set<Ipv4>();
    for (const candidate of batch) {
      const { host } = candidate;
      this.#askRoom(vm, candidate, undefined, (answer) => {
        if (answer?.granted) granted.add(host);
        open -= 1;
        if (open > 0) return;
        const willing = batch.filter((candidate) => granted.has(candidate.host));
        this.#reserve(willing, () => this.#probe(vm, further.next().value, further));
      });
    }
  }

  #foundNoRoom(): void {
    if (this.#wasWilling) return this.#stay('reservation-refused', 'no host that had room kept it for this VM');
    const asked = this.#candidates.filter((candidate) => candidate.answer !== undefined).length;
    this.#stay('no-room', `none of ${asked} hosts has room`);
  }

  /** First fit: asks the willing hosts in order to hold the room, and takes the first that does. */
  #reserve(willing: readonly Candidate[], otherwise: () => void): void {
    const [first, ...rest] = willing;
    if (!first) return otherwise();
    const vm = this.#vm();
    if (!vm) return this.#stay('vm-gone', 'the VM went away while it decided');
    this.#to('reserving');
    this.#wasWilling = true;
    this.#hold(vm, first, () => this.#reserve(rest, otherwise));
  }

  /** Has the host hold room for the VM, and moves it there; `otherwise` when the host refuses or is silent. */
  #hold(vm: LocalVm, target: Candidate, otherwise: () => void): void {
    const { context } = this.#around;
    const promise = 1 + Math.floor(context.random() * 0xffff_fffe);
    this.#askRoom(vm, target, promise, (answer) => {
      if (answer?.granted) return this.#move({ vm, target, promise });
      // Perhaps only the answer was lost, and the room is held for nobody.
      if (!answer) release(context, target.host, vm, promise);
      otherwise();
    });
  }

  /** With the name of a `promise`, asks to hold the room. */
  #askRoom(
    vm: LocalVm,
    candidate: Candidate,
    promise: number | undefined,
    done: (answer: CapacityResponse | undefined) => void,
  ): void {
    const { context, directory, requests } = this.#around;
    const { host } = candidate;
    const to = { address: host, port: context.settings.port };
    const take = (response: Response | undefined): void => {
      const answer = response?.type === 'capacity-response' ? response : undefined;
      if (!answer) this.#note(candidate, 'no answer');
      else if (!answer.granted) this.#note(candidate, `refused: ${answer.reason}`);
      else this.#note(candidate, promise === undefined ? 'has room' : 'reserved');
      if (!answer) directory.silent(host, context.nowMs);
      if (!answer && candidate.near > 0) this.#silentNearby += 1;
      done(answer);
    };
    requests.ask(to, capacityRequest(vm, promise), take, candidate.near === 0 ? {} : NEARBY);
  }

  /** Writes down what a host answered; hosts near neighbours join the record when they are asked. */
  #note(candidate: Candidate, answer: string): void {
    const known = this.#candidates.find((each) => each.host === candidate.host);
    if (known) known.answer = answer;
    else this.#candidates.push({ ...this.#record(candidate), answer });
  }

  #record(candidate: Candidate): CandidateRecord {
    return { ...candidate };
  }

  #move({ vm: promisedTo, target, promise }: Departure): void {
    const vm = this.#vm();
    const { context } = this.#around;
    if (vm?.domain.uuid !== promisedTo.domain.uuid) {
      release(context, target.host, promisedTo, promise);
      return this.#stay('vm-gone', 'the VM went away while it decided');
    }
    const away = this.#options.away();
    const { obstacle } = vm;
    if (away || obstacle) {
      release(this.#around.context, target.host, promisedTo, promise);
      return away ? this.#stay(away.reason, away.detail) : this.#stayPut(obstacle!);
    }
    const { gain, level } = target;
    if (!context.map.isHost(target.host)) {
      release(context, target.host, promisedTo, promise);
      return this.#stay('no-room', 'the cost map was changed meanwhile');
    }
    const detail = `gain ${gain.toFixed(0)} > c_m ${this.#options.migrationCost}, level ${level}`;
    this.#finish('eq-3.2', detail, { vm, target, promise });
  }

  #stayPut({ code, detail }: Obstacle): void {
    this.#stay('not-movable', `${code}: ${detail}`);
  }

  #stay(reason: StayReason, detail: string): void {
    this.#finish(reason, detail);
  }

  #finish(reason: Outcome['reason'], detail: string, move?: Outcome['move']): void {
    this.#to('decided');
    const { context } = this.#around;
    const { neighbours, unlocated, met } = this.#located;
    const settled = move
      ? evaluate(move.target.host, neighbours, fixedPrice(this.#options.migrationCost), context.map)
      : this.#evaluation;
    this.#options.done({
      name: this.#name,
      reason,
      detail,
      unlocated,
      neighbours: this.#rates.size,
      met,
      evaluation: this.#evaluation,
      settled,
      candidates: this.#candidates,
      move,
    });
  }

  #to(phase: Phase): void {
    if (!NEXT_PHASES[this.phase].includes(phase)) throw new Error(`decision cannot go from ${this.phase} to ${phase}`);
    this.phase = phase;
  }
}
