// `score-sim run`: reads a scenario, simulates each policy, writes the results, and says in one table what came out.
import path from 'node:path';
import { change, scaled, table } from '../../format.js';
import type { Output } from '../commands.js';
import { type Progress, simulate } from '../engine/simulate.js';
import { World } from '../engine/world.js';
import { readBestKnown } from '../optimum/best-known.js';
import { makeOutputFolder } from '../output/new-files.js';
import { removeResults, reportName, writeResult, writeSweep } from '../output/result-files.js';
import { reportInput } from '../report/input.js';
import { writeReport } from '../report/report.js';
import type { BestKnown, RunResult, RunSummary, SimulatedPolicy, SweepPoint } from '../results.js';
import { readScenario } from '../scenario/read.js';
import type { Scenario } from '../scenario/scenario.js';
import { type AskedCost, absoluteCost, type RunOptions, simulatedPolicies } from './options.js';
import { progressLine } from './progress.js';

interface Prepared {
  readonly scenario: Scenario;
  readonly initialCost: number;
  readonly bestKnown: BestKnown | undefined;
}

/**
 * Rejects with ScenarioError for bad input, UsageError for a c_m without measure, and with OutputError when OUT cannot
 * be written, which is tried before anything is simulated. Results of an earlier run stay whole until the first of this
 * one is there, and then go.
 */
export async function run(options: RunOptions, output: Output): Promise<void> {
  const prepared = await prepare(options.folder);
  const { scenario, initialCost, bestKnown } = prepared;
  for (const asked of [options.migrationCost, ...options.sweep]) absoluteCost(asked, initialCost);
  await makeOutputFolder(options.out);
  const results: RunResult[] = [];
  const sweep: SweepPoint[] = [];
  for (const policy of options.policies) {
    const result = runPolicy(prepared, options, policy, options.migrationCost, output);
    if (results.length === 0) await removeResults(options.out, simulatedPolicies);
    await writeResult(options.all ? path.join(options.out, policy) : options.out, scenario, result);
    results.push(result);
    for (const asked of options.sweep) {
      const { summary } = runPolicy(prepared, { ...options, churn: 0 }, policy, asked, output);
      const { migrationCost, finalCost, migrations } = summary;
      sweep.push({ policy, asked: asked.text, migrationCost, finalCost, migrations });
    }
  }
  if (sweep.length > 0) await writeSweep(options.out, sweep);
  output.progress.end();
  for (const line of [...describe(results, initialCost), ...remarks(results)]) output.print(line);
  const file = path.join(options.out, reportName);
  await writeReport(file, reportInput(scenario, results, sweep, bestKnown));
  output.print(`wrote ${file}`);
}

async function prepare(folder: string): Promise<Prepared> {
  const scenario = await readScenario(folder);
  const initialCost = new World(scenario).cost();
  const bestKnown = await readBestKnown(folder, scenario);
  return { scenario, initialCost, bestKnown };
}

function runPolicy(
  { scenario, initialCost, bestKnown }: Prepared,
  { candidates, iterations, seed, churn }: RunOptions,
  policy: SimulatedPolicy,
  asked: AskedCost,
  { progress, clock }: Output,
): RunResult {
  const result = simulate(scenario, {
    ...{ policy, candidates, iterations, seed, churn, clock },
    migrationCost: absoluteCost(asked, initialCost),
    progress: (state: Progress) => progress.show(progressLine(`${policy}, c_m ${asked.text}`, state), clock() * 1000),
  });
  if (!bestKnown || churn > 0) return result;
  const { finalCost } = result.summary;
  const ratio = bestKnown.cost > 0 ? { costOverBestKnown: finalCost / bestKnown.cost } : {};
  return { ...result, summary: { ...result.summary, bestKnownCost: bestKnown.cost, ...ratio } };
}

function describe(results: readonly RunResult[], initialCost: number): string[] {
  const header = [
    'policy',
    'cost before',
    'after',
    'change',
    'cost / best known',
    'migrations',
    'displaced',
    'rounds',
    's',
  ];
  const rows = results.map(({ summary }) => [
    summary.policy,
    scaled(initialCost),
    scaled(summary.finalCost),
    change(initialCost, summary.finalCost),
    summary.costOverBestKnown?.toFixed(3) ?? '-',
    String(summary.migrations),
    String(summary.displaced),
    `${summary.iterations.length}${isStillMoving(summary) ? ', still moving' : ''}`,
    summary.wallSeconds.toFixed(1),
  ]);
  return table([header, ...rows], [1, 2, 3, 4, 5, 6, 7, 8]);
}

/** Whether the run ended only because no more rounds were asked for. With churn it always does. */
function isStillMoving({ iterations, churn = 0 }: RunSummary): boolean {
  return churn === 0 && (iterations.at(-1)?.migrations ?? 0) > 0;
}

/** What a person should know besides the figures. */
function remarks(results: readonly RunResult[]): string[] {
  const [{ summary }] = results as readonly [RunResult];
  const { migrationCost, initialCost } = summary;
  if (migrationCost === 0 || results.some((each) => each.summary.migrations > 0)) return [];
  const share = ((100 * migrationCost) / initialCost).toPrecision(2);
  return [`no VM moved: no migration saves more than ${scaled(migrationCost)} (${share} % of the cost); try less`];
}
