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

/**
 * How full gmap may make a host, as a part of its slots. More than it has lets clusters stay whole that are then
 * cut where it costs least; what was cut too much is what the search puts together again.
 */
const defaultFills = [1, 1.1, 1.25, 1.4, 1.6];
const leastTolerance = 0.01;
/** What annealing counts for in the progress, in runs of gmap. */
const annealUnits = 20;
/** Heat (anneal.ts) at the start and the end. */
const annealFrom = 0.35;
const annealTo = 0.15;

/** Rejects with OptimumError when gmap is missing or fails. */
export async function scotchOptimum(
  instance: Instance,
  options: ScotchOptions,
  progress: ProgressListener,
  { signal }: RunContext = {},
): Promise<Optimum> {
  const target = architecture(instance);
  // On a single host, or without a VM, there is nothing to map: gmap need not be installed for that.
  const mapper = target && instance.vms > 0 ? { target, gmap: findGmap(options.gmap) } : undefined;
  const tolerances = options.tolerances ?? defaultTolerances(instance);
  const runs = mapper ? Array.from({ length: options.tries }, () => tolerances).flat() : [];
  const random = seededRandom(options.seed);
  const deadlineMs = performance.now() + options.minutes * 60_000;
  const folder = await mkdtemp(path.join(tmpdir(), 'score-sim-'));
  try {
    return await searchAll({ instance, options, progress, signal, mapper, runs, random, deadlineMs, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Work {
  readonly instance: Instance;
  readonly options: ScotchOptions;
  readonly progress: ProgressListener;
  readonly signal: AbortSignal | undefined;
  /** Undefined when there is nothing to map. */
  readonly mapper: { readonly gmap: Gmap; readonly target: Architecture } | undefined;
  /** Tolerance of each run of gmap. */
  readonly runs: readonly number[];
  readonly random: Random;
  readonly deadlineMs: number;
  /** For gmap's files. */
  readonly folder: string;
}

interface Best {
  cost: number;
  allocation: Uint32Array;
  /** Where it comes from. */
  text: string;
}

async function searchAll(work: Work): Promise<Optimum> {
  const { instance, options, runs, random, deadlineMs } = work;
  const annealTotal = options.annealSteps > 0 ? annealUnits : 0;
  const total = 1 + runs.length + annealTotal;
  // The allocation at hand, searched, is a candidate too, so that the answer is never worse than the search alone.
  const state = new SearchState(instance, instance.scenario.vms.hosts);
  localSearch(state, { random, deadlineMs });
  const best: Best = { cost: state.cost, allocation: state.placement.hostOf.slice(), text: 'the search alone' };
  work.progress(1, total, best.cost);
  const done = await mapAll(work, state, best, total);
  const onProgress = (share: number, cost: number) => {
    work.progress(1 + runs.length + Math.floor(share * annealTotal), total, Math.min(best.cost, cost));
  };
  const annealed = await annealBest(work, state, best, onProgress);
  work.progress(total, total, best.cost);
  const detail = [describeRuns(work, done), `seed ${options.seed}; best from ${best.text}`, annealed];
  return { cost: best.cost, allocation: best.allocation, detail: detail.join('; ') };
}

function describeRuns({ mapper, runs, options }: Work, done: number): string {
  if (!mapper) return 'nothing to map';
  const tree = mapper.target.irregular ? 'an irregular tree as sub of a padded tleaf' : 'tleaf';
  const tolerances = [...new Set(runs)].join(' ');
  return `gmap (${mapper.gmap.bits} bit) on ${tree}, ${done} of ${runs.length} runs: tolerances ${tolerances}; ${options.tries} orders each`;
}

/** Keeps the best mapping, searched, in `best`. Returns the runs of gmap that ended in time. */
async function mapAll(work: Work, state: SearchState, best: Best, total: number): Promise<number> {
  const { mapper, runs, random, deadlineMs } = work;
  if (!mapper) return 0;
  for (const [index, tolerance] of runs.entries()) {
    const mapped = await mapOnce({ ...work, ...mapper }, state, tolerance);
    if (mapped === undefined) return index;
    localSearch(state, { random, deadlineMs });
    if (state.cost < best.cost) {
      best.cost = state.cost;
      best.allocation = state.placement.hostOf.slice();
      best.text = `gmap with tolerance ${tolerance} (${mapped})`;
    }
    work.progress(2 + index, total, best.cost);
  }
  return runs.length;
}

/** Puts one mapping, repaired, into the state, and says what it cost before and after repair; undefined when it is too late. */
async function mapOnce(
  work: Work & NonNullable<Work['mapper']>,
  state: SearchState,
  tolerance: number,
): Promise<string | undefined> {
  const { instance, target, gmap, folder, random, signal } = work;
  const vertexOf = Uint32Array.from(random.shuffled(Array.from({ length: instance.vms }, (_, vm) => vm)));
  const graph = graphText(instance, vertexOf, gmap.bits);
  const timeoutMs = Math.floor(work.deadlineMs - performance.now());
  if (timeoutMs <= 0) return undefined;
  const run = { folder, graph, architecture: target.text, tolerance, timeoutMs, signal };
  const mapping = await runGmap(gmap, run);
  if (mapping === undefined) return undefined;
  state.load(parseMapping(mapping, vertexOf, target.hostOfTarget));
  const mapped = state.cost;
  const moved = repairCapacity(state);
  return `Eq. 3.1 ${mapped.toPrecision(6)} as mapped, ${state.cost.toPrecision(6)} after ${moved} moves for capacity`;
}

async function annealBest(
  { instance, options, random, deadlineMs, signal }: Work,
  state: SearchState,
  best: Best,
  onProgress: (share: number, cost: number) => void,
): Promise<string> {
  if (options.annealSteps === 0 || performance.now() > deadlineMs) return 'not annealed';
  const before = best.cost;
  const steps = options.annealSteps * instance.vms;
  state.load(best.allocation);
  await anneal(state, { random, steps, fromHeat: annealFrom, toHeat: annealTo, deadlineMs, onProgress, signal });
  localSearch(state, { random });
  if (state.cost < best.cost) {
    best.cost = state.cost;
    best.allocation = state.placement.hostOf.slice();
  }
  return `${before.toPrecision(6)} before and ${state.cost.toPrecision(6)} after ${options.annealSteps} steps of annealing a VM`;
}

function defaultTolerances({ scenario }: Instance): readonly number[] {
  const occupancy = Math.max(occupancyOf(scenario), 0.01);
  return defaultFills.map((fill) => Math.max(leastTolerance, Number((fill / occupancy - 1).toFixed(3))));
}
