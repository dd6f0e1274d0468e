// Edge-assembly crossover and the genetic algorithm over it.
import t from 'tap';
import { seededRandom } from '../../../tools/random.js';
import { crossover, findCycles } from '../../../tools/sim/optimum/crossover.js';
import { geneticOptimum } from '../../../tools/sim/optimum/genetic.js';
import { makeInstance } from '../../../tools/sim/optimum/instance.js';
import { SearchState } from '../../../tools/sim/optimum/search-state.js';
import { smallScenario } from '../small.js';
import { bruteForceOptimum } from './brute-force.js';
import { isClose, overfullHosts, plainCost } from './plain-cost.js';

const silent = () => {};
const options = { population: 30, generations: 50, minutes: 5, seed: 1 };

t.test('AB-cycles hold each VM that differs once, host after host', async (t) => {
  const random = seededRandom(4);
  for (let round = 0; round < 50; round++) {
    const [a, b] = [0, 1].map(() => Uint32Array.from({ length: 40 }, () => random.integer(0, 9)));
    const cycles = findCycles(a!, b!, 10, random);
    const differing = Array.from(a!.keys()).filter((vm) => a![vm] !== b![vm]);
    t.same(
      cycles.flat().sort((x, y) => x - y),
      differing,
    );
    for (const cycle of cycles) {
      for (const [index, vm] of cycle.slice(1).entries()) t.equal(a![vm], b![cycle[index]!], 'a chain of hosts');
      t.equal(new Set(cycle.map((vm) => a![vm])).size, cycle.length, 'no host twice, or it would be two cycles');
    }
  }
});

t.test('cycles between allocations with as many VMs on each host are closed', async (t) => {
  const random = seededRandom(5);
  const a = Array.from({ length: 40 }, (_, vm) => vm % 10);
  const b = random.shuffled(a);
  const cycles = findCycles(a, b, 10, random);
  t.ok(cycles.length > 3);
  for (const cycle of cycles) t.equal(b[cycle.at(-1)!], a[cycle[0]!], 'back at the first host');
});

t.test('a child is no worse than its first parent and keeps capacity', async (t) => {
  let taken = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const random = seededRandom(seed);
    const scenario = smallScenario({
      shape: [2, 2, 3],
      slots: 4,
      vms: 42,
      vmMiB: Array.from({ length: 42 }, (_, vm) => 500 + 100 * (Math.floor(vm / 12) % 3)),
      hostMiB: 2300,
      hosts: Array.from({ length: 42 }, (_, vm) => vm % 12),
      seed,
    });
    const other = random.shuffled([...scenario.vms.hosts]);
    const state = new SearchState(makeInstance(scenario), scenario.vms.hosts);
    t.same(overfullHosts(scenario, scenario.vms.hosts), []);
    const before = state.cost;
    const cycles = crossover(state, other, random);
    taken += cycles;
    t.ok(cycles > 0 ? state.cost < before : isClose(state.cost, before), `${state.cost} from ${before}`);
    t.same(overfullHosts(scenario, state.placement.hostOf), []);
    t.ok(isClose(state.cost, plainCost(scenario, state.placement.hostOf)));
    for (const [vm, host] of state.placement.hostOf.entries()) {
      t.ok(host === scenario.vms.hosts[vm] || host === other[vm], 'every edge is a parent’s');
    }
  }
  t.ok(taken > 10, `${taken} cycles came over`);
});

t.test('two halves come together', async (t) => {
  // Each parent has one half right: the child has both.
  const pairs = Array.from({ length: 8 }, (_, pair) => [2 * pair, 2 * pair + 1, 10] as const);
  const right = Array.from({ length: 16 }, (_, vm) => vm >> 1);
  const wrong = Array.from({ length: 16 }, (_, vm) =>
    vm % 2 === 0 ? vm >> 1 : (((vm >> 1) + 1) % 4) + (vm >= 8 ? 4 : 0),
  );
  const a = right.map((host, vm) => (vm < 8 ? host : wrong[vm]!));
  const b = right.map((host, vm) => (vm < 8 ? wrong[vm]! : host));
  const scenario = smallScenario({ shape: [2, 4], slots: 2, vms: 16, hosts: a, pairs });
  const state = new SearchState(makeInstance(scenario), a);
  t.ok(state.cost > 0);
  crossover(state, b, seededRandom(1));
  t.equal(state.cost, 0);
});

t.test('solves tiny cases', async (t) => {
  for (let seed = 1; seed <= 5; seed++) {
    const scenario = smallScenario({ shape: [2, 2], slots: 2, vms: 7, endpoints: ['g1'], seed });
    const found = await geneticOptimum(makeInstance(scenario), options, silent);
    const optimum = bruteForceOptimum(scenario);
    t.ok(isClose(found.cost, optimum), `seed ${seed}: ${found.cost}, optimum ${optimum}`);
    t.ok(isClose(found.cost, plainCost(scenario, found.allocation)));
  }
});

t.test('same seed, same result; capacity kept; ends by the rule of the thesis', async (t) => {
  const scenario = smallScenario({ shape: [2, 3, 3], slots: 4, vms: 60, pairsPerVm: 3 });
  const instance = makeInstance(scenario);
  const first = await geneticOptimum(instance, options, silent);
  const second = await geneticOptimum(instance, options, silent);
  const other = await geneticOptimum(instance, { ...options, seed: 2 }, silent);
  t.same(second, first);
  t.notSame(other.allocation, first.allocation);
  t.same(overfullHosts(scenario, first.allocation), []);
  t.match(first.detail, /population 30 of 30, \d+ generations, ended converged/);
});

t.test('time and a signal end it', async (t) => {
  const scenario = smallScenario({ shape: [2, 3, 3], slots: 4, vms: 60 });
  const instance = makeInstance(scenario);
  const hurried = await geneticOptimum(instance, { ...options, population: 1000, minutes: 0 }, silent);
  t.match(hurried.detail, /population 2 of 1000, 0 generations, ended out of time/);
  t.same(overfullHosts(scenario, hurried.allocation), []);
  const abort = new AbortController();
  const stop = () => abort.abort(new Error('stopped'));
  await t.rejects(geneticOptimum(instance, options, stop, { signal: abort.signal }), /stopped/);
});
