// How large costs may become. Beyond the range of numbers sums turn into Infinity, and their differences into none.
import type { CostMap } from '../../../topology/cost-map.js';
import type { Traffic } from './scenario.js';

/** Highest cost to compute with; numbers end at 1.8e308, and percentages and axes need room above a cost. */
export const highestCost = 1e300;

/** Why no cost of the scenario may be trusted, and what to do; undefined when all of them are in range. */
export function magnitudeComplaint(map: CostMap, { peers, rates, offsets }: Traffic): string | undefined {
  const vms = offsets.length - 1;
  let bytesPerSecond = 0;
  // A pair of VMs is here twice.
  for (let at = 0; at < rates.length; at++) bytesPerSecond += peers[at]! < vms ? rates[at]! / 2 : rates[at]!;
  const weights = map.pathWeight(map.maxLevel);
  if (2 * bytesPerSecond * weights <= highestCost) return undefined;
  const sizes = `the weights of all tiers together are ${weights}, the rates of traffic.csv ${bytesPerSecond} bytes/s`;
  return `${sizes}, and twice their product is more than ${highestCost}, the highest cost; lower the weights, whose proportions alone matter`;
}
