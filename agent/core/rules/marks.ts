// What several sources say of one VM, taken together; and what S-CORE itself writes beside it, where the VM was.
import type { CostMap } from '../../../topology/cost-map.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import { mergedMarks, type VmMarks } from '../../../topology/vm-marks.js';

export { mergedMarks };

/** What all of a VM's sources say: its metadata, and the cost map by each of its addresses. */
export function marksOfVm(own: VmMarks = {}, addresses: readonly Ipv4[], map: CostMap): VmMarks {
  return addresses.reduce((marks, address) => mergedMarks(marks, map.marksOf(address)), own);
}

/** Moves and failures remembered of one VM; the oldest go first. */
export const MAX_HISTORY = 16;

/** One migration of a VM that has ended, or that has begun when nothing tells its end. */
export interface PastMove {
  /** Wall clock, ms since 1970. */
  readonly atMs: number;
  readonly from: Ipv4;
  readonly to: Ipv4;
  /** Left side of Eq. 3.2, bytes per second x weight. */
  readonly gain: number;
  readonly ok: boolean;
}

/** The VM's latest moves and failures, oldest first, at most MAX_HISTORY. */
export type VmHistory = readonly PastMove[];
