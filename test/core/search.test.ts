// In which order a VM looks for room: the thesis's rule, and the wider one that goes on near the neighbours.
import t from 'tap';
import type { Neighbour } from '../../agent/core/cost.js';
import { type Candidate, evaluate } from '../../agent/core/decision.js';
import { HostDirectory } from '../../agent/core/directory.js';
import { fixedPrice, type Price } from '../../agent/core/rules/price.js';
import { drainTargets, inBatches, type SearchOptions, targets } from '../../agent/core/search.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { loadCostMap } from '../../topology/load.js';
import { seeded } from './cluster.js';

/** Two pods of two racks of four hosts, 10.0.<rack>.<1..4>, and an endpoint in rack 4; weights 1, 3, 10. */
const map = loadCostMap(
  `version: 1
tiers: [{ name: rack, weight: 1 }, { name: pod, weight: 3 }, { name: core, weight: 10 }]
hosts:
${[1, 2, 3, 4]
  .flatMap((rack) =>
    [1, 2, 3, 4].map((n) => `  - { host: 10.0.${rack}.${n}, at: pod-${rack < 3 ? 'a' : 'b'}/rack-${rack} }`),
  )
  .join('\n')}
endpoints: [{ host: 192.0.2.1, at: pod-b/rack-4 }]
`,
  'search.yaml',
);
const here = ipv4('10.0.1.1');
const peer = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

function search(
  neighbours: readonly Neighbour[],
  changes: Partial<SearchOptions> & { readonly migrationCost?: number; readonly price?: Price } = {},
): Candidate[] {
  const directory = changes.directory ?? new HostDirectory(map);
  const options = { rule: 'cost-map' as const, map, directory, nowMs: 0, random: seeded(3) };
  const price = changes.price ?? fixedPrice(changes.migrationCost ?? 0);
  return [...targets(evaluate(here, neighbours, price, map), { ...options, ...changes })];
}

const names = (found: readonly Candidate[]) => found.map(({ host }) => formatIpv4(host));

t.test("the thesis's rule: the neighbours' own hosts, highest level first, and nobody else", async (t) => {
  const neighbours = [
    { peer: peer(1), bytesPerSecond: 50, host: ipv4('10.0.2.1') },
    { peer: peer(2), bytesPerSecond: 10, host: ipv4('10.0.3.1') },
    { peer: peer(3), bytesPerSecond: 40, host: ipv4('192.0.2.1') },
  ];
  // Where 10.0.2.1 is, peer 1 costs nothing any more; the two in the other pod draw more, though each is lighter.
  t.same(names(search(neighbours, { rule: 'neighbours' })), ['10.0.3.1', '10.0.2.1']);
});

t.test("the wider rule: the neighbour's host, its rack, then its pod", async (t) => {
  const found = search([{ peer: peer(1), bytesPerSecond: 100, host: ipv4('10.0.3.1') }]);
  t.equal(names(found)[0], '10.0.3.1');
  t.same(names(found.slice(1, 4)).sort(), ['10.0.3.2', '10.0.3.3', '10.0.3.4'], 'then its rack mates');
  t.same(names(found.slice(4)).sort(), ['10.0.4.1', '10.0.4.2', '10.0.4.3', '10.0.4.4'], 'then the rest of its pod');
  // From the other pod 14; on the host 0, in the rack 1, in the pod 4.
  t.same([...new Set(found.map(({ gain }) => gain))], [2 * 100 * 14, 2 * 100 * 13, 2 * 100 * 10]);
  t.same([...new Set(found.map(({ near }) => near))], [0, 1, 2]);
  t.ok(found.every(({ level }) => level === 3));
});

t.test('the greatest gain first, whatever kind of host it is', async (t) => {
  const neighbours = [
    { peer: peer(1), bytesPerSecond: 100, host: ipv4('10.0.3.1') },
    { peer: peer(2), bytesPerSecond: 30, host: ipv4('10.0.2.1') },
  ];
  const found = search(neighbours);
  const gains = found.map(({ gain }) => gain);
  t.same(
    gains,
    [...gains].sort((a, b) => b - a),
  );
  t.equal(new Set(names(found)).size, found.length, 'nobody twice');
  t.notOk(names(found).includes(formatIpv4(here)), "the VM's own host is no target");
  t.ok(
    gains.every((gain) => gain > 0),
    'only what satisfies Eq. 3.2',
  );
});

t.test('an endpoint draws a VM near it, where no VM can be on the endpoint itself', async (t) => {
  const found = search([{ peer: ipv4('192.0.2.1'), bytesPerSecond: 10, host: ipv4('192.0.2.1') }]);
  t.same(names(found.slice(0, 4)).sort(), ['10.0.4.1', '10.0.4.2', '10.0.4.3', '10.0.4.4']);
  t.equal(found[0]!.gain, 2 * 10 * 13);
});

