// One VM's decision from beginning to end (thesis 4.2.5): locate its neighbours, evaluate, confirm, probe,
// reserve, and move, which is moving.ts's. Ends with one outcome, whatever happens. Knows the token only by c_m.
import type { Ipv4 } from '../../topology/ipv4.js';
import { type Candidate, type Evaluation, evaluate, type StayReason, stayReason } from './decision.js';
import type { MigrationResult } from './drivers.js';
import type { FlowTable } from './flows/flow-table.js';
import { type Rates, ratesOf } from './flows/rates.js';
import type { LocalVm } from './local-vms.js';
import { type Located, locate, type Surroundings } from './locating.js';
import type { CapacityResponse, MigrationRecord, Response } from './messages.js';
import { capacityRequest, Moving, release } from './moving.js';
import type { CandidateRecord } from './steps.js';

/** Hosts probed for room at the same time. */
const PROBES_AT_ONCE = 8;
export type Phase = 'locating' | 'probing' | 'reserving' | 'moving' | 'decided';

const NEXT_PHASES: Readonly<Record<Phase, readonly Phase[]>> = {
  locating: ['locating', 'probing', 'decided'],
  probing: ['probing', 'reserving', 'decided'],
  reserving: ['probing', 'reserving', 'moving', 'decided'],
  moving: ['decided'],
  decided: [],
};

export interface Outcome {
  /** The domain's name; empty when the VM was gone from the start. */
  readonly name: string;
  readonly reason: StayReason | 'eq-3.2';
  readonly detail: string;
  readonly unlocated: number;
  readonly neighbours: number;
  /** As evaluated before any migration; undefined when the VM was gone. */
  readonly evaluation: Evaluation | undefined;
  /** As seen from where the VM now runs: what the token's slots must say. */
  readonly settled: Evaluation | undefined;
  readonly candidates: readonly CandidateRecord[];
  readonly migration: MigrationRecord | undefined;
}

export interface DecidingOptions {
  readonly vm: Ipv4;
  readonly migrationCost: number;
  readonly table: FlowTable;
  /** Why the hypervisor or the datapath cannot be used now. */
  readonly away: () => { reason: StayReason; detail: string } | undefined;
  readonly done: (outcome: Outcome) => void;
}

export class Deciding {
  phase: Phase = 'locating';
  readonly #around: Surroundings;
  readonly #options: DecidingOptions;
  #name = '';
  #rates: Rates = new Map();
  #located: Located = { neighbours: [], unlocated: 0, fromCache: false };
  #evaluation: Evaluation | undefined;
  #candidates: CandidateRecord[] = [];
  /** Whether a host had room when it was asked, though it may not have kept it. */
  #wasWilling = false;
  #moving: Moving | undefined;

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
    this.#rates = this.#measure(vm);
    if (this.#rates.size === 0) return this.#stay('no-flows', 'no traffic seen in the window');
    locate(this.#around, this.#rates, false, (located) => this.#evaluated(located));
  }

  nextDeadlineMs(): number {
    return this.#moving?.nextDeadlineMs() ?? Number.POSITIVE_INFINITY;
  }

  tick(): void {
    this.#moving?.tick();
  }

  /** `vm` as the order to migrate named it: by its id, which need not be the address that the token is for. */
  migrationEnded(vm: Ipv4, result: MigrationResult): void {
    this.#moving?.ended(vm, result);
  }

  #vm(): LocalVm | undefined {
    return this.#around.local.get(this.#options.vm);
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

  #evaluated(located: Located): void {
    const { context } = this.#around;
    this.#located = located;
    this.#evaluation = evaluate(context.settings.host, located.neighbours, this.#options.migrationCost, context.map);
    this.#candidates = this.#evaluation.considered.map((candidate) => ({ ...candidate }));
    const vm = this.#vm();
    if (!vm) return this.#stay('vm-gone', 'the VM went away while it decided');
    const { candidates } = this.#evaluation;
    if (candidates.length === 0) {
      const reason = stayReason(this.#rates.size, located.neighbours.length, this.#evaluation);
      return this.#stay(reason, this.#describe(reason));
    }
    if (vm.obstacle) return this.#stay('not-movable', `${vm.obstacle.code}: ${vm.obstacle.detail}`);
    const away = this.#options.away();
    if (away) return this.#stay(away.reason, away.detail);
    if (located.fromCache) {
      // A cached place may have aged. Only a move can do harm, so only a move pays for asking again.
      this.#to('locating');
      return locate(this.#around, this.#rates, true, (fresh) => this.#evaluated(fresh));
    }
    this.#probe(vm, candidates, 0);
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

  #probe(vm: LocalVm, candidates: readonly Candidate[], from: number): void {
    const batch = candidates.slice(from, from + PROBES_AT_ONCE);
    if (batch.length === 0) return this.#foundNoRoom(candidates.length);
    this.#to('probing');
    let open = batch.length;
    const granted = new Set<Ipv4>();
    for (const { host } of batch) {
      this.#askRoom(vm, host, false, (answer) => {
        if (answer?.granted) granted.add(host);
        open -= 1;
        if (open > 0) return;
        const willing = batch.filter((candidate) => granted.has(candidate.host));
        this.#reserve(willing, () => this.#probe(vm, candidates, from + PROBES_AT_ONCE));
      });
    }
  }

