// A made-up data centre for the cost map's benchmark: racks of 50 hosts in a /26 each, 20 racks a pod, 10 pods a zone;
// as YAML in the two ways an operator may write it, and as a plain Map of strings.
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { seededRandom } from '../../random.js';

const hostsInRack = 50;
const racksInPod = 20;
const podsInZone = 10;
const addressesInRack = 64;
const firstAddress = 0x0a000000;

export interface Pairs {
  readonly addresses: readonly Ipv4[];
  readonly texts: readonly string[];
}

export interface Site {
  readonly racks: readonly { readonly prefix: string; readonly at: string }[];
  readonly hosts: readonly { readonly host: string; readonly at: string }[];
  /** Hosts drawn at random, `from[i]` with `to[i]`; now and then twice the same. */
  pairs(count: number): { readonly from: Pairs; readonly to: Pairs };
}

export function siteOf(hostCount: number): Site {
  const rackCount = Math.ceil(hostCount / hostsInRack);
  const base = (rack: number): number => firstAddress + rack * addressesInRack;
  const addressOf = (host: number): Ipv4 => (base(Math.floor(host / hostsInRack)) + 1 + (host % hostsInRack)) as Ipv4;
  return {
    racks: Array.from({ length: rackCount }, (_, rack) => ({
      prefix: `${formatIpv4(base(rack) as Ipv4)}/26`,
      at: pathOf(rack),
    })),
    hosts: Array.from({ length: hostCount }, (_, host) => ({
      host: formatIpv4(addressOf(host)),
      at: pathOf(Math.floor(host / hostsInRack)),
    })),
    pairs: (count) => {
      const random = seededRandom(7);
      const draw = (): Pairs => {
        const addresses = Array.from({ length: count }, () => addressOf(random.integer(0, hostCount - 1)));
        return { addresses, texts: addresses.map(formatIpv4) };
      };
      return { from: draw(), to: draw() };
    },
  };
}

function pathOf(rack: number): string {
  const pod = Math.floor(rack / racksInPod);
  return `zone-${Math.floor(pod / podsInZone) + 1}/pod-${pod + 1}/rack-${rack + 1}`;
}

const head = [
  'version: 1',
  'tiers:',
  ...[1, Math.E, Math.E ** 3, Math.E ** 5].map((weight, at) => `  - { name: tier-${at + 1}, weight: ${weight} }`),
  'hosts:',
];

export function yamlWithPrefixes({ racks }: Site): string {
  return [...head, ...racks.map(({ prefix, at }) => `  - { prefix: ${prefix}, at: ${at} }`), ''].join('\n');
}

export function yamlWithHosts({ hosts }: Site): string {
  return [...head, ...hosts.map(({ host, at }) => `  - { host: ${host}, at: ${at} }`), ''].join('\n');
}

/** What one would write without thinking: the path of each address, all text. */
export function stringMapOf({ hosts }: Site): ReadonlyMap<string, string> {
  return new Map(hosts.map(({ host, at }) => [host, at]));
}

/** The level of two hosts by comparing their paths. */
export function levelByStrings(paths: ReadonlyMap<string, string>, a: string, b: string): number {
  if (a === b) return 0;
  const [namesOfA, namesOfB] = [paths.get(a)!.split('/'), paths.get(b)!.split('/')];
  const different = namesOfA.findIndex((name, at) => name !== namesOfB[at]);
  return different === -1 ? 1 : namesOfA.length - different + 1;
}
