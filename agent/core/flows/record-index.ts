// An open-addressing hash index from a hash to the numbers of records: linear probing, at most half full, deletion by
// shifting back, so that there are no tombstones. Keeps no keys: whoever asks compares them in the records.

const leastSlots = 16;
/** A slot holds the record's number in 24 bits and 8 bits of its hash, which spare most looks at other records. */
const numberMask = 0xffffff;
/** Records have the numbers 1..this; 0 marks an empty slot. */
export const maxRecords = numberMask;

export class RecordIndex {
  #slots = new Int32Array(leastSlots);
  #mask = leastSlots - 1;
  #count = 0;
  readonly #hashOf: (record: number) => number;

  /** `hashOf` tells the hash under which a record was placed. */
  constructor(hashOf: (record: number) => number) {
    this.#hashOf = hashOf;
  }

  get memoryBytes(): number {
    return this.#slots.byteLength;
  }

  /** The first slot whose record may be one with the hash, or -1. */
  first(hash: number): number {
    return this.#seek(hash & this.#mask, hash);
  }

  /** The next such slot after `slot`, or -1. */
  next(slot: number, hash: number): number {
    return this.#seek((slot + 1) & this.#mask, hash);
  }

  recordAt(slot: number): number {
    return this.#slots[slot]! & numberMask;
  }

  /** The slot of a record that is in the index. */
  slotOf(hash: number, record: number): number {
    let slot = this.first(hash);
    while (slot >= 0 && this.recordAt(slot) !== record) slot = this.next(slot, hash);
    return slot;
  }

  /** Puts in a record that is not yet in. */
  place(hash: number, record: number): void {
    if (this.#count * 2 >= this.#slots.length) this.#resize(this.#slots.length * 2);
    this.#put(hash, record);
    this.#count += 1;
  }

  /** Lets the slot stand for another record with the same key. */
  replace(slot: number, record: number): void {
    this.#slots[slot] = (this.#slots[slot]! & ~numberMask) | record;
  }

  /** Empties the slot. The records of the slots after it must still be whole. */
  removeAt(slot: number): void {
    const [slots, mask] = [this.#slots, this.#mask];
    let gap = slot;
    for (let at = (slot + 1) & mask; slots[at] !== 0; at = (at + 1) & mask) {
      const home = this.#hashOf(this.recordAt(at)) & mask;
      // It may move back into the gap unless that lies before its home.
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      slots[gap] = slots[at]!;
      gap = at;
    }
    slots[gap] = 0;
    this.#count -= 1;
    if (slots.length > leastSlots && this.#count * 8 < slots.length) this.#resize(slots.length / 2);
  }

  #seek(from: number, hash: number): number {
    const [slots, mask] = [this.#slots, this.#mask];
    const tag = hash >>> 24;
    for (let slot = from; ; slot = (slot + 1) & mask) {
      const held = slots[slot]!;
      if (held === 0) return -1;
      if (held >>> 24 === tag) return slot;
    }
  }

  #put(hash: number, record: number): void {
    const [slots, mask] = [this.#slots, this.#mask];
    let slot = hash & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = (hash & ~numberMask) | record;
  }

  #resize(length: number): void {
    const old = this.#slots;
    this.#slots = new Int32Array(length);
    this.#mask = length - 1;
    for (const held of old) if (held !== 0) this.#put(this.#hashOf(held & numberMask), held & numberMask);
  }
}
