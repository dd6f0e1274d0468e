// What an agent writes into its history and tells of it: one record for each decision, migration, change of its
// standing, alarm and round. Types only, and their kinds: agent/history keeps them, tools/score-token prints them. Addresses are
// dotted-quad text, instants are ISO 8601 text in UTC, costs and gains are in bytes per second x weight.

interface Recorded {
  /** When. */
  readonly at: string;
  /** The host whose history it is. */
  readonly host: string;
}

export interface CandidateReport {
  readonly host: string;
  /** Highest level of a neighbour there, as seen from the VM's host. */
  readonly level: number;
  /** 0: a neighbour runs there; else how far from the nearest neighbour it is. */
  readonly near: number;
  readonly gain: number;
  /** c_m of a migration there. */
  readonly cost: number;
  /** What the gain has to exceed: c_m and the least gain. */
  readonly threshold: number;
  /** What the host answered when asked for room; absent when it was not asked. */
  readonly answer?: string;
}

export interface DecisionEntry extends Recorded {
  readonly kind: 'decision';
  readonly tokenId: string;
  readonly round: number;
  readonly sequence: number;
  readonly vm: string;
  readonly name: string;
  readonly verdict: 'stay' | 'migrate' | 'recommend';
  /** The rule that decided: a reason code of docs/troubleshoot.md. */
  readonly reason: string;
  readonly detail: string;
  readonly neighbours: number;
  readonly unlocated: number;
  readonly level: number;
  /** Bytes per second, both directions. */
  readonly rate: number;
  /** c_m as the token has it, cost units; absent in entries of older agents. */
  readonly migrationCost?: number;
  /** c_m is what each copy is expected to cost, which `candidates` has, and `migrationCost` is only what was put on top. */
  readonly autoCost?: true;
  readonly candidates: readonly CandidateReport[];
  /** Where it goes, or would go. */
  readonly target?: { readonly host: string; readonly gain: number };
}

export interface MigrationStartEntry extends Recorded {
  readonly kind: 'migration-start';
  readonly vm: string;
  readonly uuid: string;
  readonly to: string;
}

export interface MigrationEndEntry extends Recorded {
  readonly kind: 'migration-end';
  readonly tokenId: string;
  readonly round: number;
  readonly vm: string;
  readonly from: string;
  readonly to: string;
  readonly ok: boolean;
  /** Of a failure the code and libvirt's own text. */
  readonly reason: string;
  readonly gain: number;
  readonly bytes: number;
  readonly ms: number;
  readonly downtimeMs: number;
  readonly verified: boolean;
}

export interface StandingReport {
  readonly mode: 'off' | 'recommend' | 'auto';
  readonly effectiveMode: 'off' | 'recommend' | 'auto';
  readonly maintenance: 'none' | 'accepts-none' | 'drains';
  readonly breaker: { readonly failures: number; readonly openSince?: string; readonly because?: 'memory-damaged' };
  readonly blackout?: string;
  readonly implausible?: string;
}

export interface StandingEntry extends Recorded {
  readonly kind: 'standing';
  readonly standing: StandingReport;
}

export interface AlarmEntry extends Recorded {
  readonly kind: 'alarm';
  readonly code: string;
  readonly vm?: string;
  readonly text: string;
}

/** The end of a round that was started here. */
export interface RoundEntry extends Recorded {
  readonly kind: 'round';
  readonly tokenId: string;
  readonly endReason: string;
  readonly rounds: number;
  readonly hops: number;
  readonly migrations: number;
  readonly failures: number;
  readonly stays: Readonly<Record<string, number>>;
}

/** The cluster's standing order has changed, as this host has heard. */
export interface OrderEntry extends Recorded {
  readonly kind: 'order';
  readonly order: 'pause' | 'resume' | 'retire';
  readonly paused: boolean;
  readonly epoch: number;
  /** The host that has told of it; absent: it was given here. */
  readonly from?: string;
}

export const entryKinds = [
  'decision',
  'migration-start',
  'migration-end',
  'standing',
  'order',
  'alarm',
  'round',
] as const;

export type HistoryEntry =
  | DecisionEntry
  | MigrationStartEntry
  | MigrationEndEntry
  | StandingEntry
  | OrderEntry
  | AlarmEntry
  | RoundEntry;

/** Answer to `history`: oldest first. */
export interface HistoryReport {
  readonly host: string;
  readonly entries: readonly HistoryEntry[];
  /** There are, or were, more: the limit was reached, or older ones were dropped to keep the bound of the disk. */
  readonly truncated: boolean;
}

/** Answer to `explain`. Entries of other hosts are as those hosts told them, checked for their shape only. */
export interface ExplainReport {
  readonly vm: string;
  /** Where it runs now. */
  readonly host: string;
  /** Why it would stay if a token came to it now; absent: no rule holds it, or another host than the asked one would have to say. */
  readonly held?: { readonly reason: string; readonly detail: string };
  /** Where it was, from its own metadata, oldest first; absent: never moved, or it runs on another host than the asked one. */
  readonly moves?: readonly {
    readonly at: string;
    readonly from: string;
    readonly to: string;
    readonly gain: number;
    readonly ok: boolean;
  }[];
  /** The present host first, then former ones, the latest first. */
  readonly told: readonly { readonly host: string; readonly entries: readonly HistoryEntry[] }[];
  readonly silentHosts: readonly string[];
}

/** Answer to `top`: this host now. */
export interface TopReport {
  readonly host: string;
  readonly at: string;
  /**
   * What this host adds to Eq. 3.1: each pair with a local VM, rate x weight of its path, counted from both ends as there.
   * Without the pairs that `unlocated` counts: with these it is more.
   */
  readonly cost: number;
  /** Pairs whose other end may be a VM of which this host has not heard yet where it runs; absent: none. */
  readonly unlocated?: number;
  readonly vms: readonly TopVm[];
  /** Busiest first, bounded. */
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly bytesPerSecond: number;
    /** Where b is, as far as is known. */
    readonly host?: string;
    readonly level?: number;
    readonly cost?: number;
    /** b is no VM of this cluster: nobody can be asked where it is, and decisions leave it out. */
    readonly outside?: true;
  }[];
}

export interface TopVm {
  readonly vm: string;
  readonly name: string;
  readonly bytesPerSecond: number;
  /** Highest known level of a neighbour. */
  readonly level?: number;
  /** Without the pairs that `unlocated` counts. */
  readonly cost: number;
  /** As in TopReport, of this VM. */
  readonly unlocated?: number;
  /** Why it may not move now, a reason code; absent: it may. */
  readonly held?: string;
}

/** What is said of a VM, as text; absent: nothing. */
export interface MarksReport {
  readonly neverMove?: string;
  readonly label?: 'red' | 'yellow' | 'green';
  readonly affinity?: readonly string[];
  readonly antiAffinity?: readonly string[];
  /** Prefixes, such as `10.0.2.0/24`. */
  readonly allowedHosts?: readonly string[];
}

/** Answer to `label`. */
export interface LabelReport {
  readonly vm: string;
  readonly name: string;
  /** The host where it runs, which is the one that answers. */
  readonly host: string;
  /** In its own metadata, changes included. */
  readonly metadata: MarksReport;
  /** Together with the cost map's: what either forbids is forbidden. */
  readonly inForce: MarksReport;
  /** What is hardly meant so, in words. */
  readonly warnings?: readonly string[];
}
