// From flows to lambda(u, v): each clause of what ratesOf promises.
import t from 'tap';
import { FlowTable } from '../../agent/core/flows/flow-table.js';
import { isTalking, ratesInPieces, ratesOf } from '../../agent/core/flows/rates.js';
import type { Ipv4 } from '../../topology/ipv4.js';

const [u, v, w] = [1, 2, 3] as Ipv4[] as [Ipv4, Ipv4, Ipv4];
const minimumMs = 500;

/** A table polled every 500 ms from 0 on; `flows` gives the bytes of each poll, if it shows the flow. */
function polled(untilMs: number, flows: (nowMs: number) => [Ipv4, Ipv4, number][], windowMs = 10_000): FlowTable {
  const table = new FlowTable({ windowMs, maxFlows: 100, nowMs: 0 });
  for (let nowMs = 500; nowMs <= untilMs; nowMs += 500) {
    for (const [src, dst, bytes] of flows(nowMs)) {
      table.add({ src, dst, protocol: 0, srcPort: 0, dstPort: 0 }, bytes, nowMs);
    }
    table.advance(nowMs);
  }
  return table;
}

const rates = (table: FlowTable, vm: Ipv4, sinceMs = 0): object =>
  Object.fromEntries(ratesOf(table, vm, sinceMs, minimumMs));

t.test('both directions are added, each neighbour for itself', async (t) => {
  const table = polled(5_000, () => [
    [u, v, 100],
    [v, u, 50],
    [w, u, 10],
  ]);
  t.same(rates(table, u), { [v]: 300, [w]: 20 });
  t.same(rates(table, v), { [u]: 300 }, 'the same from the other end');
});

t.test('what an address says to itself counts once, and flows of one pair add up', async (t) => {
  t.same(
    rates(
      polled(5_000, () => [[u, u, 100]]),
      u,
    ),
    { [u]: 200 },
  );
  const table = polled(5_000, () => [[u, v, 100]]);
  for (const srcPort of [1, 2, 3]) table.add({ src: u, dst: v, protocol: 6, srcPort, dstPort: 80 }, 500, 5_000);
  t.same(rates(table, u), { [v]: 500 });
});

t.test('neighbours that have sent nothing are left out', async (t) => {
  t.same(
    rates(
      polled(1_000, () => [[u, v, 0]]),
      u,
    ),
    {},
  );
});

t.test('the time begins with the windows: two of them at most', async (t) => {
  const steady = polled(7_000, () => [[u, v, 100]], 2_000);
  t.same(rates(steady, u), { [v]: 200 });
  const stopped = polled(7_000, (nowMs) => (nowMs <= 4_000 ? [[u, v, 100]] : []), 2_000);
  t.same(rates(stopped, u), {}, 'what lies further back is forgotten');
});

t.test('a VM that has just come is measured from its arrival', async (t) => {
  const table = polled(5_000, (nowMs) => (nowMs > 4_000 ? [[u, v, 100]] : []));
  t.same(rates(table, u, 4_000), { [v]: 200 });
  t.same(rates(table, u, 0), { [v]: 40 }, 'one that was here all the time and silent is not');
});

t.test('one that has come between two polls as well', async (t) => {
  const table = polled(5_000, (nowMs) => (nowMs > 4_500 ? [[u, v, 100]] : nowMs === 4_500 ? [[u, v, 20]] : []));
  t.same(rates(table, u, 4_400), { [v]: 200 }, 'not from the poll before it came');
});

t.test('a pair that the other VM has shown here all along is measured from then', async (t) => {
  t.same(
    rates(
      polled(5_000, () => [[u, v, 100]]),
      u,
      4_500,
    ),
    { [v]: 200 },
  );
});

t.test('the time ends with the last poll, however late the question comes', async (t) => {
  const table = polled(2_000, () => [[u, v, 100]]);
  t.equal(table.coveredUntilMs, 2_000);
  t.same(rates(table, u), { [v]: 200 });
});

t.test('one early poll does not look like a torrent', async (t) => {
  const table = new FlowTable({ windowMs: 10_000, maxFlows: 100, nowMs: 0 });
  table.add({ src: u, dst: v, protocol: 0, srcPort: 0, dstPort: 0 }, 1_000, 10);
  table.advance(10);
  t.same(rates(table, u), { [v]: 2_000 }, 'taken over one poll interval, not over 10 ms');
});

t.test('bytes of a time without polls are spread over that time', async (t) => {
  const table = polled(1_000, () => [[u, v, 100]], 2_000);
  table.add({ src: u, dst: v, protocol: 0, srcPort: 0, dstPort: 0 }, 9_800, 50_000);
  table.advance(50_000);
  t.same(rates(table, u), { [v]: 200 });
});

t.test('in pieces: the same rates, each once, as of the first step, whatever becomes of the table', async (t) => {
  const table = new FlowTable({ windowMs: 1_000, maxFlows: 1_000, nowMs: 0 });
  const send = (peer: number, bytes: number, nowMs: number): boolean =>
    table.add({ src: u, dst: peer as Ipv4, protocol: 17, srcPort: 1, dstPort: peer % 7 }, bytes, nowMs);
  for (let peer = 10; peer < 510; peer += 1) send(peer, peer, 500);
  for (let peer = 10; peer < 20; peer += 1)
    table.add({ src: peer as Ipv4, dst: u, protocol: 17, srcPort: 1, dstPort: 1 }, 5, 500);
  send(9, 0, 500);
  table.advance(500);
  const expected = [...ratesOf(table, u, 0, minimumMs)];
  t.equal(expected.length, 500);
  const got: (readonly [Ipv4, number])[] = [];
  let pieces = 0;
  for (const piece of ratesInPieces(table, u, 0, minimumMs, 50)) {
    t.ok(piece.length <= 50, `${piece.length} pairs in a piece`);
    got.push(...piece);
    pieces += 1;
    // Polls go on meanwhile: what was there is forgotten, its records are taken by others, and windows turn.
    for (let peer = 0; peer < 20; peer += 1) send(1_000 + 20 * pieces + peer, 99, 500 + 1_000 * pieces);
    table.advance(500 + 1_000 * pieces);
  }
  t.ok(pieces >= 20, `${pieces} pieces`);
  t.same(got, expected);
});

t.test('whether a VM talks at all', async (t) => {
  const table = polled(1_000, () => [
    [u, v, 0],
    [w, w, 100],
  ]);
  t.notOk(isTalking(table, [u]), 'flows without bytes');
  t.notOk(isTalking(table, [w]), 'with itself');
  table.add({ src: v, dst: u, protocol: 6, srcPort: 1, dstPort: 1 }, 1, 1_000);
  t.ok(isTalking(table, [u]), 'one that is talked to');
  t.ok(isTalking(table, [w, u]), 'by any of its addresses');
  t.notOk(isTalking(table, [u, v]), 'its own addresses with each other');
});