t.test('c_m bounds near hosts as well: what does not save enough is not asked', async (t) => {
  const neighbours = [{ peer: peer(1), bytesPerSecond: 100, host: ipv4('10.0.3.1') }];
  t.equal(search(neighbours, { migrationCost: 2 * 100 * 10 }).length, 4, 'the pod is too far, the rack is not');
  t.equal(search(neighbours, { migrationCost: 2 * 100 * 13 }).length, 1);
  t.equal(search(neighbours, { migrationCost: 2 * 100 * 14 }).length, 0);
});

t.test('a host that was silent is left alone for a while', async (t) => {
  const directory = new HostDirectory(map);
  const neighbours = [{ peer: peer(1), bytesPerSecond: 100, host: ipv4('10.0.3.1') }];
  directory.silent(ipv4('10.0.3.2'), 1_000);
  t.notOk(names(search(neighbours, { directory, nowMs: 60_999 })).includes('10.0.3.2'));
  t.ok(names(search(neighbours, { directory, nowMs: 61_000 })).includes('10.0.3.2'));
  directory.silent(ipv4('10.0.3.2'), 70_000);
  directory.answered(ipv4('10.0.3.2'));
  t.ok(names(search(neighbours, { directory, nowMs: 70_001 })).includes('10.0.3.2'), 'it is back');
});

