// The top of the report: the result in one sentence, what was simulated, and the table of results.
import type { RunSummary } from '../results.js';
import { bestKnownCost, type Centre, churnInWords, hasChurn, type ReportInput } from './input.js';
import { count, counted, duration, escapeHtml, factor, listed, percent, rate, si, suggestedSweep } from './text.js';

const unit = 'bytes/s × weight';

/** The result in words. The thesis's central order is a reference, so it is not praised when there is another. */
export function resultSentence(input: ReportInput): string {
  const { centre, runs } = input;
  const own = runs.filter(({ summary }) => summary.policy !== 'global');
  const summaries = (own.length > 0 ? own : runs).map(({ summary }) => summary);
  const best = summaries.reduce((a, b) => (b.finalCost < a.finalCost ? b : a));
  const where = `${counted(centre.vms, 'VM')} on ${counted(centre.hosts, 'host')}`;
  if (best.initialCost === 0)
    return `There was nothing to gain: in the beginning no traffic of the ${where} leaves its host.`;
  if (summaries.every(({ migrations }) => migrations === 0)) {
    const least = `more than the migration cost of ${si(best.migrationCost)} ${unit}`;
    const advice =
      best.migrationCost > 0 && input.sweep.length === 0 ? ` Find a lower migration cost with ${suggestedSweep}.` : '';
    return `No VM moved: for none of the ${where} was there a place with room that saves ${least}.${advice}`;
  }
  const known = factorOf(best, input);
  const beside = known === undefined ? '' : `, ${factor(known)} times the best known cost`;
  const change = best.finalCost < best.initialCost ? 'cut the cost of communication' : 'left the cost of communication';
  const sentence =
    `The ${best.policy} policy ${change} between ${where} ${best.finalCost < best.initialCost ? 'to' : 'at'} ` +
    `${percent(best.finalCost / best.initialCost)} of the initial cost${beside}, ` +
    `with ${counted(best.migrations, 'migration')} in ${counted(best.iterations.length, 'round')}${ending(best)}${hasChurn(input) ? ', while traffic changed' : ''}`;
  return `${sentence}${others(summaries, best)}.`;
}

function ending(summary: RunSummary): string {
  const limit = counted(summary.iterations.length, 'round');
  return isStill(summary)
    ? ', the last of which moved nothing'
    : `, still moving when the limit of ${limit} was reached`;
}

function others(summaries: readonly RunSummary[], best: RunSummary): string {
  const rest = summaries.filter((summary) => summary !== best);
  if (rest.length === 0) return '';
  return `; ${listed(rest.map(({ policy, finalCost, initialCost }) => `${policy} came to ${percent(finalCost / initialCost)}`))}`;
}

/** Cost / best known. The best known cost is that of the initial traffic, so churn leaves nothing to compare with. */
function factorOf(summary: RunSummary, input: ReportInput): number | undefined {
  if (summary.costOverBestKnown !== undefined) return summary.costOverBestKnown;
  const best = bestKnownCost(input);
  return best !== undefined && best > 0 && !hasChurn(input) ? summary.finalCost / best : undefined;
}

/** A term, its value, and what only few want to read about it. */
export type Fact = readonly [term: string, value: string, detail?: string];

export function facts(input: ReportInput): Fact[] {
  const { centre, runs } = input;
  const all: Fact[] = [
    ['Hosts', `${count(centre.hosts)} in ${counted(centre.racks.withHosts, 'rack')}`],
    ['VMs', `${count(centre.vms)} in ${counted(centre.slots, 'slot')}`],
    ['Occupancy', percent(centre.occupancy)],
    ['Pairs that talk', pairsOf(centre)],
    ['Traffic', rate(centre.bytesPerSecond)],
    ['Tiers and weights', centre.tiers.map(({ name, weight }) => `${name} ${si(weight)}`).join(', ')],
    ['Migration cost c_m', each(runs.map(({ summary }) => migrationCost(summary)))],
    ['Candidate hosts', each(runs.map(({ summary }) => candidates[summary.candidates]))],
    ['Seed', each(runs.map(({ summary }) => String(summary.seed)))],
  ];
  if (hasChurn(input))
    all.push(['Churn', `${churnInWords(input)}; levels and racks show the traffic of the beginning`]);
  const best = bestKnownCost(input);
  if (best !== undefined) {
    const { method, detail } = input.bestKnown ?? { method: '', detail: '' };
    all.push(['Best known cost', method === '' ? si(best) : `${si(best)} (${method})`, detail]);
  }
  return all;
}

