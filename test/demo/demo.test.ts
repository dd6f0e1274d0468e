// `npm run demo` as a whole: real agents as processes, real UDP on loopback. Asserts on summary.json, whose numbers
// are computed once more here from its traffic and placement, and on what is left behind afterwards: nothing.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { communicationCost } from '../../agent/core/cost.js';
import type { Summary } from '../../tools/demo/summary.js';
import { ipv4 } from '../../topology/ipv4.js';
import { readCostMap } from '../../topology/load.js';
import { compiled } from '../support/paths.js';
import { shortFolder, type Teardown, until } from '../support/temporary.js';

type Checks = Pick<typeof t, 'same' | 'equal' | 'ok'>;

interface Demo {
  readonly child: ChildProcess;
  readonly out: string;
  /** Its own folder for sockets, so that leftovers are seen. */
  readonly temporary: string;
  output(): string;
  /** [exit code, signal] */
  readonly ended: Promise<[number | null, string | null]>;
}

function startDemo(test: Teardown, ...argv: string[]): Demo {
  const folder = shortFolder(test);
  const [out, temporary] = [path.join(folder, 'out'), path.join(folder, 'tmp')];
  mkdirSync(temporary);
  const child = spawn(process.execPath, [compiled('tools/demo/main.js'), '--out', out, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (data) => (text += data));
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  test.teardown(() => child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'));
  return { child, out, temporary, output: () => text, ended };
}

/** Processes whose command line names the folder; only where /proc shows them. */
function processesOf(folder: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  const commandLine = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return ''; // It has ended meanwhile.
    }
  };
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandLine(pid).includes(folder));
}

async function leavesNothing(test: Checks, demo: Demo) {
  await until('every agent has ended', () => processesOf(demo.out).length === 0, 15_000);
  test.same(processesOf(demo.out), [], 'no process is left');
}

async function checkNumbers(test: Checks, summary: Summary, out: string) {
  const map = await readCostMap(path.join(out, 'topology.yaml'));
  const pairs = summary.traffic.map(({ a, b, bytesPerSecond }) => ({ a: ipv4(a), b: ipv4(b), bytesPerSecond }));
  for (const [when, cost] of [
    ['before', summary.initialCost],
    ['after', summary.finalCost],
  ] as const) {
    const placement = new Map(Object.entries(summary.placement[when]).map(([vm, host]) => [ipv4(vm), ipv4(host)]));
    test.equal(
      communicationCost(pairs, (vm) => placement.get(vm), map),
      cost,
      `cost ${when}`,
    );
    const levels = new Array<number>(map.maxLevel + 1).fill(0);
    for (const { a, b, bytesPerSecond } of pairs)
      levels[map.level(placement.get(a)!, placement.get(b)!)!]! += bytesPerSecond;
    test.same(summary.trafficByLevel[when], levels, `traffic by level ${when}`);
  }
  const placement = { ...summary.placement.before };
  for (const { vm, from, to, gain, bytes, ms, reason, verified } of summary.migrations) {
    test.equal(placement[vm], from, `${vm} moves from where it is`);
    test.ok(gain > summary.migrationCost && bytes > 0 && ms > 0 && reason !== '' && verified, `${vm}: whole report`);
    placement[vm] = to;
  }
  test.same(placement, summary.placement.after, 'the migrations lead from the first placement to the last');
}

t.test('a round over 8 hosts and 64 VMs lowers the cost and loses nothing', { timeout: 240_000 }, async (t) => {
  const demo = startDemo(t);
  const [code] = await demo.ended;
  t.equal(code, 0, demo.output());
  const summary: Summary = JSON.parse(readFileSync(path.join(demo.out, 'summary.json'), 'utf8'));
  t.match(summary, { ok: true, problems: [], policy: 'distributed', seed: 1 });
  t.ok(summary.finalCost < 0.8 * summary.initialCost, `${summary.finalCost} after ${summary.initialCost}`);
  t.equal(Object.keys(summary.placement.after).length, 64);
  for (const { host, slots } of summary.hosts) {
    const held = Object.values(summary.placement.after).filter((where) => where === host).length;
    t.ok(held <= slots, `${host}: ${held} VMs in ${slots} slots`);
  }
  await checkNumbers(t, summary, demo.out);
  // What agents reckon from measured rates and what it really saved are two numbers, but not two worlds.
  const saved = summary.initialCost - summary.finalCost;
  t.ok(Math.abs(summary.reportedGain - saved) < 0.35 * saved, `${summary.reportedGain} reckoned, ${saved} saved`);
  t.match(demo.output(), /Migrations \(\d+\):/);
  t.match(demo.output(), /Communication cost/);
  await leavesNothing(t, demo);
  t.same(readdirSync(demo.temporary), [], 'no socket is left');
});

t.test('the other policies work too, and a site of four tiers', { timeout: 240_000 }, async (t) => {
  const demo = startDemo(t, '--policy', 'load-aware', '--hosts', '9', '--vms', '27', '--seed', '5');
  const [code] = await demo.ended;
  t.equal(code, 0, demo.output());
  const summary: Summary = JSON.parse(readFileSync(path.join(demo.out, 'summary.json'), 'utf8'));
  t.match(summary, { policy: 'load-aware', seed: 5 });
  t.equal(summary.trafficByLevel.levels.length, 5);
  await checkNumbers(t, summary, demo.out);
});

t.test('Ctrl-C stops every agent, and leaves the logs', { timeout: 120_000 }, async (t) => {
  const demo = startDemo(t, '--hosts', '3', '--vms', '6', '--keep');
  await until('the data centre is up', () => demo.output().includes('stays up until Ctrl-C'), 90_000);
  t.not(processesOf(demo.out).length, 0);
  demo.child.kill('SIGINT');
  const [code] = await demo.ended;
  t.ok(code === 0 || code === 1, 'the exit code is that of the round');
  await leavesNothing(t, demo);
  t.ok(readFileSync(path.join(demo.out, 'host-3', 'agent.log'), 'utf8').includes('"message"'));
});

t.test('an interrupted demo ends with 130 and no summary', { timeout: 120_000 }, async (t) => {
  const demo = startDemo(t, '--hosts', '3', '--vms', '6');
  await until('the agents are being started', () => demo.output().includes('starting agents'), 60_000);
  demo.child.kill('SIGINT');
  t.same(await demo.ended, [130, null], demo.output());
  t.notOk(existsSync(path.join(demo.out, 'summary.json')));
  await leavesNothing(t, demo);
});

t.test('agents end by themselves when the demo was killed', { timeout: 120_000 }, async (t) => {
  const demo = startDemo(t, '--hosts', '2', '--vms', '4', '--keep');
  await until('the data centre is up', () => demo.output().includes('stays up until Ctrl-C'), 90_000);
  demo.child.kill('SIGKILL');
  await demo.ended;
  await leavesNothing(t, demo);
});

t.test('wrong options end with 2 and the usage', async (t) => {
  const demo = startDemo(t, '--policy', 'global');
  t.same(await demo.ended, [2, null]);
  t.match(demo.output(), /--policy global: no such policy/);
  t.match(demo.output(), /--migration-cost COST/);
});
