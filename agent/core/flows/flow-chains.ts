// All flows of an address at one of their ends: a doubly linked chain through the records, with an index of the
// chains' heads. A guest that scans makes its own chain long; nothing but a question about its flows walks along it.
import type { Ipv4 } from '../../../topology/ipv4.js';
import { type FlowRecords, word, wordAt } from './flow-records.js';
import { RecordIndex } from './record-index.js';

export class FlowChains {
  readonly #records: FlowRecords;
  readonly #hash: (address: Ipv4) => number;
  readonly #heads = new RecordIndex();
  readonly #end: number;
  readonly #next: number;
  readonly #previous: number;

  constructor(records: FlowRecords, end: 'source' | 'destination', hash: (address: Ipv4) => number) {
    this.#records = records;
    this.#hash = hash;
    this.#end = word[end];
    this.#next = word.next[this.#end]!;
    this.#previous = word.previous[this.#end]!;
  }

  get memoryBytes(): number {
    return this.#heads.memoryBytes;
  }

  /** The first record of the address, 0 for none. */
  first(address: Ipv4): number {
    const slot = this.#slotOf(address, this.#hash(address));
    return slot < 0 ? 0 : this.#heads.recordAt(slot);
  }

  /** The one after it, 0 for none. */
  after(record: number): number {
    return this.#records.words[wordAt(record, this.#next)]!;
  }

  /** Puts a record whose address is set, with its hash, at the head of its chain. */
  link(record: number, hash: number): void {
    const { words } = this.#records;
    const slot = this.#slotOf(this.#addressOf(record), hash);
    const head = slot < 0 ? 0 : this.#heads.recordAt(slot);
    words[wordAt(record, this.#next)] = head;
    words[wordAt(record, this.#previous)] = 0;
    if (slot < 0) return this.#heads.place(hash, record);
    words[wordAt(head, this.#previous)] = record;
    this.#heads.replace(slot, record);
  }

  unlink(record: number): void {
    const { words } = this.#records;
    const next = words[wordAt(record, this.#next)]!;
    const previous = words[wordAt(record, this.#previous)]!;
    if (next !== 0) words[wordAt(next, this.#previous)] = previous;
    if (previous !== 0) {
      words[wordAt(previous, this.#next)] = next;
      return;
    }
    const slot = this.#heads.slotOf(this.#hash(this.#addressOf(record)), record);
    if (next === 0) this.#heads.removeAt(slot);
    else this.#heads.replace(slot, next);
  }

  #slotOf(address: Ipv4, hash: number): number {
    const heads = this.#heads;
    let slot = heads.first(hash);
    while (slot >= 0 && this.#addressOf(heads.recordAt(slot)) !== address) slot = heads.next(slot, hash);
    return slot;
  }

  #addressOf(record: number): Ipv4 {
    return (this.#records.words[wordAt(record, this.#end)]! >>> 0) as Ipv4;
  }
}
