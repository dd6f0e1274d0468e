// The two-way hash flow table (thesis 4.2.1): every flow is found by its source and by its destination, so
// "all flows of an IP" is one look-up each way. Counts bytes in two windows, so that a rate is an average
// over between one and two windows and old traffic is forgotten without a scan for each decision.
import type { Ipv4 } from '../../../topology/ipv4.js';

/** What names a flow. Ports and protocol are 0 where the datapath wildcards them. */
export interface FlowKey {
  readonly src: Ipv4;
  readonly dst: Ipv4;
  readonly protocol: number;
  readonly srcPort: number;
  readonly dstPort: number;
}

export interface Flow extends FlowKey {
  /** Since when its bytes are counted: the poll before the one that first showed it, ms. */
  readonly startMs: number;
  lastMs: number;
  /** Bytes in the window under way, and in the one before it. */
  current: number;
  previous: number;
}

type FlowIndex = Map<Ipv4, Map<Ipv4, Map<string, Flow>>>;

export class FlowTable {
  readonly #bySource: FlowIndex = new Map();
  readonly #byDestination: FlowIndex = new Map();
  readonly #windowMs: number;
  readonly #maxFlows: number;
  #windowStartMs: number;
  #previousStartMs: number;
  #polledMs: number;
  #count = 0;
  /** Flows not taken in because the table was full. */
  rejected = 0;

  constructor(options: { readonly windowMs: number; readonly maxFlows: number; readonly nowMs: number }) {
    this.#windowMs = options.windowMs;
    this.#maxFlows = options.maxFlows;
    this.#windowStartMs = options.nowMs;
    this.#previousStartMs = options.nowMs;
    this.#polledMs = options.nowMs;
  }

  get size(): number {
    return this.#count;
  }

  /** Start of what the rates cover, ms. */
  get coveredSinceMs(): number {
    return this.#previousStartMs;
  }

  /** Until when the counts reach, ms: the last poll. */
  get coveredUntilMs(): number {
    return this.#polledMs;
  }

  /** Adds the flow or adds `bytes` to it. Returns false when the table is full and the flow is new. */
  add(key: FlowKey, bytes: number, nowMs: number): boolean {
    const name = `${key.protocol}/${key.srcPort}/${key.dstPort}`;
    const known = this.#bySource.get(key.src)?.get(key.dst)?.get(name);
    if (known) {
      known.current += bytes;
      if (bytes > 0) known.lastMs = nowMs;
      return true;
    }
    if (this.#count >= this.#maxFlows) {
      this.rejected += 1;
      return false;
    }
    // A flow that the last poll did not show has begun since then.
    const flow: Flow = { ...key, startMs: this.#polledMs, lastMs: nowMs, current: bytes, previous: 0 };
    insert(this.#bySource, key.src, key.dst, name, flow);
    insert(this.#byDestination, key.dst, key.src, name, flow);
    this.#count += 1;
    return true;
  }

  /** All flows from and to the address. */
  flowsOf(address: Ipv4): Flow[] {
    const flows: Flow[] = [];
    for (const index of [this.#bySource, this.#byDestination]) {
      for (const byName of index.get(address)?.values() ?? []) {
        for (const flow of byName.values()) flows.push(flow);
      }
    }
    return flows;
  }

  /**
   * Every flow, one at a time. The table may change between two steps: a flow that stays in it meanwhile comes
   * exactly once, for the Maps' own iterators go on over a changed Map.
   */
  *flows(): Generator<Flow, void, void> {
    for (const byPeer of this.#bySource.values()) {
      for (const byName of byPeer.values()) yield* byName.values();
    }
  }

  /**
   * Says that a whole poll has been added. Moves on to the next window when this one is over, and forgets flows
   * that were silent for the whole of it.
   */
  advance(nowMs: number): void {
    this.#polledMs = nowMs;
    if (nowMs - this.#windowStartMs < this.#windowMs) return;
    this.#previousStartMs = this.#windowStartMs;
    this.#windowStartMs = nowMs;
    for (const byPeer of this.#bySource.values()) {
      for (const byName of byPeer.values()) {
        for (const [name, flow] of byName) {
          if (flow.current === 0) this.#remove(name, flow);
          flow.previous = flow.current;
          flow.current = 0;
        }
      }
    }
  }

  /** Forgets every flow of the address. */
  clear(address: Ipv4): void {
    for (const flow of this.flowsOf(address)) {
      this.#remove(`${flow.protocol}/${flow.srcPort}/${flow.dstPort}`, flow);
    }
  }

  #remove(name: string, flow: Flow): void {
    if (!erase(this.#bySource, flow.src, flow.dst, name)) return;
    erase(this.#byDestination, flow.dst, flow.src, name);
    this.#count -= 1;
  }
}

function insert(index: FlowIndex, from: Ipv4, to: Ipv4, name: string, flow: Flow): void {
  const byPeer = index.get(from) ?? new Map<Ipv4, Map<string, Flow>>();
  const byName = byPeer.get(to) ?? new Map<string, Flow>();
  index.set(from, byPeer.set(to, byName.set(name, flow)));
}

function erase(index: FlowIndex, from: Ipv4, to: Ipv4, name: string): boolean {
  const byPeer = index.get(from);
  const byName = byPeer?.get(to);
  if (!byPeer || !byName?.delete(name)) return false;
  if (byName.size === 0) byPeer.delete(to);
  if (byPeer.size === 0) index.delete(from);
  return true;
}
