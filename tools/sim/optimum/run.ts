// `score-sim optimum`: from options to the method, and from its answer to the files and lines for a person.
import { change, scaled } from '../../format.js';
import type { ProgressWriter } from '../../progress-writer.js';
import { readScenario } from '../scenario/read.js';
import type { Scenario } from '../scenario/scenario.js';
import { readBestKnown, storeBestKnown } from './best-known.js';
import { allocationCost } from './cost.js';
import { geneticOptimum } from './genetic.js';
import { makeInstance } from './instance.js';
import type { OptimumOptions } from './options.js';
import { scotchOptimum } from './scotch.js';
import type { Optimum, ProgressListener, RunContext } from './types.js';

/** Searches by the method asked for. Rejects with OptimumError, or as the context's signal does. */
export async function runOptimum(
  scenario: Scenario,
  options: OptimumOptions,
  progress: ProgressListener,
  context: RunContext = {},
): Promise<Optimum> {
  const instance = makeInstance(scenario);
  return options.method === 'ga'
    ? await geneticOptimum(instance, options.ga, progress, context)
    : await scotchOptimum(instance, options.scotch, progress, context);
}

export interface OptimumOutput {
  print(line: string): void;
  readonly progress: ProgressWriter;
  /** Seconds from any origin. */
  clock(): number;
}

/** The whole command. Rejects with ScenarioError or OptimumError. */
export async function optimum(
  options: OptimumOptions,
  { print, progress, clock }: OptimumOutput,
  context: RunContext = {},
): Promise<void> {
  const scenario = await readScenario(options.folder);
  // Files of another scenario are refused now and not after an hour's search.
  const before = await readBestKnown(options.folder, scenario);
  const initialCost = allocationCost(makeInstance(scenario), scenario.vms.hosts);
  const started = clock();
  const found = await runOptimum(
    scenario,
    options,
    (done, total, bestCost) => {
      const line = `${options.method}  ${done} of at most ${total}  cost ${scaled(bestCost)} (${change(initialCost, bestCost)})`;
      progress.show(line, clock() * 1000);
    },
    context,
  );
  progress.end();
  const { best, stored } = await storeBestKnown(options.folder, scenario, options.method, found);
  print(`initial cost  ${scaled(initialCost)}`);
  print(
    `found         ${scaled(found.cost)} (${change(initialCost, found.cost)}) in ${(clock() - started).toFixed(1)} s`,
  );
  print(`              ${found.detail}`);
  if (before) print(`known before  ${scaled(before.cost)} (${change(initialCost, before.cost)}), by ${before.method}`);
  print(stored ? `stored as best known in ${options.folder}` : `not stored: ${scaled(best.cost)} is better`);
}
