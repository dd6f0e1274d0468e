// `score-sim optimum`: from options to the method, and from its answer to the files and lines for a person.
import { change, scaled } from '../../format.js';
import type { ProgressWriter } from '../../progress-writer.js';
import { readScenario } from '../scenario/read.js';
import type { Scenario } from '../scenario/scenario.js';
import { readBestKnown, storeBestKnown } from './best-known.js';
import { allocationCost } from './cost.js';
import { OptimumError } from './errors.js';
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

/** The whole command. Rejects with ScenarioError or OptimumError, `interrupted` on SIGINT and SIGTERM. */
export async function optimum(options: OptimumOptions, output: OptimumOutput): Promise<void> {
  const abort = new AbortController();
  const stop = () => abort.abort(new OptimumError('interrupted', 'interrupted; nothing was stored'));
  const signals = ['SIGINT', 'SIGTERM'] as const;
  // The second one ends the process as it always does.
  for (const signal of signals) process.once(signal, stop);
  try {
    await searchAndStore(options, output, abort.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, stop);
  }
}

async function searchAndStore(options: OptimumOptions, output: OptimumOutput, signal: AbortSignal): Promise<void> {
  const { print, progress, clock } = output;
  const { folder, method } = options;
  const scenario = await readScenario(folder);
  // Files of another scenario are refused now and not after an hour's search.
  const before = await readBestKnown(folder, scenario);
  const initialCost = allocationCost(makeInstance(scenario), scenario.vms.hosts);
  const started = clock();
  const listener: ProgressListener = (done, total, bestCost) => {
    const line = `${method}  ${done} of at most ${total}  cost ${scaled(bestCost)} (${change(initialCost, bestCost)})`;
    progress.show(line, clock() * 1000);
  };
  const found = await runOptimum(scenario, options, listener, { signal });
  progress.end();
  const { best, stored } = await storeBestKnown(folder, scenario, method, found);
  print(`initial cost  ${scaled(initialCost)}`);
  print(
    `found         ${scaled(found.cost)} (${change(initialCost, found.cost)}) in ${(clock() - started).toFixed(1)} s`,
  );
  print(`              ${found.detail}`);
  if (before) print(`known before  ${scaled(before.cost)} (${change(initialCost, before.cost)}), by ${before.method}`);
  print(stored ? `stored as best known in ${folder}` : `not stored: ${scaled(best.cost)} is better`);
}
