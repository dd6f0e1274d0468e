// Eq. 3.1 and Eq. 3.2 of the thesis, and nothing else. Rates are bytes per second, both directions added;
// weights are the cost map's; so costs and gains are in bytes per second x weight.
import type { CostMap } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';

/** lambda(a, b): what two VMs exchange, both directions added. */
export interface PairRate {
  readonly a: Ipv4;
  readonly b: Ipv4;
  readonly bytesPerSecond: number;
}

/**
 * Eq. 3.1, the overall communication cost of an allocation. Each unordered pair must be given once and is
 * counted from both ends, as the thesis does. `hostOf` names a VM's host, or an endpoint's own address.
 * Pairs with an unknown place are left out.
 */
export function communicationCost(
  pairs: Iterable<PairRate>,
  hostOf: (vm: Ipv4) => Ipv4 | undefined,
  map: CostMap,
): number {
  let cost = 0;
  for (const { a, b, bytesPerSecond } of pairs) {
    const hostA = hostOf(a);
    const hostB = hostOf(b);
    const level = hostA === undefined || hostB === undefined ? undefined : map.level(hostA, hostB);
    if (level !== undefined) cost += 2 * bytesPerSecond * map.pathWeight(level);
  }
  return cost;
}

/** A neighbour of the VM that decides: a VM or endpoint it exchanges traffic with, and where that is. */
export interface Neighbour {
  readonly peer: Ipv4;
  /** lambda(z, u), > 0. */
  readonly bytesPerSecond: number;
  /** Fixed address of the neighbour's host, or an endpoint's own address. */
  readonly host: Ipv4;
}

/**
 * Left side of Eq. 3.2: how much Eq. 3.1 falls when the VM moves from `from` to `to` and nothing else moves.
 * Neighbours whose level is unknown on either side count for nothing. Negative when the move makes it dearer.
 */
export function migrationGain(neighbours: readonly Neighbour[], from: Ipv4, to: Ipv4, map: CostMap): number {
  let gain = 0;
  for (const { bytesPerSecond, host } of neighbours) {
    const before = map.level(host, from);
    const after = map.level(host, to);
    if (before !== undefined && after !== undefined) {
      gain += bytesPerSecond * (map.pathWeight(before) - map.pathWeight(after));
    }
  }
  return 2 * gain;
}
