// The simulator (tools/sim) at the thesis's size: rounds of a real token over a generated data centre. How well the
// placement comes out is the simulator's own report; here only its time and memory count.
import { simulate } from '../../sim/engine/simulate.js';
import { World } from '../../sim/engine/world.js';
import type { Scenario } from '../../sim/scenario/scenario.js';
import { type Benchmark, type BenchmarkOptions, type Measurement, samplesOf } from '../benchmark.js';
import { bytesOf, makeScenario, type Size } from './scenario.js';

export const benchmark: Benchmark = { name: 'simulator', run };

const iterations = 6;
const thesis: Size = { racks: 128, slots: 16 };
/** 1,000,000 VMs on 62,500 hosts. */
const largest: Size = { racks: 3125, slots: 20 };
const growing: readonly Size[] = [{ racks: 4, slots: 16 }, { racks: 39, slots: 16 }, thesis, { racks: 391, slots: 16 }];

async function run({ quick, growth }: BenchmarkOptions): Promise<readonly Measurement[]> {
  if (quick) return [measure({ racks: 8, slots: 16 }, 2, 3)];
  if (!growth) return [measure(thesis, 3, 3)];
  const smaller = growing.map((size) => measure(size, 3, size === thesis ? 3 : undefined));
  return [...smaller, measure(largest, 1, 120), memory(largest)];
}

let lastScenario: { readonly size: Size; readonly scenario: Scenario } | undefined;

/** Of the last size only: the largest takes long to make. */
function scenarioOf(size: Size): Scenario {
  if (lastScenario?.size !== size) lastScenario = { size, scenario: makeScenario(size) };
  return lastScenario.scenario;
}

function measure(size: Size, runs: number, maxSeconds: number | undefined): Measurement {
  const scenario = scenarioOf(size);
  const value: number[] = [];
  const baseline: number[] = [];
  for (let count = 0; count < runs; count += 1) {
    value.push(simulateOnce(scenario));
    baseline.push(...costPasses(scenario));
  }
  const vms = scenario.vms.addresses.length;
  const pairs = scenario.traffic.rates.length / 2;
  return {
    name: `simulator, ${vms} VMs, ${pairs} pairs, distributed, ${iterations} iterations`,
    unit: 's',
    value: samplesOf(value),
    baseline: samplesOf(baseline),
    baselineName: 'one pass of Eq. 3.1 over all pairs',
    targets: maxSeconds === undefined ? [] : [{ on: 'value', max: maxSeconds }],
    size: vms,
    curve: 'simulator, distributed, 6 iterations',
  };
}

function simulateOnce(scenario: Scenario): number {
  const { summary } = simulate(scenario, {
    ...{ policy: 'distributed', candidates: 'cost-map', migrationCost: 0, iterations, seed: 1, churn: 0 },
    clock: () => performance.now() / 1000,
  });
  if (!(summary.finalCost < summary.initialCost)) throw new Error('the simulation saved nothing');
  return summary.wallSeconds;
}

function costPasses(scenario: Scenario): number[] {
  const world = new World(scenario);
  return Array.from({ length: 3 }, () => {
    const start = performance.now();
    world.cost();
    return (performance.now() - start) / 1000;
  });
}

/** Of this whole process, at its highest. */
function memory(size: Size): Measurement {
  const scenario = scenarioOf(size);
  const maxMiB = process.resourceUsage().maxRSS / 1024;
  return {
    name: `simulator, ${scenario.vms.addresses.length} VMs, highest resident memory`,
    unit: 'MiB',
    value: samplesOf([maxMiB]),
    baseline: samplesOf([bytesOf(scenario) / 2 ** 20]),
    baselineName: "the scenario's arrays",
    targets: [{ on: 'value', max: 8 * 1024 }],
  };
}
