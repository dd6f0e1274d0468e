// A curve as a log-log plot: ours, the baseline of the same run, and the thesis's figures where it has some.
import type { Spec } from '../../sim/report/draw.js';
import type { Curve } from './curves.js';
import type { ThesisCurve } from './thesis.js';

const ours = 'S-CORE';
const thesis = 'thesis';
const shortest = 40;

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
  return {
    width: 420,
    height: 260,
    background: 'white',
    data: { values: rows },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'size', type: 'quantitative', scale: { type: 'log' }, title: 'size', axis: { format: '~s' } },
      y: { field: 'value', type: 'quantitative', scale: { type: 'log' }, title: curve.unit, axis: { format: '~g' } },
      color: { field: 'series', type: 'nominal', scale: colour, title: null, sort: series },
      strokeDash: { field: 'series', type: 'nominal', sort: series, legend: null },
    },
  };
}

function shorten(text: string): string {
  return text.length > shortest ? `${text.slice(0, shortest - 1)}…` : text;
}

/** File name of a curve's plot: `flow table add, 1000 sources` is `flow-table-add-1000-sources.svg`. */
export function plotFile(name: string): string {
  return `${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')}.svg`;
}
