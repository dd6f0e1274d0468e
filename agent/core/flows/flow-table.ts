// The flow table (thesis 4.2.1): every flow is found by its source and by its destination, so "all flows of an IP" is
// one look-up each way. Counts bytes in two windows, so that a rate is an average over between one and two windows
// and old traffic is forgotten. The flows lie in flow-store.ts; here are their bytes and their time.
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { Flow, FlowKey } from './flow.js';
import { number, numberAt } from './flow-records.js';
import { FlowStore } from './flow-store.js';
import { LiveFlow } from './live-flow.js';

export type { Flow, FlowKey } from './flow.js';

/** Names a flow of the table until the table next changes. */
export type FlowNumber = number & { readonly __flowNumber: unique symbol };

export interface FlowTableOptions {
  readonly windowMs: number;
  /** 1..10000000. */
  readonly maxFlows: number;
  readonly nowMs: number;
  /** Uniform numbers in [0, 1) that no guest can guess: see tabulation.ts. Without it the hash is a fixed one. */
  readonly random?: () => number;
}

/**
 * A record's state: this bit, and in the bits below it the window in which the flow last had bytes. A turn of the
 * windows thus changes every flow's place in time at once, without a look at any of them. A flow of this window or
 * of the one before is in the table (a new flow without bytes counts as one of the window before). An older one is
 * forgotten, and its record waits for the sweep.
 */
const inUse = 0x8000;
const windows = 0x8000;
/**
 * Records that one poll gives back at most: a few ms. Each poll comes so far on or to the end, so that the sweep goes
 * round the most records that there can be in 1221 polls, long before an old flow's window seems new again.
 */
const sweptAtOnce = 8192;
const mostFlows = 10_000_000;

export class FlowTable {
  readonly #windowMs: number;
  readonly #maxFlows: number;
  readonly #store: FlowStore;
  #windowStartMs: number;
  #previousStartMs: number;
  #polledMs: number;
  /** The window under way, modulo `windows`. */
  #window = 0;
  /** Flows with bytes in the window under way, and the others of the table. */
  #lively = 0;
  #quiet = 0;
  /** The sweep goes from here down to the first record, then again from the top. */
  #hand = 0;
  /** Flows not taken in because the table was full. */
  rejected = 0;

  /** Throws RangeError for a `maxFlows` outside its range. */
  constructor(options: FlowTableOptions) {
    const { windowMs, maxFlows, nowMs, random = () => 0.5 } = options;
    if (!(maxFlows >= 1 && maxFlows <= mostFlows)) throw new RangeError(`maxFlows ${maxFlows} is not 1..${mostFlows}`);
    this.#windowMs = windowMs;
    this.#maxFlows = maxFlows;
    this.#store = new FlowStore(maxFlows, random);
    this.#windowStartMs = nowMs;
    this.#previousStartMs = nowMs;
    this.#polledMs = nowMs;
  }

  get size(): number {
    return this.#lively + this.#quiet;
  }

  /** Start of what the rates cover, ms. */
  get coveredSinceMs(): number {
    return this.#previousStartMs;
  }

  /** Until when the counts reach, ms: the last poll. */
  get coveredUntilMs(): number {
    return this.#polledMs;
  }

  /** What the table holds now, in use or kept for growth, bytes. */
  get memoryBytes(): number {
    return this.#store.memoryBytes;
  }

