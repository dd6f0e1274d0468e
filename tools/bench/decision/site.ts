// The data centre of the decision's benchmark: one deciding host and a hundred answering ones, all on loopback, with the
// deciding VM's neighbours dealt to them. Made alike in both processes from the same few numbers.
import type { FlowSample } from '../../../agent/core/drivers.js';
import type { CostMap } from '../../../topology/cost-map.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import { buildCostMap } from '../../../topology/table.js';

export const answeringHosts = 100;
const hostsInRack = 10;
const racksInPod = 5;

export interface Site {
  readonly map: CostMap;
  readonly port: number;
  readonly decidingHost: Ipv4;
  readonly decidingVm: Ipv4;
  readonly hosts: readonly Ipv4[];
  /** The neighbours, in turn on each host: the n-th on host n modulo their number. */
  readonly vms: readonly Ipv4[];
  readonly guests: { readonly base: Ipv4; readonly length: number };
}

/** `block` is the second byte of all addresses, 127.block.0.0/16. */
export function siteOf(block: number, port: number, vmCount: number): Site {
  const base = 0x7f000000 + block * 0x10000;
  const decidingHost = (base + 1) as Ipv4;
  const hosts = Array.from({ length: answeringHosts }, (_, host) => (base + 2 + host) as Ipv4);
  const entries = hosts.map((address, host) => entryOf(address, Math.floor(host / hostsInRack)));
  const map = buildCostMap({
    tiers: [1, Math.E, Math.E ** 3].map((weight, tier) => ({ name: `tier-${tier + 1}`, weight })),
    // The deciding host stands far from all, so that every move is worth its while.
    hosts: [{ range: { base: decidingHost, length: 32 }, single: true, at: 'pod-0/rack-0' }, ...entries],
    endpoints: [],
  });
  const guests = base + 0x8000;
  return {
    ...{ map, port, decidingHost, hosts },
    decidingVm: (guests + 0x7f01) as Ipv4,
    vms: Array.from({ length: vmCount }, (_, vm) => (guests + 256 * Math.floor(vm / 250) + 1 + (vm % 250)) as Ipv4),
    guests: { base: guests as Ipv4, length: 17 },
  };
}

function entryOf(base: Ipv4, rack: number) {
  const at = `pod-${1 + Math.floor(rack / racksInPod)}/rack-${1 + rack}`;
  return { range: { base, length: 32 }, single: true, at };
}

export function macOf(vm: Ipv4): string {
  return `52:54${[24, 16, 8, 0].map((shift) => `:${((vm >>> shift) & 255).toString(16).padStart(2, '0')}`).join('')}`;
}

/** What the datapath shows of one VM's traffic to another; `bytes` since it began. */
export function flowOf(src: Ipv4, dst: Ipv4, inPort: number, bytes: number): FlowSample {
  const between = { src, dst, srcMac: macOf(src), dstMac: macOf(dst), inPort };
  return { ufid: `${src}/${dst}`, ...between, protocol: 6, srcPort: 0, dstPort: 0, packets: 1 + bytes / 1000, bytes };
}
