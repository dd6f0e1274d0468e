// The unvisited slots of a token, kept in order while it changes, so that each question of a policy takes amortised
// constant time (logarithmic for loads) instead of a scan. For whoever asks about one token over and over, as the
// simulator does; the token tells it every change.
import { IndexSet } from './index-set.js';
import { SlotHeap } from './slot-heap.js';
import type { Slots, Unvisited } from './unvisited.js';

export class SlotIndex implements Unvisited {
  readonly #slots: Slots;
  readonly #all: IndexSet;
  /** By level; made when a slot first has it. Sets in slot order, or heaps by load under load-aware. */
  readonly #sets: IndexSet[] = [];
  readonly #heaps: SlotHeap[] = [];
  readonly #positions: Uint32Array;
  /** Unvisited slots at each level. */
  readonly #counts = new Uint32Array(256);

  constructor(slots: Slots) {
    this.#slots = slots;
    this.#all = new IndexSet(slots.levels.length);
    this.#positions = new Uint32Array(slots.loads.length);
    for (let i = 0; i < slots.levels.length; i += 1) {
      if (slots.visited[i] === 0) this.#add(i);
    }
  }

  from(from: number): number | undefined {
    return this.#all.first(from) ?? this.#all.first(0);
  }

  atLevel(level: number, from: number): number | undefined {
    const set = this.#sets[level];
    return set?.first(from) ?? set?.first(0);
  }

  heaviestAtLevel(level: number): number | undefined {
    return this.#heaps[level]?.top();
  }

  highestLevel(): number {
    for (let level = this.#counts.length - 1; level > 0; level -= 1) {
      if (this.#counts[level]! > 0) return level;
    }
    return 0;
  }

  /** The slot has been visited just now. */
  visited(slot: number): void {
    this.#all.delete(slot);
    this.#leave(slot, this.#slots.levels[slot]!);
  }

  /** The slot has a new level or load; it had `before`. */
  changed(slot: number, before: number): void {
    if (this.#slots.visited[slot] === 1) return;
    const level = this.#slots.levels[slot]!;
    if (level === before) {
      this.#heaps[level]?.moved(slot);
      return;
    }
    this.#leave(slot, before);
    this.#join(slot, level);
  }

  #add(slot: number): void {
    this.#all.add(slot);
    this.#join(slot, this.#slots.levels[slot]!);
  }

  #join(slot: number, level: number): void {
    this.#counts[level]! += 1;
    const { levels, loads } = this.#slots;
    if (loads.length > 0) {
      this.#heaps[level] ??= new SlotHeap(loads, this.#positions);
      this.#heaps[level].add(slot);
    } else {
      this.#sets[level] ??= new IndexSet(levels.length);
      this.#sets[level].add(slot);
    }
  }

  #leave(slot: number, level: number): void {
    this.#counts[level]! -= 1;
    this.#heaps[level]?.delete(slot);
    this.#sets[level]?.delete(slot);
  }
}
