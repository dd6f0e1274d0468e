// Eq. 3.1 and 3.2 by hand-worked cases, and against a plain recomputation on random small data centres.
import t from 'tap';
import { communicationCost, gainAt, type Neighbour, type PairRate } from '../../agent/core/cost.js';
import { evaluate, stayReason } from '../../agent/core/decision.js';
import { fixedPrice } from '../../agent/core/rules/price.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { seeded } from './cluster.js';
import { treeMap } from './maps.js';

const [h1, h2, h3, h4] = ['10.0.1.1', '10.0.1.2', '10.0.2.1', '10.0.3.1'].map(ipv4) as [Ipv4, Ipv4, Ipv4, Ipv4];
const [u, v, w] = ['10.1.0.1', '10.1.0.2', '10.1.0.3'].map(ipv4) as [Ipv4, Ipv4, Ipv4];

/** Left side of Eq. 3.2. */
function gainOf(neighbours: readonly Neighbour[], from: Ipv4, to: Ipv4): number {
  return gainAt(evaluate(from, neighbours, fixedPrice(0), treeMap).levels, to, treeMap.place(to)!, treeMap);
}

t.test('Eq. 3.1 counts each pair from both ends, at the sum of weights up to its level', async (t) => {
  const pairs = [
    { a: u, b: v, bytesPerSecond: 100 }, // Different pods: level 3, 1 + 3 + 10 = 14.
    { a: u, b: w, bytesPerSecond: 5 }, // Same rack: level 1, weight 1.
  ];
  const hosts = new Map([
    [u, h1],
    [v, h4],
    [w, h2],
  ]);
  t.equal(
    communicationCost(pairs, (vm) => hosts.get(vm), treeMap),
    2 * (100 * 14 + 5 * 1),
  );
  hosts.set(v, h1);
  t.equal(
    communicationCost(pairs, (vm) => hosts.get(vm), treeMap),
    2 * 5,
    'level 0 costs nothing',
  );
  hosts.delete(w);
  t.equal(
    communicationCost(pairs, (vm) => hosts.get(vm), treeMap),
    0,
    'an unknown place counts for nothing',
  );
});

t.test('Eq. 3.2 by hand', async (t) => {
  const neighbours = [
    { peer: v, bytesPerSecond: 100, host: h4 },
    { peer: w, bytesPerSecond: 30, host: h1 },
  ];
  // To h4: v from 14 to 0, w from 0 to 14. To h3 (same pod as h1): v stays at 14, w from 0 to 4.
  t.equal(gainOf(neighbours, h1, h4), 2 * (100 * 14 - 30 * 14));
  t.equal(gainOf(neighbours, h1, h3), 2 * (0 - 30 * 4));
});

t.test('the gain of a move is the exact drop of the cost, on random data centres', async (t) => {
  const random = seeded(7);
  const hosts = [h1, h2, h3, h4, ipv4('10.0.4.1')];
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  for (let round = 0; round < 200; round += 1) {
    const vms = Array.from({ length: 8 }, (_, i) => (ipv4('10.1.0.1') + i) as Ipv4);
    const place = new Map(vms.map((vm) => [vm, pick(hosts)]));
    const pairs: PairRate[] = [];
    for (const [i, a] of vms.entries()) {
      for (const b of vms.slice(i + 1)) {
        if (random() < 0.4) pairs.push({ a, b, bytesPerSecond: Math.floor(random() * 1000) });
      }
    }
    const vm = pick(vms);
    const target = pick(hosts);
    const from = place.get(vm)!;
    const neighbours = pairs
      .filter(({ a, b }) => a === vm || b === vm)
      .map(({ a, b, bytesPerSecond }) => ({ peer: a === vm ? b : a, bytesPerSecond }))
      .map((neighbour) => ({ ...neighbour, host: place.get(neighbour.peer)! }));
    const before = communicationCost(pairs, (each) => place.get(each), treeMap);
    place.set(vm, target);
    const after = communicationCost(pairs, (each) => place.get(each), treeMap);
    if (before - after !== gainOf(neighbours, from, target)) t.fail(`round ${round} differs`);
  }
  t.pass('200 random moves agree');
});

t.test('candidates: highest level first, then the heaviest neighbour; only hosts that satisfy Eq. 3.2', async (t) => {
  const neighbours = [
    { peer: w, bytesPerSecond: 50, host: h2 },
    { peer: v, bytesPerSecond: 10, host: h4 },
    { peer: ipv4('192.0.2.1'), bytesPerSecond: 40, host: ipv4('192.0.2.1') },
  ];
  const { considered, candidates, level, load } = evaluate(h1, neighbours, fixedPrice(0), treeMap);
  t.equal(level, 3);
  t.equal(load, 100);
  t.same(
    considered.map(({ host, level }) => [host, level]),
    [
      [h4, 3],
      [h2, 1],
    ],
    'an endpoint is a neighbour but never a target',
  );
  // To h4: v 14 -> 0, endpoint 14 -> 4 (same pod), w 1 -> 14. To h2: w 1 -> 0, others stay.
  t.same(
    considered.map((each) => each.gain),
    [2 * (10 * 14 + 40 * 10 - 50 * 13), 2 * 50],
  );
  t.same(
    candidates.map((each) => each.host),
    [h2],
  );
  t.same(
    evaluate(h1, neighbours, fixedPrice(100), treeMap).candidates,
    [],
    'Eq. 3.2 is strict: a gain equal to c_m stays',
  );
});

t.test('why a VM without candidates stays', async (t) => {
  const evaluation = (neighbours: Parameters<typeof evaluate>[1]) => evaluate(h1, neighbours, fixedPrice(0), treeMap);
  t.equal(stayReason(0, 0, evaluation([])), 'no-flows');
  t.equal(stayReason(2, 0, evaluation([])), 'locations-unknown');
  t.equal(stayReason(1, 1, evaluation([{ peer: v, bytesPerSecond: 1, host: h1 }])), 'already-local');
  t.equal(stayReason(1, 1, evaluation([{ peer: v, bytesPerSecond: 1, host: h2 }])), 'gain-too-small');
});
