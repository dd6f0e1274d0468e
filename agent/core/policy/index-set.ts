// A set of indices 0..size-1 that answers "which is the first from here on" without a scan: one bit an index, and
// above each 32 words a bit that says whether any is set, up to a single word. Four layers hold a million.

export class IndexSet {
  /** Lowest first. Word w of a layer is not zero exactly when bit w of the layer above is set. */
  readonly #layers: Uint32Array[] = [];

  constructor(size: number) {
    let words = size;
    do {
      words = Math.ceil(words / 32);
      this.#layers.push(new Uint32Array(Math.max(1, words)));
    } while (words > 1);
  }

  add(index: number): void {
    let at = index;
    for (const layer of this.#layers) {
      const word = at >>> 5;
      const before = layer[word]!;
      layer[word] = before | (1 << (at & 31));
      if (before !== 0) return;
      at = word;
    }
  }

  delete(index: number): void {
    let at = index;
    for (const layer of this.#layers) {
      const word = at >>> 5;
      const after = layer[word]! & ~(1 << (at & 31));
      layer[word] = after;
      if (after !== 0) return;
      at = word;
    }
  }

  /** The lowest member >= `from`, or undefined. */
  first(from: number): number | undefined {
    let at = from;
    for (let depth = 0; depth < this.#layers.length; depth += 1) {
      const word = at >>> 5;
      const left = (this.#layers[depth]![word] ?? 0) & (-1 << (at & 31));
      if (left !== 0) return this.#lowestBelow(depth, word, left);
      at = word + 1;
    }
    return undefined;
  }

  /** Goes down from a word with members to the lowest of them. */
  #lowestBelow(depth: number, word: number, bits: number): number {
    let index = word * 32 + lowestBit(bits);
    for (let below = depth - 1; below >= 0; below -= 1) {
      index = index * 32 + lowestBit(this.#layers[below]![index]!);
    }
    return index;
  }
}

/** Position of the lowest bit set, 0..31. */
function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
