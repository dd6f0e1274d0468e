// Traffic as a list of pairs, for changing it, and back to the rows that everybody reads.
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

/** The rows of `vms` VMs; pairs that are given twice add up. */
export function rowsOf(vms: number, { a, b, rates }: Pairs): Traffic {
  const rows = Array.from({ length: vms }, () => new Map<number, number>());
  const add = (vm: number, peer: number, rate: number): void => {
    rows[vm]!.set(peer, (rows[vm]!.get(peer) ?? 0) + rate);
  };
  for (let pair = 0; pair < a.length; pair += 1) {
    add(a[pair]!, b[pair]!, rates[pair]!);
    if (b[pair]! < vms) add(b[pair]!, a[pair]!, rates[pair]!);
  }
  const offsets = new Uint32Array(vms + 1);
  for (const [vm, row] of rows.entries()) offsets[vm + 1] = offsets[vm]! + row.size;
  const sorted = rows.flatMap((row) => [...row].sort(([one], [other]) => one - other));
  return {
    offsets,
    peers: Uint32Array.from(sorted, ([peer]) => peer),
    rates: Float64Array.from(sorted, ([, rate]) => rate),
  };
}
