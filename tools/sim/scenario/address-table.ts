// From an address to its number, a million times a second: a hash table of integers with open addressing. A Map would
// do the same with some five times the memory.

const none = -1;

/** Addresses numbered in the order in which they were added. */
export class AddressTable {
  #addresses = new Uint32Array(1024);
  /** 1 + the number of the address in this bucket; 0 is an empty bucket. At most half of them are taken. */
  #buckets = new Uint32Array(2048);
  #shift = 32 - 11;
  #size = 0;

  /** Of addresses that are known already. They must differ. */
  static of(addresses: Uint32Array): AddressTable {
    const table = new AddressTable();
    for (const address of addresses) table.add(address);
    return table;
  }

  get size(): number {
    return this.#size;
  }

  /** The addresses in the order of their numbers; a view until the next one is added. */
  addresses(): Uint32Array {
    return this.#addresses.subarray(0, this.#size);
  }

  /** Number of the address, or -1. */
  find(address: number): number {
    const mask = this.#buckets.length - 1;
    for (let bucket = this.#start(address); ; bucket = (bucket + 1) & mask) {
      const taken = this.#buckets[bucket]!;
      if (taken === 0) return none;
      if (this.#addresses[taken - 1] === address) return taken - 1;
    }
  }

  /** Number of the address, which is added when it is new: then the number is the size before. */
  add(address: number): number {
    const known = this.find(address);
    if (known !== none) return known;
    if (this.#size === this.#addresses.length) this.#grow();
    this.#addresses[this.#size] = address;
    this.#size += 1;
    this.#link(this.#size - 1);
    return this.#size - 1;
  }

  /** Multiplicative (Fibonacci) hashing: neighbouring addresses, the usual case, spread over all buckets. */
  #start(address: number): number {
    return Math.imul(address, 0x9e3779b1) >>> this.#shift;
  }

  #link(index: number): void {
    const mask = this.#buckets.length - 1;
    let bucket = this.#start(this.#addresses[index]!);
    while (this.#buckets[bucket] !== 0) bucket = (bucket + 1) & mask;
    this.#buckets[bucket] = index + 1;
  }

  #grow(): void {
    const larger = new Uint32Array(2 * this.#addresses.length);
    larger.set(this.#addresses);
    this.#addresses = larger;
    this.#buckets = new Uint32Array(2 * this.#buckets.length);
    this.#shift -= 1;
    for (let index = 0; index < this.#size; index++) this.#link(index);
  }
}