  /** Adds the flow or adds `bytes` to it. Returns false when the table is full and the flow is new. */
  add(key: FlowKey, bytes: number, nowMs: number): boolean {
    const known = this.#store.find(key);
    if (known !== 0 && this.#isHeld(known)) {
      if (bytes > 0) this.#count(known, bytes, nowMs);
      return true;
    }
    if (this.size >= this.#maxFlows) {
      this.rejected += 1;
      return false;
    }
    // There is a record to gain: fewer flows are held than there may be records.
    if (known === 0 && this.#store.records.used >= this.#maxFlows) this.#sweep(1);
    this.#begin(known === 0 ? this.#store.insert(key, inUse) : known, bytes, nowMs);
    return true;
  }

  /** All flows from and to the address, as they are now. */
  flowsOf(address: Ipv4): Flow[] {
    const flows: Flow[] = [];
    this.visit(address, (flow) => flows.push(this.#flow(flow)));
    return flows;
  }

  /** Shows every flow from and to the address, once; allocates nothing. `show` must not change the table. */
  visit(address: Ipv4, show: (flow: FlowNumber) => void): void {
    const { bySource, byDestination } = this.#store;
    for (let record = bySource.first(address); record !== 0; record = bySource.after(record)) {
      if (this.#isHeld(record)) show(record as FlowNumber);
    }
    for (let record = byDestination.first(address); record !== 0; record = byDestination.after(record)) {
      if (this.#isHeld(record) && this.#store.source(record) !== address) show(record as FlowNumber);
    }
  }

  /** Whether `test` says yes to a flow from or to the address; none after it is looked at. `test` must not change the table. */
  some(address: Ipv4, test: (flow: FlowNumber) => boolean): boolean {
    const { bySource, byDestination } = this.#store;
    for (const chains of [bySource, byDestination]) {
      for (let record = chains.first(address); record !== 0; record = chains.after(record))
        if (this.#isHeld(record) && test(record as FlowNumber)) return true;
    }
    return false;
  }

  /** The other end of a flow of `address`; the address itself when that is both ends. */
  peerOf(flow: FlowNumber, address: Ipv4): Ipv4 {
    const source = this.#store.source(flow);
    return source === address ? this.#store.destination(flow) : source;
  }

  /** Bytes in both windows. */
  bytesOf(flow: FlowNumber): number {
    const { numbers } = this.#store.records;
    const bytes = numbers[numberAt(flow, number.bytes)]!;
    return this.#age(flow) === 0 ? bytes + numbers[numberAt(flow, number.bytesBefore)]! : bytes;
  }

  startMsOf(flow: FlowNumber): number {
    return this.#store.records.numbers[numberAt(flow, number.startMs)]!;
  }

  /**
   * Every flow, one at a time. The table may change between two steps: a flow that stays in it meanwhile comes exactly
   * once, because it keeps its record. A flow that was handed out tells its present bytes, none once it is forgotten.
   */
  *flows(): Generator<Flow, void, void> {
    for (let record = 1; record <= this.#store.records.top; record += 1) {
      if (this.#store.records.states[record] !== 0 && this.#isHeld(record))
        yield new LiveFlow(this.#flow(record), this.#look);
    }
  }

  /**
   * Says that a whole poll has been added. Moves on to the next window when this one is over, and forgets flows
   * that were silent for the whole of it.
   */
  advance(nowMs: number): void {
    this.#polledMs = nowMs;
    if (nowMs - this.#windowStartMs >= this.#windowMs) {
      // Only when the sweep has ended: it goes on after the turn, with what the turn forgets.
      if (this.#store.records.used === this.size) this.#store.records.shrink();
      this.#previousStartMs = this.#windowStartMs;
      this.#windowStartMs = nowMs;
      this.#window = (this.#window + 1) % windows;
      this.#quiet = this.#lively;
      this.#lively = 0;
    }
    if (this.#store.records.used > this.size) this.#sweep(sweptAtOnce);
  }

  /** Forgets every flow of the address. */
  clear(address: Ipv4): void {
    for (const chains of [this.#store.bySource, this.#store.byDestination]) {
      for (let record = chains.first(address); record !== 0; record = chains.first(address)) {
        const age = this.#age(record);
        if (age === 0) this.#lively -= 1;
        else if (age === 1) this.#quiet -= 1;
        this.#store.remove(record);
      }
    }
  }

  readonly #look = (key: FlowKey): Flow | undefined => {
    const record = this.#store.find(key);
    return record !== 0 && this.#isHeld(record) ? this.#flow(record) : undefined;
  };

  #flow(record: number): Flow {
    const { numbers } = this.#store.records;
    const bytes = numbers[numberAt(record, number.bytes)]!;
    const isLively = this.#age(record) === 0;
    // Not by a spread of the key: it takes ten times as long.
    const { src, dst, protocol, srcPort, dstPort } = this.#store.keyOf(record);
    return {
      src,
      dst,
      protocol,
      srcPort,
      dstPort,
      startMs: numbers[numberAt(record, number.startMs)]!,
      lastMs: numbers[numberAt(record, number.lastMs)]!,
      current: isLively ? bytes : 0,
      previous: isLively ? numbers[numberAt(record, number.bytesBefore)]! : bytes,
    };
  }

  #begin(record: number, bytes: number, nowMs: number): void {
    const { numbers, states } = this.#store.records;
    numbers[numberAt(record, number.bytes)] = bytes;
    numbers[numberAt(record, number.bytesBefore)] = 0;
    // A flow that the last poll did not show has begun since then.
    numbers[numberAt(record, number.startMs)] = this.#polledMs;
    numbers[numberAt(record, number.lastMs)] = nowMs;
    states[record] = inUse | (bytes > 0 ? this.#window : (this.#window + windows - 1) % windows);
    if (bytes > 0) this.#lively += 1;
    else this.#quiet += 1;
  }

  #count(record: number, bytes: number, nowMs: number): void {
    const { numbers, states } = this.#store.records;
    const at = numberAt(record, number.bytes);
    numbers[numberAt(record, number.lastMs)] = nowMs;
    if (this.#age(record) === 0) {
      numbers[at]! += bytes;
      return;
    }
    numbers[numberAt(record, number.bytesBefore)] = numbers[at]!;
    numbers[at] = bytes;
    states[record] = inUse | this.#window;
    this.#quiet -= 1;
    this.#lively += 1;
  }

  /** Gives back forgotten flows' records until none is left, or after `limit`; then it has come `limit` records on. */
  #sweep(limit: number): void {
    let given = 0;
    while (given < limit && this.#store.records.used > this.size) {
      this.#hand = this.#hand > 1 ? this.#hand - 1 : this.#store.records.top;
      if (this.#store.records.states[this.#hand] === 0 || this.#isHeld(this.#hand)) continue;
      this.#store.remove(this.#hand);
      given += 1;
    }
  }

  /** Windows since the flow last had bytes; for a record in use. */
  #age(record: number): number {
    return (this.#window - this.#store.records.states[record]!) & (windows - 1);
  }

  #isHeld(record: number): boolean {
    return this.#age(record) <= 1;
  }
}
