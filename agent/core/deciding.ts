// One VM's decision from beginning to end (thesis 4.2.5): the rules about it, its neighbours' places, Eq. 3.2, and a
// host that has room (asking.ts). Ends with one outcome, whatever happens; a migration that it leads to is ordered by
// flights.ts. Knows the token only by c_m, the moves under way, and their limits.
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import { Asking, type Batches, PROBES_AT_ONCE } from './asking.js';
import { type Candidate, type Evaluation, evaluate, type StayReason, stayReason } from './decision.js';
import type { Departure } from './flights.js';
import type { Rates } from './flows/rates.js';
import type { LocalVm } from './local-vms.js';
import { type Located, locate, type Surroundings } from './locating.js';
import { release } from './moving.js';
import { type Price, priceOf } from './rules/price.js';
import type { Ruling } from './rules/ruling.js';
import { rulingOnTarget } from './rules/target-rules.js';
import { rulingOn, type Situation } from './rules/vm-rules.js';
import { drainTargets, inBatches, targets } from './search.js';
import { type Known, measure, situationOf } from './situation.js';
import type { CandidateRecord } from './steps.js';
import type { TokenHeader } from './token.js';
import { Tried } from './tried.js';
import { whyMove, whyTooSmall } from './words.js';

type Phase = 'locating' | 'asking' | 'decided';

const NEXT_PHASES: Readonly<Record<Phase, readonly Phase[]>> = {
  locating: ['locating', 'asking', 'decided'],
  asking: ['decided'],
  decided: [],
};

/** Nothing that this host sees now is to be believed, or asked for. */
const BLIND: ReadonlySet<StayReason> = new Set<StayReason>(['datapath-away', 'implausible-data', 'mode-off']);

export interface Outcome {
  /** The domain's name; empty when the VM was gone from the start. */
  readonly name: string;
  readonly verdict: 'stay' | 'migrate' | 'recommend';
  readonly reason: StayReason | 'eq-3.2' | 'drain';
  readonly detail: string;
  readonly unlocated: number;
  readonly neighbours: number;
  /** VMs among the neighbours that a host has just answered for. */
  readonly met: readonly Ipv4[];
  /** As evaluated before any migration; undefined when there was nothing to evaluate, or it could not be believed. */
  readonly evaluation: Evaluation | undefined;
  /** As seen from where the VM now runs: what the token's slots must say. */
  readonly settled: Evaluation | undefined;
  readonly candidates: readonly CandidateRecord[];
  /** Where the VM goes, or would go. */
  readonly target: Candidate | undefined;
  /** What was promised to it there. Only when it migrates. */
  readonly move: Departure | undefined;
}

/** The VM for which hosts were asked, and the anti-affinity groups that they were told. */
interface Asked {
  readonly vm: LocalVm;
  readonly groups: readonly string[];
}

export interface DecidingOptions extends Known {
  readonly vm: Ipv4;
  readonly header: Pick<TokenHeader, 'migrationCost' | 'autoCost' | 'dryRun'>;
  /** Places of VMs in flight: where they are going. */
  readonly destinations: ReadonlyMap<Ipv4, Ipv4>;
  /** Whether no VM may leave now because as many migrations as may be are in flight. */
  readonly isLimited: () => boolean;
  /** Whether the host may get no further VM now. */
  readonly isFull: (host: Ipv4) => boolean;
  readonly done: (outcome: Outcome) => void;
  /** Called in place of `done` when it would move, but may not now. */
  readonly limited: () => void;
}

export class Deciding {
  #phase: Phase = 'locating';
  readonly #around: Surroundings;
  readonly #options: DecidingOptions;
  #name = '';
  #price: Price = { fixed: 0, perWeight: 0 };
  #rates: Rates = new Map();
  #located: Located = { neighbours: [], unlocated: 0, lost: undefined, fromCache: false, met: [] };
  #evaluation: Evaluation | undefined;
  #tried = new Tried([]);
  /** Whether a host was passed over because of the limit on VMs on their way to it. */
  #areFull = false;

  constructor(around: Surroundings, options: DecidingOptions) {
    this.#around = around;
    this.#options = options;
  }

