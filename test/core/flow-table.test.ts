// The flow table against an oracle that is too simple to be wrong: a flat list of flows that is scanned each time.
import t from 'tap';
import { type FlowKey, FlowTable } from '../../agent/core/flows/flow-table.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { seeded } from './cluster.js';

interface Entry extends FlowKey {
  startMs: number;
  current: number;
  previous: number;
}

const windowMs = 1_000;
const maxFlows = 40;

class Oracle {
  flows: Entry[] = [];
  rejected = 0;
  private polledMs = 0;
  private windowStartMs = 0;

  add(key: FlowKey, bytes: number): boolean {
    const known = this.flows.find((flow) => same(flow, key));
    if (known) known.current += bytes;
    else if (this.flows.length < maxFlows)
      this.flows.push({ ...key, startMs: this.polledMs, current: bytes, previous: 0 });
    else {
      this.rejected += 1;
      return false;
    }
    return true;
  }

  advance(nowMs: number): void {
    this.polledMs = nowMs;
    if (nowMs - this.windowStartMs < windowMs) return;
    this.windowStartMs = nowMs;
    this.flows = this.flows.filter((flow) => flow.current > 0);
    for (const flow of this.flows) Object.assign(flow, { previous: flow.current, current: 0 });
  }

  clear(address: Ipv4): void {
    this.flows = this.flows.filter((flow) => flow.src !== address && flow.dst !== address);
  }

  of(address: Ipv4): Entry[] {
    return this.flows.filter((flow) => flow.src === address || flow.dst === address);
  }
}

function same(one: FlowKey, other: FlowKey): boolean {
  const names = ['src', 'dst', 'protocol', 'srcPort', 'dstPort'] as const;
  return names.every((name) => one[name] === other[name]);
}

const text = ({ src, dst, protocol, srcPort, dstPort, startMs, current, previous }: Entry): string =>
  [src, dst, protocol, srcPort, dstPort, startMs, current, previous].join(' ');

t.test('random adds, polls and clears give what the oracle says', async (t) => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = seeded(seed);
    const pick = (count: number): number => Math.floor(random() * count);
    const table = new FlowTable({ windowMs, maxFlows, nowMs: 0 });
    const oracle = new Oracle();
    let nowMs = 0;
    for (let step = 0; step < 500; step += 1) {
      const dice = random();
      if (dice < 0.8) {
        const src = (1 + pick(6)) as Ipv4;
        const dst = (((src + pick(5)) % 6) + 1) as Ipv4;
        const key = { src, dst, protocol: 6 + pick(2), srcPort: pick(2), dstPort: 80 };
        const bytes = pick(3) * 100;
        if (table.add(key, bytes, nowMs) !== oracle.add(key, bytes)) t.fail(`seed ${seed}, step ${step}: add`);
      } else if (dice < 0.98) {
        nowMs += pick(400);
        table.advance(nowMs);
        oracle.advance(nowMs);
      } else {
        const address = (1 + pick(6)) as Ipv4;
        table.clear(address);
        oracle.clear(address);
      }
      if (table.size !== oracle.flows.length) t.fail(`seed ${seed}, step ${step}: size`);
    }
    for (let address = 1; address <= 6; address += 1) {
      const seen = [...new Set(table.flowsOf(address as Ipv4).map(text))].sort();
      const expected = oracle
        .of(address as Ipv4)
        .map(text)
        .sort();
      t.same(seen, expected, `seed ${seed}, flows of ${address}`);
    }
    t.equal(table.rejected, oracle.rejected);
  }
});

t.test(
  'a full table goes on counting the flows that it has, and takes new ones once old ones are silent',
  async (t) => {
    const table = new FlowTable({ windowMs, maxFlows: 1, nowMs: 0 });
    const key = (dst: number): FlowKey => ({ src: 1 as Ipv4, dst: dst as Ipv4, protocol: 0, srcPort: 0, dstPort: 0 });
    t.ok(table.add(key(2), 10, 0));
    t.notOk(table.add(key(3), 10, 0));
    t.ok(table.add(key(2), 10, 0));
    t.same([table.size, table.rejected, table.flowsOf(1 as Ipv4)[0]!.current], [1, 1, 20]);
    table.advance(1_000);
    t.equal(table.size, 1, 'what it counted in the window before is still needed');
    table.advance(2_000);
    t.equal(table.size, 0);
    t.ok(table.add(key(3), 10, 2_000));
  },
);

t.test('an address with more flows than a call takes arguments', async (t) => {
  const count = 150_000;
  const table = new FlowTable({ windowMs, maxFlows: count, nowMs: 0 });
  for (let flow = 0; flow < count; flow += 1) {
    const ports = { srcPort: flow & 0xffff, dstPort: flow >>> 16 };
    table.add({ src: 1 as Ipv4, dst: 2 as Ipv4, protocol: 6, ...ports }, 1, 0);
  }
  t.equal(table.flowsOf(1 as Ipv4).length, count);
  table.clear(2 as Ipv4);
  t.equal(table.size, 0);
});

t.test('a walk over all flows while the table changes gives each flow that stays exactly once', async (t) => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = seeded(seed);
    const pick = (count: number): number => Math.floor(random() * count);
    const table = new FlowTable({ windowMs, maxFlows: 1_000, nowMs: 0 });
    // Addresses up to 100 stay; those above come and go between the steps, also in pairs with those that stay.
    const stays: FlowKey[] = Array.from({ length: 300 }, (_, flow) => ({
      ...{ src: (1 + (flow % 30)) as Ipv4, dst: (40 + (flow % 7)) as Ipv4 },
      ...{ protocol: 6, srcPort: flow, dstPort: 80 },
    }));
    const change = (): void => {
      const other = (101 + pick(30)) as Ipv4;
      const one = (1 + pick(60)) as Ipv4;
      const [src, dst] = random() < 0.5 ? [one, other] : [other, one];
      if (random() < 0.3) table.clear(other);
      else table.add({ src, dst, protocol: 17, srcPort: pick(3), dstPort: 53 }, 1, 0);
    };
    for (const key of stays) {
      table.add(key, 1, 0);
      change();
    }
    const seen = new Map<number, number>();
    let nowMs = 0;
    for (const flow of table.flows()) {
      if (flow.protocol === 6) seen.set(flow.srcPort, (seen.get(flow.srcPort) ?? 0) + 1);
      change();
      // Windows pass too, and what stays goes on sending.
      if (random() > 0.02) continue;
      nowMs += windowMs;
      for (const key of stays) table.add(key, 1, nowMs);
      table.advance(nowMs);
    }
    t.equal(seen.size, stays.length, `seed ${seed}`);
    t.ok([...seen.values()].every((times) => times === 1));
  }
});

t.test('a walk over a table that does not change gives all of it', async (t) => {
  const table = new FlowTable({ windowMs, maxFlows: 10, nowMs: 0 });
  t.same([...table.flows()], []);
  const key = { src: 1 as Ipv4, dst: 2 as Ipv4, protocol: 6, srcPort: 1, dstPort: 2 };
  table.add(key, 70, 5);
  t.same([...table.flows()], [{ ...key, startMs: 0, lastMs: 5, current: 70, previous: 0 }]);
});
