// The simulator against real agent cores that send each other every message (test/core/cluster.ts): the same data
// centre, the same policy, and the same VMs move to the same hosts in the same order.
import t from 'tap';
import { POLICY_NAMES } from '../../../agent/core/policy/index.js';
import { simulate } from '../../../tools/sim/engine/simulate.js';
import type { Scenario } from '../../../tools/sim/scenario/scenario.js';
import { type Ipv4, ipv4 } from '../../../topology/ipv4.js';
import { Cluster, seeded } from '../../core/cluster.js';
import { treeMap } from '../../core/maps.js';
import { trafficOf } from '../small.js';

const hosts = [...treeMap.hosts].sort((a, b) => a - b);
const slots = 4;

t.setTimeout(180_000);

interface DataCentre {
  readonly places: readonly number[];
  readonly pairs: readonly (readonly [a: number, b: number, bytesPerSecond: number])[];
}

/** Rates are powers of two with room between them, so that what agents measure orders VMs as the truth does. */
function dataCentre(seed: number): DataCentre {
  const random = seeded(seed);
  const places = Array.from({ length: 14 }, (_, vm) => vm % hosts.length);
  const pairs = Array.from({ length: 14 }, (_, i) => {
    const a = Math.floor(random() * 14);
    return [a, (a + 1 + Math.floor(random() * 13)) % 14, 1e6 * 2 ** i] as const;
  });
  // The virtual datapath has one flow for each direction of a pair, so no pair may be there twice.
  const seen = new Set<string>();
  const isFirst = (a: number, b: number): boolean => seen.size < seen.add([a, b].sort().join()).size;
  return { places, pairs: pairs.filter(([a, b]) => isFirst(a, b)) };
}

const addressOf = (vm: number): Ipv4 => (ipv4('10.1.0.1') + vm) as Ipv4;

function scenarioOf({ places, pairs }: DataCentre): Scenario {
  return {
    map: treeMap,
    hosts: {
      addresses: Uint32Array.from(hosts),
      slots: new Uint32Array(hosts.length).fill(slots),
      memoryMiB: new Float64Array(hosts.length).fill(1e6),
    },
    vms: {
      addresses: Uint32Array.from(places, (_, vm) => addressOf(vm)),
      hosts: Uint32Array.from(places),
      memoryMiB: new Float64Array(places.length).fill(96),
    },
    endpoints: new Uint32Array(0),
    traffic: trafficOf(places.length, pairs),
  };
}

function clusterOf({ places, pairs }: DataCentre): Cluster {
  return new Cluster({
    map: treeMap,
    hosts: hosts.map((host) => ({ host, slots })),
    vms: places.map((place, vm) => ({ vm: addressOf(vm), host: hosts[place]!, memoryMiB: 96 })),
    // A migration has ended, and its VM's flows were read, before the next VM decides: as in the simulator, which knows no time.
    settings: { pollIntervalMs: 10 },
    migrationMs: 1,
    latencyMs: 20,
    pairs: pairs.map(([a, b, bytesPerSecond]) => ({ a: addressOf(a), b: addressOf(b), bytesPerSecond })),
  });
}

for (const policy of POLICY_NAMES) {
  t.test(`the agents and the simulator make the same migrations, ${policy}`, async (t) => {
    let moves = 0;
    for (let seed = 1; seed <= 8; seed += 1) {
      const data = dataCentre(seed);
      const vms = data.places.map((_, vm) => addressOf(vm));
      const report = clusterOf(data).round(hosts[0]!, { policy, vms });
      const result = simulate(scenarioOf(data), {
        ...{ policy, candidates: 'neighbours', migrationCost: 0, iterations: 100, seed, churn: 0, clock: () => 0 },
      });
      const simulated = result.migrations.map(({ vm, from, to }) => [addressOf(vm), hosts[from], hosts[to]]);
      t.same(
        simulated,
        report.migrations.map(({ vm, from, to }) => [vm, from, to]),
        `seed ${seed}`,
      );
      t.equal(result.summary.iterations.length, report.rounds);
      moves += simulated.length;
    }
    t.ok(moves > 30, `${moves} migrations compared`);
  });
}
