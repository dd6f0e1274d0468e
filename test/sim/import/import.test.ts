// Dumps written by hand to a scenario: which side of a pair counts, who is left out, who is where; and what is refused.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { describeImport, importScenario } from '../../../tools/sim/import/import.js';
import { readScenario } from '../../../tools/sim/scenario/read.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { costMap, DumpFolder, dump, flow, host, vm } from './dumps.js';

const [hostA, hostB, hostC] = ['10.0.1.1', '10.0.2.1', '10.0.2.2'];
const [vm1, vm2, vm3] = ['10.1.0.1', '10.1.0.2', '10.1.0.3'];

const rows = (out: string, name: string): string[] =>
  readFileSync(path.join(out, name), 'utf8').trimEnd().split('\n').slice(1);

t.test('each file of the scenario, and a pair that both hosts saw counts once with the larger rate', async (t) => {
  const folder = new DumpFolder(t);
  // Towards vm2 the source saw more (packets were lost on the way), back the destination did (its table was not full).
  const seenByA = [flow(vm1, vm2, 500), flow(vm1, vm2, 250, { srcPort: 7 }), flow(vm2, vm1, 30)];
  const seenByB = [flow(vm1, vm2, 700), flow(vm2, vm1, 40), flow(vm3, vm2, 9), flow(vm2, vm3, 0.0001)];
  folder.add('a', dump(host(hostA), [vm(vm1, hostA)], seenByA));
  folder.add('b', dump(host(hostB, { slots: 3 }), [vm(vm3, hostB), vm(vm2, hostB, { memoryMiB: 2048.5 })], seenByB));
  const { out, summary } = await folder.import();
  t.equal(readFileSync(path.join(out, 'topology.yaml'), 'utf8'), costMap, 'with its comments');
  t.same(rows(out, 'hosts.csv'), ['10.0.1.1,4,8192', '10.0.2.1,3,8192']);
  t.same(rows(out, 'vms.csv'), ['10.1.0.1,10.0.1.1,1024', '10.1.0.2,10.0.2.1,2048.5', '10.1.0.3,10.0.2.1,1024']);
  const pairs = ['10.1.0.1,10.1.0.2,750', '10.1.0.2,10.1.0.1,40', '10.1.0.2,10.1.0.3,0.001', '10.1.0.3,10.1.0.2,9'];
  t.same(rows(out, 'traffic.csv'), pairs);
  t.match(summary, { hosts: 2, vms: 3, pairs: 4, endpoints: 0, outside: { flows: 0, bytes: 0 }, notes: [] });
  t.ok(Math.abs(summary.bytesPerSecond - 799.001) < 1e-9);

  const { vms, traffic } = await readScenario(out);
  const peersOfVm2 = [...traffic.peers.slice(traffic.offsets[1], traffic.offsets[2])];
  t.same(
    peersOfVm2.map((peer) => formatIpv4(vms.addresses[peer] as Ipv4)),
    [vm1, vm3],
  );
  t.equal(traffic.rates[traffic.offsets[1]!], 790, 'lambda adds both directions');
});

t.test('one file of all dumps, and any order of files, gives the same scenario', async (t) => {
  const a = dump(host(hostA), [vm(vm1, hostA)], [flow(vm1, vm2, 500), flow(vm1, '10.9.1.7', 5)]);
  const b = dump(host(hostB), [vm(vm2, hostB), vm(vm3, hostB)], [flow('10.9.0.1', vm3, 4), flow(vm1, vm2, 700)]);
  const orders = [[a, b], [b, a], [[...a, '', ...b]], [[...b, ...a, ' ']]];
  const results = orders.map(async (dumps) => {
    const folder = new DumpFolder(t);
    for (const [index, lines] of dumps.entries()) folder.add(String(index), lines);
    const { out } = await folder.import();
    return ['hosts.csv', 'vms.csv', 'traffic.csv'].map((name) => rows(out, name));
  });
  const [first, ...others] = await Promise.all(results);
  t.same(first![2], ['10.1.0.1,10.1.0.2,700', '10.1.0.1,10.9.1.7,5', '10.9.0.1,10.1.0.3,4']);
  for (const other of others) t.same(other, first);
});

