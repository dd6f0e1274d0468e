// What each migration saved, from the greatest to the smallest.
import type { PolicyResult, ReportInput } from '../input.js';
import { thresholdName } from '../series.js';
import { counted, percent, si } from '../text.js';
import * as plot from './plot.js';

const unit = 'bytes/s × weight';
/** Rows of the table, as shares of the way from the greatest gain to the smallest. */
const quantiles = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1];

export function gainsPlot({ runs }: ReportInput): plot.Plot | plot.Note {
  const [id, title] = ['gains', 'Gain per migration'];
  const moving = runs.filter(({ gains }) => gains.length > 0);
  if (moving.length === 0) return { id, title, note: 'No VM moved: there is no gain to show.' };
  const threshold = moving[0]!.summary.migrationCost;
  return {
    id,
    title,
    caption:
      'All migrations of a run, sorted: a curve begins with the greatest gain (left side of Eq. 3.2) and ends at the ' +
      'number of migrations. The steeper it falls, the more a few migrations have done.' +
      (threshold > 0 ? ' No migration is below the dashed line, the migration cost c_m.' : ''),
    label: `Line plot of sorted gains. ${moving.map(inWords).join(' ')}`,
    table: tableOf(moving),
    spec: (size) => specOf(moving, threshold, size),
  };
}

function inWords({ summary, gains }: PolicyResult): string {
  const [greatest, smallest] = [gains[0]!.gain, gains.at(-1)!.gain];
  return `${summary.policy}: ${counted(summary.migrations, 'migration')}, gains from ${si(greatest)} to ${si(smallest)}.`;
}

function specOf(runs: readonly PolicyResult[], threshold: number, size: plot.Size) {
  // A logarithmic axis has no zero; a run's own rule keeps gains above c_m >= 0.
  const values = runs.flatMap(({ summary, gains }) =>
    gains.filter(({ gain }) => gain > 0).map(({ rank, gain }) => ({ x: rank, y: gain, series: summary.policy })),
  );
  const series: string[] = runs.map(({ summary }) => summary.policy);
  const shown = threshold > 0;
  if (shown) series.push(thresholdName);
  const { domain, ticks } = plot.decades([...values.map(({ y }) => y), threshold]);
  const right = Math.max(2, plot.largest(values.map(({ x }) => x)));
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { domain: [0, right], nice: true },
    axis: { title: 'migrations, greatest gain first', tickCount: 5, grid: false, ...plot.siLabels() },
  };
  const y = {
    field: 'y',
    type: 'quantitative',
    scale: { type: 'log', domain, nice: false },
    axis: { title: `gain (${unit})`, values: ticks, ...plot.siLabels() },
  };
  const frame = { series, columns: size.columns, x, y };
  const rules = shown ? [plot.ruleAt(threshold, thresholdName, frame)] : [];
  return plot.framed(size, {
    layer: [...plot.lines(values, frame), ...rules, plot.markers(values.filter(isMarked(runs)), frame)],
  });
}

/** Markers at the ends and quarters of the way tell curves apart, and make a single migration visible. */
function isMarked(runs: readonly PolicyResult[]) {
  const marked = new Map(
    runs.map(({ summary, gains }) => {
      const last = gains.length - 1;
      return [
        summary.policy as string,
        new Set([0, 0.25, 0.5, 0.75, 1].map((at) => gains[Math.round(at * last)]!.rank)),
      ];
    }),
  );
  return ({ series, x }: { series: string; x: number }) => marked.get(series)?.has(x) ?? false;
}

function tableOf(runs: readonly PolicyResult[]): plot.Table {
  const rows = quantiles.map((share) => [
    share === 0 ? 'greatest' : share === 1 ? 'smallest' : `greatest ${percent(share)}`,
    ...runs.map(({ gains }) => si(gains[Math.round(share * (gains.length - 1))]!.gain)),
  ]);
  return {
    caption: `Gain (${unit}) that so many of the migrations reach at least`,
    columns: ['migrations', ...runs.map(({ summary }) => summary.policy)],
    rows,
  };
}
