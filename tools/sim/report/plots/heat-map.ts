// Rack-to-rack traffic, before and after each policy, in one logarithmic scale of colours (thesis figs. 5.1, 5.4).
// Vega's own language, because Vega-Lite would draw every cell as an element of its own.
import type { Spec } from '../draw.js';
import type { ReportInput } from '../input.js';
import { binName, type Picture, type Racks } from '../racks.js';
import { counted, percent, rate, si } from '../text.js';
import * as plot from './plot.js';

/** Light to dark in even steps of lightness (inferno, reversed), legible in grey and to the colour-blind. */
const ramp = ['#f6d746', '#fca50a', '#f3771a', '#dd513a', '#bb3754', '#932667', '#6a176e', '#420a68', '#160b39'];
const side = 272;
/** With room for labels of twice the size, which a phone gets. */
const margins = { left: 58, top: 20, right: 26, bottom: 38 };
const tableRows = 12;
/** Half powers of ten from the lowest step to the highest: the colours reach down to 1/10,000 of the heaviest cells. */
const halfDecades = 8;

/** One step of the scale: rates from `from` up to the next step's. */
export interface Step {
  readonly from: number;
  readonly colour: string;
}

export interface Panel {
  readonly title: string;
  /** What the picture adds up to, in words. */
  readonly sum: string;
  readonly label: string;
  readonly spec: Spec;
}

export interface HeatMap {
  readonly caption: string;
  readonly panels: readonly Panel[];
  readonly steps: readonly Step[];
  readonly table: plot.Table;
}

/** The panels, or why there are none. */
export function heatMap(input: ReportInput): HeatMap | plot.Note {
  const { racks } = input.centre;
  const [id, title] = ['heat-map', 'Rack-to-rack traffic'];
  if (racks.names.length < 2)
    return { id, title, note: 'The cost map has one rack: there is no traffic between racks.' };
  const views = viewsOf(input);
  const steps = colourSteps(views.map(({ picture }) => picture));
  if (steps.length === 0) return { id, title, note: 'No traffic leaves its host: every cell would be empty.' };
  const rows = racks.perBin === 1 ? 'one rack' : `${racks.perBin} racks of the ${racks.names.length}`;
  const before = betweenRacks(input.before);
  return {
    caption:
      `Each row and column is ${rows}, numbered in the order of the cost map; a cell's colour is the traffic between the two, ` +
      'both directions added, on the diagonal that between hosts within. ' +
      `${blankCells(views, steps)}, and traffic within one host is in no cell. All pictures have the same colours. Thesis figs. 5.1 and 5.4.`,
    panels: views.map(({ name, picture }) => ({
      title: name,
      sum: sumOf(betweenRacks(picture), picture === input.before ? undefined : before),
      label: `Heat map of rack-to-rack traffic, ${name}: ${inWords(picture, racks)}`,
      spec: specOf(picture.cells, racks, steps),
    })),
    steps,
    table: tableOf(views, racks),
  };
}

interface View {
  readonly name: string;
  readonly picture: Picture;
}

function viewsOf({ before, runs }: ReportInput): View[] {
  return [
    { name: 'before', picture: before },
    ...runs.map(({ summary, after }) => ({ name: `after ${summary.policy}`, picture: after })),
  ];
}

/** Bytes per second that leave their rack; a row of the picture may hold several racks, a level does not. */
function betweenRacks({ levels }: Picture): number {
  return levels.slice(2).reduce((sum, each) => sum + each, 0);
}

function sumOf(between: number, before: number | undefined): string {
  const share = before !== undefined && before > 0 ? ` (${percent(between / before)} of before)` : '';
  return `between racks: ${rate(between)}${share}`;
}

/** What it means that a cell is blank. */
function blankCells(views: readonly View[], steps: readonly Step[]): string {
  const { from } = steps[0]!;
  const hidden = views.some(({ picture }) => picture.cells.some((value) => value > 0 && value < from));
  return hidden
    ? `Blank cells exchange less than ${short(from, 'B/s')}, about 1/10,000 of the heaviest cell`
    : 'Blank cells exchange nothing';
}

/** Traffic between different rows, and within the racks of one row, bytes per second. */
function sums({ cells }: Picture, bins: number): { between: number; within: number; filled: number } {
  let [between, within, filled] = [0, 0, 0];
  for (let row = 0; row < bins; row++) {
    for (let column = 0; column <= row; column++) {
      const value = cells[row * bins + column]!;
      if (value > 0) filled += row === column ? 1 : 2;
      if (row === column) within += value;
      else between += value;
    }
  }
  return { between, within, filled };
}

function inWords(picture: Picture, { bins }: Racks): string {
  const { between, within, filled } = sums(picture, bins);
  const cells = `${counted(filled, 'cell')} of ${counted(bins * bins, 'cell')} with traffic`;
  return `${cells}, ${rate(between)} between and ${rate(within)} within.`;
}