  #foundNoRoom(hosts: number): void {
    if (this.#wasWilling) return this.#stay('reservation-refused', 'no host that had room kept it for this VM');
    this.#stay('no-room', `none of ${hosts} hosts has room`);
  }

  /** First fit: asks the willing hosts in order to hold the room, and takes the first that does. */
  #reserve(willing: readonly Candidate[], otherwise: () => void): void {
    const [first, ...rest] = willing;
    if (!first) return otherwise();
    const vm = this.#vm();
    if (!vm) return this.#stay('vm-gone', 'the VM went away while it decided');
    this.#to('reserving');
    this.#wasWilling = true;
    this.#askRoom(vm, first.host, true, (answer) => {
      if (answer?.granted) return this.#move(first, vm);
      // Perhaps only the answer was lost, and the room is held for nobody.
      if (!answer) release(this.#around.context, first.host, vm);
      this.#reserve(rest, otherwise);
    });
  }

  #askRoom(vm: LocalVm, host: Ipv4, reserve: boolean, done: (answer: CapacityResponse | undefined) => void) {
    const to = { address: host, port: this.#around.context.settings.port };
    this.#around.requests.ask(to, capacityRequest(vm, reserve), (response: Response | undefined) => {
      const answer = response?.type === 'capacity-response' ? response : undefined;
      if (!answer) this.#note(host, 'no answer');
      else if (!answer.granted) this.#note(host, `refused: ${answer.reason}`);
      else this.#note(host, reserve ? 'reserved' : 'has room');
      done(answer);
    });
  }

  #note(host: Ipv4, answer: string): void {
    const candidate = this.#candidates.find((each) => each.host === host);
    if (candidate) candidate.answer = answer;
  }

  #move(target: Candidate, promisedTo: LocalVm): void {
    const vm = this.#vm();
    if (vm?.domain.uuid !== promisedTo.domain.uuid) {
      release(this.#around.context, target.host, promisedTo);
      return this.#stay('vm-gone', 'the VM went away while it decided');
    }
    const away = this.#options.away();
    if (away) {
      release(this.#around.context, target.host, promisedTo);
      return this.#stay(away.reason, away.detail);
    }
    this.#to('moving');
    const { migrationCost } = this.#options;
    this.#moving = new Moving(this.#around, { vm, target, migrationCost, done: (record) => this.#moved(record) });
  }

  #moved(record: MigrationRecord): void {
    this.#moving = undefined;
    const { ok, verified, reason } = record;
    const detail = ok && !verified ? `${reason}; the target has not confirmed the arrival` : reason;
    this.#finish(ok ? 'eq-3.2' : 'migration-failed', detail, record);
  }

  #stay(reason: StayReason, detail: string): void {
    this.#finish(reason, detail, undefined);
  }

  #finish(reason: Outcome['reason'], detail: string, migration: MigrationRecord | undefined): void {
    this.#to('decided');
    const { context } = this.#around;
    const { neighbours, unlocated } = this.#located;
    const settled = migration?.ok
      ? evaluate(migration.to, neighbours, this.#options.migrationCost, context.map)
      : this.#evaluation;
    this.#options.done({
      name: this.#name,
      reason,
      detail,
      unlocated,
      neighbours: this.#rates.size,
      evaluation: this.#evaluation,
      settled,
      candidates: this.#candidates,
      migration,
    });
  }

  #to(phase: Phase): void {
    if (!NEXT_PHASES[this.phase].includes(phase)) throw new Error(`decision cannot go from ${this.phase} to ${phase}`);
    this.phase = phase;
  }
}
