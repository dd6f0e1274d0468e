// The searches one move at a time: capacity holds, costs are true, tiny cases are solved.
import t from 'tap';
import { seededRandom } from '../../../tools/random.js';
import { anneal } from '../../../tools/sim/optimum/anneal.js';
import { makeInstance } from '../../../tools/sim/optimum/instance.js';
import { localSearch } from '../../../tools/sim/optimum/local-search.js';
import { repairCapacity } from '../../../tools/sim/optimum/repair.js';
import { SearchState } from '../../../tools/sim/optimum/search-state.js';
import type { Scenario } from '../../../tools/sim/scenario/scenario.js';
import { smallScenario } from '../small.js';
import { bruteForceOptimum } from './brute-force.js';
import { isClose, overfullHosts, plainCost } from './plain-cost.js';

/** Full to the last slot but a few, with memory that does not let any two VMs swap. */
function tight(seed: number): Scenario {
  const random = seededRandom(seed);
  return smallScenario({
    shape: [2, 3, 3],
    slots: 4,
    vms: 68,
    vmMiB: Array.from({ length: 68 }, () => random.integer(1, 4) * 512.1),
    hostMiB: 512.1 * 14,
    hosts: spread(68, 18),
    endpoints: ['g0/g1'],
    pairsPerVm: 3,
    seed,
  });
}

function spread(vms: number, hosts: number): number[] {
  return Array.from({ length: vms }, (_, vm) => vm % hosts);
}

function startOf(scenario: Scenario): SearchState {
  const state = new SearchState(makeInstance(scenario), scenario.vms.hosts);
  repairCapacity(state);
  return state;
}

t.test('local search lowers the cost and keeps capacity', async (t) => {
  for (let seed = 1; seed <= 5; seed++) {
    const scenario = tight(seed);
    const state = startOf(scenario);
    t.same(overfullHosts(scenario, state.placement.hostOf), [], 'capacity is kept before');
    const before = plainCost(scenario, state.placement.hostOf);
    localSearch(state, { random: seededRandom(seed) });
    t.same(overfullHosts(scenario, state.placement.hostOf), [], 'and after');
    t.ok(state.cost < 0.8 * before, `from ${before} to ${state.cost}`);
    t.ok(isClose(state.cost, plainCost(scenario, state.placement.hostOf)), 'the cost is true');
  }
});

t.test('annealing keeps capacity, is true, and beats the local search', async (t) => {
  for (let seed = 1; seed <= 3; seed++) {
    const scenario = tight(seed);
    const searched = startOf(scenario);
    localSearch(searched, { random: seededRandom(seed) });
    const state = startOf(scenario);
    const shares: number[] = [];
    const onProgress = (share: number) => void shares.push(share);
    await anneal(state, { random: seededRandom(seed), steps: 200_000, fromHeat: 0.6, toHeat: 0.1, onProgress });
    t.same(overfullHosts(scenario, state.placement.hostOf), []);
    t.ok(isClose(state.cost, plainCost(scenario, state.placement.hostOf)), 'the cost is true');
    t.ok(state.cost < searched.cost, `${state.cost} below ${searched.cost}`);
    t.equal(shares.at(-1), 1);
  }
});

t.test('a search ends at once when its time is over', async (t) => {
  const scenario = tight(1);
  const state = startOf(scenario);
  const before = state.cost;
  localSearch(state, { random: seededRandom(1), deadlineMs: performance.now() - 1 });
  t.equal(state.cost, before, 'nothing was done');
});

t.test('tiny cases are solved', async (t) => {
  for (let seed = 1; seed <= 8; seed++) {
    const scenario = smallScenario({ shape: [2, 2], slots: 2, vms: 7, endpoints: ['g1'], pairsPerVm: 2, seed });
    const optimum = bruteForceOptimum(scenario);
    let best = Number.POSITIVE_INFINITY;
    for (let start = 1; start <= 5; start++) {
      const state = startOf(scenario);
      await anneal(state, { random: seededRandom(start), steps: 20_000, fromHeat: 0.6, toHeat: 0.1 });
      localSearch(state, { random: seededRandom(start) });
      best = Math.min(best, state.cost);
    }
    t.ok(isClose(best, optimum), `seed ${seed}: ${best}, optimum ${optimum}`);
  }
});

t.test('the local search alone finds what one move or swap after another can', async (t) => {
  // Two full hosts in one rack, two pairs torn apart: only a swap helps, and it is the optimum.
  const scenario = smallScenario({
    shape: [1, 2],
    slots: 2,
    vms: 4,
    hosts: [0, 0, 1, 1],
    pairs: [
      [0, 2, 10],
      [1, 3, 10],
    ],
  });
  const state = startOf(scenario);
  localSearch(state, { random: seededRandom(1) });
  t.equal(state.cost, 0);
  t.equal(bruteForceOptimum(scenario), 0);
});

t.test('repair makes room', async (t) => {
  const scenario = tight(2);
  const state = new SearchState(makeInstance(scenario), new Uint32Array(68));
  t.not(overfullHosts(scenario, state.placement.hostOf).length, 0, 'all on one host');
  const moved = repairCapacity(state);
  t.same(overfullHosts(scenario, state.placement.hostOf), []);
  t.ok(moved >= 64, `${moved} moved`);
  t.ok(isClose(state.cost, plainCost(scenario, state.placement.hostOf)));

  const two = smallScenario({ shape: [1, 1], slots: 2, vms: 2, vmMiB: 600, hostMiB: 1000, hosts: [0, 0], pairs: [] });
  t.throws(() => repairCapacity(new SearchState(makeInstance(two), two.vms.hosts)), /no host has room/);
});
