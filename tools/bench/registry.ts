// All benchmarks by name, in the order in which they run. Each is imported only in the process that runs it.
import type { Benchmark } from './benchmark.js';

export interface Entry {
  /** For `npm run bench -- NAME`; the folder. */
  readonly name: string;
  /** After this it counts as hung, s: by far more than it takes on a small machine. */
  readonly limitSeconds: number;
  /** The same with `--growth`. */
  readonly growthLimitSeconds: number;
  load(): Promise<Benchmark>;
}

export const registry: readonly Entry[] = [
  {
    name: 'flow-table',
    limitSeconds: 180,
    growthLimitSeconds: 400,
    load: async () => (await import('./flow-table/benchmark.js')).benchmark,
  },
  {
    name: 'dump',
    limitSeconds: 240,
    growthLimitSeconds: 400,
    load: async () => (await import('./dump/benchmark.js')).benchmark,
  },
  {
    name: 'hop',
    limitSeconds: 180,
    growthLimitSeconds: 400,
    load: async () => (await import('./hop/benchmark.js')).benchmark,
  },
  {
    name: 'policy',
    limitSeconds: 60,
    growthLimitSeconds: 300,
    load: async () => (await import('./policy/benchmark.js')).benchmark,
  },
  {
    name: 'cost-map',
    limitSeconds: 120,
    growthLimitSeconds: 300,
    load: async () => (await import('./cost-map/benchmark.js')).benchmark,
  },
  {
    name: 'decision',
    limitSeconds: 90,
    growthLimitSeconds: 120,
    load: async () => (await import('./decision/benchmark.js')).benchmark,
  },
  {
    name: 'start',
    limitSeconds: 60,
    growthLimitSeconds: 60,
    load: async () => (await import('./start/benchmark.js')).benchmark,
  },
  {
    name: 'simulator',
    limitSeconds: 90,
    growthLimitSeconds: 900,
    load: async () => (await import('./simulator/benchmark.js')).benchmark,
  },
  {
    name: 'idle',
    limitSeconds: 240,
    growthLimitSeconds: 240,
    load: async () => (await import('./dump/idle.js')).idleBenchmark,
  },
];

/** The entries that the names ask for, all of them for no name. Throws RangeError for a name that nobody has. */
export function entriesOf(names: readonly string[]): readonly Entry[] {
  const known = registry.map(({ name }) => name);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) throw new RangeError(`no benchmark is named ${stranger}; there are ${known.join(', ')}`);
  return names.length === 0 ? registry : registry.filter(({ name }) => names.includes(name));
}
