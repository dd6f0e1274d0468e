// A small data centre with traffic of the thesis's kind, and plausible runs on it, for tests of the report. Not the
// simulator: VMs simply move to the neighbour's host that saves most and has room, in an order made up for each policy.

import type {
  BestKnown,
  CostSample,
  RunResult,
  SimulatedMigration,
  SimulatedPolicy,
  SweepPoint,
} from '../../../tools/sim/results.js';
import { occupancyOf, type Scenario } from '../../../tools/sim/scenario/scenario.js';
import { buildCostMap } from '../../../topology/table.js';

export interface SampleShape {
  readonly racks: number;
  readonly hostsPerRack: number;
  readonly slots: number;
  readonly occupancy: number;
  /** Pairs for each VM, on average. */
  readonly pairsPerVm: number;
  readonly seed: number;
  /** Names of the tiers, bottom up. */
  readonly tierNames: readonly string[];
  readonly endpoints: number;
}

export const smallShape: SampleShape = {
  racks: 12,
  hostsPerRack: 4,
  slots: 4,
  occupancy: 0.8,
  pairsPerVm: 5,
  seed: 1,
  tierNames: ['rack', 'pod', 'zone', 'core'],
  endpoints: 0,
};

/** The size of the thesis's simulations. */
export const thesisShape: SampleShape = { ...smallShape, racks: 128, hostsPerRack: 20, slots: 16 };

