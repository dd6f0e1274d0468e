// The flow table at its limits, against a table too simple to be wrong: one Map of flows by name. Every size from one
// flow to several growths, every hash seed, with what the table tells compared at every step.
import t from 'tap';
import { type Flow, type FlowKey, FlowTable } from '../../agent/core/flows/flow-table.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { seeded } from './cluster.js';

const windowMs = 1_000;

type MutableFlow = { -readonly [Name in keyof Flow]: Flow[Name] };

const nameOf = ({ src, dst, protocol, srcPort, dstPort }: FlowKey): string =>
  [src, dst, protocol, srcPort, dstPort].join(' ');
const text = (flow: Flow): string => [nameOf(flow), flow.startMs, flow.lastMs, flow.current, flow.previous].join(' ');

class Oracle {
  readonly flows = new Map<string, MutableFlow>();
  readonly #maxFlows: number;
  rejected = 0;
  #polledMs = 0;
  #windowStartMs = 0;

  constructor(maxFlows: number) {
    this.#maxFlows = maxFlows;
  }

  add(key: FlowKey, bytes: number, nowMs: number): boolean {
    const known = this.flows.get(nameOf(key));
    if (known) {
      known.current += bytes;
      if (bytes > 0) known.lastMs = nowMs;
      return true;
    }
    if (this.flows.size >= this.#maxFlows) {
      this.rejected += 1;
      return false;
    }
    this.flows.set(nameOf(key), { ...key, startMs: this.#polledMs, lastMs: nowMs, current: bytes, previous: 0 });
    return true;
  }

  advance(nowMs: number): void {
    this.#polledMs = nowMs;
    if (nowMs - this.#windowStartMs < windowMs) return;
    this.#windowStartMs = nowMs;
    for (const [name, flow] of this.flows) {
      if (flow.current === 0) this.flows.delete(name);
      flow.previous = flow.current;
      flow.current = 0;
    }
  }

  clear(address: Ipv4): void {
    for (const flow of this.of(address)) this.flows.delete(nameOf(flow));
  }

  of(address: Ipv4): Flow[] {
    return [...this.flows.values()].filter((flow) => flow.src === address || flow.dst === address);
  }
}

interface Play {
  readonly seed: number;
  readonly maxFlows: number;
  readonly addresses: number;
  readonly ports: number;
  readonly steps: number;
  /** Share of adds in the steps, and of polls in the rest. */
  readonly adds: number;
  readonly polls: number;
}

/** Plays the same random steps on both; returns the first difference. */
function play({ seed, maxFlows, addresses, ports, steps, adds, polls }: Play): string | undefined {
  const random = seeded(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  // Addresses on both sides of 2^31, where a signed number would show.
  const address = (): Ipv4 => (0x7fffffff - (addresses >>> 1) + pick(addresses)) as Ipv4;
  const table = new FlowTable({ windowMs, maxFlows, nowMs: 0, random: seeded(seed + 1000) });
  const oracle = new Oracle(maxFlows);
  let nowMs = 0;
  for (let step = 0; step < steps; step += 1) {
    const asked = address();
    if (random() < adds) {
      const ends = { src: address(), dst: address(), protocol: [0, 6, 17, 255][pick(4)]! };
      const key = { ...ends, srcPort: 65_535 - pick(ports), dstPort: pick(ports) };
      const bytes = pick(3) * 2 ** 40;
      if (table.add(key, bytes, nowMs) !== oracle.add(key, bytes, nowMs)) return `step ${step}: add`;
    } else if (random() < polls) {
      nowMs += pick(700);
      table.advance(nowMs);
      oracle.advance(nowMs);
    } else {
      table.clear(asked);
      oracle.clear(asked);
    }
    if (table.size !== oracle.flows.size || table.rejected !== oracle.rejected) return `step ${step}: size`;
    if (step % 5 > 0) continue;
    const problem = compare(table, oracle, asked);
    if (problem) return `step ${step}: ${problem}`;
  }
  const walked = [...table.flows()].map(text).sort();
  return walked.join() === [...oracle.flows.values()].map(text).sort().join() ? undefined : 'the walk over all flows';
}

function compare(table: FlowTable, oracle: Oracle, address: Ipv4): string | undefined {
  const expected = oracle.of(address);
  if (table.flowsOf(address).map(text).sort().join() !== expected.map(text).sort().join()) return `flows of ${address}`;
  const seen: string[] = [];
  table.visit(address, (flow) => {
    seen.push([table.peerOf(flow, address), table.bytesOf(flow), table.startMsOf(flow)].join(' '));
  });
  const told = expected.map(({ src, dst, current, previous, startMs }) =>
    [src === address ? dst : src, current + previous, startMs].join(' '),
  );
  return seen.sort().join() === told.sort().join() ? undefined : `what a visit shows of ${address}`;
}

const plays: readonly (Omit<Play, 'seed'> & { readonly what: string; readonly seeds: number })[] = [
  { what: 'one flow', seeds: 20, ...{ maxFlows: 1, addresses: 2, ports: 1, steps: 500, adds: 0.6, polls: 0.9 } },
  { what: 'always full', seeds: 60, ...{ maxFlows: 40, addresses: 6, ports: 2, steps: 1_000, adds: 0.8, polls: 0.9 } },
  { what: 'mostly polls', seeds: 30, ...{ maxFlows: 500, addresses: 9, ports: 9, steps: 1_000, adds: 0.5, polls: 1 } },
  { what: 'growth', seeds: 4, ...{ maxFlows: 9_000, addresses: 300, ports: 99, steps: 9_000, adds: 0.999, polls: 1 } },
  {
    what: 'many clears',
    seeds: 10,
    ...{ maxFlows: 3_000, addresses: 60, ports: 9, steps: 4_000, adds: 0.97, polls: 0 },
  },
];

for (const { what, seeds, ...rest } of plays) {
  t.test(`random steps: ${what}`, async (t) => {
    for (let seed = 1; seed <= seeds; seed += 1) t.equal(play({ ...rest, seed }), undefined, `seed ${seed}`);
  });
}

const keyOf = (flow: number): FlowKey => ({
  ...{ src: ((flow % 97) + 1) as Ipv4, dst: (1_000 + flow) as Ipv4 },
  ...{ protocol: 6, srcPort: flow & 0xffff, dstPort: 443 },
});

t.test('windows are told apart for ever: more turns than a record has room to count', async (t) => {
  const table = new FlowTable({ windowMs, maxFlows: 100, nowMs: 0 });
  const oracle = new Oracle(100);
  let differences = 0;
  for (let turn = 1; turn <= 70_000; turn += 1) {
    const nowMs = turn * windowMs;
    for (const flow of [1, turn % 5 === 0 ? 2 : 1, turn % 32_768 === 0 ? 3 : 1]) {
      table.add(keyOf(flow), 10, nowMs);
      oracle.add(keyOf(flow), 10, nowMs);
    }
    table.advance(nowMs);
    oracle.advance(nowMs);
    if (table.size !== oracle.flows.size) differences += 1;
  }
  t.equal(differences, 0);
  t.same([...table.flows()].map(text).sort(), [...oracle.flows.values()].map(text).sort());
});

t.test('a burst of flows is forgotten at once, swept away poll by poll, and its memory given back', async (t) => {
  const table = new FlowTable({ windowMs, maxFlows: 1_000_000, nowMs: 0, random: seeded(1) });
  const least = table.memoryBytes;
  const burst = 40_000;
  for (let flow = 0; flow < burst; flow += 1) table.add(keyOf(flow), 10, 0);
  const most = table.memoryBytes;
  t.ok(most > burst * 64);
  const memory: number[] = [];
  for (let turn = 1; turn <= 12; turn += 1) {
    const nowMs = turn * windowMs;
    table.add(keyOf(7), 10, nowMs);
    table.advance(nowMs);
    if (turn === 2) t.equal(table.size, 1, 'forgotten with the second turn');
    memory.push(table.memoryBytes);
  }
  t.equal(memory[2], most, 'but not all swept in the same poll');
  t.ok(memory.at(-1)! <= 2 * least, `${memory.at(-1)} of ${most} bytes are left`);
  t.match(table.flowsOf(keyOf(7).src), [{ current: 0, previous: 10 }], 'what stayed is whole');
  for (let flow = 0; flow < burst; flow += 1) table.add(keyOf(flow), 10, 13_000);
  t.equal(table.size, burst, 'and there is room for the next');
  t.equal(new Set([...table.flows()].map(nameOf)).size, burst, 'each in a record of its own');
});

t.test('known flows and full tables take no memory, churn does not creep', async (t) => {
  const maxFlows = 2_000;
  const table = new FlowTable({ windowMs, maxFlows, nowMs: 0, random: seeded(2) });
  for (let flow = 0; flow < maxFlows; flow += 1) table.add(keyOf(flow), 10, 0);
  const full = table.memoryBytes;
  let taken = 0;
  for (let turn = 1; turn <= 50; turn += 1) {
    for (let flow = 0; flow < maxFlows; flow += 1) {
      if (table.add(keyOf(turn * maxFlows + flow), 10, turn * windowMs)) taken += 1;
    }
    table.advance(turn * windowMs);
    if (table.memoryBytes > full) t.fail(`turn ${turn}: ${table.memoryBytes} bytes instead of ${full}`);
  }
  t.equal(taken, 24 * maxFlows, 'every other turn has room for as many again');
});

t.test('a flow that a walk has handed out tells its own moment', async (t) => {
  const table = new FlowTable({ windowMs, maxFlows: 10, nowMs: 0 });
  table.add(keyOf(1), 10, 5);
  const [flow] = [...table.flows()];
  table.add(keyOf(1), 20, 6);
  t.match(flow, { current: 30, previous: 0, startMs: 0, lastMs: 6 });
  table.advance(windowMs);
  t.match(flow, { current: 0, previous: 30 });
  table.clear(keyOf(1).src);
  table.add(keyOf(2), 99, 7);
  t.match(flow, { current: 0, previous: 0, lastMs: 0 }, 'nothing of the flow that has its record now');
});

t.test('a table has room for one flow at least and ten million at most', async (t) => {
  for (const maxFlows of [0, -1, Number.NaN, 10_000_001]) {
    t.throws(() => new FlowTable({ windowMs, maxFlows, nowMs: 0 }), { name: 'RangeError', message: /1\.\.10000000/ });
  }
});
