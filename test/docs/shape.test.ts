// When documented and printed output agree, and when not.
import t from 'tap';
import { mismatch } from './shape.js';

t.test('numbers, times and identifiers may differ, and the width of columns', async (t) => {
  const at = (time: string, rate: string, id: string) => [
    `${time}  10.1.0.5  ${rate} of 8 VMs`,
    `token ${id} injected`,
  ];
  const documented = at('2026-01-01T00:00:00.000Z', '582 KiB/s', '5d1c7a90b3e86f24');
  t.equal(mismatch(documented, at('2027-02-03T04:05:06.789Z', '1.2 MiB/s', 'ffffffffffffffff')), undefined);
  t.equal(mismatch(['up 2d 1h 7m 3s'], ['up    0.3s']), undefined);
  t.equal(mismatch(['saves -240k'], ['saves 1.2M']), undefined);
});

t.test('words, names and addresses may not', async (t) => {
  t.match(mismatch(['10.1.0.5 stays'], ['10.1.0.6 stays']), /documented: 10\.1\.0\.5.*\nprinted: +10\.1\.0\.6/);
  t.ok(mismatch(['stay [eq-3.2]'], ['stay [drain]']));
  t.ok(mismatch(['vm shop1'], ['vm shop2']));
  t.ok(mismatch(['ok'], ['ok', 'WARNING']), 'nor may there be more lines');
  t.ok(mismatch(['ok', 'more'], ['ok']), 'or fewer');
  t.equal(mismatch([], ['anything']), undefined, 'a document need not show it');
});

t.test('lines that are left out, and rows in any order', async (t) => {
  t.equal(mismatch(['a', '...', 'z'], ['a', 'b', 'c', 'z']), undefined);
  t.equal(mismatch(['...', 'z'], ['z']), undefined);
  t.ok(mismatch(['a', '...', 'z'], ['a', 'b', 'c']));
  t.ok(mismatch(['...', 'b'], ['a', 'b', 'c']), 'nothing is left out behind b');
  const rows = ['VM', '10.1.0.5 a', '10.1.0.6 b', '10.1.0.7 c'];
  t.equal(mismatch(['VM', '10.1.0.7 c', '10.1.0.5 a', '10.1.0.6 b'], rows), undefined);
  t.ok(mismatch(['VM', '10.1.0.7 c', '10.1.0.5 a'], rows), 'but all of them');
  t.equal(mismatch(['VM', '...', '10.1.0.7 c'], rows), undefined);
  t.ok(mismatch(['VM', '...', '10.1.0.8 c'], rows));
});
