// The Promela model of hand-over and regeneration, verified by spin: no error in any configuration, and an error
// in each broken protocol. Named a lab test because it wants the machine for itself; it needs no root.
import t from 'tap';
import { breaks, configurations } from './configurations.js';
import { readReport, spinObstacle, verify } from './spin.js';

/** Verifications at once. */
const JOBS = 2;

t.setTimeout(900_000);

t.test('a report without a result is refused, and an interrupted one is not exhaustive', async (t) => {
  t.throws(() => readReport('Segmentation fault'));
  t.match(readReport('', true), { exhaustive: false, states: 0 });
  const cut =
    'error: max search depth too small\nState-vector 1 byte, depth reached 9, errors: 0\n 1e+06 states, stored\n';
  t.match(readReport(`${cut} 5.5\ttotal actual memory usage\n`), {
    exhaustive: false,
    states: 1e6,
    depth: 9,
    memoryMiB: 5.5,
  });
});

const obstacle = spinObstacle();
if (obstacle !== undefined) {
  t.test('the model', async (t) => t.plan(0, obstacle));
} else {
  t.jobs = JOBS;
  for (const { name, flags, claim } of configurations) {
    t.test(name, { buffered: true }, async (t) => {
      const { error, exhaustive, states, depth, memoryMiB, report } = await verify(t, flags, claim);
      t.equal(error, undefined, `${states} states, depth ${depth}, ${memoryMiB} MiB`);
      t.ok(exhaustive, 'every reachable state was visited', { report });
      t.ok(states > 1000, 'the faults made a difference');
    });
  }
  for (const { name, flags, claim, error } of breaks) {
    t.test(`broken: ${name}`, { buffered: true }, async (t) => {
      t.match((await verify(t, flags, claim)).error, error);
    });
  }
}
