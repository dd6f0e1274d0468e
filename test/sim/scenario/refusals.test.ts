// What readScenario refuses: for each mistake the file, the line and the words.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { readScenario, ScenarioError } from '../../../tools/sim/scenario/read.js';
import type { Teardown } from '../../support/temporary.js';
import { scenarioFolder, smallFiles } from './folders.js';

type Files = Record<string, string | Uint8Array | undefined>;

async function refusal(folder: string): Promise<ScenarioError> {
  try {
    await readScenario(folder);
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The lines of the message, without the folder. */
async function complaints(t: Teardown, files: Files): Promise<string[]> {
  const folder = scenarioFolder(t, files);
  const error = await refusal(folder);
  return error.message.replaceAll(`${folder}${path.sep}`, '').split('\n');
}

const hosts = (...lines: string[]) => ({ 'hosts.csv': `host,slots,memory_mib\n${lines.join('\n')}\n` });
const vms = (...lines: string[]) => ({ 'vms.csv': `vm,host,memory_mib\n${lines.join('\n')}\n` });
const traffic = (...lines: string[]) => ({ 'traffic.csv': `src,dst,bytes_per_second\n${lines.join('\n')}\n` });
const noVms = { ...vms(), ...traffic() };

const cases: readonly (readonly [what: string, files: Files, ...messages: string[]])[] = [
  ['wrong header', { 'vms.csv': 'vm,host\n' }, 'vms.csv:1: the first line must be vm,host,memory_mib; not "vm,host"'],
  [
    'blank header',
    { ...traffic(), 'vms.csv': '\n' },
    'vms.csv:1: the first line must be vm,host,memory_mib; that is missing',
  ],
  [
    'empty file',
    { 'traffic.csv': '' },
    'traffic.csv:1: the file is empty; its first line must be src,dst,bytes_per_second',
  ],
  [
    'UTF-16',
    { 'hosts.csv': Buffer.from('\ufeffhost,slots,memory_mib\n', 'utf16le') },
    'hosts.csv:1: the first line must be host,slots,memory_mib; it is not UTF-8 text',
  ],
  [
    'too few fields',
    traffic('172.16.0.1,172.16.0.2'),
    'traffic.csv:2: "172.16.0.1,172.16.0.2" has 2 fields; write 3: src,dst,bytes_per_second',
  ],
  [
    'too many fields',
    traffic('172.16.0.1,172.16.0.2,1,'),
    'traffic.csv:2: "172.16.0.1,172.16.0.2,1," has 4 fields; write 3: src,dst,bytes_per_second',
  ],
  [
    'quotes',
    traffic('"172.16.0.1",172.16.0.2,1'),
    'traffic.csv:2: quotes are not used in this file; write the fields plainly, separated by commas',
  ],
  [
    'bad addresses',
    traffic('172.16.0.256,172.16.00.2,1', ',172.16.0.2,1'),
    'traffic.csv:2: src "172.16.0.256" is no IPv4 address; write it like 10.0.0.1',
    'traffic.csv:2: dst "172.16.00.2" is no IPv4 address; write it like 10.0.0.1',
    'traffic.csv:3: src is empty, which is no IPv4 address; write it like 10.0.0.1',
  ],
  [
    'a blank beside a field',
    traffic('172.16.0.1, 172.16.0.2,1'),
    'traffic.csv:2: dst " 172.16.0.2" is no IPv4 address; write it like 10.0.0.1',
  ],
  [
    'odd numbers',
    traffic(...['NaN', 'Infinity', '1e999', '0x10', '', '.'].map((rate) => `172.16.0.1,172.16.0.2,${rate}`)),
    ...['"NaN" is', '"Infinity" is', '"1e999" is', '"0x10" is', 'is empty, which is', '"." is'].map(
      (text, index) => `traffic.csv:${index + 2}: bytes_per_second ${text} no finite number; write it like 1250.5`,
    ),
  ],
  [
    'rates out of range',
    traffic('172.16.0.1,172.16.0.2,-5', '172.16.0.1,172.16.0.2,2e18'),
    'traffic.csv:2: bytes_per_second must be from 0 to 1000000000000000000, not -5',
    'traffic.csv:3: bytes_per_second must be from 0 to 1000000000000000000, not 2000000000000000000',
  ],
  [
    'not UTF-8',
    { 'traffic.csv': Buffer.from('src,dst,bytes_per_second\n172.16.0.1,\xff,1\n', 'latin1') },
    'traffic.csv:2: not UTF-8 text; save the file as UTF-8',
  ],
  [
    'a line without end',
    { 'traffic.csv': `src,dst,bytes_per_second\n${'1'.repeat(5_000_000)}` },
    'traffic.csv:2: a line of more than 4096 bytes; end it after src,dst,bytes_per_second',
  ],
  [
    'blank line between',
    traffic('172.16.0.1,172.16.0.2,1', '', '', '172.16.0.1,172.16.0.2,1'),
    'traffic.csv:3: a blank line between others; take it out',
  ],
  [
    'unknown VM',
    traffic('172.16.0.1,172.16.0.2,1', '172.16.0.9,172.16.0.2,1'),
    'traffic.csv:3: 172.16.0.9 is neither a VM of vms.csv nor an endpoint of topology.yaml; add it or take the line out',
  ],
  [
    'a host in the traffic',
    traffic('172.16.0.1,10.0.1.1,1'),
    'traffic.csv:2: 10.0.1.1 is a host; only VMs and endpoints have traffic here',
  ],
  [
    'two endpoints',
    traffic('192.0.2.1,192.0.2.2,0'),
    'traffic.csv:2: 192.0.2.1 and 192.0.2.2 are both endpoints, which never move; take the line out',
  ],
  [
    'an end twice',
    traffic('172.16.0.1,172.16.0.1,0'),
    'traffic.csv:2: src and dst are both 172.16.0.1; traffic with itself crosses no link: take it out',
  ],
  [
    'unknown host of a VM',
    { ...vms('172.16.0.1,10.0.1.9,1'), ...traffic() },
    'vms.csv:2: host 10.0.1.9 is not in hosts.csv; add it there',
  ],
  [
    'VM twice',
    { ...vms('172.16.0.1,10.0.1.1,1', '172.16.0.2,10.0.1.1,1', '172.16.0.1,10.0.2.1,1'), ...traffic() },
    'vms.csv:4: VM 172.16.0.1 stands in line 2 already; take one out',
  ],
  [
    'VM that is a host',
    { ...vms('10.0.2.1,10.0.1.1,1'), ...traffic() },
    'vms.csv:2: VM 10.0.2.1 is a host of hosts.csv; a VM needs an address of its own',
  ],
  [
    'VM that is an endpoint',
    { ...vms('192.0.2.1,10.0.1.1,1'), ...traffic() },
    'vms.csv:2: VM 192.0.2.1 is an endpoint of topology.yaml, which never moves; take it out of one',
  ],
  [
    'memory of a VM',
    { ...vms('172.16.0.1,10.0.1.1,0', '172.16.0.2,10.0.1.1,-1'), ...traffic() },
    'vms.csv:2: memory_mib of 172.16.0.1 must be more than 0, not 0',
    'vms.csv:3: memory_mib of 172.16.0.2 must be more than 0, not -1',
  ],
  [
    'too many VMs for the slots',
    { ...vms(...[1, 2, 3, 4, 5].map((n) => `172.16.0.${n},10.0.2.1,1`)), ...traffic() },
    'vms.csv:4: host 10.0.2.1 (line 2 of hosts.csv) has 2 slots, and this is VM 3 there; put it elsewhere',
  ],
  [
    'too much memory',
    { ...vms('172.16.0.1,10.0.2.1,4096', '172.16.0.2,10.0.2.1,0.5'), ...traffic() },
    'vms.csv:3: host 10.0.2.1 (line 2 of hosts.csv) has 4096 MiB of memory, and with this VM 4096.5 are taken; put it elsewhere',
  ],
  [
    'slots',
    { ...hosts('10.0.1.1,1.5,1', '10.0.1.2,-1,1', '10.0.1.3,2000000,1'), ...noVms },
    ...['1.5', '-1', '2000000'].map(
      (slots, index) =>
        `hosts.csv:${index + 2}: slots of 10.0.1.${index + 1} must be a whole number from 0 to 1048576, not ${slots}`,
    ),
  ],
  [
    'memory of a host',
    { ...hosts('10.0.1.1,1,0'), ...noVms },
    'hosts.csv:2: memory_mib of 10.0.1.1 must be more than 0, not 0',
  ],
  [
    'host twice',
    { ...hosts('10.0.1.1,1,1', '10.0.1.1,1,1'), ...noVms },
    'hosts.csv:3: host 10.0.1.1 stands in line 2 already; take one out',
  ],
  [
    'host that the cost map does not know',
    { ...hosts('10.0.9.1,1,1', '192.0.2.1,1,1'), ...noVms },
    'hosts.csv:2: host 10.0.9.1 is not in topology.yaml; add it or its prefix there',
    'hosts.csv:3: 192.0.2.1 is an endpoint of topology.yaml; list it under hosts there',
  ],
  [
    'a bad line, and those that need it',
    { ...hosts('10.0.1.x,2,4096', '10.0.2.1,2,4096') },
    'hosts.csv:2: host "10.0.1.x" is no IPv4 address; write it like 10.0.0.1',
  ],
  [
    'a bad VM, and its traffic',
    { ...vms('172.16.0.1,10.0.1.1,1', '172.16.0.2;10.0.1.1;1') },
    'vms.csv:3: "172.16.0.2;10.0.1.1;1" has 1 field; write 3: vm,host,memory_mib',
  ],
  [
    'problems of several files',
    { ...hosts('10.0.1.1,2,0'), ...vms('172.16.0.1,10.0.1.7,1'), ...traffic('172.16.0.1,172.16.0.2,1') },
    'hosts.csv:2: memory_mib of 10.0.1.1 must be more than 0, not 0',
    'vms.csv:2: host 10.0.1.7 is not in hosts.csv; add it there',
    'traffic.csv:2: 172.16.0.2 is neither a VM of vms.csv nor an endpoint of topology.yaml; add it or take the line out',
  ],
];

for (const [what, files, ...messages] of cases) {
  t.test(what, async (t) => {
    t.same(await complaints(t, files), messages);
  });
}

t.test('line numbers count CRLF lines and the header', async (t) => {
  const text = 'src,dst,bytes_per_second\r\n172.16.0.1,172.16.0.2,1\r\n172.16.0.1,172.16.0.2,x\r\n';
  t.same(await complaints(t, { 'traffic.csv': text }), [
    'traffic.csv:3: bytes_per_second "x" is no finite number; write it like 1250.5',
  ]);
});

t.test('the error has code and problems', async (t) => {
  const folder = scenarioFolder(t, traffic('172.16.0.1,172.16.0.2,-1'));
  const error = await refusal(folder);
  t.equal(error.code, 'invalid');
  const message = 'bytes_per_second must be from 0 to 1000000000000000000, not -1';
  t.same(error.problems, [{ file: path.join(folder, 'traffic.csv'), line: 2, message }]);
});

t.test('reading stops at the bound of problems, and says so', async (t) => {
  const lines = await complaints(t, traffic(...Array.from({ length: 50 }, () => '172.16.0.1,172.16.0.2,-1')));
  t.equal(lines.length, 21);
  t.match(lines[19], /^traffic\.csv:21: /);
  t.equal(lines[20], 'these are the first 20 problems; mend them and read again for more');
});

t.test('missing files are named together', async (t) => {
  const folder = scenarioFolder(t, { 'vms.csv': undefined, 'topology.yaml': undefined });
  const error = await refusal(folder);
  t.equal(error.code, 'unreadable');
  const all = 'a scenario has topology.yaml, hosts.csv, vms.csv, traffic.csv';
  t.equal(
    error.message,
    `${path.join(folder, 'topology.yaml')}: is missing; ${all}\n${path.join(folder, 'vms.csv')}: is missing; ${all}`,
  );
  const odd = scenarioFolder(t, { 'vms.csv': undefined });
  mkdirSync(path.join(odd, 'vms.csv'));
  t.match((await refusal(odd)).message, /vms\.csv: is no regular file/);
});

t.test('a cost map with mistakes is refused in its own words', async (t) => {
  const text = smallFiles['topology.yaml']!.replace('weight: 3', 'weight: 0');
  const error = await refusal(scenarioFolder(t, { 'topology.yaml': text }));
  t.equal(error.code, 'invalid');
  t.match(error.message, /topology\.yaml:4:\d+: /);
  t.match(error.problems, [{ line: 4 }]);
  const syntax = await refusal(scenarioFolder(t, { 'topology.yaml': 'version: [1\n' }));
  t.equal(syntax.code, 'invalid');
});

t.test('more VMs than a token holds', async (t) => {
  const count = 1_048_577;
  const lines = Array.from(
    { length: count },
    (_, n) => `172.${16 + (n >> 16)}.${(n >> 8) & 255}.${n & 255},10.0.1.1,1\n`,
  );
  const files = {
    ...hosts('10.0.1.1,1048576,2000000'),
    'vms.csv': `vm,host,memory_mib\n${lines.join('')}`,
    ...traffic(),
  };
  const found = await complaints(t, files);
  t.equal(found[0], `vms.csv:${count + 1}: more than 1048576 VMs; take some out`);
});