  start(): void {
    const vm = this.#vm();
    if (!vm) return this.#stay('vm-gone', 'no VM with this address runs here');
    const { header, table } = this.#options;
    this.#name = vm.domain.name;
    this.#price = priceOf(header, vm.domain, this.#around.context.settings.payoffMs);
    this.#rates = measure(this.#around, table, vm);
    const situation = this.#situation(vm);
    const ruling = rulingOn(situation);
    const hasAverages = situation.measuredMs >= situation.neededMs && situation.flows > 0;
    if (ruling && (!hasAverages || BLIND.has(ruling.reason))) return this.#stayBy(ruling);
    // Other VMs' turns go by the levels that this one writes, so also one that stays by a rule finds its neighbours.
    this.#locate(false);
  }

  #vm(): LocalVm | undefined {
    return this.#around.local.get(this.#options.vm);
  }

  #situation(vm: LocalVm): Situation {
    return situationOf(this.#around, this.#options, vm, this.#rates.size);
  }

  /** Whether the VM would stay even if everything spoke for a move: by the round's mode or the host's. */
  #isForShow(): boolean {
    return this.#options.header.dryRun || this.#around.standings.effectiveMode() !== 'auto';
  }

  #locate(fresh: boolean): void {
    const { destinations } = this.#options;
    locate(this.#around, { rates: this.#rates, destinations, fresh }, (located) => this.#evaluated(located));
  }

  #evaluated(located: Located): void {
    const { context } = this.#around;
    const { host, stability } = context.settings;
    this.#located = located;
    this.#evaluation = evaluate(host, located.neighbours, this.#price, context.map, stability);
    this.#tried = new Tried(this.#evaluation.considered);
    const vm = this.#vm();
    if (!vm) return this.#stay('vm-gone', 'the VM went away while it decided');
    const situation = this.#situation(vm);
    const ruling = rulingOn(situation);
    if (ruling) return this.#stayBy(ruling);
    const further = inBatches(this.#open(situation), PROBES_AT_ONCE);
    const first = further.next().value;
    if (!first) return this.#foundNone(situation);
    if (located.lost !== undefined && !situation.drains) {
      // Without this neighbour the sum could favour a move that its traffic speaks against.
      const peer = formatIpv4(located.lost);
      return this.#stay('locations-unknown', `nobody answers for ${peer} now, which had a host a moment ago`);
    }
    if (located.fromCache) {
      // A cached place may have aged. Only a move can do harm, so only a move pays for asking again.
      this.#to('locating');
      return this.#locate(true);
    }
    if (this.#options.isLimited() && !this.#isForShow()) return this.#limited();
    this.#ask(vm, first, further);
  }

  #ask(vm: LocalVm, first: readonly Candidate[], further: Batches): void {
    this.#to('asking');
    const groups = this.#groups(vm);
    new Asking(this.#around, {
      ...{ vm, first, further, tried: this.#tried, onlyAsks: this.#isForShow() },
      found: (target, promise) => this.#found({ vm, groups }, target, promise),
      none: (wasWilling) => this.#foundNoRoom(wasWilling),
    }).start();
  }

  #limited(): void {
    this.#to('decided');
    this.#options.limited();
  }

  /** The candidates that no rule of this host's forbids. */
  *#open(situation: Situation): Generator<Candidate> {
    const { marks, history, stability, drains, wallMs } = situation;
    for (const candidate of this.#search(drains)) {
      this.#tried.comes(candidate);
      const isFull = !this.#isForShow() && this.#options.isFull(candidate.host);
      const ruling = rulingOnTarget(candidate, { marks, history, stability, drains, wallMs, isFull });
      if (!ruling) yield candidate;
      else {
        this.#areFull ||= isFull && ruling.reason === 'no-room';
        this.#tried.note(candidate, `${ruling.reason}: ${ruling.detail}`, ruling);
      }
    }
  }

  #search(drains: boolean): Generator<Candidate, void, undefined> {
    const { context, directory } = this.#around;
    const { map, nowMs, settings } = context;
    const options = { rule: settings.candidates, map, directory, nowMs, random: () => context.random() };
    return (drains ? drainTargets : targets)(this.#evaluation!, options);
  }

  /** There is nobody to ask. */
  #foundNone({ drains }: Situation): void {
    if (this.#areFull && this.#options.isLimited()) return this.#limited();
    const ruling = this.#tried.ruling();
    if (this.#areFull && ruling?.reason === 'no-room') {
      return this.#stay('no-room', 'to each better host as many VMs are on their way as may be');
    }
    if (ruling) return this.#stayBy(ruling);
    if (drains) return this.#stay('no-room', 'no other host is known that could take it');
    const reason = stayReason(this.#rates.size, this.#located.neighbours.length, this.#evaluation!);
    this.#stay(reason, this.#describe(reason));
  }

  #describe(reason: StayReason): string {
    if (reason === 'locations-unknown') return `no host answered for any of ${this.#rates.size} neighbours`;
    const { unlocated } = this.#located;
    const others = unlocated > 0 ? `; nobody answered for ${unlocated} others` : '';
    if (reason === 'already-local') return `every neighbour runs on this host${others}`;
    return whyTooSmall(this.#evaluation!.considered);
  }

  #foundNoRoom(wasWilling: boolean): void {
    const rulings = this.#tried.rulings();
    const ruling = rulings[0];
    if (ruling && ruling.reason !== 'no-room') return this.#stayBy(ruling);
    if (wasWilling) return this.#stay('reservation-refused', 'no host that had room kept it for this VM');
    this.#stay('no-room', `none of ${rulings.length} hosts has room`);
  }

  /** A host has room. Whether the VM may still go is asked once more: much can have changed meanwhile. */
  #found(asked: Asked, target: Candidate, promise: number | undefined): void {
    const { context } = this.#around;
    const vm = this.#vm();
    const giveBack = (): void => {
      if (promise !== undefined) release(context, target.host, asked.vm, promise);
    };
    if (vm?.domain.uuid !== asked.vm.domain.uuid) {
      giveBack();
      return this.#stay('vm-gone', 'the VM went away while it decided');
    }
    const situation = this.#situation(vm);
    const ruling = rulingOn(situation) ?? this.#rulingNow(situation, target, asked);
    if (ruling || !context.map.isHost(target.host)) {
      giveBack();
      return ruling ? this.#stayBy(ruling) : this.#stay('no-room', 'the cost map was changed meanwhile');
    }
    const reason = situation.drains ? 'drain' : 'eq-3.2';
    const words = whyMove(reason, target);
    if (promise !== undefined && !this.#isForShow()) {
      return this.#finish({ verdict: 'migrate', reason, detail: words, target, move: { vm, target, promise, words } });
    }
    giveBack();
    this.#finish({ verdict: 'recommend', reason, detail: words, target, move: undefined });
  }

  /** What was asked for may not be what the VM's marks say any more. The target has counted it already. */
  #rulingNow(situation: Situation, target: Candidate, asked: Asked): Ruling | undefined {
    const { antiAffinity = [] } = situation.marks;
    const added = antiAffinity.find((group) => !asked.groups.includes(group));
    if (added === undefined) return rulingOnTarget(target, { ...situation, isFull: false });
    return { reason: 'anti-affinity', detail: `it has become one of the group ${added} while hosts were asked` };
  }

  #groups(vm: LocalVm): readonly string[] {
    return this.#around.local.marksOf(vm.domain).antiAffinity ?? [];
  }

  #stayBy({ reason, detail }: Ruling): void {
    this.#stay(reason, detail);
  }

  #stay(reason: StayReason, detail: string): void {
    this.#finish({ verdict: 'stay', reason, detail, target: undefined, move: undefined });
  }

  #finish(end: Pick<Outcome, 'verdict' | 'reason' | 'detail' | 'target' | 'move'>): void {
    this.#to('decided');
    const { map } = this.#around.context;
    const { neighbours, unlocated, met } = this.#located;
    this.#options.done({
      ...end,
      name: this.#name,
      unlocated,
      neighbours: this.#rates.size,
      met,
      evaluation: this.#evaluation,
      settled: end.move ? evaluate(end.move.target.host, neighbours, this.#price, map) : this.#evaluation,
      candidates: this.#tried.records,
    });
  }

  #to(phase: Phase): void {
    if (!NEXT_PHASES[this.#phase].includes(phase))
      throw new Error(`decision cannot go from ${this.#phase} to ${phase}`);
    this.#phase = phase;
  }
}
