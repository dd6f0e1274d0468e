// What `--growth` makes of measurements: curves, exponents, RESULTS.md and its plots.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { type Measurement, samplesOf } from '../../tools/bench/benchmark.js';
import { curvesOf, exponentOf } from '../../tools/bench/growth/curves.js';
import { plotFile, plotSpec } from '../../tools/bench/growth/plot.js';
import { thesisOf } from '../../tools/bench/growth/thesis.js';
import { writeGrowth } from '../../tools/bench/growth/write.js';
import { shortFolder } from '../support/temporary.js';

const point = (curve: string, size: number, value: number): Measurement => ({
  name: `${curve}, ${size}`,
  unit: 'ms',
  value: samplesOf([value]),
  baseline: samplesOf([1]),
  baselineName: 'one request',
  targets: size === 10 ? [{ on: 'value', max: 5 }] : [],
  size,
  curve,
});
const { curve: _, size: __, ...single } = point('no curve', 1, 1);
const curve = 'decision, cold';
const measured = [point(curve, 1000, 80), point(curve, 10, 1), single, point('short', 1, 1), point(curve, 100, 9)];

t.test('points of one name are a curve, by size; one point is none', async (t) => {
  const curves = curvesOf(measured);
  t.same(
    curves.map(({ name, points }) => [name, points.map(({ size }) => size)]),
    [[curve, [10, 100, 1000]]],
  );
});

t.test('the exponent of a power law', async (t) => {
  const law = (exponent: number) => [10, 100, 1000].map((size) => ({ size, value: 3 * size ** exponent }));
  for (const exponent of [0, 1, 1.5]) t.ok(Math.abs(exponentOf(law(exponent))! - exponent) < 1e-9, `${exponent}`);
  t.equal(exponentOf([{ size: 1, value: 1 }]), undefined, 'one point rises nowhere');
  t.equal(exponentOf([...law(1), { size: 5, value: 0 }]), undefined, 'zero has no logarithm');
});

t.test('a plot has our curve, the baseline, and the thesis where it measured the same', async (t) => {
  const [ours] = curvesOf(measured);
  const series = (spec: unknown) => {
    const { values } = (spec as { data: { values: { series: string }[] } }).data;
    return [...new Set(values.map((value) => value.series))];
  };
  t.same(series(plotSpec(ours!, undefined)), ['S-CORE', 'one request']);
  t.same(series(plotSpec(ours!, thesisOf(ours!))), ['S-CORE', 'one request', 'thesis']);
  t.equal(thesisOf({ name: curve, unit: 'furlongs' }), undefined);
  t.equal(plotFile('flow table add, 1000 sources'), 'flow-table-add-1000-sources.svg');
});

t.test('RESULTS.md is written with its plots, and a later run of one benchmark keeps the others', async (t) => {
  const folder = path.join(shortFolder(t), 'results');
  const outcome = (name: string, measurements: Measurement[]) => ({ name, measurements, ms: 1 });
  await writeGrowth(folder, [
    outcome('decision', measured),
    outcome('policy', [point('next', 1, 1), point('next', 2, 1)]),
  ]);
  await writeGrowth(folder, [
    outcome('policy', [point('next', 1, 7), point('next', 2, 7)]),
    { ...outcome('decision', []), error: 'x' },
  ]);
  const text = readFileSync(path.join(folder, 'RESULTS.md'), 'utf8');
  t.match(text, '| decision, cold, 10 | 1 ms | 1 ms: one request | 1 | value <= 5 ms | yes |');
  t.match(text, '| 1000 | 80 ms | 1 ms | 30540 ms |', "the thesis's figure stands beside ours");
  t.match(text, '| 2 | 7 ms | 1 ms |', 'the later figure');
  t.notMatch(text, process.cwd());
  for (const file of readdirSync(path.join(folder, 'plots'))) {
    t.match(text, `(plots/${file})`);
    t.match(readFileSync(path.join(folder, 'plots', file), 'utf8'), /^<svg [^>]*>.*<path.*<\/svg>\n$/s);
  }
  const plot = readFileSync(path.join(folder, 'plots', 'decision-cold.svg'), 'utf8');
  for (const series of ['S-CORE', 'one request', 'thesis']) t.match(plot, `>${series}</text>`, 'the legend names it');
});
