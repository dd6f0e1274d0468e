// A data centre in memory, as the simulator and the optimisers use it: flat arrays, because a million VMs and five
// million pairs have to fit. Reading and writing the folder of files is read.ts and write.ts.
import type { CostMap } from '../../../topology/cost-map.js';
import type { Ipv4 } from '../../../topology/ipv4.js';

/** Hypervisors in strictly ascending order of address; "host h" below means index h of these arrays. */
export interface HostTable {
  readonly addresses: Uint32Array;
  /** VMs each may hold. */
  readonly slots: Uint32Array;
  readonly memoryMiB: Float64Array;
}

/** VMs in strictly ascending order of address; "VM v" below means index v of these arrays. */
export interface VmTable {
  readonly addresses: Uint32Array;
  /** Index of each VM's host in the beginning. */
  readonly hosts: Uint32Array;
  readonly memoryMiB: Float64Array;
}

/**
 * lambda(u, v) with both directions added, as rows: the neighbours of VM v are the entries `offsets[v]` up to
 * `offsets[v + 1]` of `peers` and `rates`, in ascending order of peer. A pair of VMs stands in both rows, a pair of
 * a VM and an endpoint in the VM's row. Rates are above zero.
 */
export interface Traffic {
  readonly offsets: Uint32Array;
  /** Index of a VM; or the number of VMs plus the index of an endpoint. */
  readonly peers: Uint32Array;
  /** Bytes per second. */
  readonly rates: Float64Array;
}

export interface Scenario {
  readonly map: CostMap;
  readonly hosts: HostTable;
  readonly vms: VmTable;
  /** Addresses of the cost map's endpoints that occur in the traffic, ascending. */
  readonly endpoints: Uint32Array;
  readonly traffic: Traffic;
}

/** The host's fixed address. */
export function hostAddress({ hosts }: Scenario, host: number): Ipv4 {
  return hosts.addresses[host] as Ipv4;
}

export function vmAddress({ vms }: Scenario, vm: number): Ipv4 {
  return vms.addresses[vm] as Ipv4;
}

/** Index of an address in an ascending table of addresses, or -1. */
export function indexOfAddress(addresses: Uint32Array, address: number): number {
  let low = 0;
  let high = addresses.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (addresses[middle]! < address) low = middle + 1;
    else high = middle;
  }
  return addresses[low] === address ? low : -1;
}

/**
 * MiB by which what is taken on a host may be above what it has: 3 x 0.1 is more than 0.3, and sums that are no
 * integers differ in their last bits by the order of adding.
 */
export function memoryRoundingMiB(capacityMiB: number): number {
  return 1e-9 * capacityMiB;
}

/** Share of all slots that are taken in the beginning, 0..1. */
export function occupancyOf({ hosts, vms }: Scenario): number {
  const slots = hosts.slots.reduce((sum, each) => sum + each, 0);
  return slots === 0 ? 0 : vms.addresses.length / slots;
}
