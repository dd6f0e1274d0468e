// Dumps under way: rates, what a change of the table between two pages does, and the bounds on resting dumps.
import t from 'tap';
import { FlowDumps } from '../../agent/control/flow-dumps.js';
import { type FlowKey, FlowTable } from '../../agent/core/flows/flow-table.js';
import { ratesOf } from '../../agent/core/flows/rates.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { until } from '../support/temporary.js';
import { dumpOpening } from './reports.js';

const windowMs = 1000;
const minimumMs = 100;
const vm = ipv4('10.1.0.1');

function keyOf(peer: number, port = 0, toVm = false): FlowKey {
  const other = (ipv4('10.1.1.0') + peer) as Ipv4;
  return { src: toVm ? other : vm, dst: toVm ? vm : other, protocol: 6, srcPort: port, dstPort: 80 };
}

function tableOf(...keys: readonly FlowKey[]): FlowTable {
  const table = new FlowTable({ windowMs, maxFlows: 100, nowMs: 0 });
  for (const key of keys) table.add(key, 600, 0);
  return table;
}

t.test("a pair's flows, both ways, add up to the rate that decisions use", async (t) => {
  for (const sinceMs of [0, 400, 1700]) {
    const table = tableOf(keyOf(1, 1), keyOf(1, 2), keyOf(1, 1, true), keyOf(2));
    table.advance(1000);
    table.add(keyOf(1, 2), 900, 1500);
    table.add(keyOf(3), 1234, 1500); // It has begun since the last poll.
    table.advance(1750);
    const dumps = new FlowDumps({
      table,
      presentSinceMs: (address) => (address === vm ? sinceMs : undefined),
      minimumMs,
    });
    const sums = new Map<string, number>();
    for (const { src, dst, bytesPerSecond } of dumps.begin(100, dumpOpening).flows) {
      const peer = src === formatIpv4(vm) ? dst : src;
      sums.set(peer, (sums.get(peer) ?? 0) + bytesPerSecond);
    }
    const expected = ratesOf(table, vm, sinceMs, minimumMs);
    t.equal(sums.size, 3);
    for (const [peer, rate] of expected) t.ok(Math.abs(sums.get(formatIpv4(peer))! - rate) < 1e-9, `since ${sinceMs}`);
  }
});

t.test('a flow of a later page has the bytes and the rate of its own moment', async (t) => {
  const table = tableOf(keyOf(1), keyOf(2), keyOf(3));
  table.advance(500);
  const dumps = new FlowDumps({ table, presentSinceMs: () => 0, minimumMs });
  const first = dumps.begin(1, dumpOpening);
  t.match(first.flows, [{ dst: '10.1.1.1', bytes: 600, bytesPerSecond: 1200 }]);
  for (const peer of [1, 2, 3]) table.add(keyOf(peer), 400, 1000);
  table.add(keyOf(4), 100, 1000);
  table.advance(1000);
  table.clear(ipv4('10.1.1.3'));
  const second = dumps.proceed({ cursor: first.cursor!, limit: 10 });
  const kept = second.flows.find(({ dst }) => dst === '10.1.1.2');
  t.match(kept, { bytes: 1000, bytesPerSecond: 1000 }, 'over the second that is covered now');
  t.notOk(
    second.flows.some(({ dst }) => dst === '10.1.1.1'),
    'none twice',
  );
  t.equal(second.cursor, undefined);
});

t.test('an empty table is one empty page', async (t) => {
  const dumps = new FlowDumps({ table: tableOf(), presentSinceMs: () => 0, minimumMs });
  t.same(dumps.begin(5, dumpOpening), { opening: dumpOpening, flows: [] });
  t.equal(dumps.size, 0);
});

t.test('a full last page is followed by an empty one', async (t) => {
  const dumps = new FlowDumps({ table: tableOf(keyOf(1), keyOf(2)), presentSinceMs: () => 0, minimumMs });
  const { cursor, flows } = dumps.begin(2, dumpOpening);
  t.equal(flows.length, 2);
  t.same(dumps.proceed({ cursor: cursor!, limit: 2 }), { flows: [] });
  t.equal(dumps.size, 0);
});

t.test('few dumps rest at a time, and none for ever', async (t) => {
  const dumps = new FlowDumps({ table: tableOf(keyOf(1), keyOf(2)), presentSinceMs: () => 0, minimumMs, restMs: 150 });
  const pages = [1, 2, 3, 4].map(() => dumps.begin(1, dumpOpening));
  t.throws(() => dumps.begin(1, dumpOpening), {
    name: 'ControlError',
    code: 'limit',
    message: /4 dumps are under way/,
  });
  dumps.proceed({ cursor: pages[0]!.cursor!, limit: 2 });
  t.equal(dumps.size, 3, 'one that has ended makes room');
  await until('the others are given up', () => dumps.size === 0);
  t.throws(() => dumps.proceed({ cursor: pages[1]!.cursor!, limit: 1 }), { code: 'unknown-dump', message: /0.15 s/ });
  t.equal(dumps.begin(2, dumpOpening).flows.length, 2, 'and a new one can begin');
});