const candidates: Readonly<Record<RunSummary['candidates'], string>> = {
  neighbours: "neighbours' own hosts (the thesis's rule)",
  'cost-map': "neighbours' hosts, then hosts near them (cost-map)",
};

function pairsOf({ vmPairs, endpointPairs }: Centre): string {
  return endpointPairs === 0 ? count(vmPairs) : `${count(vmPairs)}, and ${count(endpointPairs)} with endpoints`;
}

function migrationCost({ migrationCost: cost, initialCost }: RunSummary): string {
  return cost > 0 && initialCost > 0 ? `${si(cost)} (${percent(cost / initialCost)} of the initial cost)` : si(cost);
}

/** One value where all runs agree, else all of them. */
function each(values: readonly string[]): string {
  return [...new Set(values)].join('; ');
}

/** Whether the last round moved nothing. A run ends after such a round, so that without one it met its limit. */
function isStill({ iterations }: RunSummary): boolean {
  return (iterations.at(-1)?.migrations ?? 0) === 0;
}

/** How many rounds were made, and how the last ended. */
export function roundsMade(summary: RunSummary): string {
  const rounds = count(summary.iterations.length);
  if (summary.iterations.length === 0) return rounds;
  return `${rounds}, ${isStill(summary) ? 'the last moved nothing' : 'still moving at the limit'}`;
}

interface Column {
  readonly name: string;
  readonly value: (summary: RunSummary) => string;
  /** The exact number behind a rounded one. */
  readonly exact?: (summary: RunSummary) => number | undefined;
}

function columnsOf(input: ReportInput): Column[] {
  return [
    { name: 'Initial cost', value: ({ initialCost }) => si(initialCost), exact: ({ initialCost }) => initialCost },
    { name: 'Final cost', value: ({ finalCost }) => si(finalCost), exact: ({ finalCost }) => finalCost },
    {
      name: '% of initial',
      value: ({ finalCost, initialCost }) => (initialCost > 0 ? percent(finalCost / initialCost) : '–'),
    },
    { name: 'Cost / best known', value: (summary) => factor(factorOf(summary, input) ?? Number.NaN) },
    { name: 'Migrations', value: ({ migrations }) => count(migrations) },
    { name: 'VMs displaced', value: ({ displaced }) => count(displaced) },
    { name: 'Rounds', value: roundsMade },
    { name: 'Wall time', value: ({ wallSeconds }) => duration(wallSeconds) },
  ];
}

/** One row for each policy. On a phone each row becomes a card, for which the cells carry their column's name. */
export function resultTable(input: ReportInput): string {
  const columns = columnsOf(input);
  const head = ['Policy', ...columns.map(({ name }) => name)];
  const rows = input.runs.map(({ summary }) => {
    const cells = columns.map(({ name, value, exact }) => {
      const [text, number] = [escapeHtml(value(summary)), exact?.(summary)];
      const content = number === undefined ? text : `<data value="${number}" title="${number}">${text}</data>`;
      return `<td role="cell" data-label="${escapeHtml(name)}">${content}</td>`;
    });
    return `<tr role="row"><th role="rowheader" scope="row">${escapeHtml(summary.policy)}</th>${cells.join('')}</tr>`;
  });
  return `<table class="results" role="table"><caption>Results; costs in ${unit}, every pair counted from both ends (Eq. 3.1)</caption>
<thead role="rowgroup"><tr role="row">${head.map((name) => `<th role="columnheader" scope="col">${escapeHtml(name)}</th>`).join('')}</tr></thead>
<tbody role="rowgroup">
${rows.join('\n')}
</tbody></table>`;
}
