// What goes into the core and what comes out of it. The daemon, the simulator and the fault simulation all
// speak this; nothing here does anything.
import type { CostMap } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { StayReason } from './decision.js';
import type { Domain, FlowSample, MigrationResult, RedirectedVm, VmPort } from './drivers.js';
import type { Address, HistoryRequest, Message, MigrationRecord } from './messages.js';
import type { BreakerState, KeptStanding, Remembered } from './remembered.js';
import type { VmHistory } from './rules/marks.js';
import type { Mode } from './rules/settings.js';
import type { CoreSettings } from './settings.js';
import type { PolicyName, TokenId } from './token.js';

/** An operator's order to start a round. */
export interface InjectOrder {
  readonly policy: PolicyName;
  /** c_m of Eq. 3.2, bytes per second x weight, >= 0. */
  readonly migrationCost: number;
  /** c_m `auto`: what each copy is expected to cost, and `migrationCost` on top. Absent: no. */
  readonly autoCost?: boolean;
  /** Nothing moves. Absent: as the hosts' modes say. */
  readonly dryRun?: boolean;
  /** 1.., or 0: until a whole round moves nothing. */
  readonly rounds: number;
  /** The VMs to visit; undefined: discover them. */
  readonly vms?: readonly Ipv4[];
  /** Start although another round seems to be under way. */
  readonly force: boolean;
}

export type Input =
  /** Time has come to a deadline that `nextDeadlineMs` named, or passed it. */
  | { readonly type: 'tick' }
  | { readonly type: 'message'; readonly message: Message; readonly from: Address }
  /** A send effect with a `delivery` number left the socket, or was acknowledged whole if it was large. */
  | { readonly type: 'sent'; readonly delivery: number; readonly error?: string }
  | { readonly type: 'domains'; readonly domains: readonly Domain[] }
  | { readonly type: 'memory'; readonly totalMiB: number; readonly cpus?: number }
  /** Wall clock, ms since 1970: at the start and at least once a minute. Until the first, the steps' own time is taken. */
  | { readonly type: 'clock'; readonly wallMs: number }
  | { readonly type: 'ports'; readonly ports: readonly VmPort[] }
  /** A whole poll. A long one is taken in by this step and by the ticks that follow. */
  | { readonly type: 'flows'; readonly samples: readonly FlowSample[] }
  /** MAC to IP of machines outside, for datapath flows that show no addresses. */
  | { readonly type: 'neighbours'; readonly entries: ReadonlyMap<string, Ipv4> }
  /** Why something outside cannot be used now; no reason: it is back. `memory`: what is to be remembered cannot be written. */
  | { readonly type: 'driver'; readonly driver: DriverName; readonly away?: string }
  | { readonly type: 'migration-ended'; readonly vm: Ipv4; readonly result: MigrationResult }
  /** This agent is about to stop: take no token any more, start no migration, hand on what is here. */
  | { readonly type: 'leave' }
  /** The operator's order to the whole cluster. */
  | { readonly type: 'order'; readonly order: OrderName; readonly reply: number }
  /** The operator's order to this host; what follows is in the `standing` effect and in `Agent.standing()`. */
  | { readonly type: 'host-order'; readonly order: HostOrder }
  /** What do this host and others know of the VM's decisions? */
  | { readonly type: 'explain'; readonly vm: Ipv4; readonly limit: number; readonly reply: number }
  /** The settings or the cost map were read again. Address and port of this host are as before. */
  | { readonly type: 'reload'; readonly settings: CoreSettings; readonly map: CostMap }
  | { readonly type: 'inject'; readonly order: InjectOrder; readonly reply: number };

export type InjectResult =
  | {
      readonly ok: true;
      readonly tokenId: TokenId;
      readonly slots: number;
      /** Hosts that discovery asked in vain: their VMs may be missing. */
      readonly silentHosts: readonly Ipv4[];
    }
  | {
      readonly ok: false;
      readonly code:
        | 'round-running'
        | 'paused'
        | 'no-guest'
        | 'no-vms'
        | 'too-many-vms'
        | 'busy'
        | 'sweep-too-large'
        | 'mode-off';
      readonly text: string;
    };

