// Where the traffic of an allocation flows: bytes per second at each level, and from rack to rack. Counting only;
// levels.ts and heat-map.ts of plots/ draw it.
import type { Ipv4 } from '../../../topology/ipv4.js';
import { hostAddress, type Scenario } from '../scenario/scenario.js';
import { printable } from './text.js';

/** Most rows and columns of a heat map: more would be smaller than a reader can see. */
export const maxBins = 64;

/** Racks in the order of the cost map's paths, neighbours of the tree side by side. A rack is a group of level 1. */
export interface Racks {
  /** With those in which only endpoints stand. */
  readonly names: readonly string[];
  /** How many of them have hosts. */
  readonly withHosts: number;
  /** How many consecutive racks share a row of the heat map. */
  readonly perBin: number;
  /** Rows of the heat map, 1..64. */
  readonly bins: number;
  /** Row of each host, then of each endpoint; -1 when the cost map does not know it. */
  readonly binOf: Int32Array;
  /** Place of each host, then of each endpoint; -1 when the cost map does not know it. */
  readonly placeOf: Int32Array;
}

/** What one allocation makes of the traffic. */
export interface Picture {
  /** Bytes per second between servers at each level, index 0 = within one host. Every pair is counted once. */
  readonly levels: readonly number[];
  /**
   * Bytes per second between the racks of row r and column c at `r * bins + c`, symmetric. On the diagonal, traffic
   * between different hosts of those racks. Traffic within a host is in no cell.
   */
  readonly cells: Float64Array;
}

export function racksOf(scenario: Scenario): Racks {
  const { map, hosts, endpoints } = scenario;
  const servers = hosts.addresses.length + endpoints.length;
  const placeOf = new Int32Array(servers).fill(-1);
  const rackOf = new Int32Array(servers).fill(-1);
  const names = new Map<number, string>();
  for (let server = 0; server < servers; server++) {
    const address = addressOf(scenario, server);
    const place = map.place(address);
    if (place === undefined) continue;
    placeOf[server] = place;
    rackOf[server] = map.group(place, 1);
    if (!names.has(rackOf[server]!)) names.set(rackOf[server]!, printable(map.placeOf(address) || 'the only rack'));
  }
  // Numbers within names count as numbers, so that rack-10 follows rack-9.
  const collator = new Intl.Collator('en', { numeric: true });
  const order = [...names].sort(([a, nameOfA], [b, nameOfB]) => collator.compare(nameOfA, nameOfB) || a - b);
  const perBin = Math.max(1, Math.ceil(order.length / maxBins));
  const bin = new Map(order.map(([rack], index) => [rack, Math.floor(index / perBin)]));
  return {
    names: order.map(([, name]) => name),
    withHosts: new Set(rackOf.subarray(0, hosts.addresses.length).filter((rack) => rack >= 0)).size,
    perBin,
    bins: Math.max(1, Math.ceil(order.length / perBin)),
    binOf: rackOf.map((rack) => bin.get(rack) ?? -1),
    placeOf,
  };
}

function addressOf(scenario: Scenario, server: number): Ipv4 {
  const { addresses } = scenario.hosts;
  return server < addresses.length
    ? hostAddress(scenario, server)
    : (scenario.endpoints[server - addresses.length] as Ipv4);
}

/** Counts the scenario's traffic with each VM on the given host. Pairs with an unknown place are left out. */
export function pictureOf({ map, hosts, vms, traffic }: Scenario, racks: Racks, hostOf: Uint32Array): Picture {
  const { binOf, placeOf, bins } = racks;
  const levels = new Array<number>(map.maxLevel + 1).fill(0);
  const cells = new Float64Array(bins * bins);
  const vmCount = vms.addresses.length;
  for (let vm = 0; vm < vmCount; vm++) {
    const own = hostOf[vm]!;
    for (let at = traffic.offsets[vm]!; at < traffic.offsets[vm + 1]!; at++) {
      const peer = traffic.peers[at]!;
      // A pair of VMs stands in both rows, a pair with an endpoint in one.
      if (peer < vm) continue;
      const other = peer < vmCount ? hostOf[peer]! : hosts.addresses.length + (peer - vmCount);
      const bytesPerSecond = traffic.rates[at]!;
      if (other === own) {
        levels[0]! += bytesPerSecond;
        continue;
      }
      if (placeOf[own]! < 0 || placeOf[other]! < 0) continue;
      levels[map.levelBetween(placeOf[own]!, placeOf[other]!)]! += bytesPerSecond;
      const [row, column] = [binOf[own]!, binOf[other]!];
      cells[row * bins + column]! += bytesPerSecond;
      if (row !== column) cells[column * bins + row]! += bytesPerSecond;
    }
  }
  return { levels, cells };
}

/** What a row of the heat map stands for, for tables: one rack's name, or the first and the last. */
export function binName({ names, perBin }: Racks, bin: number): string {
  const first = names[bin * perBin] ?? '';
  const last = names[Math.min(names.length, (bin + 1) * perBin) - 1] ?? '';
  return first === last ? first : `${first} … ${last}`;
}
