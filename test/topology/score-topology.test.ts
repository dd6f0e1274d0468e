// The operator's command: its answers, its JSON, its exit codes. Run in this process, and once as a real one.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import t from 'tap';
import { run } from '../../tools/score-topology/run.js';
import { compiled, inRepository } from '../support/paths.js';

const example = (name: string) => inRepository('topology/examples', name);

async function answer(...argv: string[]) {
  const result = { code: -1, out: '', error: '' };
  result.code = await run(argv, {
    out: (text) => {
      result.out += text;
    },
    error: (text) => {
      result.error += text;
    },
  });
  return result;
}

t.test('check sums up a good file', async (t) => {
  const file = example('three-tier.yaml');
  const { code, out, error } = await answer('check', file);
  t.equal(code, 0);
  t.equal(error, '');
  t.equal(
    out,
    `${file}: a valid cost map
level  tier  weight  path weight  groups
    1  rack       1            1       4
    2  pod        4            5       2
    3  core      12           17       1
hosts: 3 single, 3 prefixes of 768 addresses
endpoints: 1 single, 1 prefix of 64 addresses
`,
  );
});

t.test('check --json says the same', async (t) => {
  const { code, out } = await answer('check', '--json', example('thesis.yaml'));
  t.equal(code, 0);
  const summary = JSON.parse(out);
  t.match(summary, {
    ok: true,
    hosts: { single: 1, prefixes: 3, prefixAddresses: 768 },
    endpoints: { single: 0, prefixes: 1, prefixAddresses: 256 },
  });
  t.strictSame(
    summary.tiers.map((tier: { groups: number }) => tier.groups),
    [5, 3, 2, 1],
    'rack-1 of pod-1 and rack-1 of pod-2 are two racks',
  );
});

t.test('check prints every mistake with its place', async (t) => {
  const file = path.join(t.testdir({ 'map.yaml': 'version: 1\ntiers: []\nhots: []\n' }), 'map.yaml');
  const expected = [
    '1:1: the cost map lacks the key hosts; add it',
    '2:8: tiers has 0 entries; write 1 to 255 of them',
    '3:1: the cost map has no key "hots"; did you mean hosts?',
  ];
  const { code, out, error } = await answer('check', file);
  t.equal(code, 1);
  t.equal(out, '');
  t.equal(error, expected.map((line) => `${file}:${line}\n`).join(''));
  const json = await answer('check', file, '--json');
  t.equal(json.code, 1);
  t.match(JSON.parse(json.out), { ok: false, code: 'invalid', problems: [{ line: 1, column: 1 }, { line: 2 }, {}] });
  const absent = await answer('check', `${file}.absent`);
  t.equal(absent.code, 1);
  t.match(absent.error, /map\.yaml\.absent: cannot be read: ENOENT/);
});

const mapWithVms = `version: 1
tiers: [{ name: rack, weight: 1 }]
hosts:
  - { prefix: 10.0.1.0/24 }
  - { host: 10.0.9.1 }
vms:
  - { prefix: 10.20.0.0/16, label: green, allowedHosts: [10.0.1.0/25, 10.0.9.1] }
  - { vm: 10.20.0.5, neverMove: its licence, affinity: [web, cache], label: red }
  - { vm: 10.20.0.6, antiAffinity: [db], allowedHosts: [10.0.1.77, 10.0.1.200] }
`;

t.test('what is said of VMs is counted, and told for one of them', async (t) => {
  const file = path.join(t.testdir({ 'map.yaml': mapWithVms }), 'map.yaml');
  const checked = await answer('check', file);
  t.match(checked, { code: 0, error: '' });
  t.match(
    checked.out,
    /^vms: 2 single, 1 prefix; 2 with label, 2 with allowedHosts, 1 with neverMove, 1 with affinity, 1 with antiAffinity$/m,
  );
  t.match(JSON.parse((await answer('check', '--json', file)).out), { vms: { single: 2, prefixes: 1 }, warnings: [] });
  const told = async (vm: string) => (await answer('vm', file, vm)).out;
  t.equal(
    await told('10.20.0.5'),
    '10.20.0.5:\n  never moves: its licence\n  label: red (never moves)\n  affinity: web, cache\n' +
      '  allowed hosts: 10.0.1.0/25, 10.0.9.1\n',
  );
  t.equal(await told('10.20.0.6'), '10.20.0.6:\n  label: green\n  anti-affinity: db\n  allowed hosts: 10.0.1.77\n');
  t.equal(await told('10.30.0.6'), '10.30.0.6: nothing is said of it\n');
  t.same(JSON.parse((await answer('vm', '--json', file, '10.20.0.6')).out), {
    ...{ ok: true, vm: '10.20.0.6' },
    marks: { label: 'green', antiAffinity: ['db'], allowedHosts: ['10.0.1.77'] },
  });
  t.same(JSON.parse((await answer('vm', '--json', file, '10.30.0.6')).out).marks, null);
  t.equal((await answer('vm', file, 'web-1')).code, 2);
});

