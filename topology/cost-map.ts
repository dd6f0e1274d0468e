// What the rest of S-CORE may ask of a cost map: levels between servers, weights, and who the hosts are.
// Not the file format: topology/load.ts reads that and builds an object of this shape.
import type { Ipv4, Prefix } from './ipv4.js';
import type { VmMarks } from './vm-marks.js';

/** One tier of the data-centre tree, bottom up. A pair at level l crosses the links of tiers 1..l. */
export interface Tier {
  readonly name: string;
  /** c_i of Eq. 3.1, >= 0, never below the weight of the tier under it. Unit: cost per byte per second. */
  readonly weight: number;
}

/** A communication level: 0 = same server, up to the number of tiers (<= 255). */
export type Level = number;

/** Number of a place: all servers in the same groups at every tier, a rack's hosts for instance. 0.. */
export type Place = number;

export interface CostMap {
  readonly tiers: readonly Tier[];
  /** The number of tiers, which is the highest possible level. */
  readonly maxLevel: Level;
  /**
   * l(a, b) of two servers (hosts or endpoints), by their fixed addresses. 0 when a equals b.
   * Undefined when either address is not in the map.
   */
  level(a: Ipv4, b: Ipv4): Level | undefined;
  /** Where a server stands, to ask for many levels quickly. Undefined when the address is not in the map. */
  place(address: Ipv4): Place | undefined;
  /** l(a, b) of two different servers at these places: 1.., also when it is the same place twice. */
  levelBetween(a: Place, b: Place): Level;
  /**
   * Number of the group around a place at a level from 1 to maxLevel: two places have the same number at a level
   * exactly when servers there are at most that level apart.
   */
  group(place: Place, level: Level): number;
  /** sum_{i=1..level} c_i, the price of one byte per second between servers at that level (Eq. 3.1). */
  pathWeight(level: Level): number;
  /** Whether the address is a hypervisor's (listed alone or covered by a `prefix` of `hosts`). */
  isHost(address: Ipv4): boolean;
  /** Whether the address is an endpoint: something VMs talk to that never moves. */
  isEndpoint(address: Ipv4): boolean;
  /** The group path as written in the file, top down, such as `zone-a/pod-1/rack-1`. */
  placeOf(address: Ipv4): string | undefined;
  /** What the operator says of a VM with this address, all entries that cover it taken together; undefined: nothing. */
  marksOf(vm: Ipv4): VmMarks | undefined;
  /** Whether it puts any VM into a group: a VM whose address is not known may be in one. */
  readonly hasGroups: boolean;
  /** Hosts listed by a single address, in file order. */
  readonly hosts: readonly Ipv4[];
  /** Prefixes of hosts, in file order: where discovery has to sweep. */
  readonly hostPrefixes: readonly Prefix[];
}
