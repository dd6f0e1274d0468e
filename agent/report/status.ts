// What the control socket tells of a running agent: reports for operators, as plain JSON. Types only; the requests and
// their checks are in agent/control/protocol.ts. Addresses are dotted-quad text, instants are ISO 8601 text in UTC.
import type { StandingReport } from './history.js';

export type PolicyName = 'round-robin' | 'distributed' | 'load-aware';

/** `retire` ends every round under way. */
export type OrderName = 'pause' | 'resume' | 'retire';

/** Whether something outside the agent can be used now; `reason` when it cannot. */
export interface Availability {
  readonly available: boolean;
  readonly reason?: string;
}

/** Whether what the agent must remember is on disk. The other members are there when it is not. */
export interface MemoryReport {
  readonly ok: boolean;
  readonly notWrittenSince?: string;
  readonly reason?: string;
  /** What an agent that restarts before the next write begins with, in words. */
  readonly atRestart?: string;
}

/** The cluster keys by their ids: 8 hexadecimal digits that tell nothing of the key. */
export interface KeysReport {
  readonly sending: string;
  /** All that are accepted, the sending one first. */
  readonly accepted: readonly string[];
}

/** The latest reload (SIGHUP) of this agent. */
export interface ReloadReport {
  readonly at: string;
  readonly ok: boolean;
  /** Why it was refused: what was in force before still is. */
  readonly reason?: string;
  /** Changed settings that were not taken over, by this reload or one before: they need a restart. */
  readonly waiting?: readonly string[];
}

export interface VmReport {
  readonly vm: string;
  readonly name: string;
  readonly uuid: string;
  readonly mac: string;
  readonly movable: boolean;
  /** Why it cannot move, in words with the obstacle's code first. */
  readonly obstacle?: string;
  readonly memoryMiB: number;
}

export interface CapacityReport {
  readonly slots: number;
  readonly usedSlots: number;
  /** Promised to VMs that are on their way here. */
  readonly reservedSlots: number;
  readonly memoryMiB: number;
  readonly usedMemoryMiB: number;
}

export interface FlowTableReport {
  readonly entries: number;
  /** Flows left out because the table was full. */
  readonly dropped: number;
  /** Flows of which no VM address is known. */
  readonly unresolved: number;
  /** How long the last poll took, ms. */
  readonly lastPollMs: number;
}

