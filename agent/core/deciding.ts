// One VM's decision from beginning to end: locate its neighbours, evaluate, confirm, probe, reserve,
// migrate, verify (thesis 4.2.5). Ends with one record, whatever happens. It knows the token only by c_m.
import type { Ipv4 } from '../../topology/ipv4.js';
import { type Candidate, type Evaluation, evaluate, type StayReason, stayReason } from './decision.js';
import type { MigrationResult } from './drivers.js';
import type { FlowTable } from './flows/flow-table.js';
import { type Rates, ratesOf } from './flows/rates.js';
import type { LocalVm } from './local-vms.js';
import { type Located, locate, type Surroundings } from './locating.js';
import type { CapacityRequest, Response } from './messages.js';
import type { CandidateRecord, MigrationRecord } from './steps.js';

/** Hosts probed for room at the same time. */
const PROBES_AT_ONCE = 8;
/** How long the target may take to confirm that the VM runs there, ms. */
const VERIFY_MS = 15_000;
/** Pause before the target is asked again, ms: doubles from the first to the last. */
const VERIFY_PAUSE_MS = { first: 20, last: 500 } as const;

/** Characters of the hypervisor's text that travel to the origin; more than libvirt ever writes. */
const MAX_REASON = 2_000;

export type Phase = 'locating' | 'probing' | 'reserving' | 'migrating' | 'verifying' | 'decided';

