// Amounts and tables as people read them.
import t from 'tap';
import { formatBytes, formatCost, formatDuration, safe, table } from '../../tools/score-token/table.js';

t.test('amounts', async (t) => {
  const costs = [0, 12, 12.34, -0.5, 999.4, 999.6, 1000, 2_500_000, -1.5e9, 1e30, Number.POSITIVE_INFINITY];
  const shown = ['0', '12', '12.3', '-0.500', '999', '1.00k', '1.00k', '2.50M', '-1.50G', '1.00e+12E', 'Infinity'];
  t.same(costs.map(formatCost), shown);
  t.same([0, 1023, 1536, 62_000_000, 2 ** 50].map(formatBytes), ['0 B', '1023 B', '1.5 KiB', '59 MiB', '1024 TiB']);
  const times = [0, 1250, 9999, 10_000, 61_000, 3_723_000, 86_400_000].map(formatDuration);
  t.same(times, ['0.0s', '1.3s', '10.0s', '10s', '1m 1s', '1h 2m 3s', '1d 0h 0m 0s']);
});

t.test('tables line up, and end without blanks', async (t) => {
  t.same(
    table(
      [
        ['A', 'NUMBER', ''],
        ['long', '1', ''],
        ['x', '200', 'y'],
      ],
      [1],
    ),
    ['A     NUMBER', 'long       1', 'x        200  y'],
  );
});

t.test('foreign text cannot steer the terminal', async (t) => {
  t.equal(safe('a\u001b[2Jb\nc\u202ed\u2028e '), 'a [2Jb c d e');
});
