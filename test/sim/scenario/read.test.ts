// What readScenario accepts, and that it comes to what a deliberately dumb reader comes to.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { type Random, seededRandom } from '../../../tools/random.js';
import { readScenario } from '../../../tools/sim/scenario/read.js';
import { RowParser } from '../../../tools/sim/scenario/row-parser.js';
import type { Scenario } from '../../../tools/sim/scenario/scenario.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../../topology/ipv4.js';
import { scenarioFolder, smallFiles } from './folders.js';

const names = (addresses: Uint32Array) => Array.from(addresses, (address) => formatIpv4(address as Ipv4));

/** Each VM's row as `peer=rate`, by addresses. */
function rowsOf({ vms, endpoints, traffic }: Scenario): Record<string, string[]> {
  const peers = [...names(vms.addresses), ...names(endpoints)];
  return Object.fromEntries(
    names(vms.addresses).map((vm, index) => {
      const [from, to] = [traffic.offsets[index]!, traffic.offsets[index + 1]!];
      return [vm, Array.from(traffic.peers.subarray(from, to), (p, i) => `${peers[p]}=${traffic.rates[from + i]}`)];
    }),
  );
}

t.test('tables come sorted by address, whatever the order of the files', async (t) => {
  const { map, hosts, vms } = await readScenario(scenarioFolder(t));
  t.equal(map.level(ipv4('10.0.1.1'), ipv4('10.0.2.1')), 2);
  t.same(names(hosts.addresses), ['10.0.1.1', '10.0.1.2', '10.0.2.1', '10.0.2.2']);
  t.same([...hosts.slots], [2, 0, 2, 1]);
  t.same([...hosts.memoryMiB], [4096, 512.5, 4096, 4096]);
  t.same(names(vms.addresses), ['172.16.0.1', '172.16.0.2', '172.16.0.3']);
  t.same([...vms.hosts], [0, 0, 2]);
  t.same([...vms.memoryMiB], [2048, 2048, 1024]);
});

t.test('directions and repeated lines add up; endpoints stand in the rows of VMs only', async (t) => {
  const lines = [
    '172.16.0.3,172.16.0.1,5',
    '172.16.0.1,172.16.0.2,100',
    '172.16.0.2,172.16.0.1,20',
    '172.16.0.1,192.0.2.9,0.25',
    '172.16.0.1,172.16.0.2,3',
    '192.0.2.1,172.16.0.1,7e3',
    '172.16.0.2,172.16.0.3,0',
    '192.0.2.2,172.16.0.3,0.0',
  ];
  const scenario = await readScenario(
    scenarioFolder(t, { 'traffic.csv': `src,dst,bytes_per_second\n${lines.join('\n')}\n` }),
  );
  t.same(names(scenario.endpoints), ['192.0.2.1', '192.0.2.9'], 'an endpoint with zero rates only does not occur');
  t.same(rowsOf(scenario), {
    '172.16.0.1': ['172.16.0.2=123', '172.16.0.3=5', '192.0.2.1=7000', '192.0.2.9=0.25'],
    '172.16.0.2': ['172.16.0.1=123'],
    '172.16.0.3': ['172.16.0.1=5'],
  });
  t.equal(scenario.traffic.peers.length, scenario.traffic.offsets.at(-1));
  t.equal(scenario.traffic.rates.length, scenario.traffic.offsets.at(-1));
});

t.test('CRLF, a byte order mark, blank lines at the end, and no line end at the end are fine', async (t) => {
  const plain = rowsOf(await readScenario(scenarioFolder(t)));
  const change = (edit: (text: string) => string) =>
    Object.fromEntries(
      Object.entries(smallFiles).map(([name, text]) => [name, name.endsWith('.csv') ? edit(text) : text]),
    );
  const edits: Record<string, (text: string) => string> = {
    CRLF: (text) => text.replaceAll('\n', '\r\n'),
    'byte order mark': (text) => `\ufeff${text}`,
    'blank lines at the end': (text) => `${text}\r\n\n`,
    'no line end at the end': (text) => text.trimEnd(),
  };
  for (const [what, edit] of Object.entries(edits)) {
    t.same(rowsOf(await readScenario(scenarioFolder(t, change(edit)))), plain, what);
  }
  const empty = await readScenario(
    scenarioFolder(t, { 'vms.csv': 'vm,host,memory_mib\n', 'traffic.csv': 'src,dst,bytes_per_second' }),
  );
  t.same([empty.vms.addresses.length, empty.traffic.peers.length, [...empty.traffic.offsets]], [0, 0, [0]], 'no VMs');
});

t.test('a file of several chunks reads the same at every cut', async (t) => {
  const pairs = ['172.16.0.1,172.16.0.2,1', '172.16.0.3,172.16.0.1,10', '172.16.0.2,172.16.0.3,123456.5'];
  const lines = Array.from({ length: 300_000 }, (_, index) => pairs[index % 3]);
  const text = `src,dst,bytes_per_second\n${lines.join('\n')}`;
  t.ok(text.length > 7e6);
  t.same(rowsOf(await readScenario(scenarioFolder(t, { 'traffic.csv': text }))), {
    '172.16.0.1': ['172.16.0.2=100000', '172.16.0.3=1000000'],
    '172.16.0.2': ['172.16.0.1=100000', '172.16.0.3=12345650000'],
    '172.16.0.3': ['172.16.0.1=1000000', '172.16.0.2=12345650000'],
  });
});