t.test('endpoints stay; other peers, and traffic without a VM, are left out and counted', async (t) => {
  const folder = new DumpFolder(t);
  const outside = [flow(vm1, '8.8.8.8', 10), flow('10.1.7.7', vm1, 1), flow('10.9.0.1', '10.9.1.1', 2)];
  const inside = [flow(vm1, '10.9.0.1', 3), flow('10.9.1.200', vm1, 4)];
  folder.add('a', dump(host(hostA), [vm(vm1, hostA)], [...outside, ...inside]));
  const { out, summary } = await folder.import();
  t.same(rows(out, 'traffic.csv'), ['10.1.0.1,10.9.0.1,3', '10.9.1.200,10.1.0.1,4']);
  t.match(summary, { pairs: 2, endpoints: 2, outside: { flows: 3, bytes: 780 } });
  const told = describeImport(summary, out);
  t.match(told[0], /: 1 VMs on 1 hosts, 2 endpoints, 2 directed pairs with 7 bytes\/s$/);
  t.match(told[1], /^left out: 3 flows with 780 bytes, whose peers are neither VMs .* nor endpoints/);
  const { endpoints } = await readScenario(out);
  t.equal(endpoints.length, 2);
});

t.test('all addresses of a VM are its id, also where the other host saw them', async (t) => {
  const folder = new DumpFolder(t);
  const two = vm(vm1, hostA, { addresses: [vm1, '10.1.9.9'] });
  folder.add('b', dump(host(hostB), [vm(vm2, hostB)], [flow(vm2, '10.1.9.9', 60), flow(vm2, vm1, 30)]));
  folder.add('a', dump(host(hostA), [two], [flow(vm2, '10.1.9.9', 50), flow(vm2, vm1, 35), flow(vm1, '10.1.9.9', 9)]));
  const { out, summary } = await folder.import();
  t.same(rows(out, 'traffic.csv'), ['10.1.0.2,10.1.0.1,90'], 'summed within a dump, then compared');
  t.equal(summary.outside.flows, 0, 'nor is its traffic with itself outside');
});

t.test('a VM that migrated between two dumps is where the later one has it', async (t) => {
  const before = dump(host(hostA, { atMs: 1000 }), [vm(vm1, hostA), vm(vm2, hostA)], [flow(vm1, vm3, 100)]);
  const after = dump(host(hostB, { atMs: 2000 }), [vm(vm1, hostB)], [flow(vm1, vm3, 20)]);
  const third = dump(host(hostC), [vm(vm3, hostC)], [flow(vm1, vm3, 90)]);
  for (const order of [
    [before, after, third],
    [third, after, before],
  ]) {
    const folder = new DumpFolder(t);
    for (const [index, lines] of order.entries()) folder.add(String(index), lines);
    const { out, summary } = await folder.import();
    t.same(rows(out, 'vms.csv'), ['10.1.0.1,10.0.2.1,1024', '10.1.0.2,10.0.1.1,1024', '10.1.0.3,10.0.2.2,1024']);
    t.same(rows(out, 'traffic.csv'), ['10.1.0.1,10.1.0.3,100'], 'three hosts saw it, and it counts once');
    t.match(summary.notes, [
      /^VMs that are on two hosts \(1\): 10.1.0.1 was on 10.0.1.1 \(.*:2\), and later on 10.0.2.1/,
    ]);
    await t.resolves(readScenario(out));
  }
});

t.test('room: what silent VMs take is gone, and a host over its capacity is full', async (t) => {
  const folder = new DumpFolder(t);
  const silent = host(hostA, { slots: 4, silentVms: 3, silentMemoryMiB: 5000 });
  folder.add('a', dump(silent, [vm(vm1, hostA)], []));
  folder.add('b', dump(host(hostB, { slots: 1, memoryMiB: 1500 }), [vm(vm2, hostB), vm(vm3, hostB)], []));
  folder.add('c', dump(host(hostC, { memoryMiB: 0 }), [], []));
  const { out, summary } = await folder.import();
  t.same(rows(out, 'hosts.csv'), ['10.0.1.1,1,3192', '10.0.2.1,2,2048', '10.0.2.2,4,1']);
  t.match(summary.notes[0], /^VMs that have not talked, .* \(1\): 3 on 10.0.1.1$/);
  t.match(summary.notes[1], /^Hosts over their capacity, .* \(1\): 10.0.2.1 runs 2 VMs with 2048 MiB; .* 1 and 1500$/);
  await t.resolves(readScenario(out));
});