/** Half powers of ten that cover the cells down to about 1/10,000 of the heaviest: at most nine, a colour for each. */
export function colourSteps(pictures: readonly Picture[]): Step[] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { cells } of pictures) {
    for (const value of cells) {
      if (value > 0) low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (high === 0) return [];
  const top = edgeBelow(high);
  const bottom = Math.max(edgeBelow(low), top - halfDecades);
  const steps = top - bottom + 1;
  return Array.from({ length: steps }, (_, index) => {
    // The highest step has always the darkest colour.
    return {
      from: edgeAt(bottom + index),
      colour: ramp[ramp.length - 1 - Math.round(((steps - 1 - index) * (ramp.length - 1)) / Math.max(1, steps - 1))]!,
    };
  });
}

/** The edges between colours: 1, 3, 10, 30, ... by number, 0 = 1. */
function edgeAt(number: number): number {
  return Number(`${number % 2 === 0 ? 1 : 3}e${Math.floor(number / 2)}`);
}

/** Number of the highest edge that is not above a positive value. */
function edgeBelow(value: number): number {
  const near = Math.floor(2 * Math.log10(value)) + 1;
  return [near, near - 1].find((number) => edgeAt(number) <= value) ?? near - 2;
}

/** Index of the step of a rate, -1 for what is below all. */
function stepOf(value: number, steps: readonly Step[]): number {
  return steps.findLastIndex(({ from }) => value >= from);
}

/** For each step one path of all its cells, runs of a row joined. */
function cellPaths(cells: Float64Array, bins: number, steps: readonly Step[]): string[] {
  const paths = steps.map(() => '');
  const cellSide = side / bins;
  const at = (index: number) => Number((index * cellSide).toFixed(2));
  for (let row = 0; row < bins; row++) {
    for (let column = 0; column < bins; ) {
      const step = stepOf(cells[row * bins + column]!, steps);
      let end = column + 1;
      if (step >= 0) {
        while (end < bins && stepOf(cells[row * bins + end]!, steps) === step) end++;
        paths[step] += `M${at(column)},${at(row)}H${at(end)}V${at(row + 1)}H${at(column)}Z`;
      }
      column = end;
    }
  }
  return paths;
}

function specOf(cells: Float64Array, racks: Racks, steps: readonly Step[]): Spec {
  const paths = cellPaths(cells, racks.bins, steps).map((path, index) => ({ path, colour: steps[index]!.colour }));
  const racksShown = racks.bins * racks.perBin;
  const axis = {
    values: [1, ...plot.wholeTicks(0, racks.names.length, 4).slice(1)],
    format: 'd',
    labelFontSize: 12,
    labelPadding: 5,
    domain: false,
    aria: false,
  };
  return {
    width: side,
    height: side,
    padding: margins,
    autosize: 'none',
    background: 'white',
    config: {
      group: { stroke: '#888888' },
      style: { 'guide-label': { font: plot.font } },
    },
    data: [{ name: 'steps', values: paths.filter(({ path }) => path !== '') }],
    // Rack n occupies n-1..n; its label stands in the middle.
    scales: [
      { name: 'x', domain: [0.5, racksShown + 0.5], range: [0, side], zero: false, nice: false },
      { name: 'y', domain: [0.5, racksShown + 0.5], range: [0, side], zero: false, nice: false },
    ],
    axes: [
      { ...axis, scale: 'x', orient: 'bottom' },
      { ...axis, scale: 'y', orient: 'left' },
    ],
    marks: [
      {
        type: 'path',
        from: { data: 'steps' },
        aria: false,
        // The thin outline closes the seams that smoothing leaves between neighbouring cells.
        encode: {
          enter: {
            path: { field: 'path' },
            fill: { field: 'colour' },
            stroke: { field: 'colour' },
            strokeWidth: { value: 0.3 },
          },
        },
      },
    ],
  };
}

function tableOf(views: readonly View[], racks: Racks): plot.Table {
  const { bins } = racks;
  const before = views[0]!.picture.cells;
  const pairs: number[] = [];
  for (let row = 0; row < bins; row++) {
    for (let column = row; column < bins; column++) {
      if (before[row * bins + column]! > 0) pairs.push(row * bins + column);
    }
  }
  const heaviest = pairs.sort((a, b) => before[b]! - before[a]! || a - b).slice(0, tableRows);
  const total = views.map(({ picture }) => sums(picture, bins));
  return {
    caption: `Bytes per second, and the ${heaviest.length} heaviest of the beginning`,
    columns: ['racks', ...views.map(({ name }) => name)],
    rows: [
      ['between racks', ...views.map(({ picture }) => rate(betweenRacks(picture)))],
      ...(racks.perBin > 1 ? [['between rows', ...total.map(({ between }) => rate(between))]] : []),
      ['within rows, between hosts', ...total.map(({ within }) => rate(within))],
      ...heaviest.map((pair) => {
        const [row, column] = [binName(racks, Math.floor(pair / bins)), binName(racks, pair % bins)];
        const name = row === column ? `within ${row}` : `${row} and ${column}`;
        return [name, ...views.map(({ picture }) => rate(picture.cells[pair]!))];
      }),
    ],
  };
}

/** An edge without decimals, for the key: `300 k`. */
export function short(edge: number, unit = ''): string {
  return si(edge, unit).replace(/\.0+(?=\D)/, '');
}