/** `maintain`: the host takes no VM in; `drain`: and each of its VMs leaves in the next round; `serve`: neither any more. `rearm`: closes the breaker. */
export type HostOrder = 'maintain' | 'drain' | 'serve' | 'rearm';

/** How this host stands towards rounds now, and why. */
export interface Standing {
  /** As set. */
  readonly mode: Mode;
  /** As it works: `recommend` in place of `auto` while the breaker is open. */
  readonly effectiveMode: Mode;
  readonly maintenance: KeptStanding['maintenance'];
  readonly breaker: BreakerState;
  /** The blackout window that it is in, as written. */
  readonly blackout?: string;
  /** Why the data of this host cannot be believed. */
  readonly implausible?: string;
}

/** Which host knows what of a VM. */
export type ExplainResult =
  | {
      readonly ok: true;
      /** Where the VM runs now. */
      readonly host: Ipv4;
      /**
       * Records as JSON text, by the host that told them: the present one first, then former ones, the latest first. This
       * host is always among them, without records: whoever carries out the effect puts its own in, or leaves it out when
       * there are none. Hosts that did not answer are not in it.
       */
      readonly told: readonly { readonly host: Ipv4; readonly records: readonly string[] }[];
      readonly silentHosts: readonly Ipv4[];
    }
  /** `unknown-vm`: no host answers for it; this host's own history may know it all the same. `busy`: ask again. */
  | { readonly ok: false; readonly code: 'unknown-vm' | 'busy'; readonly text: string };

export type DriverName = 'hypervisor' | 'datapath' | 'memory';

/** `retire` ends every round under way. */
export interface OrderChange {
  /** What made the difference; of several at once, `retire`. */
  readonly order: OrderName;
  readonly paused: boolean;
  readonly epoch: number;
  /** The host that has told of it, which may have heard of it itself; undefined: it was given here. */
  readonly from?: Ipv4;
}

export type OrderName = 'pause' | 'resume' | 'retire';

export interface OrderResult {
  /** Hosts that have taken the order, this one included. */
  readonly hosts: number;
  /** Hosts that did not answer: they learn of it from others when they are back. */
  readonly silentHosts: readonly Ipv4[];
}

/** Of a log effect. A number is an address, and is shown as one: counts are given as text. */
export type LogField = string | boolean | Ipv4 | readonly Ipv4[] | Readonly<Record<string, number>>;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type Effect =
  | { readonly type: 'send'; readonly to: Address; readonly message: Message; readonly delivery?: number }
  | {
      readonly type: 'migrate';
      readonly vm: Ipv4;
      readonly uuid: string;
      readonly target: Ipv4;
      /** To travel with the VM: the move that this is, as if it had succeeded, is its last entry. */
      readonly history: VmHistory;
    }
  /** The VM stays here after all: what its metadata is to say. */
  | { readonly type: 'write-history'; readonly uuid: string; readonly history: VmHistory }
  /** Answer a history-request from this agent's disk. */
  | {
      readonly type: 'tell-history';
      readonly to: Address;
      readonly message: HistoryRequest;
      readonly formerHosts: readonly Ipv4[];
    }
  | { readonly type: 'explained'; readonly reply: number; readonly result: ExplainResult }
  | { readonly type: 'standing'; readonly standing: Standing }
  /** Another standing order of the cluster holds than before. */
  | { readonly type: 'order-changed'; readonly change: OrderChange }
  /** An operator should look: see docs/troubleshoot.md for each code. */
  | { readonly type: 'alarm'; readonly code: AlarmCode; readonly vm?: Ipv4; readonly text: string }
  /** The local VMs or ports changed: steer these addresses to the agent. */
  | { readonly type: 'redirect'; readonly vms: readonly RedirectedVm[]; readonly ports: readonly VmPort[] }
  | { readonly type: 'decided'; readonly record: DecisionRecord }
  /** A migration that a decision has ordered has ended, either way. */
  | { readonly type: 'migrated'; readonly tokenId: TokenId; readonly round: number; readonly record: MigrationRecord }
  /** To be on disk before the effects that follow are carried out. Each one replaces the one before. */
  | { readonly type: 'remember'; readonly remembered: Remembered }
  | { readonly type: 'ordered'; readonly reply: number; readonly result: OrderResult }
  | { readonly type: 'injected'; readonly reply: number; readonly result: InjectResult }
  | { readonly type: 'round-ended'; readonly report: RoundReport }
  | {
      readonly type: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly fields?: Readonly<Record<string, LogField>>;
    };

