// RESULTS.md out of what was measured. Pure text; the plots are files beside it.
import type { Measurement } from '../benchmark.js';
import { metText, number, ratioText, targetText, withSpread } from '../figures.js';
import { type Curve, curvesOf, exponentOf } from './curves.js';
import { type Machine, machineText } from './machine.js';
import { plotFile } from './plot.js';
import { type ThesisCurve, thesisOf } from './thesis.js';

/** One benchmark's figures and the machine that gave them. */
export interface Measured {
  readonly name: string;
  readonly machine: Machine;
  readonly measurements: readonly Measurement[];
}

export function resultsText(all: readonly Measured[]): string {
  const machines = [...new Set(all.map(({ machine }) => machineText(machine)))];
  const sections = all.flatMap(({ measurements }) => curvesOf(measurements).flatMap(curveSection));
  return [
    '# Benchmark results',
    '',
    'Written by `npm run bench -- --growth`; do not edit. Every figure is the median of several runs, with the lowest and',
    'the highest. A baseline was measured in the same run as the figure beside it, because machines differ.',
    '',
    ...machines.map((machine) => `Machine: ${machine}.`),
    '',
    '## Figures and targets',
    '',
    ...figureTable(all.flatMap(({ measurements }) => measurements).filter(({ targets }) => targets.length > 0)),
    '',
    '## How it grows',
    '',
    'The exponent k says that the figure grows as size^k over the sizes shown: 0 is constant, 1 is linear.',
    '',
    ...sections,
  ].join('\n');
}

function figureTable(measurements: readonly Measurement[]): string[] {
  return markdownTable(
    ['what', 'median (spread)', 'baseline', 'ratio', 'target', 'met'],
    measurements.map((measurement) => {
      const { name, unit, value, baseline, baselineName, targets } = measurement;
      const besides = `${withSpread(baseline, unit)}: ${baselineName}`;
      const judged = [ratioText(measurement), targetText(targets, unit), metText(measurement)];
      return [name, withSpread(value, unit), besides, ...judged];
    }),
  );
}

function curveSection(curve: Curve): string[] {
  const thesis = thesisOf(curve);
  const { name, unit, points, baselineName } = curve;
  const rows = sizesOf(curve, thesis).map((size) => {
    const point = points.find((each) => each.size === size);
    const theirs = thesis?.points.find((each) => each.size === size);
    const cells = [
      String(size),
      point ? withSpread(point.value, unit) : '',
      point ? withSpread(point.baseline, unit) : '',
    ];
    return thesis ? [...cells, theirs ? `${number(theirs.value)} ${unit}` : ''] : cells;
  });
  const exponent = exponentOf(points.map(({ size, value }) => ({ size, value: value.median })));
  const baseline = exponentOf(points.map((point) => ({ size: point.size, value: point.baseline.median })));
  return [
    `### ${name}`,
    '',
    `![${name} against its size](plots/${plotFile(name)})`,
    '',
    ...markdownTable(['size', 'S-CORE', baselineName, ...(thesis ? ['thesis'] : [])], rows),
    '',
    `k = ${exponentText(exponent)}; the baseline's k = ${exponentText(baseline)}.`,
    '',
  ];
}

function sizesOf(curve: Curve, thesis: ThesisCurve | undefined): number[] {
  const sizes = [...curve.points, ...(thesis?.points ?? [])].map(({ size }) => size);
  return [...new Set(sizes)].sort((a, b) => a - b);
}

function exponentText(exponent: number | undefined): string {
  return exponent === undefined ? 'not defined' : exponent.toFixed(2);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