/** Numbers in 0..1 that a seed reproduces (a linear congruential generator). */
export function randomSource(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function sampleScenario(shape: SampleShape): Scenario {
  const { racks, hostsPerRack, slots, occupancy, tierNames, endpoints } = shape;
  const hostCount = racks * hostsPerRack;
  const base = 0x0a000000;
  const at = (rack: number) => {
    const path = [`zone-${Math.floor(rack / 32) + 1}`, `pod-${Math.floor(rack / 8) + 1}`, `rack-${rack + 1}`];
    return path.slice(4 - tierNames.length).join('/');
  };
  const entry = (address: number, path: string) =>
    ({ range: { base: address, length: 32 }, single: true, at: path }) as never;
  const addresses = Uint32Array.from({ length: hostCount }, (_, host) => base + host + 1);
  const outside = Uint32Array.from({ length: endpoints }, (_, index) => 0xc0000201 + index);
  const map = buildCostMap({
    tiers: tierNames.map((name, index) => ({ name, weight: Math.exp([0, 1, 3, 5][index] ?? 5 + index) })),
    hosts: [...addresses].map((address, host) => entry(address, at(Math.floor(host / hostsPerRack)))),
    endpoints: [...outside].map((address) => entry(address, at(racks))),
  });
  const vmCount = Math.floor(hostCount * slots * occupancy);
  const random = randomSource(shape.seed);
  // Each VM in a slot of its own, so that no host is over its capacity.
  const free = Array.from({ length: hostCount * slots }, (_, slot) => Math.floor(slot / slots));
  for (let index = 0; index < vmCount; index++) {
    const other = index + Math.floor(random() * (free.length - index));
    [free[index], free[other]] = [free[other]!, free[index]!];
  }
  const vms = {
    addresses: Uint32Array.from({ length: vmCount }, (_, vm) => 0x0b000000 + vm),
    hosts: Uint32Array.from(free.slice(0, vmCount)),
    memoryMiB: new Float64Array(vmCount).fill(196),
  };
  return {
    map,
    hosts: {
      addresses,
      slots: new Uint32Array(hostCount).fill(slots),
      memoryMiB: new Float64Array(hostCount).fill(65536),
    },
    vms,
    endpoints: outside,
    traffic: sampleTraffic(shape, vms.hosts, random),
  };
}

/** 80 % within the rack, the rest mostly between hotspot racks, which are a fifth; 1 in 10 pairs is heavy. */
function sampleTraffic(shape: SampleShape, hostOf: Uint32Array, random: () => number): Scenario['traffic'] {
  const { racks, hostsPerRack, pairsPerVm, endpoints } = shape;
  const count = hostOf.length;
  const residents: number[][] = Array.from({ length: racks }, () => []);
  for (const [vm, host] of hostOf.entries()) residents[Math.floor(host / hostsPerRack)]!.push(vm);
  const hot = Math.max(2, Math.floor(racks / 5));
  const rows: Map<number, number>[] = Array.from({ length: count }, () => new Map());
  const add = (vm: number, peer: number, rate: number) => {
    if (vm < count) rows[vm]!.set(peer, (rows[vm]!.get(peer) ?? 0) + rate);
  };
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  for (let pair = 0; pair < count * pairsPerVm; pair++) {
    const vm = Math.floor(random() * count);
    const rack = Math.floor(hostOf[vm]! / hostsPerRack);
    const isHot = (rack * 7) % racks < hot;
    // A hotspot talks to three others, the rest to anybody now and then.
    const away = isHot ? (rack + [1, 5, 9][Math.floor(random() * 3)]! * 3) % racks : Math.floor(random() ** 3 * racks);
    const peer = pick(residents[random() < 0.8 ? rack : away]!);
    const rate = random() < 0.9 ? 20 + random() * 1000 : 1.28e6 * (0.5 + random());
    if (peer === undefined || peer === vm) continue;
    add(vm, peer, rate);
    add(peer, vm, rate);
  }
  for (let index = 0; index < endpoints; index++) add(Math.floor(random() * count), count + index, 5e4);
  const sorted = rows.map((row) => [...row].sort(([a], [b]) => a - b));
  const offsets = new Uint32Array(count + 1);
  sorted.forEach((row, vm) => {
    offsets[vm + 1] = offsets[vm]! + row.length;
  });
  return {
    offsets,
    peers: Uint32Array.from(sorted.flatMap((row) => row.map(([peer]) => peer))),
    rates: Float64Array.from(sorted.flatMap((row) => row.map(([, rate]) => rate))),
  };
}

/** Half of a VM's share of Eq. 3.1 on a host. */
function costOn(
  scenario: Scenario,
  allocation: Uint32Array,
  vm: number,
  host: number,
  places: readonly number[],
): number {
  const { map, traffic, hosts } = scenario;
  let cost = 0;
  for (let at = traffic.offsets[vm]!; at < traffic.offsets[vm + 1]!; at++) {
    const peer = traffic.peers[at]!;
    const other = peer < allocation.length ? allocation[peer]! : hosts.addresses.length + peer - allocation.length;
    if (other !== host) cost += traffic.rates[at]! * map.pathWeight(map.levelBetween(places[host]!, places[other]!));
  }
  return cost;
}

export interface RunShape {
  readonly policy: SimulatedPolicy;
  readonly iterations: number;
  /** Share of the initial cost. */
  readonly migrationShare: number;
  readonly churn: boolean;
}

/** A run whose figures belong together: gains add up to the fall of the cost, but for what churn adds. */
export function sampleRun(scenario: Scenario, shape: Partial<RunShape> & Pick<RunShape, 'policy'>): RunResult {
  const { policy, iterations: rounds = 6, migrationShare = 0, churn = false } = shape;
  const places = [...scenario.hosts.addresses, ...scenario.endpoints].map(
    (address) => scenario.map.place(address as never)!,
  );
  const allocation = Uint32Array.from(scenario.vms.hosts);
  const room = Array.from(scenario.hosts.slots);
  for (const host of allocation) room[host]!--;
  const vmCount = allocation.length;
  const { peers, offsets } = scenario.traffic;
  const { endpoints } = scenario;
  const share = (vm: number) => costOn(scenario, allocation, vm, allocation[vm]!, places);
  const outside = peers.reduce((sum, peer, at) => {
    if (peer < vmCount) return sum;
    const vm = offsets.findLastIndex((offset) => offset <= at);
    const levels = scenario.map.levelBetween(
      places[allocation[vm]!]!,
      places[scenario.hosts.addresses.length + peer - vmCount]!,
    );
    return sum + scenario.traffic.rates[at]! * scenario.map.pathWeight(levels);
  }, 0);
  const initialCost =
    Array.from(allocation, (_, vm) => share(vm)).reduce((sum, each) => sum + each, 0) +
    (endpoints.length > 0 ? outside : 0);
  const migrationCost = migrationShare * initialCost;
  const seed = { 'round-robin': 1, distributed: 2, 'load-aware': 3, global: 4 }[policy];
  const random = randomSource(seed);
  let cost = initialCost;
  const migrations: SimulatedMigration[] = [];
  const iterations: { iteration: number; cost: number; migrations: number }[] = [];
  const costs: CostSample[] = [];
  for (let iteration = 1; iteration <= rounds; iteration++) {
    const order = Array.from({ length: vmCount }, (_, vm) => vm);
    // Round-robin looks at a part only in the beginning, so that its curve is the slowest.
    const patience = policy === 'round-robin' ? 0.45 : 1;
    const keys = order.map((vm) => (policy === 'round-robin' ? vm : policy === 'distributed' ? random() : -share(vm)));
    if (policy !== 'round-robin') order.sort((a, b) => keys[a]! - keys[b]!);
    const before = migrations.length;
    let done = 0;
    for (const vm of order) {
      if (churn && ++done % Math.ceil(vmCount / 40) === 0) {
        const churned = done % Math.ceil(vmCount / 5) < vmCount / 40;
        if (churned) cost += initialCost * 0.06 * random();
        costs.push({ atIteration: iteration - 1 + done / vmCount, cost, churned });
      }
      if (random() > patience) continue;
      const own = allocation[vm]!;
      const now = share(vm);
      let [to, gain] = [own, migrationCost];
      const near = Array.from(peers.subarray(offsets[vm]!, offsets[vm + 1]!)).filter((peer) => peer < vmCount);
      for (const host of new Set(near.map((peer) => allocation[peer]!))) {
        if (host === own || room[host] === 0) continue;
        const saved = 2 * (now - costOn(scenario, allocation, vm, host, places));
        if (saved > gain) [to, gain] = [host, saved];
      }
      if (to === own) continue;
      room[own]!++;
      room[to]!--;
      allocation[vm] = to;
      cost -= gain;
      migrations.push({ iteration, vm, from: own, to, gain, costAfter: cost });
    }
    const moved = migrations.length - before;
    iterations.push({ iteration, cost, migrations: moved });
    if (moved === 0 && !churn) break;
  }
  const displaced = allocation.filter((host, vm) => host !== scenario.vms.hosts[vm]).length;
  const { vms, hosts } = scenario;
  return {
    summary: {
      policy,
      candidates: 'cost-map',
      seed: 1,
      vms: vms.addresses.length,
      hosts: hosts.addresses.length,
      occupancy: occupancyOf(scenario),
      migrationCost,
      ...(churn ? { churn: 0.05 } : {}),
      initialCost,
      finalCost: cost,
      migrations: migrations.length,
      displaced,
      iterations,
      wallSeconds: 1.234 + seed / 10,
    },
    allocation,
    migrations,
    costs,
  };
}

export const allPolicies: readonly SimulatedPolicy[] = ['round-robin', 'distributed', 'load-aware', 'global'];

/** What `--sweep` would give, by more such runs. */
export function sampleSweep(
  scenario: Scenario,
  policies = allPolicies,
  shares = [0, 0.001, 0.005, 0.02],
): SweepPoint[] {
  return policies.flatMap((policy) =>
    shares.map((migrationShare) => {
      const { summary } = sampleRun(scenario, { policy, migrationShare, iterations: 4 });
      const { migrationCost, finalCost, migrations } = summary;
      return { policy, asked: `${100 * migrationShare}%`, migrationCost, finalCost, migrations };
    }),
  );
}

/** A cost a little below what the runs reach. */
export function sampleBest(results: readonly RunResult[]): BestKnown {
  const [{ vms, hosts, initialCost }] = results.map(({ summary }) => summary) as [RunResult['summary']];
  const cost = 0.93 * Math.min(...results.map(({ summary }) => summary.finalCost));
  return { cost, method: 'scotch', detail: '5 tolerances, 3 seeds, then swaps', vms, hosts, initialCost };
}