/**
 * `port-missing`, `no-traffic`: after a VM has arrived; `implausible-data`: decisions stop on this host; `breaker-open`:
 * too many migrations from here have failed; `history-not-written`: a VM travels without its history.
 */
export type AlarmCode = 'port-missing' | 'no-traffic' | 'implausible-data' | 'breaker-open' | 'history-not-written';

export interface CandidateRecord {
  readonly host: Ipv4;
  /** 0: a neighbour runs there; else how far from the nearest neighbour it is. */
  readonly near: number;
  readonly level: number;
  readonly gain: number;
  /** c_m of the way there, and what else the gain must exceed (rules/README.md). */
  readonly cost: number;
  readonly threshold: number;
  /** What the host answered when asked for room; undefined when it was not asked. */
  answer?: string;
}

/** One decision, explained. */
export interface DecisionRecord {
  readonly atMs: number;
  readonly tokenId: TokenId;
  readonly round: number;
  readonly sequence: number;
  readonly vm: Ipv4;
  readonly name: string;
  readonly host: Ipv4;
  /** `recommend`: it would migrate, but for the mode of the host or of the round. */
  readonly verdict: 'stay' | 'migrate' | 'recommend';
  /** Wall clock, ms since 1970. */
  readonly wallMs: number;
  /**
   * Of a migration that was ordered, or is recommended, `eq-3.2`: it satisfied Eq. 3.2 and the target has room; or `drain`:
   * the host is to be empty.
   */
  readonly reason: StayReason | 'eq-3.2' | 'drain';
  /** Words for the operator: the obstacle, the refusal, libvirt's text. */
  readonly detail: string;
  readonly neighbours: number;
  /** Neighbours that nobody answered for. */
  readonly unlocated: number;
  readonly level: number;
  readonly load: number;
  readonly migrationCost: number;
  /** As in the token's header. */
  readonly autoCost?: true;
  readonly candidates: readonly CandidateRecord[];
  /** Where the VM goes, and what that saves (left side of Eq. 3.2). How it went is told by `migrated`. */
  readonly target?: { readonly host: Ipv4; readonly gain: number };
}

/** What the host that injected a token knows of its rounds. */
export interface RoundReport {
  readonly tokenId: TokenId;
  readonly policy: PolicyName;
  readonly migrationCost: number;
  /** As in the token's header. */
  readonly autoCost?: true;
  readonly dryRun?: true;
  readonly startedAtMs: number;
  readonly slots: number;
  endedAtMs?: number;
  endReason?: string;
  rounds: number;
  hops: number;
  /** Totals as the token counted them; the lists below may lack some when reports were lost. */
  migrationCount: number;
  failureCount: number;
  readonly migrations: MigrationRecord[];
  readonly failures: MigrationRecord[];
  stays: Readonly<Record<string, number>>;
}

/** What every machine of the core gets: its surroundings, and where its effects go. */
export interface Context {
  /** These two may be others after a reload. */
  readonly settings: CoreSettings;
  readonly map: CostMap;
  /** Time of the step under way, ms; monotonic, any origin. */
  readonly nowMs: number;
  /** Wall clock, ms since 1970; for rules about hours and days, which outlast a process. */
  readonly wallMs: number;
  /** Uniform in [0, 1). */
  random(): number;
  emit(effect: Effect): void;
  /** Runs `work` later in the same step, with an empty stack. */
  defer(work: () => void): void;
}