t.test('check warns of what cannot be meant', async (t) => {
  const lines = [
    '  - { vm: 10.20.1.1, allowedHosts: [10.0.2.0/24, 10.0.0.0/23, 10.0.9.2] }',
    '  - { vm: 10.20.1.2, allowedHosts: [10.0.1.200] }',
    '  - { vm: 10.0.1.9, label: green }',
  ];
  const file = path.join(t.testdir({ 'map.yaml': `${mapWithVms}${lines.join('\n')}\n` }), 'map.yaml');
  const { code, error } = await answer('check', file);
  t.equal(code, 0);
  t.equal(
    error,
    [
      '10: warning: allowedHosts of 10.20.1.1: 10.0.2.0/24, 10.0.9.2 are no hosts of this map',
      '11: warning: 10.20.1.2 never moves: no host is in the allowedHosts of all entries that cover it',
      '12: warning: 10.0.1.9 is a host of this map, not a VM',
    ]
      .map((line) => `${file}:${line}\n`)
      .join(''),
  );
  t.match(JSON.parse((await answer('check', '--json', file)).out).warnings, [{ line: 10 }, { line: 11 }, { line: 12 }]);
});

t.test('level names the level, the tier, and the price', async (t) => {
  const file = example('thesis.yaml');
  t.strictSame(await answer('level', file, '10.0.1.1', '10.0.3.9'), {
    code: 0,
    out: 'level 3 (zone), path weight 23.803818748\n',
    error: '',
  });
  t.equal((await answer('level', file, '10.0.1.1', '10.0.1.1')).out, 'level 0 (same server), path weight 0\n');
  t.strictSame(JSON.parse((await answer('level', '--json', file, '10.0.2.1', '10.0.2.2')).out), {
    ok: true,
    level: 1,
    tier: 'rack',
    pathWeight: 1,
    servers: [
      { address: '10.0.2.1', place: 'zone-a/pod-1/rack-2' },
      { address: '10.0.2.2', place: 'zone-a/pod-1/rack-2' },
    ],
  });
});

t.test('level says which address is unknown', async (t) => {
  const file = example('lab.yaml');
  const line = (address: string) => `${file}: ${address} is neither a host nor an endpoint; add it or a prefix\n`;
  const known = '10.71.0.1';
  t.strictSame(await answer('level', file, known, '10.0.0.9'), { code: 1, out: '', error: line('10.0.0.9') });
  t.strictSame(await answer('level', file, '10.0.0.9', known), { code: 1, out: '', error: line('10.0.0.9') });
  const both = await answer('level', file, '10.0.0.9', '10.0.0.8');
  t.equal(both.error, line('10.0.0.9') + line('10.0.0.8'));
  t.equal((await answer('level', file, '10.0.0.9', '10.0.0.9')).error, line('10.0.0.9'), 'once');
  t.strictSame(JSON.parse((await answer('level', file, known, '10.0.0.9', '--json')).out).unknown, ['10.0.0.9']);
});

t.test('wrong usage exits with 2 and says what was wrong', async (t) => {
  const file = example('lab.yaml');
  const wrong: [string[], RegExp][] = [
    [[], /no command; it is one of check, level, vm/],
    [['chekc', file], /no command chekc; did you mean check\?/],
    [['check'], /check takes FILE behind it, not nothing/],
    [['check', file, file], /check takes FILE behind it/],
    [['level', file, '10.71.0.1'], /level takes FILE HOST HOST behind it/],
    [['level', file, '10.71.0.1', 'hv2'], /hv2 is not an IPv4 address/],
    [['check', '--jsno', file], /Unknown option '--jsno'/],
    [['check', '--json=yes', file], /--json.*does not take an argument/],
  ];
  for (const [argv, words] of wrong) {
    const { code, out, error } = await answer(...argv);
    t.equal(code, 2, argv.join(' '));
    t.equal(out, '');
    t.match(error, words);
  }
});

t.test('as a process', async (t) => {
  const start = (...argv: string[]) =>
    spawnSync(process.execPath, [compiled('tools/score-topology/main.js'), ...argv], { encoding: 'utf8' });
  t.match(start('--help'), { status: 0, stdout: /^score-topology: checks a cost map/, stderr: '' });
  t.match(start('level', '--help'), { status: 0, stdout: /^usage: score-topology level FILE HOST HOST/m, stderr: '' });
  t.match(start('--version'), { status: 0, stdout: /^\d+\.\d+\.\d+\n$/, stderr: '' });
  t.match(start('check', example('lab.yaml')), { status: 0, stdout: /hosts: 4 single/, stderr: '' });
  t.match(start('level', example('lab.yaml'), '10.71.0.1', '1.2.3.4'), { status: 1, stdout: '', stderr: /1\.2\.3\.4/ });
  t.match(start('level'), { status: 2, stdout: '' });
});
