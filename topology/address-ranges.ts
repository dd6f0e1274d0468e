// All ranges of one prefix length, from the bits that name a range to a number: open addressing in flat arrays, which is
// several times faster than a Map when a data centre's hosts no longer fit the processor's caches.

/** Slots for each entry at least: short ways to a free slot, also for addresses that are not there. */
const slotsPerEntry = 2;
/** 2^32 divided by the golden section: spreads neighbouring addresses over the table (Knuth, TAOCP 6.4). */
const spread = 0x9e3779b1;
const free = -1;

export class AddressRanges {
  /** Bits of an address that name its range, as a signed number. */
  readonly mask: number;
  /** A key and its value side by side, so that one cache line has both; the value is -1 where nothing is. */
  readonly #slots: Int32Array;
  /** Slots less one, a power of two less one. */
  readonly #last: number;
  readonly #shift: number;

  /** `count` is how many entries there will be; `mask` is a 32-bit number. */
  constructor(mask: number, count: number) {
    this.mask = mask | 0;
    const bits = Math.max(1, Math.ceil(Math.log2(count * slotsPerEntry)));
    this.#slots = new Int32Array(2 ** (bits + 1)).fill(free);
    this.#last = 2 ** bits - 1;
    this.#shift = 32 - bits;
  }

  /** The value of the range that has the address, or -1. */
  find(address: number): number {
    const key = address & this.mask;
    const slots = this.#slots;
    for (let slot = Math.imul(key, spread) >>> this.#shift; ; slot = (slot + 1) & this.#last) {
      const value = slots[2 * slot + 1]!;
      if (value === free || slots[2 * slot] === key) return value;
    }
  }

  /** Adds a range; `value` is 0 or more. Returns false, and changes nothing, when it is there already. */
  add(base: number, value: number): boolean {
    if (this.find(base) !== free) return false;
    const key = base & this.mask;
    let slot = Math.imul(key, spread) >>> this.#shift;
    while (this.#slots[2 * slot + 1] !== free) slot = (slot + 1) & this.#last;
    this.#slots[2 * slot] = key;
    this.#slots[2 * slot + 1] = value;
    return true;
  }
}
