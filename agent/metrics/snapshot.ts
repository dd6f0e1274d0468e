// What the metrics need to know of the agent at the moment of a scrape: numbers only, taken by the daemon. What has
// happened since the start is counted from effects instead (counters.ts).
import type { DriverName, Standing } from '../core/steps.js';

export interface MetricsSnapshot {
  readonly version: string;
  readonly standing: Standing;
  /** The cluster's standing order. */
  readonly paused: boolean;
  /** Drivers that cannot be used now. */
  readonly away: ReadonlySet<DriverName>;
  /** For how long what must be remembered is not on disk, ms; 0: it is. */
  readonly notWrittenMs: number;
  readonly redirectOk: boolean;
  /** The latest reload, and the settings that wait for a restart; without `atMs` there was none since the start. */
  readonly reload: { readonly atMs?: number; readonly refused: boolean; readonly waiting: number };
  /** Ids: at least one, the sending one first. */
  readonly keys: readonly string[];
  /** A token that has been here and is not known to have ended; `ageMs` since it was seen last, 0 while it is held. */
  readonly token?: {
    readonly held: boolean;
    readonly ageMs: number;
    readonly round: number;
    readonly slots: number;
    readonly visited: number;
  };
  readonly vms: { readonly all: number; readonly movable: number };
  /** Live migrations from this host under way. */
  readonly flights: number;
  readonly capacity: {
    readonly slots: number;
    readonly usedSlots: number;
    readonly reservedSlots: number;
    readonly memoryMiB: number;
    readonly usedMemoryMiB: number;
  };
  readonly flows: {
    readonly entries: number;
    readonly maxFlows: number;
    /** Since the start. */
    readonly rejected: number;
    readonly unresolved: number;
    readonly lastPollMs: number;
  };
  readonly requests: { readonly inFlight: number; readonly waiting: number };
  readonly transport: {
    readonly sentDatagrams: number;
    readonly receivedDatagrams: number;
    readonly retransmittedFragments: number;
    readonly sendingMessages: number;
    readonly receivingMessages: number;
    /** By reason, each from the start on. */
    readonly dropped: Readonly<Record<string, number>>;
  };
  /** Known hosts that did not answer when last asked. */
  readonly silentHosts: number;
  /** Eq. 3.1's share of this host's VMs, bytes per second x weight; absent: not known. */
  readonly cost?: number;
}
