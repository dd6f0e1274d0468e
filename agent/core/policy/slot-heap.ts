// The unvisited slots of one level with the heaviest on top: a binary heap that can also take out or move any slot,
// because it remembers where each one is. Equal loads go in slot order, which is id order.

export class SlotHeap {
  readonly #loads: Float32Array;
  /** Where each slot is in the heap that has it; shared by the heaps of all levels, for a slot is in one at most. */
  readonly #positions: Uint32Array;
  readonly #slots: number[] = [];

  constructor(loads: Float32Array, positions: Uint32Array) {
    this.#loads = loads;
    this.#positions = positions;
  }

  top(): number | undefined {
    return this.#slots[0];
  }

  add(slot: number): void {
    this.#slots.push(slot);
    this.#rise(this.#slots.length - 1, slot);
  }

  delete(slot: number): void {
    const position = this.#positions[slot]!;
    const last = this.#slots.pop()!;
    if (last === slot) return;
    this.#put(position, last);
    this.moved(last);
  }

  /** The slot's load has changed: puts it where it belongs. */
  moved(slot: number): void {
    this.#rise(this.#positions[slot]!, slot);
    this.#sink(this.#positions[slot]!, slot);
  }

  #put(position: number, slot: number): void {
    this.#slots[position] = slot;
    this.#positions[slot] = position;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#loads[a]! - this.#loads[b]!;
    return difference > 0 || (difference === 0 && a < b);
  }

  #rise(from: number, slot: number): void {
    let position = from;
    while (position > 0) {
      const above = (position - 1) >>> 1;
      const other = this.#slots[above]!;
      if (!this.#isBefore(slot, other)) break;
      this.#put(position, other);
      position = above;
    }
    this.#put(position, slot);
  }

  #sink(from: number, slot: number): void {
    let position = from;
    for (;;) {
      let below = 2 * position + 1;
      if (below >= this.#slots.length) break;
      if (below + 1 < this.#slots.length && this.#isBefore(this.#slots[below + 1]!, this.#slots[below]!)) below += 1;
      const other = this.#slots[below]!;
      if (!this.#isBefore(other, slot)) break;
      this.#put(position, other);
      position = below;
    }
    this.#put(position, slot);
  }
}
