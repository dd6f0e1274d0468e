// Names and numbers of the virtual data centre: addresses of hosts and VMs, their MACs and uuids, and its cost map.
import type { Entry } from '../../../topology/content.js';
import type { CostMap } from '../../../topology/cost-map.js';
import { type Ipv4, ipv4, type Prefix } from '../../../topology/ipv4.js';
import { buildCostMap } from '../../../topology/table.js';

/** UDP port of every agent. */
export const agentPort = 7470;
/** Something outside that VMs talk to and that never moves. */
export const endpoint: Ipv4 = ipv4('192.0.2.1');
export const guestPrefix: Prefix = { base: ipv4('10.1.0.0'), length: 16 };

const hostsOfRack = 3;
const racksOfPod = 2;
const tiers = [
  { name: 'rack', weight: 1 },
  { name: 'pod', weight: 3 },
  { name: 'core', weight: 10 },
];

/** Address of the host with this index: 10.0.<rack>.<place in the rack>. */
export function hostAddress(index: number): Ipv4 {
  const rack = Math.floor(index / hostsOfRack) + 1;
  return (ipv4('10.0.0.0') + rack * 256 + (index % hostsOfRack) + 1) as Ipv4;
}

/** Address of the VM with this index, 0..65000. */
export function vmAddress(index: number): Ipv4 {
  return (guestPrefix.base + 257 + index) as Ipv4;
}

export function macOf(vm: Ipv4): string {
  return `52:54:${[24, 16, 8, 0].map((shift) => ((vm >>> shift) & 255).toString(16).padStart(2, '0')).join(':')}`;
}

/** `life` sets VMs apart that had the same address one after the other. */
export function uuidOf(vm: Ipv4, life: number): string {
  return `00000000-0000-4000-${life.toString(16).padStart(4, '0')}-${vm.toString(16).padStart(12, '0')}`;
}

/** The cost map that lists these hosts: racks of three, pods of two racks. */
export function costMapOf(hosts: readonly Ipv4[]): CostMap {
  const entries = hosts.map((host): Entry => {
    const rack = (host >>> 8) & 255;
    return single(host, `pod-${Math.ceil(rack / racksOfPod)}/rack-${rack}`);
  });
  return buildCostMap({ tiers, hosts: entries, endpoints: [single(endpoint, 'pod-1/rack-1')] });
}

function single(base: Ipv4, at: string): Entry {
  return { range: { base, length: 32 }, single: true, at };
}
