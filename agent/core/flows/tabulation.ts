// The hash of the flow table: simple tabulation. Each byte of the 5-tuple picks a random word, and the words are
// combined with XOR. Not a cryptographic hash.
//
// A guest chooses addresses and ports, so the hash must not be one for which it can compute colliding flows at home.
// The words come from the host's own random source and never leave it, and for them the bound is proven: whatever
// set of keys is fixed beforehand, a linear probe takes a constant number of steps on average, and O(log n) with high
// probability (Patrascu and Thorup, "The power of simple tabulation hashing", J. ACM 59(3), 2012, theorems 2 and 8).
import type { Ipv4 } from '../../../topology/ipv4.js';

/** 4 + 4 bytes of addresses, 2 + 2 of ports, 1 of the protocol. */
const keyBytes = 13;

/** A signed 32-bit hash that is the XOR of its parts, so that the parts also serve the indexes by address. */
export class Tabulation {
  readonly #words = new Int32Array(keyBytes * 256);

  /** `random` gives uniform numbers in [0, 1). It is drawn from four times. */
  constructor(random: () => number) {
    const next = expanded(random);
    for (let index = 0; index < this.#words.length; index += 1) this.#words[index] = next();
  }

  source(address: Ipv4): number {
    const words = this.#words;
    return (
      words[address & 255]! ^
      words[256 + ((address >>> 8) & 255)]! ^
      words[512 + ((address >>> 16) & 255)]! ^
      words[768 + (address >>> 24)]!
    );
  }

  destination(address: Ipv4): number {
    const words = this.#words;
    return (
      words[1024 + (address & 255)]! ^
      words[1280 + ((address >>> 8) & 255)]! ^
      words[1536 + ((address >>> 16) & 255)]! ^
      words[1792 + (address >>> 24)]!
    );
  }

  /** `ports` is the source port in the upper 16 bits and the destination port in the lower ones. */
  transport(ports: number, protocol: number): number {
    const words = this.#words;
    return (
      words[2048 + (ports & 255)]! ^
      words[2304 + ((ports >>> 8) & 255)]! ^
      words[2560 + ((ports >>> 16) & 255)]! ^
      words[2816 + (ports >>> 24)]! ^
      words[3072 + (protocol & 255)]!
    );
  }
}

/** sfc32 (PractRand): 32-bit words from a state of 128 bits, so that the table takes four numbers and not 3328. */
function expanded(random: () => number): () => number {
  let [a, b, c, counter] = [0, 1, 2, 3].map(() => (random() * 2 ** 32) | 0) as [number, number, number, number];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum;
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  return next;
}
