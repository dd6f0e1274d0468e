// Real agents: what they decided is in the log and in their histories, outlasts kill -9, and is told across hosts.
import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import type { DecisionEntry, HistoryEntry } from '../../agent/report/history.js';
import { formatIpv4 } from '../../topology/ipv4.js';
import { scoreToken } from '../score-token/program.js';
import { until } from '../support/temporary.js';
import { type AgentProcess, runRound, TestSite } from './agents.js';

t.setTimeout(120_000);

const talk = [[0, 1, 100_000]] as const;

/** Two hosts with a VM each; the first VM has moved to the second host in a round. */
async function moved(t: Test): Promise<{ site: TestSite; agents: AgentProcess[] }> {
  const site = await TestSite.make(t, { vms: [1, 1], talk });
  const agents = await site.startAll();
  const report = await runRound(agents[0]!, { vms: [site.vm(0), site.vm(1)] });
  t.equal((await report()).migrations.length, 1);
  await until('both hosts know where it is', async () => (await agents[1]!.status()).vms.length === 2, 20_000);
  return { site, agents };
}

/** One JSON record for a decision, with all that led to it, and one for the end of its migration. */
function checkLog(t: Test, site: TestSite, agent: AgentProcess): void {
  const records = agent.stderr.split('\n').flatMap((line) => (line.includes('"message":"decision"') ? [line] : []));
  const record = JSON.parse(records[0]!.replace(/^<\d>/, ''));
  t.match(record, {
    ...{
      level: 'info',
      vm: formatIpv4(site.vm(0)),
      host: formatIpv4(site.host(0)),
      verdict: 'migrate',
      reason: 'eq-3.2',
    },
    ...{
      migrationCost: 0,
      rate: Number,
      candidates: [{ host: String, level: 2, gain: Number, cost: 0, answer: String }],
    },
  });
  const end = agent.stderr.split('\n').find((line) => line.includes('"message":"migration ended"'));
  t.match(JSON.parse(end!.replace(/^<\d>/, '')), { bytes: Number, ms: Number, downtimeMs: Number, verified: true });
}

function kinds(entries: readonly HistoryEntry[]): string[] {
  return entries.map(({ kind }) => kind);
}

t.test('explain, asked on either host, tells what both know; after kill -9 too', async (t) => {
  const { site, agents } = await moved(t);
  checkLog(t, site, agents[0]!);
  const [vm, first, second] = [site.vm(0), site.host(0), site.host(1)].map(formatIpv4) as [string, string, string];
  for (const agent of agents) {
    const report = await (await agent.control()).explain({ vm });
    t.match(report, { vm, host: second, silentHosts: [] });
    t.same(
      report.told.map(({ host }) => host),
      [second, first],
      'the present host first',
    );
    const [, before] = report.told;
    t.same(kinds(before!.entries), ['decision', 'migration-start', 'migration-end']);
    const [decision, , end] = before!.entries;
    t.match(decision, {
      ...{
        kind: 'decision',
        vm,
        name: 'vm-0',
        host: first,
        verdict: 'migrate',
        reason: 'eq-3.2',
        neighbours: 1,
        level: 2,
      },
      target: { host: second },
    });
    const [candidate] = (decision as DecisionEntry).candidates;
    t.match(candidate, { host: second, near: 0, level: 2, gain: Number, cost: 0, threshold: Number, answer: String });
    t.ok(candidate!.gain > candidate!.threshold, 'it was worth it');
    t.match(end, { kind: 'migration-end', ok: true, bytes: Number, ms: Number, downtimeMs: Number, verified: true });
  }
  const byName = await (await agents[0]!.control()).explain({ vm: 'vm-0' });
  t.match(byName, { vm, host: second }, 'a name is known where the VM has decided, after it has left, too');
  t.match(
    (await (await agents[0]!.control()).history({ vm: 'vm-0' })).entries.map((entry) => entry.kind),
    ['decision'],
  );
  const left = { code: 'elsewhere', message: `vm-0, ${vm} runs on ${second}; label it there` };
  await t.rejects((await agents[0]!.control()).label('vm-0', { label: 'red' }), left);
  const [before] = agents;
  before!.child.kill('SIGKILL');
  await before!.ended;
  const folder = site.file('h0/history');
  const [segment] = readdirSync(folder);
  appendFileSync(path.join(folder, segment!), '{"at":"2026-01-01T00:00:00.000Z","host":"10');
  const silent = await (await agents[1]!.control()).explain({ vm });
  t.match(silent, { host: second, silentHosts: [first] }, 'its host is there, and where it was before is not');
  t.match(silent.moves, [{ from: first, to: second, ok: true, gain: Number }], 'the VM has it with it');
  const onlyMoves = await scoreToken('explain', vm, '--socket', site.controlSocket(1));
  t.match(onlyMoves, { code: 5, out: new RegExp(`own metadata has them.*\\n.*\\n.* ${first} +${second} +moved `) });
  const again = site.start(0);
  await until('it is back', async () => (await again.status().catch(() => undefined)) !== undefined, 20_000);
  t.match(again.stderr, /the last line of the history was never finished, and is dropped/);
  const { told } = await (await agents[1]!.control()).explain({ vm });
  t.same(kinds(told[1]!.entries), ['decision', 'migration-start', 'migration-end'], 'nothing else is lost');
  const printed = await scoreToken('explain', vm, '--socket', site.controlSocket(0));
  t.match(printed, { code: 0, out: new RegExp(`VM ${vm} .*runs on ${second}[\\s\\S]*Migrations:[\\s\\S]*moved`) });
});

