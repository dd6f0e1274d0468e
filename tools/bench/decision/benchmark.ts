// One VM's decision (thesis 4.2.5) with 10, 100 and 1000 neighbours on a hundred hosts: the real core and transport ask
// real agents' cores over encrypted UDP on loopback. Cold: every neighbour has to be located, the targets probed, and
// room reserved, up to the order to migrate. With locations cached: up to the decision to stay, for only a decision that
// stays believes its cache; one that would move asks again, and is then a cold one.
import { type Benchmark, type BenchmarkOptions, type Measurement, samplesOf } from '../benchmark.js';
import { type Bench, openBench } from './deciding.js';

export const benchmark: Benchmark = { name: 'decision', run };

/** ms, by neighbours (issue: decision, locations cached). */
const cachedMaxMs: ReadonlyMap<number, number> = new Map([
  [10, 1],
  [100, 2],
  [1_000, 10],
]);
const roundTrips = 3;
const usPerNeighbour = 20;

async function run({ quick }: BenchmarkOptions): Promise<readonly Measurement[]> {
  const sizes = [...cachedMaxMs.keys()];
  const bench = await openBench(sizes.at(-1)!);
  try {
    // What is compiled at first use is no part of a decision.
    for (let warm = 0; warm < (quick ? 1 : 10); warm += 1) {
      await bench.cold(sizes.at(-1)!);
      await bench.bare(sizes.at(-1)!);
    }
    const measurements: Measurement[] = [];
    for (const size of sizes) measurements.push(...(await measure(bench, size, quick ? 3 : 30)));
    return measurements;
  } finally {
    await bench.close();
  }
}

async function measure(bench: Bench, neighbours: number, repeats: number): Promise<Measurement[]> {
  const [cold, cached, trips, bare]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let run = 0; run < repeats; run += 1) {
    trips.push(await bench.roundTrip());
    cold.push(await bench.cold(neighbours));
    trips.push(await bench.roundTrip());
    cached.push(await bench.cached(neighbours));
    bare.push(await bench.bare(neighbours));
  }
  const baseline = samplesOf(trips);
  const common = { unit: 'ms', baseline, baselineName: 'one request and its answer', size: neighbours };
  const coldMaxMs = roundTrips * baseline.median + (usPerNeighbour * neighbours) / 1000;
  return [
    {
      ...common,
      name: `decision, cold, ${neighbours} neighbours (target: ${roundTrips} round trips + ${usPerNeighbour} us each)`,
      value: samplesOf(cold),
      targets: [{ on: 'value', max: coldMaxMs }],
      curve: 'decision, cold',
    },
    {
      ...common,
      name: `decision, locations cached, ${neighbours} neighbours`,
      value: samplesOf(cached),
      targets: [{ on: 'value', max: cachedMaxMs.get(neighbours)! }],
      curve: 'decision, locations cached',
    },
    {
      ...common,
      name: `decision, the floor below cold: ${neighbours} bare datagrams and their echoes`,
      value: samplesOf(bare),
      targets: [],
      curve: 'decision, bare datagrams alone',
    },
  ];
}
