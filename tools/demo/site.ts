// The demo's data centre on paper: tiers, where each host stands, its slots, and which VM starts on which
// host. Pure; nothing of it runs.
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';
import type { Random } from '../random.js';

export interface SiteHost {
  readonly name: string;
  readonly address: Ipv4;
  /** Names of its groups, top down, joined by `/`. */
  readonly at: string;
  readonly slots: number;
  readonly memoryMiB: number;
}

export interface SiteVm {
  readonly name: string;
  readonly address: Ipv4;
  readonly mac: string;
  readonly uuid: string;
  readonly memoryMiB: number;
  /** Address of the host it starts on. */
  readonly host: Ipv4;
}

export interface Site {
  /** Bottom up. */
  readonly tiers: readonly { readonly name: string; readonly weight: number }[];
  readonly hosts: readonly SiteHost[];
  readonly vms: readonly SiteVm[];
}

const hostsInRack = 2;
const racksInPod = 2;
const podsInZone = 2;
/** e^0, e^1, e^3, e^5: the link weights of the thesis's simulation (section 5.2). */
const weights = [0, 1, 3, 5].map((exponent) => Math.E ** exponent);

export const largestSite = { hosts: 64, vms: 2000 };

/**
 * Racks of 2 hosts, pods of 2 racks, zones of 2 pods under one core. A site of one zone has three tiers, a
 * larger one four. VMs are dealt to the hosts in turn, so every host starts with the same number, give or
 * take one, and has at least one slot to spare. Throws RangeError when the counts are out of range.
 */
export function planSite(hostCount: number, vmCount: number, random: Random): Site {
  if (hostCount < 2 || hostCount > largestSite.hosts) throw new RangeError(`hosts: 2..${largestSite.hosts}`);
  if (vmCount < 2 || vmCount > largestSite.vms) throw new RangeError(`vms: 2..${largestSite.vms}`);
  const hasZones = hostCount > hostsInRack * racksInPod * podsInZone;
  const perHost = Math.ceil(vmCount / hostCount);
  const hosts = Array.from({ length: hostCount }, (_, index): SiteHost => {
    const slots = perHost + random.integer(1, 4);
    return {
      name: `host-${index + 1}`,
      address: ipv4(`127.71.0.${index + 1}`),
      at: placeOf(index, hasZones),
      slots,
      memoryMiB: slots * 2048 + 2048,
    };
  });
  const names = hasZones ? ['rack', 'pod', 'zone', 'core'] : ['rack', 'pod', 'core'];
  return {
    tiers: names.map((name, index) => ({ name, weight: weights[index]! })),
    hosts,
    vms: Array.from({ length: vmCount }, (_, index) => planVm(index, hosts[index % hostCount]!.address, random)),
  };
}

function placeOf(index: number, hasZones: boolean): string {
  const rack = Math.floor(index / hostsInRack);
  const pod = Math.floor(rack / racksInPod);
  const inPod = `pod-${pod + 1}/rack-${rack + 1}`;
  return hasZones ? `zone-${Math.floor(pod / podsInZone) + 1}/${inPod}` : inPod;
}

function planVm(index: number, host: Ipv4, random: Random): SiteVm {
  const address = ipv4(`127.72.${Math.floor(index / 250)}.${1 + (index % 250)}`);
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const low = address & 0xffffff;
  return {
    name: `vm-${index + 1}`,
    address,
    // 52:54:00 is QEMU's prefix, which libvirt gives its guests.
    mac: `52:54:00:${hex(low >>> 16, 2)}:${hex((low >>> 8) & 255, 2)}:${hex(low & 255, 2)}`,
    uuid: `5c07e000-0000-4000-8000-${hex(address, 12)}`,
    memoryMiB: 512 * random.integer(1, 4),
    host,
  };
}

/** The site's cost map in the YAML of topology/load.ts. */
export function costMapText(site: Site): string {
  return [
    '# Cost map of the demo, written by tools/demo.',
    'version: 1',
    'tiers:',
    ...site.tiers.map((tier) => `  - { name: ${tier.name}, weight: ${tier.weight} }`),
    'hosts:',
    ...site.hosts.map((host) => `  - { host: ${formatIpv4(host.address)}, at: ${host.at} }`),
    '',
  ].join('\n');
}
