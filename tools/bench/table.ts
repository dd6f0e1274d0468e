// What a person sees at the end: every figure beside its baseline and target, then what is not met. Pure.
import { table } from '../format.js';
import { isMet, type Measurement } from './benchmark.js';
import { metText, ratioText, targetText, withSpread } from './figures.js';
import type { Outcome } from './run.js';

/** With `quick` without targets: they are for whole sizes. */
export function tableLines(measurements: readonly Measurement[], quick = false): string[] {
  const head = ['what', 'median (spread)', 'baseline', 'ratio', 'target', 'met'];
  const shown = measurements.map((measurement) => (quick ? { ...measurement, targets: [] } : measurement));
  return table([head, ...shown.map(rowOf)], [3]);
}

function rowOf(measurement: Measurement): string[] {
  const { name, unit, value, baseline, baselineName, targets } = measurement;
  return [
    name,
    withSpread(value, unit),
    `${withSpread(baseline, unit)} ${baselineName}`,
    ratioText(measurement),
    targetText(targets, unit),
    metText(measurement),
  ];
}

/** What failed and what missed its target, each named; or that all is well. */
export function verdictLines(outcomes: readonly Outcome[], quick: boolean): string[] {
  const failed = outcomes.filter(({ error }) => error !== undefined);
  const lines = failed.map(({ name, error }) => `${name} ${error}`);
  if (quick) return [...lines, 'quick: these figures say that the benchmarks run, and nothing about speed'];
  const figures = outcomes.flatMap(({ measurements }) => measurements).filter(({ targets }) => targets.length > 0);
  const missed = figures.filter((measurement) => !isMet(measurement));
  if (figures.length === 0) return lines;
  if (missed.length === 0) return [...lines, `targets: all ${figures.length} met`];
  lines.push(`targets: ${missed.length} of ${figures.length} not met:`);
  for (const { name, unit, targets, ...measured } of missed) {
    const measuredText = `${withSpread(measured.value, unit)}, ratio ${ratioText({ name, unit, targets, ...measured })}`;
    lines.push(`  ${name}: ${measuredText}; wanted ${targetText(targets, unit)}`);
  }
  return lines;
}
