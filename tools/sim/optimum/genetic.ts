// `--method ga`: the genetic algorithm that the thesis compares with (chapter 5): a population of 1000, edge-assembly
// crossover, and an end when ten generations gain less than 1 %. What edge assembly means for placements is said in
// crossover.ts. Beyond what the thesis states, individuals begin as the scenario's allocation improved by a short
// swap/move search, because random placements of so many VMs never get near; a share of the VMs, most often a small
// one, changes places at random before that, or they would all be alike; and the best one is searched to its local
// optimum in the end.
import { setImmediate } from 'node:timers/promises';
import { type Random, seededRandom } from '../../random.js';
import { crossover } from './crossover.js';
import type { Instance } from './instance.js';
import { localSearch } from './local-search.js';
import { SearchState } from './search-state.js';
import type { Optimum, ProgressListener, RunContext } from './types.js';

export interface GeneticOptions {
  readonly population: number;
  /** At most; it normally ends earlier by the thesis's rule. */
  readonly generations: number;
  readonly seed: number;
  /** For all of it. A run that it cuts short is not the same for the same seed. */
  readonly minutes: number;
}

/** The thesis's end: less gain than this within so many generations. */
const leastGain = 0.01;
const gainGenerations = 10;
/** Passes of the search that an individual begins with: one leaves them different, and is good enough to start from. */
const firstPasses = 1;

/** Rejects only as the signal's abort does. */
export async function geneticOptimum(
  instance: Instance,
  options: GeneticOptions,
  progress: ProgressListener,
  { signal }: RunContext = {},
): Promise<Optimum> {
  return await new Evolution(instance, options, progress, signal).run();
}

class Evolution {
  readonly #instance: Instance;
  readonly #options: GeneticOptions;
  readonly #progress: ProgressListener;
  readonly #signal: AbortSignal | undefined;
  readonly #random: Random;
  readonly #state: SearchState;
  readonly #deadlineMs: number;
  /** Allocations; half as large where host numbers fit 16 bits, because a thousand of them are kept. */
  readonly #individuals: (Uint16Array | Uint32Array)[] = [];
  readonly #costs: number[] = [];
  #done = 0;

  constructor(
    instance: Instance,
    options: GeneticOptions,
    progress: ProgressListener,
    signal: AbortSignal | undefined,
  ) {
    this.#instance = instance;
    this.#options = options;
    this.#progress = progress;
    this.#signal = signal;
    this.#random = seededRandom(options.seed);
    this.#state = new SearchState(instance, instance.scenario.vms.hosts);
    this.#deadlineMs = performance.now() + options.minutes * 60_000;
  }

  async run(): Promise<Optimum> {
    await this.#populate();
    const bestAfter = [this.#bestCost()];
    while (bestAfter.length <= this.#options.generations && !this.#hasConverged(bestAfter) && !this.#isLate()) {
      await this.#generation();
      bestAfter.push(this.#bestCost());
    }
    const generations = bestAfter.length - 1;
    const end = this.#isLate() ? 'out of time' : this.#hasConverged(bestAfter) ? 'converged' : 'at the last generation';
    this.#state.load(this.#individuals[this.#costs.indexOf(this.#bestCost())]!);
    const evolved = this.#state.cost;
    localSearch(this.#state, { random: this.#random });
    this.#state.refresh();
    return {
      cost: this.#state.cost,
      allocation: this.#state.placement.hostOf.slice(),
      detail:
        `genetic algorithm, population ${this.#individuals.length} of ${this.#options.population}, ` +
        `${generations} generations, ended ${end}, seed ${this.#options.seed}; best individual ` +
        `${bestAfter[0]!.toPrecision(6)} at first, ${evolved.toPrecision(6)} in the end, searched to its local optimum`,
    };
  }

  async #populate(): Promise<void> {
    const Individual = this.#instance.hosts <= 0x10000 ? Uint16Array : Uint32Array;
    for (let count = 0; count < this.#options.population && (count < 2 || !this.#isLate()); count++) {
      this.#state.load(this.#instance.scenario.vms.hosts);
      if (count > 0) shake(this.#state, this.#random);
      localSearch(this.#state, { random: this.#random, passes: firstPasses });
      this.#individuals.push(Individual.from(this.#state.placement.hostOf));
      this.#costs.push(this.#state.cost);
      await this.#stepDone();
    }
  }

  /** Each individual mates once with the next of a random circle, and its child takes its place when it is better. */
  async #generation(): Promise<void> {
    const circle = this.#random.shuffled(this.#individuals.map((_, index) => index));
    for (const [position, index] of circle.entries()) {
      if (this.#isLate()) return;
      const partner = circle[(position + 1) % circle.length]!;
      this.#state.load(this.#individuals[index]!);
      crossover(this.#state, this.#individuals[partner]!, this.#random);
      if (this.#state.cost < this.#costs[index]!) {
        this.#individuals[index]!.set(this.#state.placement.hostOf);
        this.#costs[index] = this.#state.cost;
      }
      await this.#stepDone();
    }
  }

  async #stepDone(): Promise<void> {
    this.#done++;
    const { population, generations } = this.#options;
    this.#progress(this.#done, population * (generations + 1), this.#bestCost());
    // Lets a signal through.
    await setImmediate();
    this.#signal?.throwIfAborted();
  }

  #bestCost(): number {
    return this.#costs.reduce((best, cost) => Math.min(best, cost));
  }

  #hasConverged(bestAfter: readonly number[]): boolean {
    const before = bestAfter.at(-1 - gainGenerations);
    return before !== undefined && bestAfter.at(-1)! > (1 - leastGain) * before;
  }

  #isLate(): boolean {
    return performance.now() > this.#deadlineMs;
  }
}

/** Lets a random share of the VMs change places with random others; the square makes small shares common. */
function shake(state: SearchState, random: Random): void {
  const { vms } = state.instance;
  const swaps = Math.ceil(random.next() ** 2 * (vms / 2));
  for (let left = swaps; left > 0; left--) {
    const a = random.integer(0, vms - 1);
    const b = random.integer(0, vms - 1);
    const { hostOf } = state.placement;
    if (hostOf[a] !== hostOf[b] && state.placement.canSwap(a, b)) state.swap(a, b);
  }
}
