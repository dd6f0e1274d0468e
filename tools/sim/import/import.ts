// `score-sim import`: recorded flow tables of agents become a scenario. The files are read twice: first for who is
// where, which says to whom the addresses of flows belong, then for the flows.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { CostMap } from '../../../topology/cost-map.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import { maxFileBytes } from '../../../topology/load.js';
import { parseCostMap } from '../../../topology/parse.js';
import { buildCostMap } from '../../../topology/table.js';
import { scenarioFiles } from '../scenario/read.js';
import { RegularFileError, readRegularFile } from '../scenario/regular-file.js';
import { type ScenarioTables, writeScenario } from '../scenario/write.js';
import type { FlowRecord, VmRecord } from './dump-line.js';
import { readDumps } from './dumps.js';
import { ImportError, type Place, showPlace } from './error.js';
import { type ImportedHost, Inventory } from './inventory.js';
import type { ImportOptions } from './options.js';
import { PairRates } from './pair-rates.js';

export interface ImportSummary {
  readonly hosts: number;
  readonly vms: number;
  /** Directed pairs in traffic.csv, and their rates added up, bytes per second. */
  readonly pairs: number;
  readonly bytesPerSecond: number;
  readonly endpoints: number;
  /** Flows with a peer that is neither a VM of the dumps nor an endpoint, and their bytes. */
  readonly outside: { readonly flows: number; readonly bytes: number };
  /** What the operator should know, a line each. */
  readonly notes: readonly string[];
}

/**
 * Reads the dumps and writes the scenario. Rejects with ImportError, or CostMapError of the cost map; then nothing
 * was written, unless the error is `unwritable`.
 */
export async function importScenario({ files, topologyFile, out }: ImportOptions): Promise<ImportSummary> {
  const mapBytes = await readMap(topologyFile);
  const content = parseCostMap(decodeMap(mapBytes, topologyFile), topologyFile);
  const map = buildCostMap(content);
  const inventory = await readInventory(files, map);
  const vms = inventory.vms();
  const hosts = inventory.hosts();
  const flows = new FlowSorter(map, inventory.vmOfAddress(vms));
  await readDumps(files, {
    host: () => {},
    flow: (record) => flows.add(record),
    over: () => flows.rates.endDump(),
  });
  const traffic = flows.rates.table();
  await write(out, topologyFile, mapBytes, { content, ...tablesOf(hosts, vms), traffic });
  const bytesPerSecond = traffic.rates.reduce((sum, rate) => sum + rate, 0);
  return {
    ...{ hosts: hosts.length, vms: vms.length, pairs: traffic.rates.length, bytesPerSecond },
    ...{ endpoints: flows.endpoints.size, outside: flows.outside, notes: inventory.notes.lines() },
  };
}

async function readInventory(files: readonly string[], map: CostMap): Promise<Inventory> {
  const inventory = new Inventory(map);
  let begun: Place | undefined;
  await readDumps(files, {
    host: (record, place) => {
      begun = place;
      inventory.addHost(record, place);
    },
    vm: (record: VmRecord, place) => inventory.addVm(record, place),
    over: (isWhole) => {
      if (!isWhole) inventory.notes.add('Dumps without an end line, which may have been cut off', showPlace(begun!));
    },
  });
  return inventory;
}

function tablesOf(hosts: readonly ImportedHost[], vms: readonly VmRecord[]): Pick<ScenarioTables, 'hosts' | 'vms'> {
  const indices = new Map(hosts.map(({ host }, index) => [host, index]));
  return {
    hosts: {
      addresses: Uint32Array.from(hosts, ({ host }) => host),
      slots: Uint32Array.from(hosts, ({ slots }) => slots),
      memoryMiB: Float64Array.from(hosts, ({ memoryMiB }) => memoryMiB),
    },
    vms: {
      addresses: Uint32Array.from(vms, ({ vm }) => vm),
      hosts: Uint32Array.from(vms, ({ host }) => indices.get(host)!),
      memoryMiB: Float64Array.from(vms, ({ memoryMiB }) => memoryMiB),
    },
  };
}

async function readMap(file: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(file, maxFileBytes);
  } catch (error) {
    if (!(error instanceof RegularFileError)) throw error;
    throw new ImportError('unreadable', `${file}: the cost map ${error.message}; give the file that the agents use`, {
      cause: error,
    });
  }
}

function decodeMap(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ImportError('unreadable', `${file}: not UTF-8 text; save it as UTF-8`, { cause: error });
  }
}

/** The cost map is put there as the operator wrote it, with its comments; the operator's own file is never touched. */
async function write(out: string, topologyFile: string, map: Uint8Array, tables: ScenarioTables): Promise<void> {
  try {
    const isThere = await isSameFile(topologyFile, path.join(out, scenarioFiles.map));
    await writeScenario(out, tables, isThere ? 'keep' : map);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new ImportError('unwritable', `${out}: the scenario cannot be written: ${message}`, { cause: error });
  }
}

/** By what the names lead to, so that links count too. */
async function isSameFile(file: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([file, other].map((name) => stat(name, { bigint: true }).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** Flows to their pairs, or out of the scenario. */
class FlowSorter {
  readonly rates = new PairRates();
  readonly endpoints = new Set<Ipv4>();
  readonly outside = { flows: 0, bytes: 0 };
  readonly #map: CostMap;
  readonly #vmOfAddress: ReadonlyMap<Ipv4, Ipv4>;

  constructor(map: CostMap, vmOfAddress: ReadonlyMap<Ipv4, Ipv4>) {
    this.#map = map;
    this.#vmOfAddress = vmOfAddress;
  }

  add({ src, dst, bytes, bytesPerSecond }: FlowRecord): void {
    const [from, to] = [this.#vmOfAddress.get(src), this.#vmOfAddress.get(dst)];
    const [source, sink] = [from ?? this.#endpoint(src), to ?? this.#endpoint(dst)];
    if (source === undefined || sink === undefined || (from === undefined && to === undefined)) {
      this.outside.flows += 1;
      this.outside.bytes += bytes;
      return;
    }
    // Two addresses of one VM: its traffic with itself costs nothing wherever it is.
    if (source === sink) return;
    if (from === undefined) this.endpoints.add(source);
    if (to === undefined) this.endpoints.add(sink);
    this.rates.add(source, sink, bytesPerSecond);
  }

  #endpoint(address: Ipv4): Ipv4 | undefined {
    return this.#map.isEndpoint(address) ? address : undefined;
  }
}

/** The summary as lines for people. */
export function describeImport(summary: ImportSummary, out: string): string[] {
  const { hosts, vms, pairs, endpoints, bytesPerSecond, outside, notes } = summary;
  const size = `${vms} VMs on ${hosts} hosts, ${endpoints} endpoints, ${pairs} directed pairs`;
  const left = `${outside.flows} flows with ${Math.round(outside.bytes)} bytes`;
  return [
    `${out}: ${size} with ${Math.round(bytesPerSecond)} bytes/s`,
    `left out: ${left}, whose peers are neither VMs of the dumps nor endpoints of the cost map`,
    ...notes,
  ];
}
