// Recorded flow tables, as score-token dump-flows writes them and score-sim reads them; and what gmap writes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseDumpLine } from '../../../tools/sim/import/dump-line.js';
import { readDumps } from '../../../tools/sim/import/dumps.js';
import { ImportError } from '../../../tools/sim/import/error.js';
import { Inventory } from '../../../tools/sim/import/inventory.js';
import { PairRates } from '../../../tools/sim/import/pair-rates.js';
import { parseMapping } from '../../../tools/sim/optimum/gmap-files.js';
import { loadCostMap } from '../../../topology/load.js';
import { holds, type Target, unless } from '../engine/target.js';
import { variedDeepJson } from './jsonrpc.js';

const lines = [
  '{"type":"host","version":1,"host":"10.0.1.1","slots":4,"memoryMiB":1024,"silentVms":1,"silentMemoryMiB":64,"atMs":1,"windowMs":60000,"coveredMs":60000}',
  '{"type":"vm","vm":"10.1.0.1","addresses":["10.1.0.1","10.1.0.9"],"name":"a","host":"10.0.1.1","memoryMiB":256}',
  '{"type":"flow","src":"10.1.0.1","dst":"10.1.0.2","protocol":6,"srcPort":1,"dstPort":2,"bytes":1000,"bytesPerSecond":10.5}',
  '{"type":"end","vms":1,"flows":1}',
];

export const dumpLine: Target = {
  name: 'sim-dump-line',
  seeds: () => lines.map((line) => Buffer.from(line)),
  vary: variedDeepJson,
  run(input) {
    const record = unless([ImportError], () => parseDumpLine(input.toString('utf8'), { file: 'dump', line: 1 }));
    if (record?.type === 'vm')
      holds(record.addresses.includes(record.vm) && record.memoryMiB > 0, 'a VM has its own address');
    if (record?.type === 'flow')
      holds(record.bytes >= 0 && record.bytesPerSecond <= 1e12, 'rates are within their bound');
  },
};

const map = loadCostMap('version: 1\ntiers: [{name: t, weight: 1}]\nhosts: [{prefix: 10.0.1.0/24}]\n', 'map');
let folder: string | undefined;

/** A file of the thread's own, which goes when the thread ends. */
function fileOf(bytes: Buffer): string {
  if (folder === undefined) {
    const made = mkdtempSync(path.join(tmpdir(), 'score-fuzz-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const file = path.join(folder, 'dump');
  writeFileSync(file, bytes);
  return file;
}

async function imported(input: Buffer): Promise<void> {
  const file = fileOf(input);
  const inventory = new Inventory(map);
  const rates = new PairRates(1000);
  try {
    await readDumps([file], {
      host: (record, place) => inventory.addHost(record, place),
      vm: (record, place) => inventory.addVm(record, place),
      flow: ({ src, dst, bytesPerSecond }) => rates.add(src, dst, bytesPerSecond),
      over: () => rates.endDump(),
    });
    const vms = inventory.vms();
    const addresses = inventory.vmOfAddress(vms);
    for (const { vm } of vms) holds(addresses.get(vm) === vm, 'an id is its own VM');
    for (const { slots, memoryMiB } of inventory.hosts()) holds(slots >= 0 && memoryMiB > 0, 'a host has room');
    for (const rate of rates.table().rates) holds(rate > 0 && Number.isFinite(rate), 'a rate is above 0');
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
  }
}

export const dumpFile: Target = {
  name: 'sim-dump-file',
  seeds: () =>
    [
      `${lines.join('\n')}\n`,
      `${lines.slice(0, 2).join('\r\n')}\n${lines.join('\n').replaceAll('10.0.1.1', '10.0.1.2')}`,
    ].map((text) => Buffer.from(text)),
  run: imported,
};

export const mapping: Target = {
  name: 'sim-mapping',
  seeds: () => [Buffer.from('3\n0\t1\n1\t0\n2\t1\n')],
  run(input) {
    const found = unless([RangeError], () =>
      parseMapping(input.toString('latin1'), Uint32Array.of(2, 0, 1), Uint32Array.of(5, 6)),
    );
    for (const host of found ?? []) holds(host === 5 || host === 6, 'a VM is put on a host that is there');
  },
};