t.test('a dry run decides and moves nothing; the plan is in the history', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk });
  const [first] = await site.startAll();
  const vms = [site.vm(0), site.vm(1)].map(formatIpv4).join(',');
  const dry = ['inject', '--policy', 'round-robin', '--migration-cost', '0', '--vms', vms, '--dry-run', '--wait'];
  const ended = await scoreToken(...dry, '--socket', site.controlSocket(0));
  t.match(ended, { code: 0, out: /migration cost 0, dry run; [\s\S]*No VM moved\.[\s\S]*Would move from this host/ });
  t.equal(site.placeOf(0), 0);
  const { entries } = await (await first!.control()).history({ kind: 'decision' });
  t.match(entries, [{ verdict: 'recommend', target: { host: formatIpv4(site.host(1)) } }]);
});

t.test('label: only where the VM runs, kept in its metadata, and it counts', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk });
  const [first, second] = await site.startAll();
  const vm = formatIpv4(site.vm(0));
  const elsewhere = { code: 'elsewhere', message: `${vm} runs on ${formatIpv4(site.host(0))}; label it there` };
  await t.rejects((await second!.control()).label(vm, { label: 'red' }), elsewhere);
  const unknown = { code: 'unknown-vm', message: /is named vm-9; Of a VM that runs elsewhere give the address$/ };
  await t.rejects((await first!.control()).label('vm-9', {}), unknown, 'no other VM is proposed for a change');
  const guessed = { code: 'unknown-vm', message: /is named vm-9; did you mean vm-0\? Of a VM/ };
  await t.rejects((await first!.control()).explain({ vm: 'vm-9' }), guessed);
  const set = await scoreToken(
    'label',
    'vm-0',
    '--never-move',
    'a licence',
    '--affinity',
    'web',
    '--socket',
    site.controlSocket(0),
  );
  t.match(set, { code: 0, out: /never moves {4}a licence\n {2}affinity {7}web\n/ });
  const marks = { neverMove: 'a licence', affinity: ['web'], label: 'yellow' } as const;
  t.match(await (await first!.control()).label('vm-0', { label: 'yellow' }), { metadata: marks, inForce: marks });
  const report = await runRound(first!, { vms: [site.vm(0)] });
  t.match(await report(), { migrations: [], stays: { 'never-move': 1 } });
  t.match((await (await first!.control()).history({ vm: 'vm-0' })).entries.at(-1), {
    ...{ verdict: 'stay', reason: 'never-move', detail: 'a licence' },
  });
  const now = await (await first!.control()).explain({ vm: 'vm-0' });
  t.same(now.held, { reason: 'never-move', detail: 'a licence' }, 'what holds it now');
  const taken = await (await first!.control()).label(vm, { neverMove: null, affinity: null, label: null });
  t.same(taken.metadata, {});
  t.equal((await (await first!.control()).explain({ vm })).held?.reason === 'never-move', false);
  t.match((await (await first!.control()).history({ vm })).entries.at(-1), { reason: 'never-move' }, 'as it was then');
  const nowhere = ['--allowed-hosts', `${formatIpv4(site.host(1))},192.0.2.0/24`, '--socket', site.controlSocket(0)];
  const warned = await scoreToken('label', 'vm-0', ...nowhere);
  t.match(warned, {
    code: 0,
    out: /\nwarning: no host of the cost map is in 192\.0\.2\.0\/24, so the VM may not move there\n$/,
  });
});

