// SIGHUP on real agents: what is taken over, what is refused whole, what needs a restart, and when it may come.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { changeKeyFile, formatKeyId, generateKey, readKeyFile } from '../../agent/transport/key.js';
import { costMapText } from '../../tools/demo/site.js';
import { PLAIN_RULES } from '../../tools/plain-rules.js';
import { formatIpv4 } from '../../topology/ipv4.js';
import { until } from '../support/temporary.js';
import { type AgentProcess, runRound, TestSite } from './agents.js';

t.setTimeout(90_000);

type LogRecord = Record<string, unknown> & { level: string; message: string };

function records({ stderr }: AgentProcess, pattern: RegExp): LogRecord[] {
  const lines = stderr.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
  return lines.map((line) => JSON.parse(line) as LogRecord).filter(({ message }) => pattern.test(message));
}

/** Sends SIGHUP and waits for the log to tell how the reload went. */
async function reload(agent: AgentProcess): Promise<LogRecord> {
  const before = records(agent, /^reload/).length;
  agent.child.kill('SIGHUP');
  await until('the reload is told', () => records(agent, /^reload/).length > before);
  return records(agent, /^reload/).at(-1)!;
}

t.test('settings are taken over, and what needs a restart is named', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 100_000]] });
  const [first, second] = await site.startAll();
  // The second host is full from now on: it promises nothing to anybody.
  site.writeSettings(1, {
    capacity: { slots: 1 },
    logLevel: 'debug',
    mtu: 1400,
    location: { maxEntries: 500, ttlMs: 100 },
  });
  const { changed } = await reload(second!);
  t.same(changed, ['logLevel', 'capacity.slots', 'location.ttlMs']);
  await until('what waits is told', () => records(second!, /need a restart/).length > 0);
  const [waiting] = records(second!, /need a restart/);
  t.match(waiting, { level: 'warn', waiting: ['mtu', 'location.maxEntries'] });
  t.equal((await second!.status()).capacity.slots, 1);
  site.writeSettings(0, { capacity: { slots: 1 } });
  await reload(first!);
  const report = await (await runRound(first!))();
  t.same([report.migrations, report.stays], [[], { 'no-room': 2 }]);
  t.same((await second!.status()).decisions.length, 1, 'it decides as before');
});

t.test('mode, rules and stability are in force at once', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 100_000]] });
  const agents = await site.startAll(() => ({ mode: 'recommend' }));
  const round = async () => (await runRound(agents[0]!))();
  /** New settings of both hosts, and what the log of the second one names as changed. */
  const change = async (changes: object) => {
    for (const index of [0, 1]) site.writeSettings(index, changes);
    const [, told] = [await reload(agents[0]!), await reload(agents[1]!)];
    t.same(records(agents[1]!, /need a restart/), [], 'nothing waits');
    return told.changed;
  };
  t.same((await round()).migrations, [], 'recommended only');
  t.same(await change({ mode: 'auto', rules: { ...PLAIN_RULES.rules, neverMove: ['127.0.0.0/8'] } }), [
    'mode',
    'rules.neverMove',
  ]);
  t.same((await round()).stays, { 'never-move': 2 });
  const holdMs = 3_600_000;
  t.same(await change({ stability: { ...PLAIN_RULES.stability, holdMs } }), ['rules.neverMove', 'stability.holdMs']);
  t.match(await round(), { migrations: { length: 1 } });
  t.match((await round()).stays, { 'hold-time': 1 });
  t.same(await change({ mode: 'off' }), ['mode', 'stability.holdMs']);
  await t.rejects(round(), /mode/);
});

t.test('what the cost map says of VMs is in force at once', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 100_000]] });
  const agents = await site.startAll();
  const vms = [
    `  - { vm: ${formatIpv4(site.vm(0))}, neverMove: its licence }`,
    `  - { vm: ${formatIpv4(site.vm(1))}, allowedHosts: [${formatIpv4(site.host(1))}] }`,
  ];
  writeFileSync(site.file('topology.yaml'), `${costMapText(site.site)}\nvms:\n${vms.join('\n')}\n`);
  for (const agent of agents) t.match(await reload(agent), { message: 'reloaded' });
  const { stays, migrations } = await (await runRound(agents[0]!))();
  t.same([migrations, stays], [[], { 'never-move': 1, 'allowed-hosts': 1 }]);
  t.match((await agents[0]!.status()).decisions.at(-1), { reason: 'never-move', detail: /its licence/ });
});

t.test('a mistake in any file refuses all of it, with file and line', async (t) => {
  const site = await TestSite.make(t, { vms: [1], talk: [] });
  await site.openWorld();
  const agent = site.start(0);
  await site.untilReady(agent, 0);
  const [map, key] = [readFileSync(site.file('topology.yaml'), 'utf8'), readFileSync(site.file('cluster.key'))];
  const settings = site.writeSettings(0);
  const good = readFileSync(settings, 'utf8');
  // Each comes with a change of a good setting, which must not be taken over either.
  const spoils: [what: string, spoil: () => void, says: RegExp][] = [
    [
      'settings',
      () => writeFileSync(settings, `${readFileSync(settings, 'utf8')}colour: red\n`),
      /agent\.yaml:\d+:1: .*"colour"/,
    ],
    ['settings gone', () => rmSync(settings), /cannot read the settings file .*agent\.yaml/],
    ['cost map', () => writeFileSync(site.file('topology.yaml'), `${map}colour: red\n`), /topology\.yaml:\d+:1: /],
    [
      'cost map without this host',
      () => writeFileSync(site.file('topology.yaml'), MAP_OF_OTHERS),
      /lacks this host, 127\./,
    ],
    [
      'a host that the next start would miss in the cost map',
      () => site.writeSettings(0, { host: '192.0.2.7' }),
      /lacks this host, 192\.0\.2\.7; add it under hosts/,
    ],
    ['keys', () => writeFileSync(site.file('cluster.key'), 'swordfish\n'), /cluster\.key: /],
    ['keys gone', () => rmSync(site.file('cluster.key')), /cluster\.key: no such key file/],
  ];
  for (const [what, spoil, says] of spoils) {
    site.writeSettings(0, { capacity: { slots: 3 } });
    spoil();
    const { level, message, reason } = await reload(agent);
    t.same([level, message], ['error', 'reload refused: settings, cost map and keys stay as they were'], what);
    t.match(reason, says, what);
    const { capacity, lastReload } = await agent.status();
    t.equal(capacity.slots, 4, what);
    t.match(lastReload, { ok: false, reason: says }, what);
    writeFileSync(settings, good);
    writeFileSync(site.file('topology.yaml'), map);
    writeFileSync(site.file('cluster.key'), key, { mode: 0o600 });
  }
  t.match(await reload(agent), { message: 'reloaded', changed: [] }, 'the next one is taken');
  t.match((await agent.status()).lastReload, { ok: true, reason: undefined });
});