export interface TransportReport {
  readonly sentDatagrams: number;
  readonly receivedDatagrams: number;
  readonly retransmittedFragments: number;
  /** Datagrams dropped, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** The token as this host last saw it. */
export interface RoundState {
  readonly tokenId: string;
  readonly policy: PolicyName;
  /** The host that injected it, and is told of its end. */
  readonly origin: string;
  /** Since it was injected, ms; only at its origin. */
  readonly ageMs?: number;
  /** Nothing moves in it. */
  readonly dryRun?: true;
  /** Passes over all VMs so far, from 1. */
  readonly round: number;
  readonly migrations: number;
  readonly slots: number;
  /** VMs that have decided in this pass. */
  readonly visited: number;
  /** A life of the token: a counter above 32 random bits, which are 0 in the first one. */
  readonly generation: number;
  readonly sequence: number;
  /** `custody`: handed on, and this host's copy is kept until the hand-over after that is complete. */
  readonly state: 'holding' | 'custody' | 'passed' | 'ended';
  /** The token is here, and rests: for migrations to end, for other hosts to be heard, or while rounds are paused. */
  readonly waiting?: true;
  /** The agent stood still: before it acts it asks the host that gave it the token whether that is still valid. */
  readonly unsure?: true;
  /** Migrations in flight, as the token names them. */
  readonly inFlight: number;
  /** The host that has the token; only while `state` is `custody`. */
  readonly successor?: string;
  readonly lastSeenMsAgo: number;
  /** Hosts that the token has found dead in this pass: their VMs are left out until the next. */
  readonly lostHosts: readonly string[];
  /** VMs that nobody answers for: they stay in the token for two more passes. */
  readonly silentVms: readonly string[];
  /** The VM that holds the token here; only while `state` is `holding`. */
  readonly holderVm?: string;
}

/** One decision for one VM: a refusal has its reason too. */
export interface DecisionReport {
  readonly at: string;
  readonly vm: string;
  readonly decision: 'migrate' | 'stay' | 'recommend';
  /** Reason code, such as `gain-too-small`. */
  readonly reason: string;
  readonly from: string;
  readonly to?: string;
  /** Left side of Eq. 3.2: cost saved, in cost units (weight x bytes per second). */
  readonly gain?: number;
  readonly detail?: string;
}

/** A live migration from this host that has not ended. */
export interface FlightReport {
  readonly vm: string;
  readonly name: string;
  readonly to: string;
  readonly tokenId: string;
  readonly sinceMs: number;
}

/** The cluster's standing order, as this host knows it. */
export interface OrdersReport {
  /** No round starts, and those under way rest. */
  readonly paused: boolean;
  /** Rises with each `retire`. */
  readonly epoch: number;
  /** Since when they are so; absent: since before this agent started, and its history tells. */
  readonly changed?: {
    readonly order: OrderName;
    readonly at: string;
    /** The host that has told of it; absent: it was given here. */
    readonly from?: string;
  };
  /** The latest order that was given through this agent since it started. */
  readonly last?: {
    readonly order: OrderName;
    readonly at: string;
    readonly hosts: number;
    /** Hosts that did not answer then, at most 100 of them. */
    readonly silentHosts: readonly string[];
  };
}

export interface MigrationReport {
  readonly vm: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** Cost saved as computed beforehand, in cost units. */
  readonly gain: number;
  readonly bytes: number;
  readonly ms: number;
  readonly downtimeMs: number;
  /** Whether the target confirmed that the VM runs there. */
  readonly verified: boolean;
}

export interface MigrationFailure {
  readonly vm: string;
  readonly from: string;
  readonly to: string;
  readonly code: string;
  /** The hypervisor's own words. */
  readonly text: string;
}

/** A round from injection to its end, as the host where it was injected knows it. */
export interface RoundReport {
  readonly tokenId: string;
  readonly policy: PolicyName;
  /** c_m of Eq. 3.2, in cost units. */
  readonly migrationCost: number;
  /** c_m is what each copy is expected to cost, and `migrationCost` on top. */
  readonly autoCost?: true;
  /** Nothing moves in it. */
  readonly dryRun?: true;
  /** Passes over all VMs. */
  readonly rounds: number;
  readonly hops: number;
  readonly migrations: readonly MigrationReport[];
  readonly failures: readonly MigrationFailure[];
  /** Decisions to stay, counted by reason code. */
  readonly stays: Readonly<Record<string, number>>;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Why it ended, in words, such as `a whole round moved nothing`. */
  readonly endReason: string;
}

export interface StatusReport {
  readonly host: string;
  readonly version: string;
  readonly uptimeMs: number;
  readonly hypervisor: Availability;
  readonly datapath: Availability;
  /** `warnings`: it is in place, and something else keeps messages for VMs from arriving. */
  readonly redirect: { readonly ok: boolean; readonly lastError?: string; readonly warnings?: readonly string[] };
  readonly memory: MemoryReport;
  readonly keys: KeysReport;
  /** Absent: none since the agent started. */
  readonly lastReload?: ReloadReport;
  /** The agent was told to stop: it hands on what is here, and waits for its migrations. */
  readonly stopping?: true;
  readonly vms: readonly VmReport[];
  readonly capacity: CapacityReport;
  readonly flows: FlowTableReport;
  readonly transport: TransportReport;
  readonly orders: OrdersReport;
  /** How this host stands towards rounds, and why. */
  readonly standing: StandingReport;
  /** Hosts that did not answer when this one asked them last, at most 100 of them. */
  readonly silentHosts: readonly string[];
  /** Why what is decided is not kept for `history` and `explain` now; absent: it is. */
  readonly historyNotWritten?: string;
  readonly round?: RoundState;
  readonly flights: readonly FlightReport[];
  /** The latest decisions of this host, oldest first. */
  readonly decisions: readonly DecisionReport[];
  readonly lastRound?: RoundReport;
}

export interface FlowsReport {
  /** Bytes of each local VM since the agent started. */
  readonly vms: readonly { readonly vm: string; readonly rxBytes: number; readonly txBytes: number }[];
  /** Present rate of each pair with a local VM, both directions added; `a` is local. Busiest first, bounded. */
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly bytesPerSecond: number }[];
}
