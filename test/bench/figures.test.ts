// The pure parts of the benchmarks' harness: medians, figures as text, the table, the verdict, the summary.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { isMet, type Measurement, ratioOf, samplesOf } from '../../tools/bench/benchmark.js';
import { number, targetText, withSpread } from '../../tools/bench/figures.js';
import { writeSummary } from '../../tools/bench/summary.js';
import { tableLines, verdictLines } from '../../tools/bench/table.js';
import { shortFolder } from '../support/temporary.js';

const measurement = (changes: Partial<Measurement> = {}): Measurement => ({
  name: 'adding, 10 things',
  unit: 'us',
  value: samplesOf([3, 1, 2]),
  baseline: samplesOf([10, 8, 9, 11]),
  baselineName: 'nested Maps',
  targets: [{ on: 'ratio', max: 0.2 }],
  ...changes,
});

t.test('samples: the median, of an even number the middle of two, and the spread', async (t) => {
  t.same(samplesOf([3, 1, 2]), { median: 2, low: 1, high: 3, count: 3 });
  t.same(samplesOf([10, 8, 9, 11]), { median: 9.5, low: 8, high: 11, count: 4 });
  t.same(samplesOf([7]), { median: 7, low: 7, high: 7, count: 1 });
  t.same(samplesOf([10, 9, 100]).median, 10, 'numbers are not sorted as text');
});

t.test('a target bounds the value or the ratio, and all have to hold', async (t) => {
  t.equal(ratioOf(measurement()), 2 / 9.5);
  t.notOk(isMet(measurement()));
  t.ok(isMet(measurement({ targets: [{ on: 'ratio', max: 2 / 9.5 }] })), 'the bound itself is within');
  t.ok(isMet(measurement({ targets: [{ on: 'value', max: 2 }] })));
  const both = [
    { on: 'value', max: 2 },
    { on: 'ratio', max: 0.2 },
  ] as const;
  t.notOk(isMet(measurement({ targets: both })));
  t.ok(isMet(measurement({ targets: [] })));
});

t.test('figures as text', async (t) => {
  const texts = [0, 1, 0.12345, 12.345, 999, 1234.5, 123_456_789, 0.00001234].map(number);
  t.same(texts, ['0', '1', '0.123', '12.3', '999', '1235', '123456789', '1.23e-5']);
  t.equal(withSpread(samplesOf([1, 2.5, 3]), 'ms'), '2.5 ms (1 .. 3)');
  t.equal(withSpread(samplesOf([2.5]), 'ms'), '2.5 ms');
  t.equal(targetText([{ on: 'ratio', max: 0.2 }], 'us'), 'ratio <= 0.2');
  const two = [
    { on: 'ratio', max: 0.2 },
    { on: 'value', max: 100 },
  ] as const;
  t.equal(targetText(two, 'bytes/flow'), 'ratio <= 0.2 and value <= 100 bytes/flow');
});

t.test('the table shows every figure, its baseline and whether its target is met', async (t) => {
  const fine = measurement({ name: 'finding', targets: [{ on: 'value', max: 5 }] });
  t.same(tableLines([measurement(), fine, measurement({ name: 'growing', targets: [] })]), [
    'what               median (spread)  baseline                      ratio  target         met',
    'adding, 10 things  2 us (1 .. 3)    9.5 us (8 .. 11) nested Maps  0.211  ratio <= 0.2   NO',
    'finding            2 us (1 .. 3)    9.5 us (8 .. 11) nested Maps  0.211  value <= 5 us  yes',
    'growing            2 us (1 .. 3)    9.5 us (8 .. 11) nested Maps  0.211                 -',
  ]);
  t.notMatch(tableLines([measurement()], true).join('\n'), /NO|<=/, 'small sizes are not held to targets');
});

t.test('the verdict names what failed and what missed its target', async (t) => {
  const met = measurement({ targets: [{ on: 'value', max: 5 }] });
  const outcome = (...measurements: Measurement[]) => ({ name: 'adding', measurements, ms: 1 });
  t.same(verdictLines([outcome(met), outcome(met, measurement({ targets: [] }))], false), ['targets: all 2 met']);
  t.same(verdictLines([outcome(met, measurement())], false), [
    'targets: 1 of 2 not met:',
    '  adding, 10 things: 2 us (1 .. 3), ratio 0.211; wanted ratio <= 0.2',
  ]);
  const failed = { name: 'hop', measurements: [], ms: 1, error: 'failed: no socket' };
  t.same(verdictLines([failed], false), ['hop failed: no socket'], 'nothing measured is no success');
  t.match(verdictLines([outcome(measurement())], true).join(), /nothing about speed/);
});

t.test('summary.json is an array with the fields that programs look for', async (t) => {
  const out = path.join(shortFolder(t), 'made', 'too');
  const file = writeSummary(out, [measurement(), measurement({ targets: [] })], false);
  t.equal(file, path.join(out, 'summary.json'));
  const [first, second] = JSON.parse(readFileSync(file, 'utf8'));
  t.same(first, {
    ...{ name: 'adding, 10 things', value: 2, unit: 'us', baseline: 9.5, baselineName: 'nested Maps' },
    ...{ ratio: 2 / 9.5, target: 'ratio <= 0.2', met: false },
    ...{ spread: [1, 3], baselineSpread: [8, 11], runs: 3, quick: false },
  });
  t.equal(second.target, '');
  t.equal(second.met, true);
});