/** A number in one of many spellings, zero or above. */
function randomNumber(random: Random): string {
  const digits = (count: number) => Array.from({ length: count }, () => random.integer(0, 9)).join('');
  const whole = digits(random.integer(1, 18));
  const texts = [whole, `${whole}.${digits(random.integer(1, 18))}`, `${digits(3)}e${random.integer(-9, 9)}`];
  return [...texts, `${whole}.`, `.${whole}`, `+${whole}`, String(random.next() * 1e6), '0', '0.0'][
    random.integer(0, 8)
  ]!;
}

t.test('numbers are exactly what Number() says', async (t) => {
  const random = seededRandom(11);
  const parser = new RowParser(['address', 'address', 'number']);
  let fast = 0;
  for (let round = 0; round < 50_000; round++) {
    const number = randomNumber(random);
    const bytes = Buffer.from(`10.0.0.1,10.0.0.2,${number}`);
    if (!parser.parse(bytes, 0, bytes.length)) continue;
    fast += 1;
    if (parser.values[2] !== Number(number)) t.equal(parser.values[2], Number(number), number);
  }
  t.ok(fast > 10_000, `${fast} numbers went the fast way`);
});

/** Rows by split and Number, with objects: slow and plain. Returns `vm -> peer -> rate` as text, peers ascending. */
function dumbRows(vmsCsv: string, trafficCsv: string): Record<string, string[]> {
  const rowsIn = (text: string) => text.trim().split('\n').slice(1);
  const rates: Record<string, Record<string, number>> = {};
  for (const line of rowsIn(vmsCsv)) rates[line.split(',')[0]!] = {};
  const add = (vm: string, peer: string, rate: number) => {
    const row = rates[vm];
    if (row && rate > 0) row[peer] = (row[peer] ?? 0) + rate;
  };
  for (const line of rowsIn(trafficCsv)) {
    const [source = '', destination = '', rate] = line.split(',');
    add(source, destination, Number(rate));
    add(destination, source, Number(rate));
  }
  const rank = (peer: string) => (peer.startsWith('192.') ? 2 ** 32 : 0) + ipv4(peer);
  const sorted = Object.entries(rates).sort(([a], [b]) => ipv4(a) - ipv4(b));
  return Object.fromEntries(
    sorted.map(([vm, row]) => {
      const peers = Object.keys(row).sort((a, b) => rank(a) - rank(b));
      return [vm, peers.map((peer) => `${peer}=${row[peer]}`)];
    }),
  );
}

t.test('random folders: the same as the dumb reader', async (t) => {
  const random = seededRandom(20_141);
  const folder = scenarioFolder(t);
  for (let round = 0; round < 100; round++) {
    const hosts = random.shuffled(Array.from({ length: random.integer(1, 6) }, (_, i) => `10.0.${1 + (i % 2)}.${i}`));
    const all = Array.from({ length: random.integer(2, 12) }, (_, i) => `${[9, 172, 203][i % 3]}.16.${i}.${200 - i}`);
    const vms = random.shuffled(all);
    const endpoints = ['192.0.2.3', '192.0.2.12', '192.0.2.7'];
    const pick = (from: readonly string[]) => from[random.integer(0, from.length - 1)]!;
    const traffic = Array.from({ length: random.integer(0, 60) }, () => {
      const vm = pick(vms);
      const others = [...vms, ...endpoints].filter((other) => other !== vm);
      const [a, b] = random.shuffled([vm, pick(others)]);
      return `${a},${b},${randomNumber(random)}\n`;
    });
    const hostsCsv = `host,slots,memory_mib\n${hosts.map((host) => `${host},12,99999\n`).join('')}`;
    const vmsCsv = `vm,host,memory_mib\n${vms.map((vm) => `${vm},${pick(hosts)},${random.integer(1, 999)}\n`).join('')}`;
    const trafficCsv = `src,dst,bytes_per_second\n${traffic.join('')}`;
    for (const [name, text] of Object.entries({ hosts: hostsCsv, vms: vmsCsv, traffic: trafficCsv })) {
      writeFileSync(path.join(folder, `${name}.csv`), text);
    }
    const scenario = await readScenario(folder);
    const same = t.same(rowsOf(scenario), dumbRows(vmsCsv, trafficCsv), `round ${round}`);
    const placed = names(scenario.vms.addresses).map(
      (vm, index) => `${vm},${formatIpv4(scenario.hosts.addresses[scenario.vms.hosts[index]!] as Ipv4)}`,
    );
    const wanted = vmsCsv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(0, 2).join(','));
    if (!t.same(placed.sort(), wanted.sort()) || !same) break;
  }
});
