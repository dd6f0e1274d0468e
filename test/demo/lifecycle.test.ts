// How the demo ends: by Ctrl-C, interrupted, killed, or refused. Whatever happens, no agent may be left.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { until } from '../support/temporary.js';
import { leavesNothing, processesOf, startDemo } from './run-demo.js';

// Machines under load are slow; a file run by itself would get 30 s.
t.setTimeout(115_000);

t.test('Ctrl-C stops every agent, and leaves the logs', { timeout: 110_000 }, async (t) => {
  const demo = startDemo(t, '--hosts', '3', '--vms', '6', '--keep');
  await until('the data centre is up', () => demo.output().includes('stays up until Ctrl-C'), 90_000);
  t.not(processesOf(demo.out).length, 0);
  demo.child.kill('SIGINT');
  const [code] = await demo.ended;
  t.ok(code === 0 || code === 1, 'the exit code is that of the round');
  await leavesNothing(t, demo);
  t.ok(readFileSync(path.join(demo.out, 'host-3', 'agent.log'), 'utf8').includes('"message"'));
});

t.test('an interrupted demo ends with 130 and no summary', { timeout: 110_000 }, async (t) => {
  const demo = startDemo(t, '--hosts', '3', '--vms', '6');
  await until('the agents are being started', () => demo.output().includes('starting agents'), 60_000);
  demo.child.kill('SIGINT');
  t.same(await demo.ended, [130, null], demo.output());
  t.notOk(existsSync(path.join(demo.out, 'summary.json')));
  await leavesNothing(t, demo);
});

t.test('agents end by themselves when the demo was killed', { timeout: 110_000 }, async (t) => {
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
