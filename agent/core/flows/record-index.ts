// An open-addressing hash index from a hash to the numbers of records: linear probing, at most half full, deletion by
// shifting back, so that there are no tombstones. Keeps no keys: whoever asks compares them in the records. Keeps
// whole hashes, so that it grows without a look at the records, which would be one cache miss for each.

const leastSlots = 16;

export class RecordIndex {
  /** For each slot the hash and the record's number, side by side; the number 0 marks an empty slot. */
  #slots = new Int32Array(2 * leastSlots);
  #mask = leastSlots - 1;
  #count = 0;

  get memoryBytes(): number {
    return this.#slots.byteLength;
  }

  /** The first slot whose record has the hash, or -1. */
  first(hash: number): number {
    return this.#seek(hash & this.#mask, hash);
  }

  /** The next such slot after `slot`, or -1. */
  next(slot: number, hash: number): number {
    return this.#seek((slot + 1) & this.#mask, hash);
  }

  recordAt(slot: number): number {
    return this.#slots[2 * slot + 1]!;
  }

  /** The slot of a record that is in the index under the hash. */
  slotOf(hash: number, record: number): number {
    let slot = this.first(hash);
    while (slot >= 0 && this.recordAt(slot) !== record) slot = this.next(slot, hash);
    return slot;
  }

  /** Puts in a record (1..2147483647) that is not yet in. */
  place(hash: number, record: number): void {
    if (this.#count * 2 > this.#mask) this.#resize(2 * (this.#mask + 1));
    this.#put(hash, record);
    this.#count += 1;
  }

  /** Lets the slot stand for another record with the same key. */
  replace(slot: number, record: number): void {
    this.#slots[2 * slot + 1] = record;
  }

  removeAt(slot: number): void {
    const [slots, mask] = [this.#slots, this.#mask];
    let gap = slot;
    for (let at = (slot + 1) & mask; slots[2 * at + 1] !== 0; at = (at + 1) & mask) {
      const home = slots[2 * at]! & mask;
      // It may move back into the gap unless that lies before its home.
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      slots[2 * gap] = slots[2 * at]!;
      slots[2 * gap + 1] = slots[2 * at + 1]!;
      gap = at;
    }
    slots[2 * gap + 1] = 0;
    this.#count -= 1;
    // Late and then far, so that the few that move do not hold up the sweep that has come here.
    if (this.#count * 32 <= mask && mask >= 8 * leastSlots) this.#resize((mask + 1) / 8);
  }

  #seek(from: number, hash: number): number {
    const [slots, mask] = [this.#slots, this.#mask];
    for (let slot = from; slots[2 * slot + 1] !== 0; slot = (slot + 1) & mask) {
      if (slots[2 * slot] === hash) return slot;
    }
    return -1;
  }

  #put(hash: number, record: number): void {
    const [slots, mask] = [this.#slots, this.#mask];
    let slot = hash & mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = record;
  }

  #resize(count: number): void {
    const old = this.#slots;
    this.#slots = new Int32Array(2 * count);
    this.#mask = count - 1;
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.#put(old[at]!, old[at + 1]!);
  }
}
