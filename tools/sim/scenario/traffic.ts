// traffic.csv: its rows into numbers of VMs and endpoints, with everything checked that the rows say.
import type { CostMap } from '../../../topology/cost-map.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { AddressTable } from './address-table.js';
import { type OpenFile, readRows } from './csv.js';
import { GrowingFloat64, GrowingUint32 } from './growing.js';
import type { ScenarioProblems } from './problems.js';
import type { Columns } from './row-text.js';
import { buildTraffic } from './rows.js';
import type { Traffic } from './scenario.js';
import { ascending } from './sort.js';

export const trafficColumns: Columns = [
  { name: 'src', kind: 'address' },
  { name: 'dst', kind: 'address' },
  { name: 'bytes_per_second', kind: 'number' },
];

/** Bound on lines with traffic, thirteen times what a million VMs have: they take 64 bytes of memory each at the peak. */
const maxFlows = 2 ** 26;
/** Endpoints in the traffic at most; sort.ts can sort as many. */
const maxEndpoints = 2 ** 20;
/** Beyond what any network carries, and low enough that no sum or cost of rates overflows. */
const maxRate = 1e18;

export interface TrafficFile {
  readonly traffic: Traffic;
  /** Ascending. */
  readonly endpoints: Uint32Array;
}

/** `vms` are ascending. `complete`: whether they are all VMs that vms.csv wanted to name. */
export async function readTraffic(
  file: OpenFile,
  vms: Uint32Array,
  complete: boolean,
  map: CostMap,
  problems: ScenarioProblems,
): Promise<TrafficFile> {
  const lines = new TrafficLines(vms, complete, map);
  await readRows(file, trafficColumns, problems, (values, line) => {
    const message = lines.take(values[0]!, values[1]!, values[2]!);
    if (message === undefined) return true;
    problems.add(file.path, line, message);
    return !problems.full && !lines.full;
  });
  return lines.finish();
}

class TrafficLines {
  readonly #vms: AddressTable;
  /** In the order in which they occur; ascending only in the end. */
  readonly #endpoints = new AddressTable();
  readonly #complete: boolean;
  readonly #map: CostMap;
  readonly #sources = new GrowingUint32();
  readonly #destinations = new GrowingUint32();
  readonly #rates = new GrowingFloat64();

  constructor(vms: Uint32Array, complete: boolean, map: CostMap) {
    this.#vms = AddressTable.of(vms);
    this.#complete = complete;
    this.#map = map;
  }

  get full(): boolean {
    return this.#rates.length > maxFlows || this.#endpoints.size > maxEndpoints;
  }

  /** Takes a line. Returns what is wrong with it, if anything is. */
  take(source: number, destination: number, rate: number): string | undefined {
    if (!(rate >= 0 && rate <= maxRate)) return `bytes_per_second must be from 0 to ${maxRate}, not ${rate}`;
    if (source === destination)
      return `src and dst are both ${text(source)}; traffic with itself crosses no link: take it out`;
    const from = this.#vms.find(source);
    const to = this.#vms.find(destination);
    if (from < 0 || to < 0) {
      const message = this.#complaint(from, to, source, destination);
      if (message !== undefined) return message;
    }
    if (rate === 0) return undefined;
    this.#sources.push(from >= 0 ? from : this.#vms.size + this.#endpoints.add(source));
    this.#destinations.push(to >= 0 ? to : this.#vms.size + this.#endpoints.add(destination));
    this.#rates.push(rate);
    return this.full
      ? `more than ${maxFlows} lines or ${maxEndpoints} endpoints; add up flows of the same pair`
      : undefined;
  }

  /** What is wrong with ends that are not both VMs. */
  #complaint(from: number, to: number, source: number, destination: number): string | undefined {
    const unknown = [from < 0 ? source : undefined, to < 0 ? destination : undefined].filter(
      (address) => address !== undefined && !this.#map.isEndpoint(address as Ipv4),
    );
    if (unknown.length > 0) {
      const address = unknown[0]!;
      // A VM whose line was refused is not missing: its own line is the problem.
      if (!this.#complete) return undefined;
      if (this.#map.isHost(address as Ipv4))
        return `${text(address)} is a host; only VMs and endpoints have traffic here`;
      return `${text(address)} is neither a VM of vms.csv nor an endpoint of topology.yaml; add it or take the line out`;
    }
    if (from >= 0 || to >= 0 || !this.#complete) return undefined;
    return `${text(source)} and ${text(destination)} are both endpoints, which never move; take the line out`;
  }

  finish(): TrafficFile {
    const found = this.#endpoints.addresses();
    const order = ascending(found);
    const vms = this.#vms.size;
    const rank = new Uint32Array(order.length);
    for (let index = 0; index < order.length; index++) rank[order[index]!] = index;
    const [sources, destinations] = [this.#sources.view(), this.#destinations.view()];
    for (const nodes of order.length > 0 ? [sources, destinations] : []) {
      for (let line = 0; line < nodes.length; line++) {
        if (nodes[line]! >= vms) nodes[line] = vms + rank[nodes[line]! - vms]!;
      }
    }
    return {
      traffic: buildTraffic({ sources, destinations, rates: this.#rates.view() }, vms, order.length),
      endpoints: Uint32Array.from(order, (index) => found[index]!),
    };
  }
}

function text(address: number): string {
  return formatIpv4(address as Ipv4);
}
