// Eq. 3.1 and capacity of an allocation without anything of the optimisers: the agents' own cost function over
// pairs, and sums over VMs.
import { communicationCost, type PairRate } from '../../../agent/core/cost.js';
import { hostAddress, type Scenario } from '../../../tools/sim/scenario/scenario.js';
import type { Ipv4 } from '../../../topology/ipv4.js';

export function plainCost(scenario: Scenario, allocation: ArrayLike<number>): number {
  const { vms, endpoints, traffic, map } = scenario;
  const count = vms.addresses.length;
  const hostOf = new Map<number, Ipv4>();
  for (const [vm, address] of vms.addresses.entries()) hostOf.set(address, hostAddress(scenario, allocation[vm]!));
  for (const address of endpoints) hostOf.set(address, address as Ipv4);
  const pairs: PairRate[] = [];
  for (let vm = 0; vm < count; vm++) {
    for (let at = traffic.offsets[vm]!; at < traffic.offsets[vm + 1]!; at++) {
      const peer = traffic.peers[at]!;
      if (peer < vm) continue;
      const b = peer < count ? vms.addresses[peer]! : endpoints[peer - count]!;
      pairs.push({ a: vms.addresses[vm] as Ipv4, b: b as Ipv4, bytesPerSecond: traffic.rates[at]! });
    }
  }
  return communicationCost(pairs, (address) => hostOf.get(address), map);
}

/** Hosts that hold more VMs or memory than they may. */
export function overfullHosts({ hosts, vms }: Scenario, allocation: ArrayLike<number>): number[] {
  return Array.from(hosts.addresses.keys()).filter((host) => {
    const here = Array.from(vms.addresses.keys()).filter((vm) => allocation[vm] === host);
    const memoryMiB = here.reduce((sum, vm) => sum + vms.memoryMiB[vm]!, 0);
    return here.length > hosts.slots[host]! || memoryMiB > hosts.memoryMiB[host]!;
  });
}

export function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}
