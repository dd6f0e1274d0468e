// How many VMs moved in each round.
import { churnInWords, hasChurn, type PolicyResult, type ReportInput } from '../input.js';
import { count } from '../text.js';
import * as plot from './plot.js';

export function migrationsPlot(input: ReportInput): plot.Plot | plot.Note {
  const { runs } = input;
  const [id, title] = ['migrations', 'Migrations per round'];
  if (runs.every(({ summary }) => summary.migrations === 0)) {
    return { id, title, note: 'No VM moved: there is nothing to count.' };
  }
  return {
    id,
    title,
    caption:
      `${expectation(input)} The axis is logarithmic above 1, so that the last few migrations can be seen beside the ` +
      'first thousands.',
    label: `Line plot of migrations per round. ${runs.map(inWords).join(' ')}`,
    table: tableOf(runs),
    spec: (size) => specOf(runs, size),
  };
}

/** What a good run looks like. New traffic is a reason to move again, so that churn never lets a run come to rest. */
function expectation(input: ReportInput): string {
  if (hasChurn(input)) return `VMs go on moving to follow the traffic: ${churnInWords(input)}.`;
  const isStill = input.runs.every(({ summary }) => (summary.iterations.at(-1)?.migrations ?? 0) === 0);
  return isStill
    ? 'A good allocation is found early and then kept: the curves fall to zero.'
    : 'A good allocation is found early and then kept. A curve that does not end at zero was stopped by the limit of rounds.';
}

function inWords({ summary }: PolicyResult): string {
  return `${summary.policy}: ${summary.iterations.map(({ migrations }) => count(migrations)).join(', ')}.`;
}

function specOf(runs: readonly PolicyResult[], size: plot.Size) {
  const series = runs.map(({ summary }) => summary.policy);
  const values = runs.flatMap(({ summary }) =>
    summary.iterations.map(({ iteration, migrations }) => ({ x: iteration, y: migrations, series: summary.policy })),
  );
  const top = plot.largest(values.map(({ y }) => y));
  const last = Math.max(2, plot.largest(values.map(({ x }) => x)));
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { domain: [1, last], nice: false },
    axis: { title: 'round', values: plot.wholeTicks(1, last), format: 'd', grid: false },
  };
  const y = {
    field: 'y',
    type: 'quantitative',
    scale: { type: 'symlog', domain: [0, Math.max(10, top * 1.2)], nice: false },
    axis: { title: 'migrations', values: [0, ...plot.decades([1, Math.max(10, top)]).ticks], ...plot.siLabels() },
  };
  const frame = { series, columns: size.columns, x, y };
  return plot.framed(size, { layer: [...plot.lines(values, frame), plot.markers(values, frame)] });
}

function tableOf(runs: readonly PolicyResult[]): plot.Table {
  const last = plot.largest(runs.map(({ summary }) => summary.iterations.at(-1)?.iteration ?? 0));
  const rows = Array.from({ length: last }, (_, index) => [
    String(index + 1),
    ...runs.map(({ summary }) =>
      plot.cell(summary.iterations.find(({ iteration }) => iteration === index + 1)?.migrations, count),
    ),
  ]);
  rows.push(['all', ...runs.map(({ summary }) => count(summary.migrations))]);
  return {
    caption: 'Migrations in each round',
    columns: ['round', ...runs.map(({ summary }) => summary.policy)],
    rows,
  };
}
