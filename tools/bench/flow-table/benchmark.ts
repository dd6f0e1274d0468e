// The flow table against the thesis's structure of nested Maps: time and memory of adding flows, counting on known
// flows, and finding all flows of an address. Both do the same work on the same flows, in turns.
import { type Benchmark, type BenchmarkOptions, type Measurement, samplesOf, type Target } from '../benchmark.js';
import { fillingOf, findingOf, type Pair, updatesOf } from './measure.js';
import { type Nested, NestedLists, NestedMaps } from './nested-maps.js';
import type { Pattern } from './workload.js';

export const benchmark: Benchmark = { name: 'flow-table', run };

const patterns = ['1000 sources', 'all distinct'] as const;
const maxBytes: Readonly<Record<Pattern, number>> = { '1000 sources': 100, 'all distinct': 150, '100 each': 100 };

interface Baseline {
  readonly what: string;
  /** The targets are about the structure that a hypervisor could use. */
  readonly isTarget: boolean;
  make(): Nested;
}

const baselines: readonly Baseline[] = [
  {
    what: "the thesis's structure: nested Maps with objects",
    isTarget: true,
    make: () => new NestedMaps(),
  },
  {
    what: "the same with a plain list of each pair's flows",
    isTarget: false,
    make: () => new NestedLists(),
  },
];

async function run({ quick, growth = false }: BenchmarkOptions): Promise<readonly Measurement[]> {
  if (growth) return baselines.filter(({ isTarget }) => isTarget).flatMap(grown);
  if (quick) return baselines.flatMap((baseline) => measured(baseline, 3_000, 3_000, 2));
  return baselines.flatMap((baseline) => measured(baseline, 1_000_000, 100_000, baseline.isTarget ? 9 : 5));
}

function measured(baseline: Baseline, all: number, known: number, count: number): Measurement[] {
  return [
    // Few fillings, because each takes many seconds.
    ...patterns.flatMap((pattern) => filled(baseline, pattern, all, Math.ceil(count / 3))),
    ...patterns.flatMap((pattern) => updated(baseline, pattern, known, 2 * count)),
    ...found(baseline, all, count),
  ];
}

function grown(baseline: Baseline): Measurement[] {
  return patterns.flatMap((pattern) =>
    [1_000, 10_000, 100_000, 1_000_000].flatMap((size) => filled(baseline, pattern, size, size > 100_000 ? 3 : 7)),
  );
}

function filled(baseline: Baseline, pattern: Pattern, size: number, count: number): Measurement[] {
  const runs = fillingOf(baseline.make, pattern, size, count);
  const hasTarget = baseline.isTarget && size === 1_000_000;
  const smaller: Target[] = [
    { on: 'ratio', max: 1 / 5 },
    { on: 'value', max: maxBytes[pattern] },
  ];
  const rows = [
    { what: 'add', unit: 'ms', pairs: runs.map(({ ms }) => ms), targets: [{ on: 'ratio', max: 1 / 5 } as const] },
    { what: 'memory', unit: 'bytes/flow', pairs: runs.map(({ bytes }) => bytes), targets: smaller },
  ];
  return rows.map(({ what, unit, pairs, targets }) => {
    const row = measurement(baseline, `flow table ${what}, ${size} flows, ${pattern}`, unit, pairs);
    const curve = baseline.isTarget ? { curve: `flow table ${what}, ${pattern}`, size } : {};
    return { ...row, targets: hasTarget ? targets : [], ...curve };
  });
}

function updated(baseline: Baseline, pattern: Pattern, flows: number, count: number): Measurement[] {
  const runs = updatesOf(baseline.make, pattern, flows, count);
  const what = `update of known flows, ${flows} flows, ${pattern}`;
  const ms = runs.map((run) => run.ms);
  const timed = measurement(baseline, what, 'ms of CPU', ms, [{ on: 'ratio', max: 1 / 3 }]);
  // The least object takes 16 bytes, so less than one byte a flow is none for the flows.
  const bytes = runs.map((run) => run.bytes);
  return [timed, measurement(baseline, `${what}, allocated`, 'bytes/flow', bytes, [{ on: 'value', max: 1 }])];
}

function found(baseline: Baseline, flows: number, count: number): Measurement[] {
  const { read, listed } = findingOf(baseline.make, flows, count);
  const targets: Target[] = [
    { on: 'ratio', max: 1 },
    { on: 'value', max: 20 },
  ];
  const what = `flows of one IP, 100 of ${flows}`;
  return [
    measurement(baseline, `${what}, read`, 'us', read, targets),
    measurement(baseline, `${what}, listed`, 'us', listed, targets),
  ];
}

function measurement(
  { what: baselineName, isTarget }: Baseline,
  name: string,
  unit: string,
  runs: readonly Pair[],
  targets: readonly Target[] = [],
): Measurement {
  const value = samplesOf(runs.map(({ compact }) => compact));
  const baseline = samplesOf(runs.map(({ nested }) => nested));
  return { name, unit, value, baseline, baselineName, targets: isTarget ? targets : [] };
}
