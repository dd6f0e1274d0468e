// Runs the same work on the flow table and on a baseline, in turns. Gives the raw figures of each run; what they are
// held against is benchmark.ts's.
import { type FlowKey, type FlowNumber, FlowTable } from '../../../agent/core/flows/flow-table.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { MappedFlow, Nested } from './nested-maps.js';
import { eachFlow, type Pattern, sourceAt, sourceCount } from './workload.js';

/** One figure of both. */
export interface Pair {
  readonly compact: number;
  readonly nested: number;
}

export interface Run {
  readonly ms: Pair;
  /** For each flow. */
  readonly bytes: Pair;
}

interface Cost {
  readonly ms: number;
  readonly bytes: number;
}

type Table = FlowTable | Nested;
type Make = () => Nested;

/** The setting's default, so that the table has the room to grow that an agent's has. */
const maxFlows = 1_000_000;

/** Time to fill a table, and its memory with all room to grow. Small tables are filled by the dozen. */
export function fillingOf(make: Make, pattern: Pattern, size: number, count: number): Run[] {
  const tables = Math.ceil(30_000 / size);
  const fill = (fresh: () => Table): Cost => {
    const held: Table[] = [];
    const before = reachableBytes();
    // A full collection throws compiled code away. An agent forces none, and its one table stays.
    for (let warm = 0; warm < 3; warm += 1) filledTable(fresh(), pattern, Math.min(size, 100_000));
    const startMs = performance.now();
    while (held.length < tables) held.push(filledTable(fresh(), pattern, size));
    const ms = (performance.now() - startMs) / held.length;
    return { ms, bytes: (reachableBytes() - before) / held.length / size };
  };
  return Array.from({ length: count }, () => runOf(fill(newFlowTable), fill(make)));
}

/** New counters of flows that the table has: CPU time (it takes too little for a busy machine's clock), allocations. */
export function updatesOf(make: Make, pattern: Pattern, flows: number, count: number): Run[] {
  const compact = filledTable(newFlowTable(), pattern, flows);
  const nested = filledTable(make(), pattern, flows);
  // Made once: a function that is collected takes the compiled code with it that has it built in.
  const countCompact = (key: FlowKey): boolean => compact.add(key, 1500, 1);
  const countNested = (key: FlowKey): boolean => nested.add(key, 1500, 1);
  const update = (count: (key: FlowKey) => boolean): Cost => {
    gc();
    const before = process.memoryUsage().heapUsed;
    eachFlow(pattern, flows, count);
    const bytes = Math.max(0, process.memoryUsage().heapUsed - before) / flows;
    // Not the same pass: a full collection throws compiled code away, and an agent forces none.
    const start = process.cpuUsage();
    eachFlow(pattern, flows, count);
    const { user, system } = process.cpuUsage(start);
    return { ms: (user + system) / 1000, bytes };
  };
  for (let warm = 0; warm < 10; warm += 1) for (const one of [countCompact, countNested]) update(one);
  return Array.from({ length: count }, () => runOf(update(countCompact), update(countNested)));
}

/** Time of all flows of an address that has a hundred, us: read where they are, as a decision does, and as a list. */
export function findingOf(make: Make, flows: number, count: number): { read: Pair[]; listed: Pair[] } {
  const compact = filledTable(newFlowTable(), '100 each', flows);
  const nested = filledTable(make(), '100 each', flows);
  const sources = sourceCount('100 each', flows);
  let [sum, asked] = [0, 0 as Ipv4];
  const readCompact = (flow: FlowNumber): void => {
    sum += compact.bytesOf(flow) + compact.startMsOf(flow) + compact.peerOf(flow, asked);
  };
  const readNested = (flow: MappedFlow): void => {
    sum += flow.bytes + flow.startMs + (flow.src === asked ? flow.dst : flow.src);
  };
  const us = (find: (address: Ipv4) => unknown): number => {
    const startMs = performance.now();
    // Steps that are prime to the number of sources: each once, none beside the one before.
    for (let step = 0; step < sources; step += 1) {
      asked = sourceAt((step * 7919) % sources);
      find(asked);
    }
    return ((performance.now() - startMs) * 1000) / sources;
  };
  const compare = (one: (address: Ipv4) => unknown, other: (address: Ipv4) => unknown): Pair[] => {
    for (let warm = 0; warm < 2; warm += 1) for (const find of [one, other]) us(find);
    return Array.from({ length: count }, () => ({ compact: us(one), nested: us(other) }));
  };
  const read = compare(
    (address) => compact.visit(address, readCompact),
    (address) => nested.visit(address, readNested),
  );
  const listed = compare(
    (address) => compact.flowsOf(address),
    (address) => {
      const list: MappedFlow[] = [];
      nested.visit(address, (flow) => list.push(flow));
      return list;
    },
  );
  if (!(sum > 0)) throw new Error('no flow was read');
  return { read, listed };
}

function runOf(compact: Cost, nested: Cost): Run {
  return {
    ms: { compact: compact.ms, nested: nested.ms },
    bytes: { compact: compact.bytes, nested: nested.bytes },
  };
}

function newFlowTable(): FlowTable {
  return new FlowTable({ windowMs: 60_000, maxFlows, nowMs: 0, random: Math.random });
}

function filledTable<T extends Table>(table: T, pattern: Pattern, count: number): T {
  eachFlow(pattern, count, (key) => table.add(key, 1500, 0));
  return table;
}

/** Everything that can be reached, typed arrays included. */
function reachableBytes(): number {
  // The memory of typed arrays is given back only in the course of the collection after the one that found them.
  gc();
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function gc(): void {
  if (!globalThis.gc) throw new Error('measuring memory takes node --expose-gc');
  globalThis.gc();
}