t.test('a host that the cost map did not have joins without a restart of the others', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 100_000]] });
  await site.openWorld();
  const whole = readFileSync(site.file('topology.yaml'), 'utf8');
  writeFileSync(site.file('topology.yaml'), costMapText({ ...site.site, hosts: site.site.hosts.slice(0, 1) }));
  const first = site.start(0);
  await site.untilReady(first, 0);
  t.same((await (await runRound(first))()).stays, { 'locations-unknown': 1 });
  writeFileSync(site.file('topology.yaml'), whole);
  const second = site.start(1);
  await site.untilReady(second, 1);
  t.match(await reload(first), { message: 'reloaded', hosts: 2, hostsAdded: [formatIpv4(site.host(1))] });
  const { migrations } = await (await runRound(first))();
  t.match(migrations, [{ verified: true }]);
  t.equal(site.placeOf(0), site.placeOf(1), 'the VMs have come together');
});

t.test('keys are changed on running agents, step by step, and no agent is deaf meanwhile', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 100_000]] });
  const agents = await site.startAll();
  const file = site.file('cluster.key');
  const [old, added] = [readKeyFile(file)[0], generateKey()];
  const steps = [[old, added], [added, old], [added]];
  for (const keys of steps) {
    changeKeyFile(file, () => keys);
    for (const agent of agents) {
      const accepted = keys.map(({ id }) => formatKeyId(id));
      t.match(await reload(agent), { message: 'reloaded', changed: ['keys'], keys: accepted });
      t.same((await agent.status()).keys, { sending: accepted[0], accepted });
      const { stays } = await (await runRound(agents[0]!))();
      t.equal(stays.unreachable, undefined, 'the token reaches both hosts');
    }
  }
  for (const agent of agents) {
    t.equal((await agent.status()).transport.dropped['unknown-key'] ?? 0, 0);
    t.same(records(agent, /no old key/), []);
  }
});

t.test('keys that have nothing in common with the old ones are taken, with a warning', async (t) => {
  const site = await TestSite.make(t, { vms: [1], talk: [] });
  await site.openWorld();
  const agent = site.start(0);
  await site.untilReady(agent, 0);
  changeKeyFile(site.file('cluster.key'), () => [generateKey()]);
  t.match(await reload(agent), { level: 'info', changed: ['keys'] });
  // Another line of the log, which may come in another piece.
  await until('the consequence is told', () => records(agent, /no old key is accepted any more/).length > 0);
  t.match(records(agent, /no old key is accepted any more/), [{ level: 'warn', consequence: /do not hear this one/ }]);
});

t.test('many signals at once, one while it starts, and one while it stops', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 100_000]], world: { migrationMiBps: 1000 } });
  await site.openWorld();
  const agents = [site.start(0), site.start(1)];
  for (const [index, agent] of agents.entries()) await site.untilReady(agent, index);
  const [first] = agents;
  for (let count = 0; count < 20; count += 1) first!.child.kill('SIGHUP');
  site.writeSettings(0, { capacity: { slots: 7 } });
  first!.child.kill('SIGHUP');
  await until('the last state of the file is in force', async () => (await first!.status()).capacity.slots === 7);
  t.equal(records(first!, /^reload refused/).length, 0);
  const report = await runRound(agents[1]!, { vms: [site.vm(0)] });
  await until('host 0 migrates its VM', () => first!.stderr.includes('migration starts'));
  first!.child.kill('SIGTERM');
  await until('it stops', () => first!.stderr.includes('"stopping"'));
  t.equal((await first!.status()).stopping, true);
  site.writeSettings(0, { capacity: { slots: 5 } });
  t.match(await reload(first!), { message: 'reloaded', changed: ['capacity.slots'] });
  t.match((await report()).migrations, [{ verified: true }]);
  t.same(await first!.ended, [0, null], first!.stderr);
});

t.test('a signal that comes while the agent starts does not end it', async (t) => {
  const site = await TestSite.make(t, { vms: [1], talk: [] });
  const agent = site.start(0);
  await until('its program runs', () => agent.stderr !== '', 20_000);
  const timer = setInterval(() => agent.child.kill('SIGHUP'), 2);
  t.teardown(() => clearInterval(timer));
  await until('it is ready', () => /"ready"/.test(agent.stderr) || !agent.running, 20_000);
  clearInterval(timer);
  t.ok(agent.running, agent.stderr);
  t.match(await reload(agent), { message: 'reloaded' });
});

const MAP_OF_OTHERS = 'version: 1\ntiers: [{ name: rack, weight: 1 }]\nhosts: [{ host: 192.0.2.7 }]\n';
