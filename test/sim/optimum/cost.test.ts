// Eq. 3.1 over flat arrays, and the differences that searches count by, against the agents' own cost function.
import t from 'tap';
import { seededRandom } from '../../../tools/random.js';
import { allocationCost, costAt } from '../../../tools/sim/optimum/cost.js';
import { levelBetween, makeInstance } from '../../../tools/sim/optimum/instance.js';
import { SearchState } from '../../../tools/sim/optimum/search-state.js';
import { hostAddress } from '../../../tools/sim/scenario/scenario.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import { type SmallOptions, smallScenario } from '../small.js';
import { isClose, plainCost } from './plain-cost.js';

const dataCentres: Readonly<Record<string, SmallOptions>> = {
  'three tiers': { shape: [2, 3, 2], slots: 4, vms: 30 },
  'one tier': { shape: [5], weights: [2.5], slots: 3, vms: 12 },
  'two tiers, endpoints': { shape: [3, 3], slots: 3, vms: 20, endpoints: ['g0', 'g2'], pairsPerVm: 3 },
  'irregular, odd weights': {
    shape: [3, 2, 4],
    weights: [0, Math.E, 148.4],
    slots: 3,
    vms: 25,
    without: (host) => host % 5 === 2,
  },
};

for (const [name, options] of Object.entries(dataCentres)) {
  t.test(`cost and levels: ${name}`, async (t) => {
    const scenario = smallScenario({ ...options, seed: 7 });
    const instance = makeInstance(scenario);
    for (let a = 0; a < instance.hosts; a++) {
      for (let b = 0; b < instance.hosts; b++) {
        const expected = scenario.map.level(hostAddress(scenario, a), hostAddress(scenario, b));
        t.equal(levelBetween(instance, a, b), expected, `level of ${a} and ${b}`);
      }
      for (const [index, address] of scenario.endpoints.entries()) {
        const expected = scenario.map.level(hostAddress(scenario, a), address as Ipv4);
        t.equal(levelBetween(instance, a, instance.hosts + index), expected, `level of ${a} and endpoint ${index}`);
      }
    }
    const random = seededRandom(3);
    for (let round = 0; round < 20; round++) {
      const allocation = Uint32Array.from({ length: instance.vms }, () => random.integer(0, instance.hosts - 1));
      const expected = plainCost(scenario, allocation);
      t.ok(expected > 0 && isClose(allocationCost(instance, allocation), expected), `${expected}`);
    }
  });

  t.test(`differences: ${name}`, async (t) => {
    const scenario = smallScenario({ ...options, seed: 8 });
    const instance = makeInstance(scenario);
    const state = new SearchState(instance, scenario.vms.hosts);
    const random = seededRandom(5);
    for (let round = 0; round < 300; round++) {
      const before = plainCost(scenario, state.placement.hostOf);
      const vm = random.integer(0, instance.vms - 1);
      const other = random.integer(0, instance.vms - 1);
      const host = random.integer(0, instance.hosts - 1);
      const isSwap = round % 2 === 0 && state.placement.hostOf[vm] !== state.placement.hostOf[other];
      const expected = isSwap ? state.swapDelta(vm, other) : state.moveDelta(vm, host);
      const delta = isSwap ? state.swap(vm, other) : state.move(vm, host);
      const after = plainCost(scenario, state.placement.hostOf);
      t.ok(isClose(before + expected, after) && isClose(before + delta, after), `${after} after ${delta}`);
      t.ok(isClose(state.cost, after), 'the cost is kept');
    }
    for (let vm = 0; vm < instance.vms; vm++) {
      const { hostOf } = state.placement;
      t.ok(Math.abs(state.costOf[vm]! - costAt(instance, hostOf, vm, hostOf[vm]!)) < 1e-6, `cost of VM ${vm} is kept`);
    }
  });
}

t.test('a hand-worked case', async (t) => {
  // Two racks of two hosts, weights 1 and 3: same rack 1, across 4. Endpoint in the second rack.
  const scenario = smallScenario({
    shape: [2, 2],
    weights: [1, 3],
    vms: 3,
    hosts: [0, 1, 2],
    endpoints: ['g1'],
    pairs: [
      [0, 1, 10],
      [1, 2, 100],
      [2, 3, 1000],
    ],
  });
  // 2 x (10 x 1 + 100 x 4 + 1000 x 1)
  t.equal(allocationCost(makeInstance(scenario), scenario.vms.hosts), 2820);
});
