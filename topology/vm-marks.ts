// What is said of a single VM: by its owner, in metadata that travels with it, and by the operator in the cost map.
// Shape, bounds, and what two of them say together: XML is agent/libvirt's business, YAML parse-vms.ts's, and what follows agent/core/rules'.
import { type Prefix, prefixHas } from './ipv4.js';

/** Groups of one kind that a VM may be in, and prefixes it may be allowed on. */
export const MAX_GROUPS = 16;
/** Group names: 1 to 64 letters, digits, dots, dashes, underscores. */
export const GROUP_NAME = /^[\w.-]{1,64}$/;
/** Characters of the reason for which a VM never moves. */
export const MAX_REASON = 200;
/** `red` never moves. The others are for power saving, which is not built yet. */
export type Label = 'green' | 'yellow' | 'red';

export interface VmMarks {
  /** Why it never moves; absent: it may. */
  readonly neverMove?: string;
  readonly label?: Label;
  /** VMs with a group in common that run on one host stay together. */
  readonly affinity?: readonly string[];
  /** VMs with a group in common must not run on one host. */
  readonly antiAffinity?: readonly string[];
  /** It moves only to hosts in one of these; absent: to any. */
  readonly allowedHosts?: readonly Prefix[];
}

/**
 * Marks from two sources: what either forbids is forbidden. A VM that gets more groups of a kind than it may have does not
 * move, because hosts could not be asked about all of them.
 */
export function mergedMarks(a: VmMarks = {}, b: VmMarks = {}): VmMarks {
  const affinity = union(a.affinity, b.affinity);
  const antiAffinity = union(a.antiAffinity, b.antiAffinity);
  const neverMove = a.neverMove ?? b.neverMove ?? tooMany(affinity, antiAffinity);
  const label = a.label === 'red' || b.label === 'red' ? 'red' : (a.label ?? b.label);
  const allowedHosts =
    a.allowedHosts && b.allowedHosts ? inBoth(a.allowedHosts, b.allowedHosts) : (a.allowedHosts ?? b.allowedHosts);
  return {
    ...(neverMove === undefined ? {} : { neverMove }),
    ...(label === undefined ? {} : { label }),
    ...(affinity.length > 0 ? { affinity } : {}),
    ...(antiAffinity.length > 0 ? { antiAffinity } : {}),
    ...(allowedHosts ? { allowedHosts } : {}),
  };
}

function union(a: readonly string[] = [], b: readonly string[] = []): readonly string[] {
  return [...new Set([...a, ...b])];
}

function tooMany(affinity: readonly string[], antiAffinity: readonly string[]): string | undefined {
  const most = Math.max(affinity.length, antiAffinity.length);
  return most > MAX_GROUPS ? `it is in ${most} groups of one kind, of ${MAX_GROUPS} at most` : undefined;
}

/** Hosts in a prefix of each list: of two prefixes one holds the other, or they have nothing in common. */
function inBoth(a: readonly Prefix[], b: readonly Prefix[]): readonly Prefix[] {
  const isIn = (one: Prefix, others: readonly Prefix[]): boolean =>
    others.some((other) => other.length <= one.length && prefixHas(other, one.base));
  const found = new Map<string, Prefix>();
  for (const prefix of [...a.filter((one) => isIn(one, b)), ...b.filter((one) => isIn(one, a))]) {
    found.set(`${prefix.base}/${prefix.length}`, prefix);
  }
  return [...found.values()];
}
