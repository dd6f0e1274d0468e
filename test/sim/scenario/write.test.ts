// What is written is read again as it was, and the same tables give the same bytes.
import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { seededRandom } from '../../../tools/random.js';
import { readScenario } from '../../../tools/sim/scenario/read.js';
import { costMapText, type ScenarioTables, writeScenario } from '../../../tools/sim/scenario/write.js';
import { ipv4 } from '../../../topology/ipv4.js';
import { loadCostMap } from '../../../topology/load.js';
import { parseCostMap } from '../../../topology/parse.js';
import { shortFolder } from '../../support/temporary.js';

const addresses = (...texts: string[]) => Uint32Array.from(texts, ipv4);
const range = (text: string, length: number) => ({ base: ipv4(text), length });

const tables: ScenarioTables = {
  content: {
    tiers: [
      { name: 'rack', weight: 0.1 },
      { name: 'core: "all"', weight: Math.E ** 5 },
    ],
    hosts: [
      { range: range('10.0.1.0', 24), single: false, at: 'true' },
      { range: range('10.0.2.1', 32), single: true, at: '7' },
    ],
    endpoints: [{ range: range('192.0.2.0', 24), single: false, at: 'näher #1' }],
  },
  hosts: {
    addresses: addresses('10.0.1.1', '10.0.2.1'),
    slots: Uint32Array.of(2, 0),
    memoryMiB: Float64Array.of(1e21, 0.1),
  },
  vms: {
    addresses: addresses('0.0.0.0', '255.255.255.255'),
    hosts: Uint32Array.of(0, 0),
    memoryMiB: Float64Array.of(1 / 3, 999_999_999),
  },
  traffic: {
    sources: addresses('0.0.0.0', '255.255.255.255', '192.0.2.200'),
    destinations: addresses('255.255.255.255', '0.0.0.0', '0.0.0.0'),
    rates: Float64Array.of(1e9, 5e-324, 0.1 + 0.2),
  },
};

t.test('round trip', async (t) => {
  const folder = path.join(shortFolder(t), 'new', 'folder');
  await writeScenario(folder, tables);
  const { map, hosts, vms, endpoints, traffic } = await readScenario(folder);
  t.same(hosts, tables.hosts);
  t.same(vms, tables.vms);
  t.same(endpoints, addresses('192.0.2.200'));
  t.same([...traffic.offsets], [0, 2, 3]);
  t.same([...traffic.peers], [1, 2, 0]);
  t.same([...traffic.rates], [1e9, 0.1 + 0.2, 1e9]);
  t.equal(map.pathWeight(2), 0.1 + Math.E ** 5);
  t.equal(
    readFileSync(path.join(folder, 'traffic.csv'), 'latin1'),
    'src,dst,bytes_per_second\n0.0.0.0,255.255.255.255,1000000000\n255.255.255.255,0.0.0.0,5e-324\n192.0.2.200,0.0.0.0,0.30000000000000004\n',
  );
});

t.test('files that cannot all change places leave no scenario', async (t) => {
  const folder = shortFolder(t);
  await writeScenario(folder, tables);
  await writeScenario(folder, tables);
  rmSync(path.join(folder, 'traffic.csv'));
  mkdirSync(path.join(folder, 'traffic.csv'));
  await t.rejects(writeScenario(folder, tables), { code: 'EISDIR' });
  rmdirSync(path.join(folder, 'traffic.csv'));
  writeFileSync(path.join(folder, 'traffic.csv'), 'src,dst,bytes_per_second\n');
  await t.rejects(readScenario(folder), { message: /hosts\.csv: is missing/ }, 'though three files are there');
});

t.test('the cost map is written as it is read, odd names too', async (t) => {
  const text = costMapText(tables.content);
  t.same(parseCostMap(text, 'map'), tables.content);
  t.equal(loadCostMap(text, 'map').placeOf(ipv4('192.0.2.9')), 'näher #1');
});

t.test('what the cost map says of VMs goes into the scenario', async (t) => {
  const marks = { neverMove: 'its licence: "bound", #1', label: 'red', affinity: ['web', '7', 'null'] } as const;
  const hosts = [range('10.0.1.0', 24), range('10.0.2.1', 32)];
  const vms = [
    { range: range('10.20.0.5', 32), single: true, marks },
    { range: range('10.20.4.0', 28), single: false, marks: { antiAffinity: ['db.1'], allowedHosts: hosts } },
  ];
  const again = parseCostMap(costMapText({ ...tables.content, vms }), 'map');
  t.same(
    again.vms?.map(({ line: _, ...entry }) => entry),
    vms,
  );
});

t.test('numbers come back exactly, in lines across several buffers', async (t) => {
  const random = seededRandom(3);
  const count = 120_000;
  const vms = Uint32Array.from({ length: count }, (_, index) => ipv4('100.64.0.0') + index);
  const edges = [1, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 2 ** 53, 1e17, 123.456];
  const written: ScenarioTables = {
    ...tables,
    hosts: { addresses: addresses('10.0.1.1'), slots: Uint32Array.of(count), memoryMiB: Float64Array.of(count) },
    vms: { addresses: vms, hosts: new Uint32Array(count), memoryMiB: new Float64Array(count).fill(1) },
    traffic: {
      sources: vms.subarray(0, count - 1),
      destinations: vms.subarray(1),
      rates: Float64Array.from({ length: count - 1 }, (_, index) => edges[index] ?? random.logUniform(1e-3, 1e12)),
    },
  };
  const folder = shortFolder(t);
  await writeScenario(folder, written);
  const { traffic } = await readScenario(folder);
  // A chain: each VM's row ends with the next VM, but for the last one's.
  const rates = Float64Array.from(written.traffic.rates, (_, vm) => traffic.rates[traffic.offsets[vm + 1]! - 1]!);
  t.equal(Buffer.compare(Buffer.from(rates.buffer), Buffer.from(written.traffic.rates.slice().buffer)), 0);
  t.equal(traffic.peers.length, 2 * (count - 1));
});
