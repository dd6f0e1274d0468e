// A curve as a log-log plot: ours, the baseline of the same run, and the thesis's figures where it has some.
import type { Spec } from '../../sim/report/draw.js';
import { decades } from '../../sim/report/plots/plot.js';
import type { Curve } from './curves.js';
import type { ThesisCurve } from './thesis.js';

const ours = 'S-CORE';
const thesis = 'thesis';
const longestName = 60;

interface Row {
  readonly size: number;
  readonly value: number;
  readonly series: string;
}

/** The Vega-Lite specification of one curve. */
export function plotSpec(curve: Curve, beside: ThesisCurve | undefined): Spec {
  const baseline = shorten(curve.baselineName);
  const rows: Row[] = [
    ...curve.points.map(({ size, value }) => ({ size, value: value.median, series: ours })),
    ...curve.points.map((point) => ({ size: point.size, value: point.baseline.median, series: baseline })),
    ...(beside?.points ?? []).map((point) => ({ ...point, series: thesis })),
  ].filter(({ value }) => value > 0); // A logarithm has no zero.
  const series = [ours, baseline, ...(beside ? [thesis] : [])];
  const colour = { domain: series, range: ['#0b6e99', '#a0a0a0', '#c2410c'].slice(0, series.length) };
  const sizes = decades(rows.map(({ size }) => size));
  const values = decades(rows.map(({ value }) => value));
  return {
    width: 420,
    height: 260,
    background: 'white',
    data: { values: rows },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'size', type: 'quantitative', title: 'size', ...logarithmic(sizes, '~s') },
      y: { field: 'value', type: 'quantitative', title: curve.unit, ...logarithmic(values, '~g') },
      color: {
        field: 'series',
        type: 'nominal',
        scale: colour,
        title: null,
        legend: { orient: 'bottom', labelLimit: 300 },
      },
    },
  };
}

function logarithmic({ domain, ticks }: ReturnType<typeof decades>, format: string): Spec {
  return { scale: { type: 'log', domain }, axis: { values: ticks, format } };
}

function shorten(text: string): string {
  return text.length > longestName ? `${text.slice(0, longestName - 1)}…` : text;
}

/** File name of a curve's plot: `flow table add, 1000 sources` is `flow-table-add-1000-sources.svg`. */
export function plotFile(name: string): string {
  return `${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')}.svg`;
}
