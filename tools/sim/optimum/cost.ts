// Eq. 3.1 over the flat arrays of an instance, fast enough for searches. The formula's reference is
// agent/core/cost.ts, against which this is tested.
import { type Instance, levelBetween, placeOfPeer } from './instance.js';

/** Eq. 3.1 of an allocation: host index of each VM. Every pair counts from both ends, endpoints included. */
export function allocationCost(instance: Instance, hostOf: Uint32Array): number {
  const { vms, traffic, pathWeights } = instance;
  let cost = 0;
  for (let vm = 0; vm < vms; vm++) {
    const host = hostOf[vm]!;
    for (let at = traffic.offsets[vm]!; at < traffic.offsets[vm + 1]!; at++) {
      const peer = traffic.peers[at]!;
      const weight = pathWeights[levelBetween(instance, host, placeOfPeer(instance, hostOf, peer))]!;
      // A pair of VMs stands in both rows; a pair with an endpoint in one, and is counted twice here.
      cost += peer < vms ? traffic.rates[at]! * weight : 2 * traffic.rates[at]! * weight;
    }
  }
  return cost;
}

/**
 * What the traffic of one VM would cost with the VM on `host` and all others where they are: half of its share
 * of Eq. 3.1. Twice the difference of two of these is the left side of Eq. 3.2.
 */
export function costAt(instance: Instance, hostOf: Uint32Array, vm: number, host: number): number {
  const { traffic, pathWeights, groups, maxLevel, vms, hosts } = instance;
  const { offsets, peers, rates } = traffic;
  const depth = maxLevel - 1;
  const row = host * depth;
  const end = offsets[vm + 1]!;
  let cost = 0;
  // levelBetween written out: this loop is where the searches spend their time.
  for (let at = offsets[vm]!; at < end; at++) {
    const peer = peers[at]!;
    const place = peer < vms ? hostOf[peer]! : peer - vms + hosts;
    if (place === host) continue;
    const other = place * depth;
    let index = 0;
    while (index < depth && groups[row + index] !== groups[other + index]) index++;
    cost += rates[at]! * pathWeights[index + 1]!;
  }
  return cost;
}
