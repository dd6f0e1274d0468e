// The placement problem as the optimisers see it: the scenario's traffic as it is, and the cost map turned into
// group numbers, so that a level costs a few comparisons of small integers. Not an allocation: that is placement.ts.
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { hostAddress, type Scenario, type Traffic } from '../scenario/scenario.js';

/**
 * A "place" below is a host (0..hosts - 1) or an endpoint (hosts + its index). Peers of the traffic are VMs or
 * endpoints, so the place of peer p is `hostOf[p]` for a VM and `p - vms + hosts` for an endpoint.
 */
export interface Instance {
  readonly scenario: Scenario;
  readonly vms: number;
  readonly hosts: number;
  readonly traffic: Traffic;
  /** The highest level of the cost map. */
  readonly maxLevel: number;
  /** sum_{i=1..l} c_i at index l. */
  readonly pathWeights: Float64Array;
  /**
   * Group of each place at the levels below the topmost: `groups[place * (maxLevel - 1) + level - 1]`. Two places
   * are in one rack when their numbers at level 1 are the same, and so on up; numbers are counted level by level.
   */
  readonly groups: Uint32Array;
  /** Hosts of each group at each level but the topmost, ascending: `hostsOfGroup[level - 1][group]`. */
  readonly hostsOfGroup: readonly (readonly Uint32Array[])[];
}

/** Throws RangeError when a host or endpoint of the scenario is not in its cost map, which reading it refuses. */
export function makeInstance(scenario: Scenario): Instance {
  const { map, hosts, endpoints, vms, traffic } = scenario;
  const depth = map.maxLevel - 1;
  const places = hosts.addresses.length + endpoints.length;
  const groups = new Uint32Array(places * depth);
  // The map's own numbers have gaps where no host of this scenario stands; these have none.
  const numbersAtLevel = Array.from({ length: depth }, () => new Map<number, number>());
  for (let place = 0; place < places; place++) {
    const isHost = place < hosts.addresses.length;
    const address = isHost ? hostAddress(scenario, place) : (endpoints[place - hosts.addresses.length] as Ipv4);
    const standing = map.place(address);
    if (standing === undefined) throw new RangeError(`${formatIpv4(address)} is not in the cost map`);
    for (let level = 1; level <= depth; level++) {
      const numbers = numbersAtLevel[level - 1]!;
      const group = map.group(standing, level);
      if (!numbers.has(group)) numbers.set(group, numbers.size);
      groups[place * depth + level - 1] = numbers.get(group)!;
    }
  }
  return {
    scenario,
    vms: vms.addresses.length,
    hosts: hosts.addresses.length,
    traffic,
    maxLevel: map.maxLevel,
    pathWeights: Float64Array.from({ length: map.maxLevel + 1 }, (_, level) => map.pathWeight(level)),
    groups,
    hostsOfGroup: numbersAtLevel.map(({ size }, index) => membersOf(groups, depth, index, size, hosts.addresses)),
  };
}

function membersOf(groups: Uint32Array, depth: number, index: number, count: number, hosts: Uint32Array) {
  const members: number[][] = Array.from({ length: count }, () => []);
  for (let host = 0; host < hosts.length; host++) members[groups[host * depth + index]!]!.push(host);
  return members.map((each) => Uint32Array.from(each));
}

/** l(a, b) of two places. */
export function levelBetween({ groups, maxLevel }: Instance, a: number, b: number): number {
  if (a === b) return 0;
  const depth = maxLevel - 1;
  const rowA = a * depth;
  const rowB = b * depth;
  for (let index = 0; index < depth; index++) if (groups[rowA + index] === groups[rowB + index]) return index + 1;
  return maxLevel;
}

/** Place of a peer of the traffic under an allocation. */
export function placeOfPeer({ vms, hosts }: Instance, hostOf: Uint32Array, peer: number): number {
  return peer < vms ? hostOf[peer]! : peer - vms + hosts;
}