t.test('maintenance: a host drains, says which VMs stay and why, and serves again', async (t) => {
  const site = await TestSite.make(t, { vms: [2, 0, 0], talk, slots: [4, 4, 4] });
  const [first, second] = await site.startAll();
  const socket = site.controlSocket(0);
  await (await first!.control()).label('vm-1', { label: 'red' });
  const drained = await scoreToken('maintenance', 'on', '--drain', '--wait', '--timeout', '60', '--socket', socket);
  t.equal(drained.code, 5, drained.err);
  t.match(drained.out, /Still here:\n.*\n {2}\S+ {2}vm-1 {2}never-move {2}its label is red\n/);
  t.not(site.placeOf(0), 0, 'the other one has left');
  t.equal(site.placeOf(1), 0);
  const { standing } = await first!.status();
  t.equal(standing.maintenance, 'drains');
  first!.child.kill('SIGKILL');
  await first!.ended;
  const again = site.start(0);
  await site.untilReady(again, 0);
  t.equal((await again.status()).standing.maintenance, 'drains', 'it is not forgotten');
  t.match(await scoreToken('maintenance', 'off', '--socket', socket), { code: 0, out: /maintenance none/ });
  t.match((await (await again.control()).history({ kind: 'standing' })).entries.at(-1), {
    standing: { maintenance: 'none' },
  });
  t.equal((await second!.status()).standing.maintenance, 'none', 'it is an order to one host');
});

t.test('top: traffic, level and cost of what runs here', async (t) => {
  const site = await TestSite.make(t, {
    vms: [2, 1],
    talk: [
      [0, 1, 100_000],
      [0, 2, 50_000],
    ],
  });
  const [first] = await site.startAll();
  const before = await (await first!.control()).top();
  t.match(before, {
    cost: 0,
    unlocated: 1,
    vms: [{ vm: formatIpv4(site.vm(0)), level: 0, cost: 0, unlocated: 1 }, { cost: 0 }],
  });
  t.notOk(Object.hasOwn(before.vms[1]!, 'unlocated'), 'its only peer is here');
  const printed = await scoreToken('top', '--once', '--socket', site.controlSocket(0));
  t.match(printed.out, / {3}cost \? {3}VMs 2\nIt is not known where the peer of 1 pair is: a round asks/);
  t.match(printed.out, / vm-0 .* \? +\?\n.* vm-1 .* 0 +0\n/, 'what is not known is not said to be nothing');
  await (await first!.control()).label('vm-1', { label: 'red' });
  // Places of neighbours are learnt when VMs decide.
  const report = await runRound(first!, { vms: [site.vm(0)] });
  await report();
  const top = await (await first!.control()).top();
  const [one, two, three] = [0, 1, 2].map((vm) => formatIpv4(site.vm(vm))) as [string, string, string];
  const there = formatIpv4(site.host(1));
  t.match(top.vms[0], { vm: one, name: 'vm-0', level: 2 });
  t.match(top.vms[1], { vm: two, level: 0, cost: 0, held: 'never-move' });
  t.match(top.pairs, [
    { a: one, b: two, level: 0, cost: 0 },
    { a: one, b: three, host: there, level: 2 },
  ]);
  t.equal(top.pairs.length, 2, 'a pair of two local VMs is listed once');
  const [, pair] = top.pairs;
  // Tiers weigh 1 and 2, and Eq. 3.1 counts a pair from both ends.
  t.equal(pair!.cost, 2 * pair!.bytesPerSecond * 3);
  t.equal(top.cost, pair!.cost);
  t.notOk(Object.hasOwn(top, 'unlocated'));
});
