// The baselines: the flow table as the thesis has it (4.2.1). Two hash tables, one keyed by source IP and one by
// destination IP; each entry holds the MAC and a hash table by peer IP of protocol, ports, bytes and start time. Both
// tables share a flow's object. The thesis does not say how several flows of one pair are kept, so there are two.
import type { FlowKey } from '../../../agent/core/flows/flow-table.js';
import type { Ipv4 } from '../../../topology/ipv4.js';

export interface MappedFlow extends FlowKey {
  readonly startMs: number;
  lastMs: number;
  bytes: number;
}

interface Entry<Pair> {
  readonly mac: string;
  readonly peers: Map<Ipv4, Pair>;
}

type Index<Pair> = Map<Ipv4, Entry<Pair>>;

export interface Nested {
  add(key: FlowKey, bytes: number, nowMs: number): boolean;
  visit(address: Ipv4, show: (flow: MappedFlow) => void): void;
}

/**
 * With a third hash table, by protocol and ports, as the agent's own table was before: a guest that opens thousands of
 * connections to one peer does not slow it down.
 */
export class NestedMaps implements Nested {
  readonly #bySource: Index<Map<string, MappedFlow>> = new Map();
  readonly #byDestination: Index<Map<string, MappedFlow>> = new Map();

  add(key: FlowKey, bytes: number, nowMs: number): boolean {
    const name = `${key.protocol}/${key.srcPort}/${key.dstPort}`;
    const known = this.#bySource.get(key.src)?.peers.get(key.dst)?.get(name);
    if (known) {
      count(known, bytes, nowMs);
      return true;
    }
    const flow = newFlow(key, bytes, nowMs);
    const [to, from] = [peersOf(this.#bySource, flow.src), peersOf(this.#byDestination, flow.dst)];
    to.set(flow.dst, (to.get(flow.dst) ?? new Map<string, MappedFlow>()).set(name, flow));
    from.set(flow.src, (from.get(flow.src) ?? new Map<string, MappedFlow>()).set(name, flow));
    return true;
  }

  visit(address: Ipv4, show: (flow: MappedFlow) => void): void {
    for (const index of [this.#bySource, this.#byDestination]) {
      for (const flows of index.get(address)?.peers.values() ?? []) {
        for (const flow of flows.values()) show(flow);
      }
    }
  }
}

/** With a plain list for each pair: as thrifty as nested Maps can be, and of no use for such a guest. */
export class NestedLists implements Nested {
  readonly #bySource: Index<MappedFlow[]> = new Map();
  readonly #byDestination: Index<MappedFlow[]> = new Map();

  add(key: FlowKey, bytes: number, nowMs: number): boolean {
    const { src, dst, protocol, srcPort, dstPort } = key;
    for (const flow of this.#bySource.get(src)?.peers.get(dst) ?? []) {
      if (flow.srcPort !== srcPort || flow.dstPort !== dstPort || flow.protocol !== protocol) continue;
      count(flow, bytes, nowMs);
      return true;
    }
    const flow = newFlow(key, bytes, nowMs);
    append(peersOf(this.#bySource, src), dst, flow);
    append(peersOf(this.#byDestination, dst), src, flow);
    return true;
  }

  visit(address: Ipv4, show: (flow: MappedFlow) => void): void {
    for (const index of [this.#bySource, this.#byDestination]) {
      for (const flows of index.get(address)?.peers.values() ?? []) {
        for (const flow of flows) show(flow);
      }
    }
  }
}

function newFlow({ src, dst, protocol, srcPort, dstPort }: FlowKey, bytes: number, nowMs: number): MappedFlow {
  return { src, dst, protocol, srcPort, dstPort, startMs: nowMs, lastMs: nowMs, bytes };
}

function count(flow: MappedFlow, bytes: number, nowMs: number): void {
  flow.bytes += bytes;
  flow.lastMs = nowMs;
}

function peersOf<Pair>(index: Index<Pair>, address: Ipv4): Map<Ipv4, Pair> {
  let entry = index.get(address);
  if (!entry) {
    entry = { mac: '', peers: new Map() };
    index.set(address, entry);
  }
  return entry.peers;
}

function append(peers: Map<Ipv4, MappedFlow[]>, peer: Ipv4, flow: MappedFlow): void {
  const flows = peers.get(peer);
  // A list that begins with its first flow has no room to spare; one that is pushed to has room for 16 more.
  if (flows) flows.push(flow);
  else peers.set(peer, [flow]);
}
