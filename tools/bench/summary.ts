// summary.json: the figures for programs. An array of rows, and nothing around it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isMet, type Measurement, ratioOf } from './benchmark.js';
import { targetText } from './figures.js';

export interface SummaryRow {
  readonly name: string;
  /** Median, in `unit`. */
  readonly value: number;
  readonly unit: string;
  /** Median, in `unit`. */
  readonly baseline: number;
  readonly baselineName: string;
  readonly ratio: number;
  /** Such as `ratio <= 0.2`; empty for a figure that only shows growth, which is then met. */
  readonly target: string;
  readonly met: boolean;
  /** Lowest and highest of `runs`. */
  readonly spread: readonly [low: number, high: number];
  readonly baselineSpread: readonly [low: number, high: number];
  readonly runs: number;
  /** Measured with `--quick`: no figure to compare with any other. */
  readonly quick: boolean;
}

export function rowOf(measurement: Measurement, quick: boolean): SummaryRow {
  const { name, unit, value, baseline, baselineName, targets } = measurement;
  return {
    ...{ name, value: value.median, unit, baseline: baseline.median, baselineName, ratio: ratioOf(measurement) },
    ...{ target: targetText(targets, unit), met: isMet(measurement) },
    ...{ spread: [value.low, value.high], baselineSpread: [baseline.low, baseline.high], runs: value.count, quick },
  };
}

/** Writes `folder/summary.json` and returns its path. */
export function writeSummary(folder: string, measurements: readonly Measurement[], quick: boolean): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'summary.json');
  const rows = measurements.map((measurement) => rowOf(measurement, quick));
  writeFileSync(file, `${JSON.stringify(rows, undefined, 2)}\n`);
  return file;
}
