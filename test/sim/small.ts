// Small data centres for tests of the simulator, made in memory: a regular tree, hosts in it, VMs, traffic.
import { seededRandom } from '../../tools/random.js';
import type { Scenario, Traffic } from '../../tools/sim/scenario/scenario.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { loadCostMap } from '../../topology/load.js';

export interface SmallOptions {
  /** Groups at each tier, top down, and hosts in the lowest: [2, 2, 3] is 2 pods of 2 racks of 3 hosts. */
  readonly shape?: readonly number[];
  /** c_i bottom up, one more than groups. */
  readonly weights?: readonly number[];
  readonly slots?: number | readonly number[];
  readonly hostMiB?: number | readonly number[];
  readonly vmMiB?: number | readonly number[];
  readonly vms?: number;
  /** Host of each VM; by default in turn from the first slot on. */
  readonly hosts?: readonly number[];
  /** Peers from `vms` on are endpoints. By default a random graph by the seed. */
  readonly pairs?: readonly (readonly [a: number, b: number, rate: number])[];
  readonly pairsPerVm?: number;
  /** Path in the tree of each endpoint. */
  readonly endpoints?: readonly string[];
  /** Leaves out every host whose index this says, to make the tree irregular. */
  readonly without?: (host: number) => boolean;
  readonly seed?: number;
}

const hostBase = ipv4('10.1.0.1');
const endpointBase = ipv4('192.0.2.1');
const vmBase = ipv4('10.8.0.1');

export function smallScenario(options: SmallOptions = {}): Scenario {
  const { shape = [2, 2, 2], weights = [1, 3, 9, 27].slice(0, shape.length), slots = 2, endpoints = [] } = options;
  const paths = hostPaths(shape).filter((_, host) => !options.without?.(host));
  const vms = options.vms ?? paths.length;
  const text = [
    'version: 1',
    'tiers:',
    ...weights.map((weight, index) => `  - { name: tier-${index}, weight: ${weight} }`),
    'hosts:',
    ...paths.map((at, host) => entry(hostBase + host, at)),
    ...(endpoints.length > 0 ? ['endpoints:'] : []),
    ...endpoints.map((at, index) => entry(endpointBase + index, at)),
  ].join('\n');
  return {
    map: loadCostMap(text, 'small.yaml'),
    hosts: {
      addresses: Uint32Array.from(paths, (_, host) => hostBase + host),
      slots: Uint32Array.from(paths, (_, host) => each(slots, host)),
      memoryMiB: Float64Array.from(paths, (_, host) => each(options.hostMiB ?? 1_000_000, host)),
    },
    vms: {
      addresses: Uint32Array.from({ length: vms }, (_, vm) => vmBase + vm),
      hosts: Uint32Array.from({ length: vms }, (_, vm) => options.hosts?.[vm] ?? inTurn(slots, vm)),
      memoryMiB: Float64Array.from({ length: vms }, (_, vm) => each(options.vmMiB ?? 1024, vm)),
    },
    endpoints: Uint32Array.from(endpoints, (_, index) => endpointBase + index),
    traffic: trafficOf(vms, options.pairs ?? randomPairs(vms, endpoints.length, options)),
  };
}

/** With one tier there are no groups to name, so there is no `at`. */
function entry(address: number, at: string): string {
  return `  - { host: ${formatIpv4(address as Ipv4)}${at && `, at: ${at}`} }`;
}

function each(value: number | readonly number[], index: number): number {
  return typeof value === 'number' ? value : value[index]!;
}

function inTurn(slots: number | readonly number[], vm: number): number {
  let left = vm;
  let host = 0;
  while (left >= each(slots, host)) left -= each(slots, host++);
  return host;
}

function hostPaths(shape: readonly number[]): string[] {
  let paths = [''];
  for (const count of shape.slice(0, -1)) {
    paths = paths.flatMap((path) => Array.from({ length: count }, (_, i) => `${path}${path && '/'}g${i}`));
  }
  return paths.flatMap((path) => Array.from({ length: shape.at(-1)! }, () => path));
}

function randomPairs(vms: number, endpoints: number, { seed = 1, pairsPerVm = 2 }: SmallOptions) {
  const random = seededRandom(seed);
  return Array.from({ length: vms * pairsPerVm }, () => {
    const a = random.integer(0, vms - 1);
    const b = random.integer(0, vms + endpoints - 1);
    return [a, b, Math.round(random.logUniform(10, 100_000))] as const;
  }).filter(([a, b]) => a !== b);
}

/** Rows of pairs; pairs given twice add up. */
export function trafficOf(vms: number, pairs: readonly (readonly [a: number, b: number, rate: number])[]): Traffic {
  const rows = Array.from({ length: vms }, () => new Map<number, number>());
  for (const [a, b, rate] of pairs) {
    rows[a]!.set(b, (rows[a]!.get(b) ?? 0) + rate);
    if (b < vms) rows[b]!.set(a, (rows[b]!.get(a) ?? 0) + rate);
  }
  const sorted = rows.map((row) => [...row].sort(([a], [b]) => a - b));
  const offsets = new Uint32Array(vms + 1);
  for (const [vm, row] of sorted.entries()) offsets[vm + 1] = offsets[vm]! + row.length;
  return {
    offsets,
    peers: Uint32Array.from(sorted.flat(), ([peer]) => peer),
    rates: Float64Array.from(sorted.flat(), ([, rate]) => rate),
  };
}
