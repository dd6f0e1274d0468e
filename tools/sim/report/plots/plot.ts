// What every plot is made of, and the parts of specifications that they share: sizes, fonts, axes. Each plot's own
// file says what it draws; figure.ts turns one into HTML.
import type { Spec } from '../draw.js';
import { colourOf, lookOf, markerOf } from '../series.js';
import { si } from '../text.js';

/** Each plot is drawn for a desk and for a phone, so that its text keeps its size; CSS shows one of the two. */
export interface Size {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  /** Entries of the legend side by side. */
  readonly columns: number;
}

export const sizes: readonly Size[] = [
  { name: 'wide', width: 536, height: 340, columns: 3 },
  { name: 'narrow', width: 340, height: 330, columns: 2 },
];

/** Numbers as text; the first column names the row. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Plot {
  /** For the page's anchors: letters and dashes. */
  readonly id: string;
  readonly title: string;
  /** How to read it: sentences. */
  readonly caption: string;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly table: Table;
  /** Over the whole width of the page on a desk. */
  readonly full?: boolean;
  spec(size: Size): Spec;
}

/** A section that has nothing to draw and says why. */
export interface Note {
  readonly id: string;
  readonly title: string;
  readonly note: string;
}

const ink = '#222222';
const grid = '#dddddd';

export const font = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

export const config = {
  background: 'white',
  font,
  axis: {
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titleColor: ink,
    labelColor: ink,
    gridColor: grid,
    domainColor: '#888888',
    tickColor: '#888888',
    labelOverlap: true,
    labelFlush: false,
  },
  legend: { labelFontSize: 12, labelColor: ink, labelLimit: 150 },
  view: { stroke: null },
  aria: false,
};

/** The frame of a Vega-Lite specification of exactly this size, labels included. */
export function framed({ width, height }: Pick<Size, 'width' | 'height'>, content: Spec): Spec {
  return { width, height, autosize: { type: 'fit', contains: 'padding' }, padding: 4, config, ...content };
}

/** `1.5T` of d3 becomes `1.5 T`, and a unit may follow; below 1 there are no prefixes, as in text.ts. */
export function siLabels(unit = ''): { labelExpr: string } {
  const text = "(abs(datum.value) < 1 ? format(datum.value, '.3~g') : format(datum.value, '.3~s'))";
  const spaced = `replace(${text}, /([a-zA-Z])$/, '\u{A0}$1')`;
  if (unit === '') return { labelExpr: spaced };
  return { labelExpr: `${spaced} + (test(/[a-zA-Z]$/, ${text}) ? '' : '\u{A0}') + '${unit}'` };
}

/** Powers of ten around all positive values as domain, and at most `most` of them as ticks. */
export function decades(values: readonly number[], most = 7): { domain: [number, number]; ticks: number[] } {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const value of values) {
    if (!(value > 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high === 0) return { domain: [1, 10], ticks: [1, 10] };
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
  const step = Math.ceil((last - first + 1) / most);
  const ticks: number[] = [];
  for (let exponent = first; exponent <= last; exponent += step) ticks.push(Number(`1e${exponent}`));
  return { domain: [Number(`1e${first}`), Number(`1e${last}`)], ticks };
}

/** Whole numbers from 0 to `last`, thinned to at most `most`, for an axis of rounds. */
export function wholeTicks(first: number, last: number, most = 9): number[] {
  const step = Math.max(1, Math.ceil((last - first) / most));
  const ticks: number[] = [];
  for (let tick = first; tick <= last; tick += step) ticks.push(tick);
  return ticks;
}

/** A point of a line. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly series: string;
}

/** The axes and series of a plot of lines. */
export interface Frame {
  readonly series: readonly string[];
  readonly columns: number;
  readonly x: Spec;
  readonly y: Spec;
}

/** A line for each series in its colour and dash; the last is drawn first, so that a reference covers nothing. */
export function lines(points: readonly Point[], { series, columns, x, y }: Frame): Spec[] {
  return series.toReversed().map((name) => ({
    data: { values: points.filter((point) => point.series === name) },
    mark: { type: 'line', strokeWidth: 2, strokeDash: lookOf(name).dash },
    encoding: { x, y, color: colourOf(series, columns) },
  }));
}

/** A hollow marker for each point, in the colour and shape of its series. */
export function markers(points: readonly Point[], { series, columns, x, y }: Frame): Spec {
  return {
    data: { values: points.toReversed() },
    mark: { type: 'point', filled: false, size: 55, strokeWidth: 2, fill: 'white', opacity: 1 },
    encoding: { x, y, color: colourOf(series, columns), shape: markerOf(series, columns) },
  };
}

/** A horizontal line over the whole width, in the look of its series. */
export function ruleAt(value: number, name: string, { series, columns, y }: Frame): Spec {
  return {
    data: { values: [{ y: value, series: name }] },
    mark: { type: 'rule', strokeWidth: 2, strokeDash: lookOf(name).dash },
    encoding: { y, color: colourOf(series, columns) },
  };
}

/** The largest of many values; the spread operator would run out of stack. */
export function largest(values: Iterable<number>): number {
  let high = 0;
  for (const value of values) high = Math.max(high, value);
  return high;
}

/** Cell of a table of numbers: a dash where there is none. */
export function cell(value: number | undefined, format: (value: number) => string = si): string {
  return value === undefined ? '–' : format(value);
}
