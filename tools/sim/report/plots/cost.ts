// The cost over the rounds, for each policy (thesis fig. 5.2).
import { bestKnownCost, churnInWords, hasChurn, type PolicyResult, type ReportInput } from '../input.js';
import { bestKnownName } from '../series.js';
import { percent, si } from '../text.js';
import * as plot from './plot.js';

const unit = 'bytes/s × weight';

export function costPlot(input: ReportInput): plot.Plot {
  const { runs } = input;
  const best = bestKnownCost(input);
  return {
    id: 'cost',
    title: 'Cost over rounds',
    caption: captionOf(input, best),
    label: `Line plot of the communication cost over rounds. ${runs.map(inWords).join(' ')}${
      best === undefined ? '' : ` The best known cost is ${si(best)}.`
    }`,
    table: tableOf(runs, best),
    spec: (size) => specOf(input, best, size),
  };
}

function inWords({ summary }: PolicyResult): string {
  const share = summary.initialCost > 0 ? ` (${percent(summary.finalCost / summary.initialCost)})` : '';
  return `${summary.policy} goes from ${si(summary.initialCost)} to ${si(summary.finalCost)}${share}.`;
}

function captionOf(input: ReportInput, best: number | undefined): string {
  const parts = [
    'Eq. 3.1 after each round (iteration), in which every VM decides once; 0 is the beginning. Lower is better',
    best === undefined ? '.' : ', and the dashed line without markers is the lowest cost that any search has found.',
    best === undefined ? ' The best known cost was not searched for (score-sim optimum).' : '',
  ];
  if (hasChurn(input)) {
    parts.push(` Spikes: ${churnInWords(input)}.`);
    if (best !== undefined) parts.push(' The best known cost is that of the traffic in the beginning.');
  }
  return `${parts.join('')} Thesis fig. 5.2.`;
}

/** Markers: the beginning and the end of each round. */
function marks({ summary }: PolicyResult) {
  const { policy: series, initialCost, iterations } = summary;
  return [{ x: 0, y: initialCost, series }, ...iterations.map(({ iteration: x, cost: y }) => ({ x, y, series }))];
}

/** With churn the line goes through all samples instead. */
function line(run: PolicyResult) {
  const { policy: series, initialCost } = run.summary;
  if (run.costs.length === 0) return marks(run);
  const samples = run.costs.map(({ atIteration: x, cost: y }) => ({ x, y, series }));
  return samples[0]!.x > 0 ? [{ x: 0, y: initialCost, series }, ...samples] : samples;
}

function specOf({ runs }: ReportInput, best: number | undefined, size: plot.Size) {
  const series: string[] = runs.map(({ summary }) => summary.policy);
  if (best !== undefined) series.push(bestKnownName);
  const last = Math.max(1, plot.largest(runs.map(({ summary }) => summary.iterations.at(-1)?.iteration ?? 0)));
  const top = plot.largest([...runs.flatMap((run) => [...line(run), ...marks(run)].map(({ y }) => y)), best ?? 0]);
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { domain: [0, last], nice: false },
    axis: { title: 'round', values: plot.wholeTicks(0, last), format: 'd', grid: false },
  };
  const y = {
    field: 'y',
    type: 'quantitative',
    scale: { domain: [0, top > 0 ? 1.04 * top : 1], nice: false },
    axis: { title: `communication cost (${unit})`, tickCount: 6, ...plot.siLabels() },
  };
  const frame = { series, columns: size.columns, x, y };
  const rules = best === undefined ? [] : [plot.ruleAt(best, bestKnownName, frame)];
  const layer = [...rules, ...plot.lines(runs.flatMap(line), frame), plot.markers(runs.flatMap(marks), frame)];
  return plot.framed(size, { layer });
}

function tableOf(runs: readonly PolicyResult[], best: number | undefined): plot.Table {
  const last = plot.largest(runs.map(({ summary }) => summary.iterations.at(-1)?.iteration ?? 0));
  const rows = Array.from({ length: last + 1 }, (_, iteration) => [
    String(iteration),
    ...runs.map(({ summary }) =>
      plot.cell(
        iteration === 0 ? summary.initialCost : summary.iterations.find((each) => each.iteration === iteration)?.cost,
      ),
    ),
  ]);
  if (best !== undefined) rows.push([bestKnownName, ...runs.map(() => si(best))]);
  return {
    caption: `Communication cost (${unit}) after each round`,
    columns: ['round', ...runs.map(({ summary }) => summary.policy)],
    rows,
  };
}
