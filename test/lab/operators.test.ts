// What the operators' run makes of its checks. The run itself is operators.lab.test.ts's.
import t from 'tap';
import { isOk, operatorLines, type StepSummary } from '../../tools/lab/operators/report.js';

const step: StepSummary = {
  name: 'pause',
  title: 'no round starts',
  ms: 1900,
  checks: [{ what: 'pause reaches all', seen: '4 hosts', ok: true }],
};
const failed = { ...step, checks: [...step.checks, { what: 'inject is refused', seen: 'a token', ok: false }] };
const brokenOff = { ...step, checks: [], error: 'no agent runs on hv1' };

t.test('a step holds when all its checks do, and there are some', async (t) => {
  t.ok(isOk(step));
  t.notOk(isOk(failed));
  t.notOk(isOk(brokenOff));
  t.notOk(isOk({ ...step, checks: [] }), 'a step that checks nothing');
});

t.test('what failed stands out', async (t) => {
  const ms = { up: 25_000, whole: 150_000 };
  const startedAt = '2026-11-21T00:00:00Z';
  const lines = operatorLines({ ok: false, startedAt, steps: [failed, brokenOff], leftBehind: ['process 7'], ms });
  t.same(lines, [
    '',
    'pause: no round starts (1.9 s)',
    '  ok     pause reaches all: 4 hosts',
    '  FAILED inject is refused: a token',
    '',
    'pause: no round starts (1.9 s)',
    '  BROKEN OFF: no agent runs on hv1',
    '',
    '1 of 2 checks hold; 2.5 min, 25.0 s of it to build the lab',
    'left behind: process 7',
  ]);
});
