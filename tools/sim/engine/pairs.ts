// Traffic as a list of pairs, for changing it. Rows again it becomes by scenario/rows.ts.
import type { Traffic } from '../scenario/scenario.js';

/** Each pair once, `a` always a VM; `b` a VM with a higher number, or an endpoint. */
export interface Pairs {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  /** Bytes per second, both directions added. */
  readonly rates: Float64Array;
}

export function pairsOf({ offsets, peers, rates }: Traffic): Pairs {
  const firsts: number[] = [];
  const entries: number[] = [];
  for (let vm = 0; vm + 1 < offsets.length; vm += 1) {
    for (let at = offsets[vm]!; at < offsets[vm + 1]!; at += 1) {
      if (peers[at]! < vm) continue;
      firsts.push(vm);
      entries.push(at);
    }
  }
  return {
    a: Uint32Array.from(firsts),
    b: Uint32Array.from(entries, (at) => peers[at]!),
    rates: Float64Array.from(entries, (at) => rates[at]!),
  };
}
