// Eq. 3.1 and Eq. 3.2 of the thesis, and nothing else. Rates are bytes per second, both directions added;
// weights are the cost map's; so costs and gains are in bytes per second x weight.
import type { CostMap, Level, Place } from '../../topology/cost-map.js';
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

/** A neighbour whose level is known. */
export interface LocatedNeighbour extends Neighbour {
  readonly place: Place;
  /** l(z, u) as seen from the VM's present host. */
  readonly level: Level;
}

/** The VM's share of Eq. 3.1 where it runs now: each of its pairs once, from both ends. */
export function costOf(levels: readonly LocatedNeighbour[], map: CostMap): number {
  let cost = 0;
  for (const { bytesPerSecond, level } of levels) cost += bytesPerSecond * map.pathWeight(level);
  return 2 * cost;
}

/**
 * Left side of Eq. 3.2: how much Eq. 3.1 falls when the VM moves to the server `target`, which stands at `place`, and
 * nothing else moves. Negative when the move makes it dearer.
 */
export function gainAt(levels: readonly LocatedNeighbour[], target: Ipv4, place: Place, map: CostMap): number {
  let gain = 0;
  for (const neighbour of levels) {
    const after = neighbour.host === target ? 0 : map.levelBetween(place, neighbour.place);
    gain += neighbour.bytesPerSecond * (map.pathWeight(neighbour.level) - map.pathWeight(after));
  }
  return 2 * gain;
}

/**
 * The same for a host that has no neighbour closer than `around` and is `near` (>= 1) away from it: what a host in
 * that group of the cost map saves at least.
 */
export function gainNear(
  levels: readonly LocatedNeighbour[],
  around: Pick<LocatedNeighbour, 'host' | 'place'>,
  near: Level,
  map: CostMap,
): number {
  let gain = 0;
  for (const neighbour of levels) {
    const between = neighbour.host === around.host ? 0 : map.levelBetween(around.place, neighbour.place);
    gain += neighbour.bytesPerSecond * (map.pathWeight(neighbour.level) - map.pathWeight(Math.max(near, between)));
  }
  return 2 * gain;
}
