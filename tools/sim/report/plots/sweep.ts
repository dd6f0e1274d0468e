// The final cost against the migration cost c_m (thesis fig. 5.3), when several were tried.
import type { SimulatedPolicy, SweepPoint } from '../../results.js';
import { bestKnownCost, policyOrder, type ReportInput } from '../input.js';
import { bestKnownName, initialName } from '../series.js';
import { count, percent, si, suggestedSweep } from '../text.js';
import * as plot from './plot.js';

const id = 'sweep';
const title = 'Cost against migration cost';
const unit = 'bytes/s × weight';
/** Up to so many values of c_m, each has its own tick. */
const maxTicks = 8;

export function sweepPlot(input: ReportInput): plot.Plot | plot.Note {
  const { sweep } = input;
  if (sweep.length === 0) {
    const note =
      `Not made in this run. Give score-sim run the option ${suggestedSweep} to see what remains of the ` +
      'reduction when a migration has to save more (thesis fig. 5.3).';
    return { id, title, note };
  }
  const policies = policyOrder.filter((policy) => sweep.some((point) => point.policy === policy));
  const initial = input.runs[0]!.summary.initialCost;
  const best = bestKnownCost(input);
  return {
    id,
    title,
    caption:
      'Each marker is a whole run with that c_m: a VM moves only when the move lowers the cost by more. Where the ' +
      `curves meet the grey line nothing is worth a move any more.${
        best === undefined ? '' : ' The other dashed line is the best known cost.'
      } The axis of c_m is logarithmic, with 0 at its left end. Thesis fig. 5.3.`,
    label: `Line plot of the final cost against the migration cost. ${policies.map((policy) => inWords(policy, sweep)).join(' ')}`,
    table: tableOf(policies, sweep, initial),
    spec: (size) => specOf(policies, sweep, initial, best, size),
  };
}

function pointsOf(policy: SimulatedPolicy, sweep: readonly SweepPoint[]): SweepPoint[] {
  return sweep.filter((point) => point.policy === policy).sort((a, b) => a.migrationCost - b.migrationCost);
}

function inWords(policy: SimulatedPolicy, sweep: readonly SweepPoint[]): string {
  const parts = pointsOf(policy, sweep).map(({ asked, finalCost }) => `${si(finalCost)} at ${asked}`);
  return `${policy}: ${parts.join(', ')}.`;
}

/**
 * The axis of c_m in percent of the initial cost, as the thesis has it; absolute when there is none. Useful values span
 * orders of magnitude, and 0 is the most important one: the scale is logarithmic from the smallest positive value on,
 * and linear from there down to 0.
 */
function axisOf(sweep: readonly SweepPoint[], initial: number) {
  const per = initial > 0 ? initial / 100 : 1;
  const tried = [...new Set(sweep.map(({ migrationCost }) => migrationCost / per))].sort((a, b) => a - b);
  const [least, most] = [tried.find((value) => value > 0) ?? 1, Math.max(tried.at(-1)!, 0) || 1];
  const ticks = tried.length > maxTicks ? plot.decades(tried).ticks.filter((tick) => tick <= most) : tried;
  const look =
    initial > 0
      ? { title: 'migration cost c_m (% of the initial cost)', format: '.3~g' }
      : { title: `migration cost c_m (${unit})`, ...plot.siLabels() };
  return {
    per,
    scale: { type: 'symlog', constant: least / 4, domain: [0, most], nice: false },
    axis: { ...look, values: [...new Set([0, ...ticks])], labelOverlap: 'greedy', grid: false },
  };
}

function specOf(
  policies: readonly SimulatedPolicy[],
  sweep: readonly SweepPoint[],
  initial: number,
  best: number | undefined,
  size: plot.Size,
) {
  const series: string[] = [...policies, initialName, ...(best === undefined ? [] : [bestKnownName])];
  const { per, scale, axis } = axisOf(sweep, initial);
  const top = plot.largest([initial, best ?? 0, ...sweep.map(({ finalCost }) => finalCost)]);
  const x = { field: 'x', type: 'quantitative', scale, axis };
  const y = {
    field: 'y',
    type: 'quantitative',
    scale: { domain: [0, top > 0 ? 1.04 * top : 1], nice: false },
    axis: { title: `final cost (${unit})`, tickCount: 6, ...plot.siLabels() },
  };
  const values = policies.flatMap((policy) =>
    pointsOf(policy, sweep).map((point) => ({ x: point.migrationCost / per, y: point.finalCost, series: policy })),
  );
  const frame = { series, columns: size.columns, x, y };
  const rules = [plot.ruleAt(initial, initialName, frame)];
  if (best !== undefined) rules.push(plot.ruleAt(best, bestKnownName, frame));
  return plot.framed(size, { layer: [...rules, ...plot.lines(values, frame), plot.markers(values, frame)] });
}

function tableOf(policies: readonly SimulatedPolicy[], sweep: readonly SweepPoint[], initial: number): plot.Table {
  const rows = policies.flatMap((policy) =>
    pointsOf(policy, sweep).map((point) => [
      policy,
      point.asked,
      si(point.migrationCost),
      si(point.finalCost),
      initial > 0 ? percent(point.finalCost / initial) : '–',
      count(point.migrations),
    ]),
  );
  return {
    caption: `Final cost for each policy and migration cost (${unit})`,
    columns: ['policy', 'asked', 'c_m', 'final cost', '% of initial', 'migrations'],
    rows,
  };
}
