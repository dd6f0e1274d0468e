// Runs on small random data centres: what must hold of every migration, against deliberately plain counting, and a
// plain second opinion on the thesis's rule.
import t from 'tap';
import type { CandidateRule } from '../../../agent/core/settings.js';
import { seededRandom } from '../../../tools/random.js';
import { Churn } from '../../../tools/sim/engine/churn.js';
import { type SimulationOptions, simulate } from '../../../tools/sim/engine/simulate.js';
import type { RunResult } from '../../../tools/sim/results.js';
import { simulatedPolicies } from '../../../tools/sim/run/options.js';
import type { Scenario, Traffic } from '../../../tools/sim/scenario/scenario.js';
import { smallScenario } from '../small.js';

const rules: readonly CandidateRule[] = ['neighbours', 'cost-map'];

function scenarioOf(seed: number): Scenario {
  return smallScenario({
    ...{ shape: [2, 2, 3], slots: [3, 2, 4, 3, 1, 3, 2, 3, 3, 2, 3, 3], vms: 26, pairsPerVm: 3, seed },
    ...{ hostMiB: 4096, vmMiB: Array.from({ length: 26 }, (_, vm) => (vm % 5 === 0 ? 2048 : 512)) },
    endpoints: ['g0/g1', 'g1/g0'],
  });
}

function run(scenario: Scenario, changes: Partial<SimulationOptions> = {}): RunResult {
  const defaults = { policy: 'distributed', candidates: 'cost-map', migrationCost: 0, iterations: 20 } as const;
  return simulate(scenario, { ...defaults, seed: 1, churn: 0, clock: () => 0, ...changes });
}

/** Eq. 3.1 as it is written: over every VM u, over every neighbour of u, pairs with endpoints counted twice as well. */
function plainCost({ map, hosts, vms, endpoints, traffic }: Scenario, allocation: ArrayLike<number>): number {
  const serverOf = (peer: number) =>
    (peer < vms.addresses.length
      ? hosts.addresses[allocation[peer]!]
      : endpoints[peer - vms.addresses.length]) as never;
  let cost = 0;
  for (let u = 0; u < vms.addresses.length; u += 1) {
    for (let at = traffic.offsets[u]!; at < traffic.offsets[u + 1]!; at += 1) {
      const level = map.level(serverOf(u), serverOf(traffic.peers[at]!))!;
      let weights = 0;
      for (const tier of map.tiers.slice(0, level)) weights += tier.weight;
      cost += traffic.rates[at]! * weights * (traffic.peers[at]! < vms.addresses.length ? 1 : 2);
    }
  }
  return cost;
}

const near = (a: number, b: number, scale: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, scale);

t.test('every gain is the exact drop of the cost, and no host ever holds more than it can', async (t) => {
  let moves = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const scenario = scenarioOf(seed);
    const { hosts, vms } = scenario;
    const initial = plainCost(scenario, vms.hosts);
    for (const policy of simulatedPolicies) {
      for (const candidates of rules) {
        const what = `seed ${seed}, ${policy}, ${candidates}`;
        const { summary, migrations, allocation } = run(scenario, { policy, candidates, migrationCost: initial / 500 });
        const placed = Uint32Array.from(vms.hosts);
        let cost = initial;
        for (const { vm, from, to, gain, costAfter } of migrations) {
          if (placed[vm] !== from) t.fail(`${what}: VM ${vm} was not on ${from}`);
          placed[vm] = to;
          const after = plainCost(scenario, placed);
          if (!near(cost - after, gain, initial) || !near(after, costAfter, initial)) t.fail(`${what}: gain ${gain}`);
          if (gain <= summary.migrationCost) t.fail(`${what}: Eq. 3.2 does not hold`);
          cost = after;
          const guests = placed.reduce((count, host) => count + (host === to ? 1 : 0), 0);
          const memory = placed.reduce((sum, host, each) => sum + (host === to ? vms.memoryMiB[each]! : 0), 0);
          if (guests > hosts.slots[to]! || memory > hosts.memoryMiB[to]!) t.fail(`${what}: host ${to} is too full`);
        }
        moves += migrations.length;
        if (!near(summary.finalCost, cost, initial)) t.fail(`${what}: final cost`);
        if (summary.initialCost !== initial && !near(summary.initialCost, initial, initial)) t.fail(`${what}: initial`);
        t.same([...placed], [...allocation], `${what}: the allocation is where the migrations lead`);
        if (summary.iterations.reduce((sum, each) => sum + each.migrations, 0) !== migrations.length) t.fail(what);
      }
    }
  }
  t.ok(moves > 500, `${moves} migrations checked`);
});

