// From the flows of many dumps to one rate for each directed pair. Pure.
//
// The rule for a pair that several dumps show: within one dump its flows (ports, protocols, further addresses of the
// same VM) add up; of the sums of several dumps the largest counts. Both hosts of a pair poll a datapath that the same
// packets pass, so adding the two sums would count every byte twice. They are seldom equal, though. What a side can
// have wrong makes its sum too small: its table was full, the datapath evicted a flow between two polls, packets were
// lost on the way to it, or the VM had just left or come. Nothing makes a side see bytes that were not sent. The mean
// would take over half of such a fault; the larger sum repairs it.
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { TrafficTable } from '../scenario/write.js';
import { ImportError } from './error.js';

/** Directed pairs at most: a Map of V8's holds 2^24 entries. */
export const maxPairs = 16_000_000;
/** Numbers of two ends make one key, which has to be exact in a double: 2 x 26 bits. */
const maxEnds = 2 ** 26;

export class PairRates {
  readonly #limit: number;
  /** Ends are numbered as they come. */
  readonly #numbers = new Map<Ipv4, number>();
  readonly #ends: Ipv4[] = [];
  /** Sums of the dump under way, and the largest of the dumps before, by source number * maxEnds + destination number. */
  readonly #sums = new Map<number, number>();
  readonly #largest = new Map<number, number>();

  constructor(limit = maxPairs) {
    this.#limit = limit;
  }

  /** A flow of the dump under way. Throws ImportError('too-large'). */
  add(src: Ipv4, dst: Ipv4, bytesPerSecond: number): void {
    if (bytesPerSecond === 0) return;
    const key = this.#number(src) * maxEnds + this.#number(dst);
    const before = this.#sums.get(key);
    if (before === undefined && this.#sums.size >= this.#limit) throw this.#tooLarge();
    this.#sums.set(key, (before ?? 0) + bytesPerSecond);
  }

  /** The dump is over. Throws ImportError('too-large'). */
  endDump(): void {
    for (const [key, sum] of this.#sums) {
      const before = this.#largest.get(key);
      if (before === undefined && this.#largest.size >= this.#limit) throw this.#tooLarge();
      if (before === undefined || sum > before) this.#largest.set(key, sum);
    }
    this.#sums.clear();
  }

  /** What the dumps that are over say, in ascending order of source, then destination: the order of files does not show. */
  table(): TrafficTable {
    // Keys made of the ranks of addresses sort as the pairs do.
    const ascending = Uint32Array.from(this.#ends).sort();
    const numberOfRank = Array.from(ascending, (address) => this.#numbers.get(address as Ipv4)!);
    const rankOfNumber = new Uint32Array(ascending.length);
    for (const [rank, number] of numberOfRank.entries()) rankOfNumber[number] = rank;
    const keys = new Float64Array(this.#largest.size);
    let at = 0;
    for (const key of this.#largest.keys()) {
      keys[at++] = rankOfNumber[sourceOf(key)]! * maxEnds + rankOfNumber[destinationOf(key)]!;
    }
    keys.sort();
    const table = {
      sources: Uint32Array.from(keys, (key) => ascending[sourceOf(key)]!),
      destinations: Uint32Array.from(keys, (key) => ascending[destinationOf(key)]!),
      rates: new Float64Array(keys.length),
    };
    for (const [row, key] of keys.entries()) {
      const rate = this.#largest.get(numberOfRank[sourceOf(key)]! * maxEnds + numberOfRank[destinationOf(key)]!)!;
      // Thousandths of a byte per second are kept, and no rate that was measured becomes zero.
      table.rates[row] = Math.max(Math.round(rate * 1000), 1) / 1000;
    }
    return table;
  }

  #number(address: Ipv4): number {
    const known = this.#numbers.get(address);
    if (known !== undefined) return known;
    if (this.#ends.length >= maxEnds) throw this.#tooLarge();
    this.#numbers.set(address, this.#ends.length);
    return this.#ends.push(address) - 1;
  }

  #tooLarge(): ImportError {
    return new ImportError('too-large', `more than ${this.#limit} pairs talk in the dumps; import fewer hosts`);
  }
}

function sourceOf(key: number): number {
  return Math.floor(key / maxEnds);
}

function destinationOf(key: number): number {
  return key % maxEnds;
}
