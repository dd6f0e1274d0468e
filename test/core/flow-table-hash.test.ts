// What the flow table's hash and its index promise: keys that collide are kept apart, and which ones do is a matter of
// the host's own random numbers.
import t from 'tap';
import { type FlowKey, FlowTable } from '../../agent/core/flows/flow-table.js';
import { RecordIndex } from '../../agent/core/flows/record-index.js';
import { Tabulation } from '../../agent/core/flows/tabulation.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { seeded } from './cluster.js';

t.test('the index against a Map, with few hashes, all of them near the end of the slots', async (t) => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const random = seeded(seed);
    const pick = (count: number): number => Math.floor(random() * count);
    const index = new RecordIndex();
    const oracle = new Map<number, number>();
    // Each record's hash is one of a few; low bits of ones put the slots across the end of the array.
    const hashes = Array.from({ length: 1 + pick(40) }, () => pick(2 ** 32) | (random() < 0.7 ? 0xfffc : 0) | 0);
    const crowd = 1 + pick(300);
    for (let step = 0; step < 2_000; step += 1) {
      const record = 1 + pick(crowd);
      const hash = hashes[record % hashes.length]!;
      if (oracle.has(record)) {
        index.removeAt(index.slotOf(hash, record));
        oracle.delete(record);
      } else {
        index.place(hash, record);
        oracle.set(record, hash);
      }
      if (step % 50 > 0) continue;
      for (const hash of new Set(hashes)) {
        const found: number[] = [];
        for (let slot = index.first(hash); slot >= 0; slot = index.next(slot, hash)) found.push(index.recordAt(slot));
        const expected = [...oracle].filter(([, of]) => of === hash).map(([record]) => record);
        const same = found.sort((a, b) => a - b).join() === expected.sort((a, b) => a - b).join();
        if (!same) t.fail(`seed ${seed}, step ${step}: ${found} instead of ${expected}`);
      }
    }
    t.equal(index.slotOf(hashes[0]!, crowd + hashes.length), -1, `seed ${seed}: no slot of a record that is not in`);
  }
});

t.test('an index that empties gives its memory back', async (t) => {
  const index = new RecordIndex();
  const least = index.memoryBytes;
  for (let record = 1; record <= 10_000; record += 1) index.place(record * 7, record);
  t.ok(index.memoryBytes >= 10_000 * 8 * 2);
  for (let record = 1; record <= 10_000; record += 1) index.removeAt(index.slotOf(record * 7, record));
  t.ok(index.memoryBytes <= 8 * least);
});

const hashOf = (hash: Tabulation, { src, dst, protocol, srcPort, dstPort }: FlowKey): number =>
  hash.source(src) ^ hash.destination(dst) ^ hash.transport((srcPort << 16) | dstPort, protocol);

/** Flows of one guest that scans, and those of them whose hash another one has too. */
function collisionsOf(hash: Tabulation, count: number): FlowKey[][] {
  const byHash = new Map<number, FlowKey[]>();
  for (let flow = 0; flow < count; flow += 1) {
    const key = {
      src: 0x0a000001 as Ipv4,
      dst: (0xc0a80000 + flow) as Ipv4,
      protocol: 6,
      srcPort: 9,
      dstPort: flow % 99,
    };
    const value = hashOf(hash, key);
    byHash.set(value, [...(byHash.get(value) ?? []), key]);
  }
  return [...byHash.values()].filter((keys) => keys.length > 1);
}

t.test('flows with the same hash are different flows', async (t) => {
  const colliding = collisionsOf(new Tabulation(seeded(3)), 300_000);
  t.ok(colliding.length > 0, `${colliding.length} collisions found`);
  const table = new FlowTable({ windowMs: 1_000, maxFlows: 1_000, nowMs: 0, random: seeded(3) });
  for (const [at, key] of colliding.flat().entries()) {
    table.add(key, at + 1, 0);
    table.add(key, 1_000, 0);
  }
  t.equal(table.size, colliding.flat().length);
  t.equal(table.flowsOf(0x0a000001 as Ipv4).length, table.size);
  for (const [at, key] of colliding.flat().entries()) t.equal(table.flowsOf(key.dst)[0]?.current, at + 1_001);
  for (const [key] of colliding) table.clear(key!.dst);
  for (const [key, other] of colliding)
    t.same(
      [key, other].map((each) => table.flowsOf(each!.dst).length),
      [0, 1],
    );
});

t.test('flows that collide on one host do not on another', async (t) => {
  const [one, other] = [new Tabulation(seeded(3)), new Tabulation(seeded(4))];
  for (const keys of collisionsOf(one, 300_000))
    t.equal(new Set(keys.map((key) => hashOf(other, key))).size, keys.length);
  t.equal(one.source(5 as Ipv4), new Tabulation(seeded(3)).source(5 as Ipv4), 'one seed gives one hash');
});

t.test('every byte of a flow counts, and a scan of ports or addresses spreads like random numbers', async (t) => {
  const hash = new Tabulation(seeded(5));
  const steps = Array.from({ length: 4 }, (_, byte) => (1 << (8 * byte)) >>> 0);
  const zero = { src: 0 as Ipv4, dst: 0 as Ipv4, protocol: 0, srcPort: 0, dstPort: 0 };
  const changed: FlowKey[] = [
    ...steps.flatMap((step) => [
      { ...zero, src: step as Ipv4 },
      { ...zero, dst: step as Ipv4 },
    ]),
    ...[1, 256].flatMap((step) => [
      { ...zero, srcPort: step },
      { ...zero, dstPort: step },
    ]),
    { ...zero, protocol: 1 },
    zero,
  ];
  t.equal(new Set(changed.map((key) => hashOf(hash, key))).size, 14);
  const count = 65_536;
  for (const of of [(each: number) => hash.transport(each, 6), (each: number) => hash.destination(each as Ipv4)]) {
    const slots = new Set(Array.from({ length: count }, (_, each) => of(each) & (2 * count - 1)));
    // Random numbers would leave 2 (1 - e^-1/2) = 0.787 of them distinct.
    t.ok(Math.abs(slots.size / count - 0.787) < 0.03, `${slots.size} distinct slots`);
  }
});
