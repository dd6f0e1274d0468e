// The whole lab, as `npm run lab` runs it: four hypervisors, eight guests, one token round, and nothing left
// behind. Takes two to four minutes.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { SUMMARY_FILE } from '../../tools/lab/paths.js';
import type { Summary } from '../../tools/lab/summary.js';
import { labObstacle, runLab, traces } from './lab-program.js';

t.setTimeout(840_000);

const obstacle = await labObstacle();
if (obstacle !== undefined) t.plan(0, obstacle);
else {
  t.teardown(() => runLab('down'));

  const started = new Date().toISOString();
  const { code, stdout, stderr } = await runLab('run');
  t.equal(code, 0, `exit code\n${stdout}\n${stderr}`);
  t.same(traces(), [], 'nothing is left behind');
  const summary = JSON.parse(readFileSync(SUMMARY_FILE, 'utf8')) as Summary;
  t.ok(summary.startedAt > started, 'the summary is of this run');

  t.test('what the round achieved', async (t) => {
    t.same(summary.problems, []);
    t.equal(summary.ok, true);
    t.ok(summary.coreBytesPerSecondBefore > 800_000, `the core was busy: ${summary.coreBytesPerSecondBefore} B/s`);
    t.ok(summary.coreBytesPerSecondAfter < 0.5 * summary.coreBytesPerSecondBefore, 'the core got much emptier');
    t.ok(summary.finalCost < 0.5 * summary.initialCost, 'the cost fell by more than half');
    t.equal(summary.round.endReason.length > 0, true);
    t.same(summary.failures, []);
    t.same(summary.leftBehind, []);
  });

  t.test('every migration is accounted for', async (t) => {
    t.ok(summary.migrations.length >= 2, `${summary.migrations.length} migrations`);
    const placement = new Map(Object.entries(summary.placement.before));
    for (const { vm, from, to, reason, bytes, ms, gapMs, gain } of summary.migrations) {
      t.equal(placement.get(vm), from, `${vm} was where it left from`);
      placement.set(vm, to);
      t.match(reason, /\w/);
      t.not(reason, 'not reported', `${vm}: the agent gave its reason`);
      t.ok(gain > summary.migrationCost, `${vm}: gain ${gain} exceeds the migration cost`);
      t.ok(bytes > 10_000_000 && bytes < 1_000_000_000, `${vm}: ${bytes} bytes`);
      t.ok(ms > 100 && ms < 120_000, `${vm}: ${ms} ms`);
      t.ok(gapMs !== null && gapMs > 0 && gapMs < 10_000, `${vm}: gap ${gapMs} ms`);
    }
    t.same(Object.fromEntries(placement), summary.placement.after, 'the migrations lead to the final placement');
  });

  t.test('guests are whole', async (t) => {
    t.equal(summary.guests.length, 8);
    for (const { vm, bootIdKept, counterContinued } of summary.guests) {
      t.ok(bootIdKept && counterContinued, vm);
    }
  });

  t.test('flow tables agree with interface counters', async (t) => {
    t.ok(summary.flowTable.length >= 12, `${summary.flowTable.length} comparisons`);
    for (const { vm, host, direction, deviation, interfaceBytes } of summary.flowTable) {
      t.ok(deviation <= 0.05, `${vm} on ${host} ${direction}: ${deviation} of ${interfaceBytes} bytes`);
    }
  });
}