t.test('hosts of the cost map without a dump, and a dump without its end, are told', async (t) => {
  const listed = costMap
    .replace('prefix: 10.0.1.0/24', 'host: 10.0.1.1')
    .replace('prefix: 10.0.2.0/24', 'host: 10.0.2.1');
  const folder = new DumpFolder(t, listed);
  folder.add('a', dump(host(hostA), [vm(vm1, hostA)], []).slice(0, -1));
  const { summary } = await folder.import();
  t.match(summary.notes, [
    /^Dumps without an end line, which may have been cut off \(1\): .*\/a:1$/,
    /^Hosts of the cost map without a dump, left out \(1\): 10.0.2.1$/,
  ]);
});

t.test('what is refused: where, what, and what to do', async (t) => {
  const begin = [host(hostA), vm(vm1, hostA)];
  const cases: [name: string, lines: readonly (object | string)[], code: string, message: RegExp][] = [
    ['unknown host', [host('10.5.0.1')], 'unknown-host', /a:1: the cost map has no host 10.5.0.1; add it/],
    ['an endpoint as host', [host('10.9.0.1')], 'unknown-host', /a:1: /],
    [
      'twice the same host',
      [...dump(host(hostA), [], []), host(hostA)],
      'conflict',
      /a:3: a second dump .* at .*a:1; /,
    ],
    ['twice the same VM', [...begin, vm(vm1, hostA)], 'conflict', /a:3: 10.1.0.1 is listed twice, also at .*a:2/],
    ['a VM with an address of the map', [host(hostA), vm('10.9.0.1', hostA)], 'conflict', /a:2: .* take it out of the/],
    ['no host line', [vm(vm1, hostA)], 'damaged', /a:1: a vm line without a host line .* dump this host again/],
    ['a flow after the end', [...dump(host(hostA), [], []), flow(vm1, vm2, 1)], 'damaged', /a:3: a flow line without/],
    ["another host's VM", [host(hostA), vm(vm1, hostB)], 'damaged', /a:2: the VM is on another host/],
    [
      'flows missing',
      [...begin, { type: 'end', vms: 1, flows: 1 }],
      'damaged',
      /a:3: .* 1 flows, and here are 1 and 0/,
    ],
    ['cut', [...begin, '{"type":"flow","src":"10.'], 'damaged', /a:3: .* is not one JSON object; .* cut/],
    ['two on a line', [`${JSON.stringify(begin[0])}${JSON.stringify(begin[1])}`], 'damaged', /a:1: .* not one JSON/],
    ['a list', ['[1]'], 'damaged', /a:1: "\[1\]" is no JSON object/],
    ['null', ['null'], 'damaged', /a:1: "null" is no JSON object/],
    ['a type of its own', [host(hostA), { type: 'vmm' }], 'damaged', /a:2: type must be .*, not "vmm"/],
    ['another version', [host(hostA, { version: 2 })], 'damaged', /a:1: a dump of version "2", .* reads version 1/],
    [
      'lists within lists',
      [`{"type":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
      'damaged',
      /a:1: type must be .*, not a list/,
    ],
    ['no slots', [host(hostA, { slots: undefined })], 'damaged', /a:1: slots must be a whole number .*, not missing/],
    ['half a slot', [host(hostA, { slots: 1.5 })], 'damaged', /a:1: slots .* not "1.5"/],
    ['no address', [host('10.0.1')], 'damaged', /a:1: host must be an IPv4 address, not "10.0.1"/],
    [
      'addresses as text',
      [host(hostA), vm(vm1, hostA, { addresses: vm1 })],
      'damaged',
      /a:2: addresses must be a list/,
    ],
    ['a VM without memory', [host(hostA), vm(vm1, hostA, { memoryMiB: 0 })], 'damaged', /a:2: memoryMiB of a VM/],
    ['a negative rate', [...begin, flow(vm1, vm2, -1)], 'damaged', /a:3: bytes must be a number/],
    ['an infinite rate', [...begin, JSON.stringify(flow(vm1, vm2, 7)).replaceAll('7', '1e999')], 'damaged', /a:3: /],
    ['a rate beyond any link', [...begin, flow(vm1, vm2, 1, { bytesPerSecond: 1e13 })], 'damaged', /a:3: bytesPerSec/],
    ['a line without end', [host(hostA), 'x'.repeat(3_000_000)], 'damaged', /a:2: a line of more than 65536 bytes/],
    ['no dump', [''], 'empty', /no dump in the files/],
    ['no VM', dump(host(hostA), [], []), 'empty', /no VM in the dumps/],
  ];
  for (const [name, lines, code, message] of cases) {
    const folder = new DumpFolder(t);
    folder.add('a', lines);
    await t.rejects(folder.import(), { name: 'ImportError', code, message }, name);
    t.notOk(existsSync(folder.file('out')), `${name}: nothing is written`);
  }
});

t.test('files that cannot be read or written', async (t) => {
  const folder = new DumpFolder(t);
  const good = folder.add('a', dump(host(hostA), [vm(vm1, hostA)], []));
  await t.rejects(folder.import([folder.file('none')]), {
    code: 'unreadable',
    message: /none: cannot be read: ENOENT/,
  });
  await t.rejects(folder.import([folder.folder]), { code: 'unreadable', message: /a folder; name the files in it/ });
  await t.rejects(folder.import(['/dev/null']), { code: 'unreadable', message: /no regular file; save the dump/ });
  writeFileSync(folder.file('latin'), Buffer.from('{"type":"host","name":"\xe9"}', 'latin1'));
  await t.rejects(folder.import([folder.file('latin')]), { code: 'damaged', message: /latin:1: not UTF-8/ });
  writeFileSync(folder.file('out'), 'in the way');
  await t.rejects(folder.import([good]), {
    code: 'unwritable',
    message: /out\/scenario: the scenario cannot be written/,
  });
  writeFileSync(folder.file('map.yaml'), 'version: 1\n');
  await t.rejects(folder.import([good]), { name: 'CostMapError' });
});

t.test('a cost map that is already in the folder stays as it is', async (t) => {
  const folder = new DumpFolder(t);
  folder.add('a', dump(host(hostA), [vm(vm1, hostA)], []));
  await folder.import();
  await folder.import();
  const out = folder.file('out/scenario');
  await importScenario({ files: [folder.file('a')], topologyFile: path.join(out, 'topology.yaml'), out });
  t.equal(readFileSync(path.join(out, 'topology.yaml'), 'utf8'), costMap);
});

t.test("the operator's cost map is not written when it is the scenario's own, by whatever name", async (t) => {
  for (const link of [symlinkSync, linkSync, renameSync]) {
    const folder = new DumpFolder(t);
    const dumped = folder.add('a', dump(host(hostA), [vm(vm1, hostA)], []));
    const out = folder.file('own');
    const inside = path.join(out, 'topology.yaml');
    mkdirSync(out);
    link(folder.file('map.yaml'), inside);
    const before = statSync(inside);
    const topologyFile = existsSync(folder.file('map.yaml')) ? folder.file('map.yaml') : inside;
    await importScenario({ files: [dumped], topologyFile, out });
    const { ino, mtimeMs } = statSync(inside);
    t.same({ ino, mtimeMs }, { ino: before.ino, mtimeMs: before.mtimeMs }, link.name);
    await t.resolves(readScenario(out));
  }
});

t.test('a link in the folder is replaced, and what it leads to stays', async (t) => {
  const folder = new DumpFolder(t);
  const dumped = folder.add('a', dump(host(hostA), [vm(vm1, hostA)], []));
  const [out, victim] = [folder.file('own'), folder.file('victim')];
  mkdirSync(out);
  writeFileSync(victim, 'mine');
  const linked = ['topology.yaml', 'hosts.csv', 'vms.csv', 'traffic.csv'].map((name) => path.join(out, name));
  for (const name of linked) symlinkSync(victim, name);
  await importScenario({ files: [dumped], topologyFile: folder.file('map.yaml'), out });
  t.equal(readFileSync(victim, 'utf8'), 'mine');
  for (const name of linked) t.ok(lstatSync(name).isFile(), name);
});

t.test('a cost map that is no regular file, or none', async (t) => {
  const folder = new DumpFolder(t);
  const files = [folder.add('a', dump(host(hostA), [vm(vm1, hostA)], []))];
  const pipe = folder.file('pipe');
  execFileSync('mkfifo', [pipe]);
  writeFileSync(folder.file('latin'), Buffer.from([0x23, 0xe9]));
  const cases: [string, RegExp][] = [
    [pipe, /pipe: the cost map is no regular file/],
    ['/dev/zero', /zero: the cost map is no regular file/],
    [folder.folder, /the cost map is no regular file/],
    [folder.file('none'), /none: the cost map is missing/],
    [folder.file('latin'), /latin: not UTF-8 text/],
  ];
  for (const [topologyFile, message] of cases) {
    const importing = importScenario({ files, topologyFile, out: folder.file('out') });
    await t.rejects(importing, { name: 'ImportError', code: 'unreadable', message });
  }
});