const NEXT_PHASES: Readonly<Record<Phase, readonly Phase[]>> = {
  locating: ['locating', 'probing', 'decided'],
  probing: ['probing', 'reserving', 'decided'],
  reserving: ['probing', 'reserving', 'migrating', 'decided'],
  migrating: ['verifying', 'decided'],
  verifying: ['decided'],
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
  private readonly around: Surroundings;
  private readonly options: DecidingOptions;
  private name = '';
  private rates: Rates = new Map();
  private located: Located = { neighbours: [], unlocated: 0, fromCache: false };
  private evaluation: Evaluation | undefined;
  private candidates: CandidateRecord[] = [];
  private target: { candidate: CandidateRecord; uuid: string; renewAtMs: number } | undefined;
  private verification:
    | { result: MigrationResult & { ok: true }; askAtMs: number; pauseMs: number; deadlineMs: number }
    | undefined;

  constructor(around: Surroundings, options: DecidingOptions) {
    this.around = around;
    this.options = options;
  }

  start(): void {
    const vm = this.vm();
    if (!vm) return this.stay('vm-gone', 'no VM with this address runs here');
    this.name = vm.domain.name;
    const away = this.options.away();
    if (away?.reason === 'datapath-away') return this.stay(away.reason, away.detail);
    this.rates = this.measure(vm);
    if (this.rates.size === 0) return this.stay('no-flows', 'no traffic seen in the window');
    locate(this.around, this.rates, false, (located) => this.evaluated(located));
  }

  nextDeadlineMs(): number {
    if (this.phase === 'migrating') return this.target!.renewAtMs;
    if (this.phase === 'verifying') return Math.min(this.verification!.askAtMs, this.verification!.deadlineMs);
    return Number.POSITIVE_INFINITY;
  }

  tick(): void {
    const { nowMs } = this.around.context;
    if (this.phase === 'migrating' && nowMs >= this.target!.renewAtMs) this.renew();
    if (this.phase === 'verifying') this.pursueVerification(nowMs);
  }

  migrationEnded(result: MigrationResult): void {
    if (this.phase !== 'migrating') return;
    if (result.ok) {
      const { nowMs } = this.around.context;
      this.verification = { result, askAtMs: nowMs, pauseMs: VERIFY_PAUSE_MS.first, deadlineMs: nowMs + VERIFY_MS };
      this.to('verifying');
      this.tick();
      return;
    }
    const { candidate, uuid } = this.target!;
    const to = { address: candidate.host, port: this.around.context.settings.port };
    this.around.context.emit({
      type: 'send',
      to,
      message: { type: 'reservation-release', vm: this.options.vm, domainUuid: uuid },
    });
    const why = `${result.code}: ${result.text}`.slice(0, MAX_REASON);
    const migration = this.migration(result, why, { bytes: 0, ms: 0, downtimeMs: 0 }, false);
    this.finish('migration-failed', migration.reason, migration);
  }

  private vm(): LocalVm | undefined {
    return this.around.local.get(this.options.vm);
  }

  private measure(vm: LocalVm): Rates {
    const { settings } = this.around.context;
    const rates = new Map<Ipv4, number>();
    for (const address of vm.addresses) {
      for (const [peer, rate] of ratesOf(this.options.table, address, vm.sinceMs, settings.pollIntervalMs)) {
        rates.set(peer, (rates.get(peer) ?? 0) + rate);
      }
    }
    return rates;
  }

  private evaluated(located: Located): void {
    const { context } = this.around;
    this.located = located;
    this.evaluation = evaluate(context.settings.host, located.neighbours, this.options.migrationCost, context.map);
    this.candidates = this.evaluation.considered.map((candidate) => ({ ...candidate }));
    const vm = this.vm();
    if (!vm) return this.stay('vm-gone', 'the VM went away while it decided');
    const { candidates } = this.evaluation;
    if (candidates.length === 0) {
      const reason = stayReason(this.rates.size, located.neighbours.length, this.evaluation);
      return this.stay(reason, this.describe(reason));
    }
    if (vm.obstacle) return this.stay('not-movable', `${vm.obstacle.code}: ${vm.obstacle.detail}`);
    const away = this.options.away();
    if (away) return this.stay(away.reason, away.detail);
    if (located.fromCache) {
      // A cached place may have aged. Only a move can do harm, so only a move pays for asking again.
      this.to('locating');
      return locate(this.around, this.rates, true, (fresh) => this.evaluated(fresh));
    }
    this.probe(vm, candidates, 0);
  }

  private describe(reason: StayReason): string {
    if (reason === 'locations-unknown') return `no host answered for any of ${this.rates.size} neighbours`;
    if (reason === 'already-local') return 'every neighbour runs on this host';
    const best = Math.max(0, ...this.evaluation!.considered.map((candidate) => candidate.gain));
    return `best gain ${best.toFixed(0)} is not above c_m ${this.options.migrationCost}`;
  }

  private probe(vm: LocalVm, candidates: readonly Candidate[], from: number): void {
    const batch = candidates.slice(from, from + PROBES_AT_ONCE);
    if (batch.length === 0) return this.stay('no-room', `none of ${candidates.length} hosts has room`);
    this.to('probing');
    let open = batch.length;
    const granted = new Set<Ipv4>();
    for (const { host } of batch) {
      this.askRoom(vm, host, false, (answer) => {
        if (answer) granted.add(host);
        open -= 1;
        if (open > 0) return;
        const willing = batch.filter((candidate) => granted.has(candidate.host));
        this.reserve(willing, () => this.probe(vm, candidates, from + PROBES_AT_ONCE));
      });
    }
  }

  /** First fit: asks the willing hosts in order to hold the room, and takes the first that does. */
  private reserve(willing: readonly Candidate[], otherwise: () => void): void {
    const [first, ...rest] = willing;
    if (!first) return otherwise();
    const vm = this.vm();
    if (!vm) return this.stay('vm-gone', 'the VM went away while it decided');
    this.to('reserving');
    this.askRoom(vm, first.host, true, (granted) => {
      if (granted) this.migrate(first);
      else this.reserve(rest, otherwise);
    });
  }

  private askRoom(vm: LocalVm, host: Ipv4, reserve: boolean, done: (granted: boolean) => void): void {
    const to = { address: host, port: this.around.context.settings.port };
    this.around.requests.ask(to, this.capacityRequest(vm, reserve), (answer: Response | undefined) => {
      const isAnswer = answer?.type === 'capacity-response';
      const granted = isAnswer && answer.granted;
      this.note(
        host,
        granted ? (reserve ? 'reserved' : 'has room') : isAnswer ? `refused: ${answer.reason}` : 'no answer',
      );
      done(granted);
    });
  }

  private capacityRequest(vm: LocalVm, reserve: boolean): CapacityRequest {
    const { uuid, memoryMiB } = vm.domain;
    // The interface that has the VM's id comes first: the target binds the address to it before any packet.
    const macs = [vm.mac, ...vm.domain.macs.filter((mac) => mac !== vm.mac)];
    return { type: 'capacity-request', request: 0, vm: vm.address, domainUuid: uuid, macs, memoryMiB, reserve };
  }

  private note(host: Ipv4, answer: string): void {
    const candidate = this.candidates.find((each) => each.host === host);
    if (candidate) candidate.answer = answer;
  }

  private migrate(candidate: Candidate): void {
    const vm = this.vm();
    if (!vm) return this.stay('vm-gone', 'the VM went away while it decided');
    const { context } = this.around;
    const renewAtMs = context.nowMs + context.settings.reservationTtlMs / 3;
    this.target = { candidate, uuid: vm.domain.uuid, renewAtMs };
    this.to('migrating');
    context.emit({ type: 'migrate', vm: vm.address, uuid: vm.domain.uuid, target: candidate.host });
  }

  /** A migration may outlast the reservation; the target must not give the room away meanwhile. */
  private renew(): void {
    const { settings, nowMs } = this.around.context;
    this.target!.renewAtMs = nowMs + settings.reservationTtlMs / 3;
    const vm = this.vm();
    if (vm) this.askRoom(vm, this.target!.candidate.host, true, () => {});
  }

  private pursueVerification(nowMs: number): void {
    const verification = this.verification!;
    if (nowMs >= verification.deadlineMs) return this.migrated(verification.result, false);
    if (nowMs < verification.askAtMs) return;
    verification.askAtMs = Number.POSITIVE_INFINITY;
    const { settings } = this.around.context;
    const to = { address: this.target!.candidate.host, port: settings.port };
    this.around.requests.ask(to, { type: 'location-request', request: 0, vm: this.options.vm }, (answer) => {
      if (this.phase !== 'verifying') return;
      if (answer?.type === 'location-response' && answer.hosted) return this.migrated(verification.result, true);
      verification.askAtMs = this.around.context.nowMs + verification.pauseMs;
      verification.pauseMs = Math.min(2 * verification.pauseMs, VERIFY_PAUSE_MS.last);
    });
  }

  private migrated(result: MigrationResult & { ok: true }, verified: boolean): void {
    const { candidate } = this.target!;
    this.around.locations.set(this.options.vm, candidate.host);
    const reason = `gain ${candidate.gain.toFixed(0)} > c_m ${this.options.migrationCost}, level ${candidate.level}`;
    const migration = this.migration(result, reason, result, verified);
    this.finish('eq-3.2', verified ? reason : `${reason}; the target has not confirmed the arrival`, migration);
  }

  private migration(
    { ok }: MigrationResult,
    reason: string,
    { bytes, ms, downtimeMs }: { bytes: number; ms: number; downtimeMs: number },
    verified: boolean,
  ): MigrationRecord {
    const { host: to, gain } = this.target!.candidate;
    const from = this.around.context.settings.host;
    return { vm: this.options.vm, from, to, ok, reason, gain, bytes, ms, downtimeMs, verified };
  }

  private stay(reason: StayReason, detail: string): void {
    this.finish(reason, detail, undefined);
  }

  private finish(reason: Outcome['reason'], detail: string, migration: MigrationRecord | undefined): void {
    this.to('decided');
    const { context } = this.around;
    const { neighbours, unlocated } = this.located;
    const settled = migration?.ok
      ? evaluate(migration.to, neighbours, this.options.migrationCost, context.map)
      : this.evaluation;
    this.options.done({
      name: this.name,
      reason,
      detail,
      unlocated,
      neighbours: this.rates.size,
      evaluation: this.evaluation,
      settled,
      candidates: this.candidates,
      migration,
    });
  }

  private to(phase: Phase): void {
    if (!NEXT_PHASES[this.phase].includes(phase)) throw new Error(`decision cannot go from ${this.phase} to ${phase}`);
    this.phase = phase;
  }
}
