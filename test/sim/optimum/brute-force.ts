// The optimum of a tiny scenario by trying every allocation: slow and plain on purpose.
import type { Scenario } from '../../../tools/sim/scenario/scenario.js';
import { plainCost } from './plain-cost.js';

/** Eq. 3.1 of the cheapest allocation that keeps slots and memory. */
export function bruteForceOptimum(scenario: Scenario): number {
  const { hosts, vms } = scenario;
  const allocation = new Uint32Array(vms.addresses.length);
  const used = new Uint32Array(hosts.addresses.length);
  const usedMiB = new Float64Array(hosts.addresses.length);
  let best = Number.POSITIVE_INFINITY;
  const place = (vm: number) => {
    if (vm === allocation.length) {
      best = Math.min(best, plainCost(scenario, allocation));
      return;
    }
    const memory = vms.memoryMiB[vm]!;
    for (let host = 0; host < used.length; host++) {
      if (used[host]! >= hosts.slots[host]! || usedMiB[host]! + memory > hosts.memoryMiB[host]!) continue;
      used[host] = used[host]! + 1;
      usedMiB[host] = usedMiB[host]! + memory;
      allocation[vm] = host;
      place(vm + 1);
      used[host] = used[host]! - 1;
      usedMiB[host] = usedMiB[host]! - memory;
    }
  };
  place(0);
  return best;
}
