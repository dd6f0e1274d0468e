// A dump of datapath flows, from ovs-vswitchd's socket into the flow table: the CPU time that it takes, against what
// ovs-vswitchd itself spends on that dump, and the longest pause of the event loop meanwhile. Real Open vSwitch, real
// packets, counters that all have changed since the dump before.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Benchmark, type BenchmarkOptions, type Measurement, samplesOf, type Target } from '../benchmark.js';
import { BenchOvs } from './open-vswitch.js';
import { Rig } from './rig.js';

export const benchmark: Benchmark = { name: 'dump', run };

interface Cost {
  readonly ownMs: number;
  readonly vswitchdMs: number;
}

const targetSizes: readonly number[] = [10_000, 100_000];
const pauseSize = 100_000;

async function run({ quick, growth }: BenchmarkOptions): Promise<readonly Measurement[]> {
  const sizes = quick ? [10_000] : growth ? [100, 1_000, 10_000, 100_000] : targetSizes;
  const measurements: Measurement[] = [];
  const ovs = await BenchOvs.start();
  try {
    await warmUp(ovs);
    for (const size of sizes) {
      await ovs.fill(size, { still: true });
      measurements.push(...(await dumps(ovs, size, quick ? 3 : 7)));
      if (size === pauseSize || quick) measurements.push(await pauses(ovs, size, quick ? 3 : 7));
    }
  } finally {
    await ovs.close();
  }
  return measurements;
}

/** What an agent has after some minutes: compiled code. */
async function warmUp(ovs: BenchOvs): Promise<void> {
  await ovs.fill(5_000, { still: true });
  for (let count = 0; count < 5; count += 1) {
    const rig = new Rig(ovs);
    await rig.start();
    for (let polls = 0; polls < 5; polls += 1) await rig.poll();
    await rig.close();
  }
}

async function dumps(ovs: BenchOvs, size: number, count: number): Promise<Measurement[]> {
  const known = await knownDumps(ovs, size, count);
  const fresh: Cost[] = [];
  for (let run = 0; run < count; run += 1) {
    const rig = new Rig(ovs);
    await rig.start();
    fresh.push(await costOf(ovs, () => rig.poll(), size));
    await rig.close();
  }
  return [measurement('dump to table', known, size), measurement('dump to table, every flow new', fresh, size)];
}

/** One agent's polls, one after the other, as long as it runs. */
async function knownDumps(ovs: BenchOvs, size: number, count: number): Promise<Cost[]> {
  const rig = new Rig(ovs);
  await rig.start();
  // The first fill tables and grow them.
  for (let polls = 0; polls < 3; polls += 1) await rig.poll();
  const costs: Cost[] = [];
  for (let run = 0; run < count; run += 1) {
    await ovs.send(size);
    costs.push(await costOf(ovs, () => rig.poll(), size));
  }
  await rig.close();
  return costs;
}

function measurement(curve: string, costs: readonly Cost[], size: number): Measurement {
  const targets: Target[] = targetSizes.includes(size) ? [{ on: 'ratio', max: 1 / 8 }] : [];
  return {
    name: `${curve}, ${size} flows`,
    unit: 'ms',
    value: samplesOf(costs.map(({ ownMs }) => ownMs)),
    baseline: samplesOf(costs.map(({ vswitchdMs }) => vswitchdMs)),
    baselineName: 'CPU time of ovs-vswitchd on that dump',
    targets,
    size,
    curve,
  };
}

/** CPU time of one poll, of all threads of this process and of ovs-vswitchd's main thread. */
async function costOf(ovs: BenchOvs, poll: () => Promise<number>, size: number): Promise<Cost> {
  const [own, vswitchdMs] = [process.cpuUsage(), ovs.cpuMs('main')];
  const flows = await poll();
  const { user, system } = process.cpuUsage(own);
  if (flows < size) throw new Error(`the dump shows ${flows} of ${size} flows`);
  return { ownMs: (user + system) / 1000, vswitchdMs: ovs.cpuMs('main') - vswitchdMs };
}

async function pauses(ovs: BenchOvs, size: number, count: number): Promise<Measurement> {
  const rig = new Rig(ovs);
  await rig.start();
  await rig.poll();
  const [value, baseline]: [number[], number[]] = [[], []];
  for (let run = 0; run < count; run += 1) {
    await ovs.send(size);
    const start = performance.now();
    value.push(await longestPauseMs(() => rig.poll()));
    const tookMs = performance.now() - start;
    baseline.push(await longestPauseMs(() => sleep(tookMs)));
  }
  await rig.close();
  return {
    name: `longest pause of the event loop, dump of ${size} flows`,
    unit: 'ms',
    value: samplesOf(value),
    baseline: samplesOf(baseline),
    baselineName: 'the same process idle for as long',
    targets: [{ on: 'value', max: 20 }],
  };
}

/** The longest time between two turns of the event loop while `work` is under way, ms. */
async function longestPauseMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let running = true;
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  running = false;
  return longest;
}
