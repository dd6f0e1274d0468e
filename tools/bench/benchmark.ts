// What a benchmark is: figures measured against a named baseline in the same run, because machines differ. Running
// them and printing is run.ts's; what is measured is in the folders beside this file.

export interface BenchmarkOptions {
  /** Small sizes and few repetitions: shows that the benchmark still runs, not how fast anything is. */
  readonly quick: boolean;
  /** Every size of the curves, however long it takes; otherwise only the sizes that have targets. */
  readonly growth?: boolean;
}

/** Median of several runs, with the lowest and the highest. */
export interface Samples {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** An upper bound on the figure itself, or on figure / baseline. "5 times faster" is a ratio of 0.2 at most. */
export interface Target {
  readonly on: 'value' | 'ratio';
  readonly max: number;
}

export interface Measurement {
  /** What was done, with its size: `flow table add, 1M flows, 1000 sources`. */
  readonly name: string;
  /** Of value and baseline alike: `ms`, `bytes/flow`, `us`. */
  readonly unit: string;
  readonly value: Samples;
  /** What the same run measured beside it, and what that is. */
  readonly baseline: Samples;
  readonly baselineName: string;
  /** All must hold; none for a figure that only shows growth. */
  readonly targets: readonly Target[];
  /** Size of the work, for the curves of RESULTS.md; absent where there is no curve. */
  readonly size?: number;
  /** The curve that it is a point of: `flow table add`. */
  readonly curve?: string;
}

export interface Benchmark {
  /** Short name for `npm run bench -- NAME`: `flow-table`. */
  readonly name: string;
  run(options: BenchmarkOptions): Promise<readonly Measurement[]>;
}

/** Median, lowest and highest of numbers; there must be at least one. */
export function samplesOf(numbers: readonly number[]): Samples {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >>> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, low: sorted[0]!, high: sorted.at(-1)!, count: sorted.length };
}

export function ratioOf({ value, baseline }: Pick<Measurement, 'value' | 'baseline'>): number {
  return value.median / baseline.median;
}

export function isMet(measurement: Measurement): boolean {
  return measurement.targets.every(({ on, max }) => {
    return (on === 'value' ? measurement.value.median : ratioOf(measurement)) <= max;
  });
}
