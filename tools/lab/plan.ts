// What the lab consists of: hosts, switches, links, guests and who talks to whom. Data only; it starts
// nothing. The shape is the thesis's testbed (section 5.1): 4 servers, 6 switches, 3 tiers, 2 VMs a server.
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';

/** Prefix of every network namespace, and of nothing that the lab did not make. */
export const NAME_PREFIX = 'score-lab-';
export const FABRIC_NAMESPACE = `${NAME_PREFIX}fabric`;
/** A client that stands at the core switch, the same number of hops away from every host. */
export const PROBE_NAMESPACE = `${NAME_PREFIX}probe`;
export const PROBE_ADDRESS = ipv4('10.71.255.254');
export const PREFIX_LENGTH = 16;
export const GUEST_PREFIX = '10.71.1.0/24';
export const BRIDGE = 'br0';
export const AGENT_PORT = 7470;
/** RAM of a guest, MiB: 64 is too little for the cloud kernel with its initramfs. */
export const GUEST_MEMORY_MIB = 96;
export const SLOTS_PER_HOST = 4;

export interface LabHost {
  readonly name: string;
  readonly address: Ipv4;
  /** The switch its uplink goes to. */
  readonly tor: string;
}

export interface LabGuest {
  readonly name: string;
  readonly address: Ipv4;
  readonly uuid: string;
  /** Name of the host that it is created on. */
  readonly startsOn: string;
}

/** A directed stream between two guests. */
export interface Stream {
  readonly from: string;
  readonly to: string;
  /** Payload, kilobytes (1000 bytes) a second. */
  readonly kBps: number;
}

export interface LabLink {
  /** Upper end, a switch. */
  readonly upper: string;
  /** Lower end, a switch or a host. */
  readonly lower: string;
  readonly tier: 'rack' | 'aggregation' | 'core';
  readonly megabitsPerSecond: number;
}

export const SWITCHES = ['core', 'agg-a', 'agg-b', 'tor1', 'tor2', 'tor3'] as const;

export const HOSTS: readonly LabHost[] = [
  { name: 'hv1', address: ipv4('10.71.0.1'), tor: 'tor1' },
  { name: 'hv2', address: ipv4('10.71.0.2'), tor: 'tor1' },
  { name: 'hv3', address: ipv4('10.71.0.3'), tor: 'tor2' },
  { name: 'hv4', address: ipv4('10.71.0.4'), tor: 'tor3' },
];

// The core is the scarce tier. 100 Mbit/s carries a guest's 60 MB in 5-8 s and the streams beside it.
export const LINKS: readonly LabLink[] = [
  { upper: 'core', lower: 'agg-a', tier: 'core', megabitsPerSecond: 100 },
  { upper: 'core', lower: 'agg-b', tier: 'core', megabitsPerSecond: 100 },
  { upper: 'agg-a', lower: 'tor1', tier: 'aggregation', megabitsPerSecond: 300 },
  { upper: 'agg-a', lower: 'tor2', tier: 'aggregation', megabitsPerSecond: 300 },
  { upper: 'agg-b', lower: 'tor3', tier: 'aggregation', megabitsPerSecond: 300 },
  ...HOSTS.map((host) => ({ upper: host.tor, lower: host.name, tier: 'rack' as const, megabitsPerSecond: 1000 })),
];

export const GUESTS: readonly LabGuest[] = Array.from({ length: 8 }, (_, index) => ({
  name: `vm${index + 1}`,
  address: ipv4(`10.71.1.${index + 1}`),
  uuid: `5c03e1ab-0000-4000-8000-00000000000${index + 1}`,
  startsOn: HOSTS[Math.floor(index / 2)]!.name,
}));

// The heavy pairs start on opposite sides of the core, so that the core carries most of the bytes; others
// cross the aggregation, or stay on one host and pull against a move.
export const STREAMS: readonly Stream[] = [
  { from: 'vm1', to: 'vm7', kBps: 300 },
  { from: 'vm8', to: 'vm2', kBps: 200 },
  { from: 'vm3', to: 'vm5', kBps: 150 },
  { from: 'vm4', to: 'vm8', kBps: 40 },
  { from: 'vm6', to: 'vm4', kBps: 40 },
  { from: 'vm1', to: 'vm2', kBps: 20 },
  { from: 'vm7', to: 'vm8', kBps: 20 },
  { from: 'vm5', to: 'vm6', kBps: 10 },
];

export const namespaceOf = (host: string): string => `${NAME_PREFIX}${host}`;

/** A guest's MAC: locally administered, with the address in its last four bytes. */
export function macOf(address: Ipv4): string {
  const bytes = [24, 16, 8, 0].map((shift) => ((address >>> shift) & 255).toString(16).padStart(2, '0'));
  return `52:54:${bytes.join(':')}`;
}

/** Looks up a host by name. Throws RangeError on a name that the plan lacks. */
export function hostNamed(name: string): LabHost {
  const host = HOSTS.find((candidate) => candidate.name === name);
  if (!host) throw new RangeError(`the lab has no host ${name}`);
  return host;
}

export function guestNamed(name: string): LabGuest {
  const guest = GUESTS.find((candidate) => candidate.name === name);
  if (!guest) throw new RangeError(`the lab has no guest ${name}`);
  return guest;
}

/** The guest of an address or of a name, as score-token may print either. */
export function guestOf(text: string): LabGuest | undefined {
  return GUESTS.find((guest) => guest.name === text || formatIpv4(guest.address) === text || guest.uuid === text);
}