t.test('the run ends when an iteration moves nothing, or after as many as asked', async (t) => {
  const whole = run(scenarioOf(1)).summary.iterations;
  t.equal(whole.at(-1)!.migrations, 0);
  t.ok(whole.slice(0, -1).every(({ migrations }) => migrations > 0));
  const short = run(scenarioOf(1), { iterations: 1 }).summary.iterations;
  t.same(short, whole.slice(0, 1), 'and begins alike');
});

t.test('same seed, same output; another seed chooses otherwise among equals', async (t) => {
  const large = smallScenario({ shape: [2, 4, 6], slots: 2, vms: 80, pairsPerVm: 3 });
  for (const policy of simulatedPolicies) t.same(run(large, { policy }), run(large, { policy }), policy);
  const ends = [1, 2, 3, 4, 5].map((seed) => [...run(large, { seed }).allocation].join());
  t.ok(new Set(ends).size > 1);
});

t.test('the wider rule ends at lower cost when hosts are nearly full', async (t) => {
  const sums = { neighbours: 0, 'cost-map': 0 };
  for (let seed = 1; seed <= 10; seed += 1) {
    const scenario = smallScenario({ shape: [2, 4, 6], slots: 4, vms: 182, pairsPerVm: 3, seed });
    for (const rule of rules) sums[rule] += run(scenario, { candidates: rule }).summary.finalCost;
  }
  t.ok(sums['cost-map'] < sums.neighbours, `${sums['cost-map']} < ${sums.neighbours}`);
});

t.test('the central order lets the dearest pair decide first', async (t) => {
  const pairs = [
    [0, 7, 10],
    [1, 6, 1_000],
    [2, 3, 100_000],
  ] as const;
  const scenario = smallScenario({
    shape: [2, 2, 2],
    weights: [1, 3, 9],
    slots: 3,
    vms: 8,
    hosts: [0, 1, 2, 3, 4, 5, 6, 7],
    pairs,
  });
  const { migrations } = run(scenario, { policy: 'global' });
  // The pair 2-3 is only one rack apart, weight 1, but heavier by far.
  t.same(
    migrations.map(({ vm }) => vm),
    [2, 1, 0],
  );
});

t.test('nothing to do: no traffic, one host, a migration cost above everything', async (t) => {
  const silent = smallScenario({ pairs: [] });
  t.match(run(silent).summary, { initialCost: 0, finalCost: 0, migrations: 0, displaced: 0 });
  t.equal(run(scenarioOf(1), { migrationCost: Number.MAX_VALUE }).summary.migrations, 0);
});

t.test('churn: as much traffic between the same racks, spikes of the cost, the same for every policy', async (t) => {
  const scenario = smallScenario({ shape: [2, 4, 6], slots: 4, vms: 150, pairsPerVm: 3 });
  const runs = simulatedPolicies.map((policy) => run(scenario, { policy, churn: 0.2, iterations: 6 }));
  for (const { summary, costs } of runs) {
    t.equal(summary.iterations.length, 6, 'a run with churn makes all its iterations');
    t.equal(costs.filter(({ churned }) => churned).length, 5);
    for (const [index, { churned, cost }] of costs.entries()) {
      if (churned && cost <= costs[index - 1]!.cost)
        t.fail('new pairs between VMs that were never brought close cost more');
      if (!churned && index > 0 && cost > costs[index - 1]!.cost) t.fail('between changes the cost never rises');
    }
  }
  const calm = run(scenario, { iterations: 6 });
  t.same(calm.costs, []);
});

t.test('churn keeps the sum of the rates, and the share within racks about the same', async (t) => {
  const scenario = smallScenario({ shape: [2, 4, 6], slots: 4, vms: 150, pairsPerVm: 3 });
  const churn = new Churn(scenario, 0.3, seededRandom(4));
  const facts = ({ offsets, peers, rates }: Traffic) => {
    const rackOf = (vm: number) => Math.floor(scenario.vms.hosts[vm]! / 6);
    const byRacks = new Map<string, number>();
    for (let vm = 0; vm < 150; vm += 1) {
      for (let at = offsets[vm]!; at < offsets[vm + 1]!; at += 1) {
        const racks = `${rackOf(vm)}-${rackOf(peers[at]!)}`;
        byRacks.set(racks, Math.round((byRacks.get(racks) ?? 0) + rates[at]!));
      }
    }
    return [...byRacks].sort();
  };
  const before = facts(scenario.traffic);
  const after = churn.next();
  t.same(facts(after), before, 'rack by rack the same traffic');
  t.notSame(after, scenario.traffic, 'but between other VMs');
  t.notSame(churn.next(), after, 'and again others');
});
