// An operator's first weeks in the lab, as `npm run lab -- --operators` runs them. Takes some three minutes.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { isOk, type OperatorsSummary } from '../../tools/lab/operators/report.js';
import { STEPS } from '../../tools/lab/operators/steps.js';
import { OPERATORS_FILE } from '../../tools/lab/paths.js';
import { labObstacle, runLab, traces } from './lab-program.js';

t.setTimeout(840_000);

const obstacle = await labObstacle();
if (obstacle !== undefined) t.plan(0, obstacle);
else {
  t.teardown(() => runLab('down'));

  const started = new Date().toISOString();
  const { code, stdout, stderr } = await runLab('run', '--operators');
  t.comment(code === 0 ? stdout : `${stdout}\n${stderr}`);
  t.equal(code, 0, 'exit code');
  t.same(traces(), [], 'nothing is left behind');
  const summary = JSON.parse(readFileSync(OPERATORS_FILE, 'utf8')) as OperatorsSummary;
  t.ok(summary.startedAt > started, 'the summary is of this run');
  t.same(
    summary.steps.map(({ name }) => name),
    STEPS.map(({ name }) => name),
  );
  for (const step of summary.steps) {
    t.test(step.name, async (t) => {
      for (const { what, ok, seen } of step.checks) t.ok(ok, `${what}: ${seen}`);
      t.equal(step.error, undefined);
      t.ok(isOk(step));
    });
  }
}
