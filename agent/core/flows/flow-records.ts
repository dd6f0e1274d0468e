// Where the flow table keeps its flows: records of 64 bytes in one buffer, so that whatever is done with a flow
// touches one or two cache lines, and two bytes of state for each beside them, which are all that a sweep reads. Records
// keep their number until they are given back. Knows nothing of hashing, time or windows.

/** Words of 32 bits in the first half of a record: the flow's name, and its neighbours in two chains. */
export const word = {
  source: 0,
  destination: 1,
  /** Source port in the upper 16 bits, destination port in the lower ones. */
  ports: 2,
  protocol: 3,
  /** The chains by source and by destination; 0 ends a chain. */
  next: [4, 6],
  previous: [5, 7],
} as const;

/** Numbers of 64 bits in its second half. */
export const number = {
  /** Bytes in the last window in which there were any, and in the one before it. */
  bytes: 4,
  bytesBefore: 5,
  startMs: 6,
  lastMs: 7,
} as const;

const recordBytes = 64;
const wordsShift = 4;
const numbersShift = 3;
const leastCapacity = 1024;

export class FlowRecords {
  /** Record r has words from `r << 4` and numbers from `r << 3`. Replaced when the records grow or shrink. */
  words: Int32Array;
  numbers: Float64Array;
  /** 0: the record is free. What else it says is the user's. */
  states: Uint16Array;
  /** No record above this one is in use. */
  top = 0;
  used = 0;
  readonly #max: number;
  #capacity: number;
  /** First of the free records up to `top`, chained through their first word. */
  #free = 0;

  constructor(max: number) {
    this.#max = max;
    this.#capacity = Math.min(leastCapacity, max);
    const buffer = new ArrayBuffer((this.#capacity + 1) * recordBytes);
    this.words = new Int32Array(buffer);
    this.numbers = new Float64Array(buffer);
    this.states = new Uint16Array(this.#capacity + 1);
  }

  get memoryBytes(): number {
    return this.words.byteLength + this.states.byteLength;
  }

  /** Gives out a record in the state, its contents whatever they were. At most `max` at a time. */
  take(state: number): number {
    let record = this.#free;
    if (record !== 0) {
      this.#free = this.words[record << wordsShift]!;
    } else {
      if (this.top === this.#capacity) this.#resize(Math.min(2 * this.#capacity, this.#max));
      this.top += 1;
      record = this.top;
    }
    this.states[record] = state;
    this.used += 1;
    return record;
  }

  give(record: number): void {
    this.states[record] = 0;
    this.words[record << wordsShift] = this.#free;
    this.#free = record;
    this.used -= 1;
  }

  /** Gives memory back when the records in use all lie in the first quarter. */
  shrink(): void {
    if (this.#capacity <= leastCapacity || this.used * 4 > this.#capacity) return;
    let top = this.top;
    while (top > 0 && this.states[top] === 0) top -= 1;
    if (top * 4 > this.#capacity) return;
    this.top = top;
    this.#resize(Math.max(2 * top, Math.min(leastCapacity, this.#max)));
    this.#free = 0;
    for (let record = top; record > 0; record -= 1) {
      if (this.states[record] !== 0) continue;
      this.words[record << wordsShift] = this.#free;
      this.#free = record;
    }
  }

  #resize(capacity: number): void {
    this.#capacity = capacity;
    const buffer = new ArrayBuffer((capacity + 1) * recordBytes);
    const states = new Uint16Array(capacity + 1);
    const words = new Int32Array(buffer);
    words.set(this.words.subarray(0, (this.top + 1) << wordsShift));
    states.set(this.states.subarray(0, this.top + 1));
    this.words = words;
    this.numbers = new Float64Array(buffer);
    this.states = states;
  }
}

/** Index of a word or number of a record in its array. */
export function wordAt(record: number, offset: number): number {
  return (record << wordsShift) + offset;
}

export function numberAt(record: number, offset: number): number {
  return (record << numbersShift) + offset;
}