t.test('each silence in a row is twice as long, up to an hour', async (t) => {
  const directory = new HostDirectory(map);
  const host = ipv4('10.0.3.2');
  let nowMs = 0;
  const pauses = Array.from({ length: 9 }, () => {
    directory.silent(host, nowMs);
    const startMs = nowMs;
    while (directory.isSilent(host, nowMs)) nowMs += 60_000;
    return (nowMs - startMs) / 60_000;
  });
  t.same(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

t.test('a host that a guest talks to is no target until it was heard of, and no more than 128 are tried', async (t) => {
  const text = `version: 1
tiers: [{ name: rack, weight: 1 }, { name: core, weight: 4 }]
hosts: [{ prefix: 10.0.0.0/16, at: a }, { prefix: 10.2.0.0/16, at: b }]
`;
  const prefixes = loadCostMap(text, 'prefixes.yaml');
  const directory = new HostDirectory(prefixes);
  const neighbours = Array.from({ length: 1_000 }, (_, i) => {
    const host = (ipv4('10.2.0.1') + i) as Ipv4;
    return { peer: host, bytesPerSecond: 1_000 - i, host };
  });
  const evaluation = evaluate(here, neighbours, fixedPrice(0), prefixes);
  const found = (rule: 'neighbours' | 'cost-map') => {
    return [...targets(evaluation, { rule, map: prefixes, directory, nowMs: 0, random: seeded(1) })].length;
  };
  t.equal(found('cost-map'), 0);
  for (const { host } of neighbours.slice(0, 300)) directory.answered(host);
  t.equal(found('neighbours'), 128);
  t.ok(found('cost-map') <= 128 + 96);
});

t.test('rounding is no gain: between equal places nothing moves to and fro', async (t) => {
  const [one, other] = ['10.0.1.2', '10.0.2.2'].map(ipv4) as [Ipv4, Ipv4];
  const rates = [0.1, 0.2, 0.3];
  // The same traffic to two hosts, its sum rounded differently by the order it is added up in.
  const neighbours = [...rates.map((rate) => [one, rate] as const), ...rates.map((rate) => [other, rate] as const)];
  for (const from of [one, other]) {
    const pairs = neighbours.map(([host, bytesPerSecond], i) => ({ peer: peer(i + 1), bytesPerSecond, host }));
    const { considered, candidates } = evaluate(
      from,
      [...pairs].sort((a, b) => b.peer - a.peer),
      fixedPrice(0),
      map,
    );
    t.ok(considered.every(({ gain }) => Math.abs(gain) < 1e-12));
    t.same(candidates, []);
  }
});

t.test('gains are exact and the order holds, against a plain search of all hosts', async (t) => {
  const random = seeded(11);
  const all = [...map.hosts];
  for (let round = 0; round < 300; round += 1) {
    const neighbours = Array.from({ length: 1 + Math.floor(random() * 6) }, (_, i) => {
      return {
        peer: peer(i + 1),
        bytesPerSecond: 1 + Math.floor(random() * 1000),
        host: all[Math.floor(random() * 16)]!,
      };
    });
    const costAt = (host: Ipv4): number =>
      neighbours.reduce((sum, each) => sum + 2 * each.bytesPerSecond * map.pathWeight(map.level(host, each.host)!), 0);
    const migrationCost = random() < 0.5 ? 0 : random() * 1000;
    const found = search(neighbours, { migrationCost, random });
    const worth = all.filter((host) => costAt(here) - costAt(host) > migrationCost);
    t.same(names(found).sort(), worth.map(formatIpv4).sort(), `round ${round}: all hosts that are worth it`);
    for (const { host, gain } of found) if (gain !== costAt(here) - costAt(host)) t.fail(`round ${round}: gain`);
    const gains = found.map(({ gain }) => gain);
    if (gains.some((gain, i) => i > 0 && gain > gains[i - 1]!)) t.fail(`round ${round}: order`);
  }
});

t.test('a price for each path: against a plain search of all hosts', async (t) => {
  const random = seeded(12);
  const all = [...map.hosts];
  let refused = 0;
  for (let round = 0; round < 300; round += 1) {
    const neighbours = Array.from({ length: 1 + Math.floor(random() * 6) }, (_, i) => {
      const host = all[Math.floor(random() * 16)]!;
      return { peer: peer(i + 1), bytesPerSecond: 1 + Math.floor(random() * 1000), host };
    });
    const price = { fixed: Math.floor(random() * 100), perWeight: Math.floor(random() * 500) };
    const least = { minGain: Math.floor(random() * 200), minGainPercent: Math.floor(random() * 20) };
    const costAt = (host: Ipv4): number =>
      neighbours.reduce((sum, each) => sum + 2 * each.bytesPerSecond * map.pathWeight(map.level(host, each.host)!), 0);
    const copyTo = (host: Ipv4): number => price.fixed + price.perWeight * map.pathWeight(map.level(here, host)!);
    const leastGain = Math.max(least.minGain, (least.minGainPercent / 100) * costAt(here));
    const directory = new HostDirectory(map);
    const options = { rule: 'cost-map' as const, map, directory, nowMs: 0, random };
    const found = [...targets(evaluate(here, neighbours, price, map, least), options)];
    const worth = all.filter((host) => host !== here && costAt(here) - costAt(host) > copyTo(host) + leastGain);
    t.same(names(found).sort(), worth.map(formatIpv4).sort(), `round ${round}`);
    for (const { host, cost } of found) if (cost !== copyTo(host)) t.fail(`round ${round}: cost`);
    const nets = found.map(({ gain, cost }) => gain - cost);
    if (nets.some((net, i) => i > 0 && net > nets[i - 1]!)) t.fail(`round ${round}: order`);
    refused += all.filter((host) => costAt(here) > costAt(host)).length - worth.length;
  }
  t.ok(refused > 100, 'the price has kept VMs from hosts that they would gain by');
});

t.test('a drain takes any host, the best first; without traffic the nearest first', async (t) => {
  const directory = new HostDirectory(map);
  const drain = (neighbours: readonly Neighbour[], changes: Partial<SearchOptions> = {}): Candidate[] => {
    const options = { rule: 'cost-map' as const, map, directory, nowMs: 0, random: seeded(3), ...changes };
    return [...drainTargets(evaluate(here, neighbours, fixedPrice(1e12), map), options)];
  };
  const others = [...map.hosts].filter((host) => host !== here).map(formatIpv4);
  const idle = drain([]);
  t.same(names(idle).sort(), [...others].sort(), 'each host once');
  const levels = idle.map(({ host }) => map.level(here, host)!);
  t.same(levels, [...levels].sort(), 'its rack, its pod, the others');
  const drawn = drain([
    { peer: peer(1), bytesPerSecond: 100, host: here },
    { peer: peer(2), bytesPerSecond: 60, host: ipv4('10.0.3.1') },
  ]);
  t.same(names(drawn).sort(), [...others].sort());
  const gains = drawn.map(({ gain }) => gain);
  t.same(
    gains,
    [...gains].sort((a, b) => b - a),
  );
  t.ok(gains[0]! < 0, 'none saves anything');
  t.equal(map.level(here, drawn[0]!.host), 1, 'so it stays near the one that it talks to most');
  t.ok(
    drawn.every(({ cost, threshold }) => cost === 1e12 && Number.isFinite(threshold)),
    'the records can be written down',
  );
  directory.silent(ipv4('10.0.1.2'), 0);
  const narrow = names(drain([{ peer: peer(1), bytesPerSecond: 1, host: ipv4('10.0.3.1') }], { rule: 'neighbours' }));
  t.equal(narrow[0], '10.0.3.1');
  t.notOk(narrow.includes('10.0.1.2'), 'a silent host is not asked');
  t.same(narrow.slice(1, 3).sort(), ['10.0.1.3', '10.0.1.4'], 'then its own rack, also by the narrow rule');
});

t.test('batches: a few at a time, and hosts with a neighbour never together with those near one', async (t) => {
  const at = (n: number, near: number): Candidate => ({
    host: ipv4(`10.0.1.${n}`),
    near,
    level: 3,
    gain: 100 - n,
    cost: 0,
    threshold: 0,
  });
  const list = [at(1, 0), at(2, 0), at(3, 0), at(4, 1), at(5, 2), at(6, 0), at(7, 2)];
  const sizes = [...inBatches(list, 2)].map((batch) => batch.map(({ host }) => host & 255));
  t.same(sizes, [[1, 2], [3], [4, 5], [6], [7]]);
  t.same([...inBatches([], 2)], []);
});
