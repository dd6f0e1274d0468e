// The data centre without its traffic: a tree of racks, pods and zones, its hosts, and VMs on random hosts.
import type { CostMapContent } from '../../../topology/content.js';
import { type Ipv4, ipv4 } from '../../../topology/ipv4.js';
import type { Random } from '../../random.js';
import type { HostTable, VmTable } from '../scenario/scenario.js';
import { addressesPerRack, type GenerateOptions, vmCount } from './options.js';

export const tierNames = ['rack', 'pod', 'zone', 'core'] as const;

const firstHostPrefix = ipv4('10.0.0.0');
/** 100.64.0.0/10 is for a carrier's own network (RFC 6598): hosts' addresses never meet it. Its first one is left out. */
const firstVm = ipv4('100.64.0.1');

/** The cost map: one prefix a rack, in a pod of its zone. Numbers begin with 1 and go through the data centre. */
export function makeCostMap(options: GenerateOptions): CostMapContent {
  const { racks, racksPerPod, podsPerZone, weights } = options;
  const size = addressesPerRack(options);
  const length = 32 - Math.log2(size);
  const hosts = Array.from({ length: racks }, (_, rack) => {
    const pod = Math.floor(rack / racksPerPod);
    const zone = Math.floor(pod / podsPerZone);
    const base = (firstHostPrefix + rack * size) as Ipv4;
    return { range: { base, length }, single: false, at: `zone-${zone + 1}/pod-${pod + 1}/rack-${rack + 1}` };
  });
  return { tiers: tierNames.map((name, tier) => ({ name, weight: weights[tier]! })), hosts, endpoints: [] };
}

/** Rack by rack; so the rack of host h is h / hostsPerRack. */
export function makeHosts(options: GenerateOptions): HostTable {
  const { racks, hostsPerRack, slots, memoryMiB } = options;
  const size = addressesPerRack(options);
  const count = racks * hostsPerRack;
  const addresses = new Uint32Array(count);
  for (let host = 0; host < count; host++) {
    addresses[host] = firstHostPrefix + Math.floor(host / hostsPerRack) * size + 1 + (host % hostsPerRack);
  }
  return {
    addresses,
    slots: new Uint32Array(count).fill(slots),
    memoryMiB: new Float64Array(count).fill(slots * memoryMiB),
  };
}

/** VMs in random slots of the whole data centre, each slot as likely as another. */
export function placeVms(options: GenerateOptions, random: Random): VmTable {
  const { racks, hostsPerRack, slots, memoryMiB } = options;
  const count = vmCount(options);
  // Fisher-Yates as far as slots are needed.
  const all = racks * hostsPerRack * slots;
  const slotOf = Uint32Array.from({ length: all }, (_, slot) => slot);
  for (let vm = 0; vm < count; vm++) {
    const other = random.integer(vm, all - 1);
    const slot = slotOf[other]!;
    slotOf[other] = slotOf[vm]!;
    slotOf[vm] = slot;
  }
  return {
    addresses: Uint32Array.from({ length: count }, (_, vm) => firstVm + vm),
    hosts: Uint32Array.from({ length: count }, (_, vm) => Math.floor(slotOf[vm]! / slots)),
    memoryMiB: new Float64Array(count).fill(memoryMiB),
  };
}
