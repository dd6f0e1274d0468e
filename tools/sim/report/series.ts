// How each policy looks, the same in every plot: a colour of Okabe and Ito's palette (or darker, for contrast 3:1 on
// white), a marker and a dash, so that nobody has to tell series apart by colour alone.
import type { SimulatedPolicy } from '../results.js';

export interface Look {
  readonly colour: string;
  readonly marker: string;
  readonly dash: readonly number[];
}

const policies: Readonly<Record<SimulatedPolicy, Look>> = {
  'round-robin': { colour: '#d55e00', marker: 'square', dash: [7, 3] },
  distributed: { colour: '#0072b2', marker: 'circle', dash: [1, 0] },
  'load-aware': { colour: '#008f68', marker: 'triangle-up', dash: [2, 3] },
  global: { colour: '#222222', marker: 'diamond', dash: [8, 3, 2, 3] },
};

export const bestKnownName = 'best known';
export const beforeName = 'before';
export const initialName = 'initial cost';
export const thresholdName = 'c_m';

const others: Readonly<Record<string, Look>> = {
  [bestKnownName]: { colour: '#a0307a', marker: 'stroke', dash: [4, 2] },
  [beforeName]: { colour: '#8a8a8a', marker: 'square', dash: [1, 0] },
  [initialName]: { colour: '#767676', marker: 'stroke', dash: [2, 2] },
  [thresholdName]: { colour: '#767676', marker: 'stroke', dash: [2, 2] },
};

export function lookOf(series: string): Look {
  const look = policies[series as SimulatedPolicy] ?? others[series];
  if (look === undefined) throw new RangeError(`no look for the series ${series}`);
  return look;
}

const legend = { orient: 'top', title: null, symbolSize: 90, symbolStrokeWidth: 2, columnPadding: 14, rowPadding: 4 };

/** Colour encoding of the field `series`, with a legend of `columns` columns. */
export function colourOf(series: readonly string[], columns: number) {
  const range = series.map((name) => lookOf(name).colour);
  return { field: 'series', type: 'nominal', scale: { domain: series, range }, legend: { ...legend, columns } };
}

/** Marker encoding, with the same legend so that Vega-Lite merges the two. */
export function markerOf(series: readonly string[], columns: number) {
  const range = series.map((name) => lookOf(name).marker);
  return { field: 'series', type: 'nominal', scale: { domain: series, range }, legend: { ...legend, columns } };
}
