// Turns the absolute counters of datapath flows into bytes since the last poll. Counters belong to one datapath flow and
// start again when it is evicted and comes back, so differences are taken by the flow's identity. One poll may come in
// parts.
import type { FlowSample } from './drivers.js';

interface Mark {
  bytes: number;
  poll: number;
}

const firstCapacity = 1024;

export class FlowCounters {
  /** By number, of flows that have one: bytes at the last poll that showed the flow, and that poll. */
  #bytes = new Float64Array(firstCapacity);
  #polls = new Uint32Array(firstCapacity);
  /** The same by ufid, of the others. */
  readonly #named = new Map<string, Mark>();
  #poll = 1;

  /**
   * Bytes of the flow since the last poll; undefined in the first poll, which only sets the marks: its counters cover an
   * unknown time. A flow that was not in the last poll is new since then, so all of its bytes count.
   */
  count({ ufid, number, bytes }: FlowSample): number | undefined {
    const before = number === undefined ? this.#called(ufid, bytes) : this.#numbered(number, bytes);
    if (this.#poll === 1) return undefined;
    return before < 0 || bytes < before ? bytes : bytes - before;
  }

  /** The poll is whole. */
  end(): void {
    for (const [name, { poll }] of this.#named) {
      if (poll !== this.#poll) this.#named.delete(name);
    }
    this.#poll += 1;
  }

  /** Sets the mark; returns the one that the last poll set, or -1. */
  #numbered(flow: number, bytes: number): number {
    if (flow >= this.#bytes.length) this.#grow(flow + 1);
    const poll = this.#polls[flow]!;
    // A flow that one poll shows twice counts the second time from the first.
    const before = poll !== 0 && poll >= this.#poll - 1 ? this.#bytes[flow]! : -1;
    this.#bytes[flow] = bytes;
    this.#polls[flow] = this.#poll;
    return before;
  }

  #called(name: string, bytes: number): number {
    const mark = this.#named.get(name);
    if (mark === undefined) {
      this.#named.set(name, { bytes, poll: this.#poll });
      return -1;
    }
    const before = mark.bytes;
    mark.bytes = bytes;
    mark.poll = this.#poll;
    return before;
  }

  #grow(needed: number): void {
    const capacity = Math.max(needed, 2 * this.#bytes.length);
    const [bytes, polls] = [new Float64Array(capacity), new Uint32Array(capacity)];
    bytes.set(this.#bytes);
    polls.set(this.#polls);
    [this.#bytes, this.#polls] = [bytes, polls];
  }
}
