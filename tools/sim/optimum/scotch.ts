// `--method scotch`: maps the VMs to the tree's hosts by SCOTCH's gmap with several tolerances and seeds, makes
// each mapping keep capacity, improves it by the swap/move search, and anneals the best one. The mapping program
// knows neither memory, nor endpoints, nor hosts of different size: those are for repair and search.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Random, seededRandom } from '../../random.js';
import { occupancyOf } from '../scenario/scenario.js';
import { anneal } from './anneal.js';
import { findGmap, type Gmap, runGmap } from './gmap.js';
import { type Architecture, architecture, graphText, parseMapping } from './gmap-files.js';
import type { Instance } from './instance.js';
import { localSearch } from './local-search.js';
import { repairCapacity } from './repair.js';
import { SearchState } from './search-state.js';
import type { Optimum, ProgressListener, RunContext } from './types.js';

export interface ScotchOptions {
  /** Path of gmap; without it, it is looked for in PATH. */
  readonly gmap?: string | undefined;
  /** Parts of the mean load that a host may be above it; by default some that fill hosts or overfill them. */
  readonly tolerances: readonly number[] | undefined;
  /** Orders of the vertices tried for each tolerance. */
  readonly tries: number;
  readonly seed: number;
  /** Steps of annealing for each VM, from the best mapping on; 0 for none. */
  readonly annealSteps: number;
  /** For all of it. A run that it cuts short is not the same for the same seed. */
  readonly minutes: number;
}

/** Longest that one run of gmap may take. At 32,768 VMs it takes seconds. */
const gmapTimeoutMs = 10 * 60_000;
/**
 * How full gmap may make a host, as a part of its slots. More than it has lets clusters stay whole that are then
 * cut where it costs least; what was cut too much is what the search puts together again.
 */
const defaultFills = [1, 1.1, 1.25, 1.4, 1.6];
const leastTolerance = 0.01;
/** Temperatures from which good mappings are annealed: clusters of a rack rearrange, the tree's top stays. */
const annealFrom = 100;
const annealTo = 0.1;

/** Rejects with OptimumError when gmap is missing or fails. */
export async function scotchOptimum(
  instance: Instance,
  options: ScotchOptions,
  progress: ProgressListener,
  { signal }: RunContext = {},
): Promise<Optimum> {
  const gmap = findGmap(options.gmap);
  const target = architecture(instance);
  const folder = await mkdtemp(path.join(tmpdir(), 'score-sim-'));
  try {
    return await searchAll({ instance, options, progress, signal, gmap, target, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Work {
  readonly instance: Instance;
  readonly options: ScotchOptions;
  readonly progress: ProgressListener;
  readonly signal: AbortSignal | undefined;
  readonly gmap: Gmap;
  readonly target: Architecture;
  readonly folder: string;
}

interface Best {
  cost: number;
  allocation: Uint32Array;
  text: string;
}

async function searchAll(work: Work): Promise<Optimum> {
  const { instance, options, progress } = work;
  const deadlineMs = performance.now() + options.minutes * 60_000;
  const random = seededRandom(options.seed);
  const tolerances = options.tolerances ?? defaultTolerances(instance);
  const runs = Array.from({ length: options.tries }, () => tolerances).flat();
  const total = runs.length + (options.annealSteps > 0 ? 2 : 1);
  // What the operator has now is a candidate too, so that the answer is never worse than the search alone.
  const state = new SearchState(instance, instance.scenario.vms.hosts);
  localSearch(state, { random, deadlineMs });
  const best: Best = { cost: state.cost, allocation: state.placement.hostOf.slice(), text: 'the search alone' };
  progress(1, total, best.cost);
  let done = 0;
  for (const tolerance of runs) {
    if (performance.now() > deadlineMs) break;
    const mapped = await mapOnce(work, state, tolerance, random);
    localSearch(state, { random, deadlineMs });
    done++;
    if (state.cost < best.cost) {
      best.cost = state.cost;
      best.allocation = state.placement.hostOf.slice();
      best.text = `gmap with tolerance ${tolerance} (${mapped})`;
    }
    progress(1 + done, total, best.cost);
  }
  const annealed = annealBest(state, best, work, deadlineMs, random);
  progress(total, total, best.cost);
  const tree = work.target.irregular ? 'an irregular tree as sub of a padded tleaf' : 'tleaf';
  const detail = [
    `gmap (${work.gmap.bits} bit) on ${tree}, ${done} of ${runs.length} runs: tolerances ${tolerances.join(' ')}`,
    `${options.tries} orders each, seed ${options.seed}; best from ${best.text}`,
    annealed,
  ];
  return { cost: best.cost, allocation: best.allocation, detail: detail.join('; ') };
}

/** Puts one mapping, repaired, into the state, and says what it cost before and after repair. */
async function mapOnce(work: Work, state: SearchState, tolerance: number, random: Random): Promise<string> {
  const { instance, target, gmap, folder, signal } = work;
  const vertexOf = Uint32Array.from(random.shuffled(Array.from({ length: instance.vms }, (_, vm) => vm)));
  const graph = graphText(instance, vertexOf, gmap.bits);
  const run = { folder, graph, architecture: target.text, tolerance, timeoutMs: gmapTimeoutMs, signal };
  const mapping = await runGmap(gmap, run);
  state.load(parseMapping(mapping, vertexOf, target.hostOfTarget));
  const mapped = state.cost;
  const moved = repairCapacity(state);
  return `Eq. 3.1 ${mapped.toPrecision(6)} as mapped, ${state.cost.toPrecision(6)} after ${moved} moves for capacity`;
}

function annealBest(state: SearchState, best: Best, work: Work, deadlineMs: number, random: Random): string {
  const { annealSteps } = work.options;
  if (annealSteps === 0 || performance.now() > deadlineMs) return 'not annealed';
  const before = best.cost;
  const steps = annealSteps * work.instance.vms;
  state.load(best.allocation);
  anneal(state, { random, steps, fromHeat: annealFrom, toHeat: annealTo, deadlineMs });
  localSearch(state, { random, deadlineMs });
  if (state.cost < best.cost) {
    best.cost = state.cost;
    best.allocation = state.placement.hostOf.slice();
  }
  return `${before.toPrecision(6)} before and ${state.cost.toPrecision(6)} after ${annealSteps} steps of annealing a VM`;
}

function defaultTolerances({ scenario }: Instance): readonly number[] {
  const occupancy = Math.max(occupancyOf(scenario), 0.01);
  return defaultFills.map((fill) => Math.max(leastTolerance, Number((fill / occupancy - 1).toFixed(3))));
}
