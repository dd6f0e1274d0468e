// What several sources say of one VM, taken together; and what S-CORE itself writes beside it, where the VM was.
import type { Ipv4, Prefix } from '../../../topology/ipv4.js';
import type { VmMarks } from '../../../topology/vm-marks.js';

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

/** Marks from two sources: what either forbids is forbidden. */
export function mergedMarks(a: VmMarks = {}, b: VmMarks = {}): VmMarks {
  const neverMove = a.neverMove ?? b.neverMove;
  const label = a.label === 'red' || b.label === 'red' ? 'red' : (a.label ?? b.label);
  const allowedHosts =
    a.allowedHosts && b.allowedHosts ? both(a.allowedHosts, b.allowedHosts) : (a.allowedHosts ?? b.allowedHosts);
  return {
    ...(neverMove === undefined ? {} : { neverMove }),
    ...(label === undefined ? {} : { label }),
    ...named('affinity', [...(a.affinity ?? []), ...(b.affinity ?? [])]),
    ...named('antiAffinity', [...(a.antiAffinity ?? []), ...(b.antiAffinity ?? [])]),
    ...(allowedHosts ? { allowedHosts } : {}),
  };
}

function named(name: 'affinity' | 'antiAffinity', groups: readonly string[]): Partial<VmMarks> {
  return groups.length > 0 ? { [name]: [...new Set(groups)] } : {};
}

/** Hosts in a prefix of each list: of two prefixes one holds the other, or they have nothing in common. */
function both(a: readonly Prefix[], b: readonly Prefix[]): Prefix[] {
  return a.flatMap((one) =>
    b.flatMap((other) => {
      const [wide, narrow] = one.length <= other.length ? [one, other] : [other, one];
      const size = 2 ** (32 - wide.length);
      return Math.floor(wide.base / size) === Math.floor(narrow.base / size) ? [narrow] : [];
    }),
  );
}
