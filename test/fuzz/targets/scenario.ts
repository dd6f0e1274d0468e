// The simulator's tables: CSV files of hosts, VMs and traffic, read as a scenario is.
import type { FileHandle } from 'node:fs/promises';
import type { OpenFile } from '../../../tools/sim/scenario/csv.js';
import { magnitudeComplaint } from '../../../tools/sim/scenario/magnitude.js';
import { ScenarioError, ScenarioProblems } from '../../../tools/sim/scenario/problems.js';
import { RowParser } from '../../../tools/sim/scenario/row-parser.js';
import { readRowText } from '../../../tools/sim/scenario/row-text.js';
import { sortTables } from '../../../tools/sim/scenario/sort.js';
import { hostColumns, readHosts, readVms } from '../../../tools/sim/scenario/tables.js';
import { readTraffic } from '../../../tools/sim/scenario/traffic.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { loadCostMap } from '../../../topology/load.js';
import { Broken, holds, type Target } from '../engine/target.js';

const map = loadCostMap(
  'version: 1\ntiers: [{name: t, weight: 1}]\nhosts: [{prefix: 10.0.1.0/24}]\nendpoints: [{host: 10.9.0.1}]\n',
  'map',
);

/** An open file of these bytes, as far as the reader asks of one. */
function fileOf(path: string, bytes: Buffer): OpenFile {
  let at = 0;
  const read = async (buffer: Buffer, offset: number, length: number) => {
    const bytesRead = bytes.copy(buffer, offset, at, Math.min(bytes.length, at + length));
    at += bytesRead;
    return { bytesRead, buffer };
  };
  return { path, handle: { read } as unknown as FileHandle };
}

const tables = [
  'host,slots,memory_mib\n10.0.1.1,4,1024\n10.0.1.2,2,512.5\n',
  'vm,host,memory_mib\n10.1.0.1,10.0.1.1,256\n10.1.0.2,10.0.1.2,1e2\r\n10.1.0.3,10.0.1.1,1\n\n',
  'src,dst,bytes_per_second\n10.1.0.1,10.1.0.2,1250.5\n10.1.0.2,10.9.0.1,0\n10.1.0.3,10.1.0.1,+7.\n',
];

/** The three files, with a byte between them that no table has. */
const separator = 0x1e;

export const scenario: Target = {
  name: 'sim-scenario',
  words: ['10.0.1.3', '10.1.0.9', '10.9.0.1', ',', '"', '\r\n', '.5', '1e400', '\ufeff'],
  seeds: () => [Buffer.from(tables.join(String.fromCharCode(separator)))],
  async run(input) {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = partsOf(input);
    const problems = new ScenarioProblems();
    const hosts = await readHosts(fileOf('hosts.csv', first), map, problems);
    const vms = await readVms(fileOf('vms.csv', second), hosts, map, problems);
    const sorted = sortTables(hosts, vms);
    const { traffic, endpoints } = await readTraffic(
      fileOf('traffic.csv', third),
      sorted.vms.addresses,
      vms.complete,
      map,
      problems,
    );
    try {
      problems.throwIfAny('invalid');
    } catch (error) {
      if (error instanceof ScenarioError) return;
      throw error;
    }
    magnitudeComplaint(map, traffic);
    const nodes = sorted.vms.addresses.length + endpoints.length;
    for (const peer of traffic.peers) holds(peer < nodes, 'traffic is between those who are there');
    for (const host of sorted.vms.hosts) holds(host < sorted.hosts.addresses.length, 'a VM is on a host that is there');
  },
};

function partsOf(input: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let start = 0; parts.length < 3; ) {
    const end = input.indexOf(separator, start);
    parts.push(input.subarray(start, end < 0 ? input.length : end));
    if (end < 0) break;
    start = end + 1;
  }
  return parts;
}

export const rows: Target = {
  name: 'sim-rows',
  seeds: () =>
    ['10.0.0.1,4,1024.25', '255.255.255.255,000000000000001,0.000000000000001', '1.2.3.4,1e3,-5.'].map((text) =>
      Buffer.from(text),
    ),
  run(input) {
    const fast = new RowParser(['address', 'number', 'number']);
    const isPlain = fast.parse(input, 0, input.length);
    const slow = new Float64Array(3);
    const complaints = readRowText(input, hostColumns, slow);
    if (!isPlain) return;
    holds(complaints.length === 0, `the fast way takes what the slow one refuses: ${complaints.join('; ')}`);
    for (let column = 0; column < 3; column++) {
      if (!Object.is(fast.values[column], slow[column]))
        throw new Broken(`column ${column}: ${fast.values[column]} and ${slow[column]}`);
    }
    holds(formatIpv4(fast.values[0] as Ipv4) === input.toString('latin1').split(',')[0], 'an address has one spelling');
  },
};
