// From flows to lambda(u, v): each clause of what ratesOf promises.
import t from 'tap';
import { FlowTable } from '../../agent/core/flows/flow-table.js';
import { ratesOf } from '../../agent/core/flows/rates.js';
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
