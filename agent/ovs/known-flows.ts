// The datapath flows of the last dumps, found by the fingerprint of their match, so that a flow is read whole only when
// it is new. An open-addressing hash table on typed arrays; it knows no text.
import type { FlowSample } from '../core/drivers.js';

/** A sample whose counters the next dump overwrites; everything else stays as long as the flow does. */
export type LiveSample = FlowSample & { packets: number; bytes: number };

/** Number of a flow while it is known, 0..; another flow may get it after a whole dump without this one. */
export type FlowNumber = number;

const firstCapacity = 1024;

export class KnownFlows {
  /** Flow number + 1 by hash; 0 where there is none. At most half full. */
  #index = new Int32Array(2 * firstCapacity);
  #a = new Int32Array(firstCapacity);
  #b = new Int32Array(firstCapacity);
  /** The dump that showed the flow last; 0 where the number is free. */
  #seen = new Uint32Array(firstCapacity);
  /** Number of the flow that the last dump showed next: dumps come in nearly the same order, and this one is at hand. */
  #next = new Int32Array(firstCapacity);
  #previous: FlowNumber = 0;
  /** Undefined for flows that do not count. */
  readonly #samples: (LiveSample | undefined)[] = [];
  readonly #free: FlowNumber[] = [];
  #size = 0;
  #dump = 0;

  /** Flows known. */
  get size(): number {
    return this.#size;
  }

  /** A dump begins. One that began before and has not ended counts for nothing. */
  begin(): void {
    this.#dump += 1;
    this.#previous = 0;
  }

  /** The flow with this fingerprint, or -1. */
  find(a: number, b: number): FlowNumber {
    const likely = this.#next[this.#previous]!;
    const isLikely = this.#a[likely] === a && this.#b[likely] === b && this.#seen[likely] !== free && this.#size > 0;
    return isLikely ? likely : this.#lookUp(a, b);
  }

  #lookUp(a: number, b: number): FlowNumber {
    const mask = this.#index.length - 1;
    for (let at = a & mask; ; at = (at + 1) & mask) {
      const number = this.#index[at]! - 1;
      if (number < 0 || (this.#a[number] === a && this.#b[number] === b)) return number;
    }
  }

  /** Takes in a flow that `find` has not found. `sample` makes what is kept of it. */
  add(a: number, b: number, sample: (number: FlowNumber) => LiveSample | undefined): FlowNumber {
    const number = this.#free.pop() ?? this.#samples.length;
    if (number === this.#a.length) this.#grow();
    this.#a[number] = a;
    this.#b[number] = b;
    this.#seen[number] = 0;
    this.#samples[number] = sample(number);
    this.#insert(number);
    this.#size += 1;
    return number;
  }

  sample(number: FlowNumber): LiveSample | undefined {
    return this.#samples[number];
  }

  /** Notes that this dump shows the flow. False when it has shown it already. */
  see(number: FlowNumber): boolean {
    this.#next[this.#previous] = number;
    this.#previous = number;
    if (this.#seen[number] === this.#dump) return false;
    this.#seen[number] = this.#dump;
    return true;
  }

  /** The dump is complete: forgets the flows that it did not show. */
  end(): void {
    for (let number = 0; number < this.#samples.length; number++) {
      const seen = this.#seen[number]!;
      if (seen === this.#dump || seen === free) continue;
      this.#erase(number);
      this.#seen[number] = free;
      this.#samples[number] = undefined;
      this.#free.push(number);
      this.#size -= 1;
    }
  }

  #insert(number: FlowNumber): void {
    const mask = this.#index.length - 1;
    let at = this.#a[number]! & mask;
    while (this.#index[at] !== 0) at = (at + 1) & mask;
    this.#index[at] = number + 1;
  }

  /** Closes the gap by moving back what would not be found any more (Knuth, TAOCP volume 3, section 6.4, algorithm R). */
  #erase(number: FlowNumber): void {
    const index = this.#index;
    const mask = index.length - 1;
    let gap = this.#a[number]! & mask;
    while (index[gap] !== number + 1) gap = (gap + 1) & mask;
    for (let at = (gap + 1) & mask; index[at] !== 0; at = (at + 1) & mask) {
      const home = this.#a[index[at]! - 1]! & mask;
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      index[gap] = index[at]!;
      gap = at;
    }
    index[gap] = 0;
  }

  #grow(): void {
    const capacity = 2 * this.#a.length;
    const larger = <T extends Int32Array | Uint32Array>(array: T, grown: T): T => {
      grown.set(array);
      return grown;
    };
    this.#a = larger(this.#a, new Int32Array(capacity));
    this.#b = larger(this.#b, new Int32Array(capacity));
    this.#seen = larger(this.#seen, new Uint32Array(capacity));
    this.#next = larger(this.#next, new Int32Array(capacity));
    this.#index = new Int32Array(2 * capacity);
    for (let number = 0; number < capacity / 2; number++) {
      if (this.#seen[number] !== free) this.#insert(number);
    }
  }
}

/** In `#seen`: the number belongs to no flow. No dump has this number. */
const free = 0xffff_ffff;
