// A scenario from memory into its folder of files. Same input, same bytes. It checks nothing: read.ts does.
import { type CostMapContent, type Entry, formatRange, type VmEntry } from '../../../topology/content.js';
import { type Fill, makeOutputFolder, type NewFile, writeNewFiles } from '../output/new-files.js';
import { ByteWriter } from './byte-writer.js';
import { scenarioFiles } from './read.js';
import { type Columns, headerOf } from './row-text.js';
import type { HostTable, VmTable } from './scenario.js';
import { hostColumns, vmColumns } from './tables.js';
import { trafficColumns } from './traffic.js';

/** Lines of traffic.csv, directed. Ends are addresses of VMs, or of endpoints on one side. */
export interface TrafficTable {
  readonly sources: Uint32Array;
  readonly destinations: Uint32Array;
  /** Bytes per second, >= 0. */
  readonly rates: Float64Array;
}

export interface ScenarioTables {
  readonly content: CostMapContent;
  readonly hosts: HostTable;
  /** `hosts` of a VM is an index into the host table. */
  readonly vms: VmTable;
  readonly traffic: TrafficTable;
}

/**
 * Makes the folder and writes its four files, over files of these names. `map` is what topology.yaml gets: by default
 * the tables' content; `keep` leaves the one that is there alone. Until all of it is written an earlier scenario
 * stays, and when the process is ended while they change places, hosts.csv is missing: no mixture is ever whole.
 * Rejects with OutputError, or with errors of node:fs.
 */
export async function writeScenario(
  folder: string,
  tables: ScenarioTables,
  map: string | Uint8Array | 'keep' = costMapText(tables.content),
): Promise<void> {
  await makeOutputFolder(folder);
  const topology = map === 'keep' ? [] : [{ name: scenarioFiles.map, content: map }];
  await writeNewFiles(folder, [...topology, ...tableFiles(tables)]);
}

function tableFiles({ hosts, vms, traffic }: ScenarioTables): NewFile[] {
  const vmRows = rowsOf(vmColumns, vms.addresses.length, [
    (index) => vms.addresses[index]!,
    (index) => hosts.addresses[vms.hosts[index]!]!,
    (index) => vms.memoryMiB[index]!,
  ]);
  const trafficRows = rowsOf(trafficColumns, traffic.rates.length, [
    (index) => traffic.sources[index]!,
    (index) => traffic.destinations[index]!,
    (index) => traffic.rates[index]!,
  ]);
  const hostRows = rowsOf(hostColumns, hosts.addresses.length, [
    (index) => hosts.addresses[index]!,
    (index) => hosts.slots[index]!,
    (index) => hosts.memoryMiB[index]!,
  ]);
  return [
    { name: scenarioFiles.vms, content: vmRows },
    { name: scenarioFiles.traffic, content: trafficRows },
    { name: scenarioFiles.hosts, content: hostRows },
  ];
}

type Field = (row: number) => number;

const comma = 0x2c;
const lineFeed = 0x0a;

function rowsOf(columns: Columns, rows: number, fields: readonly [Field, Field, Field]): Fill {
  return (handle) => ByteWriter.fill(handle, (writer) => writeRows(writer, columns, rows, fields));
}

async function writeRows(writer: ByteWriter, columns: Columns, rows: number, fields: readonly [Field, Field, Field]) {
  writer.text(`${headerOf(columns)}\n`);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < 3; column++) {
      if (column > 0) writer.byte(comma);
      const value = fields[column]!(row);
      if (columns[column]!.kind === 'address') writer.address(value);
      else writer.number(value);
    }
    writer.byte(lineFeed);
    if (writer.full) await writer.flush();
  }
}

/** The agents' cost map format (topology/README.md), an entry a line. */
export function costMapText({ tiers, hosts, endpoints, vms = [] }: CostMapContent): string {
  const lines = [
    '# Topology cost map of an S-CORE scenario; topology/README.md is the reference.',
    'version: 1',
    'tiers:',
    ...tiers.map(({ name, weight }) => `  - { name: ${yamlText(name)}, weight: ${weight} }`),
    'hosts:',
    ...hosts.map(entryLine),
    ...(endpoints.length > 0 ? ['endpoints:', ...endpoints.map(entryLine)] : []),
    ...(vms.length > 0 ? ['vms:', ...vms.map(vmLine)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function entryLine(entry: Entry): string {
  const key = entry.single ? 'host' : 'prefix';
  return `  - { ${key}: ${formatRange(entry)}${entry.at === '' ? '' : `, at: ${yamlText(entry.at)}`} }`;
}

function vmLine(entry: VmEntry): string {
  const { neverMove, label, affinity, antiAffinity, allowedHosts } = entry.marks;
  const list = (texts: readonly string[]): string => `[${texts.join(', ')}]`;
  const hosts = allowedHosts?.map((range) => formatRange({ range, single: range.length === 32 }));
  const parts = [
    `${entry.single ? 'vm' : 'prefix'}: ${formatRange(entry)}`,
    ...(neverMove === undefined ? [] : [`neverMove: ${yamlText(neverMove)}`]),
    ...(label === undefined ? [] : [`label: ${label}`]),
    ...(affinity === undefined ? [] : [`affinity: ${list(affinity.map(yamlText))}`]),
    ...(antiAffinity === undefined ? [] : [`antiAffinity: ${list(antiAffinity.map(yamlText))}`]),
    ...(hosts === undefined ? [] : [`allowedHosts: ${list(hosts)}`]),
  ];
  return `  - { ${parts.join(', ')} }`;
}

/** Plain where nobody could take it for anything but text; otherwise a JSON string, which YAML 1.2 reads too. */
function yamlText(text: string): string {
  const plain =
    /^[a-z][a-z0-9-]*(\/[a-z][a-z0-9-]*)*$/i.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}
