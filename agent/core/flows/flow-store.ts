// Flows by name and by address: the records, the index of their names, and a chain of flows for each address at each
// end. Knows nothing of bytes, time or windows. Every operation takes constant time, except walking along a chain.
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { FlowKey } from './flow.js';
import { FlowChains } from './flow-chains.js';
import { FlowRecords, word, wordAt } from './flow-records.js';
import { RecordIndex } from './record-index.js';
import { Tabulation } from './tabulation.js';

export class FlowStore {
  readonly records: FlowRecords;
  readonly bySource: FlowChains;
  readonly byDestination: FlowChains;
  readonly #index = new RecordIndex();
  readonly #hash: Tabulation;

  constructor(maxFlows: number, random: () => number) {
    const hash = new Tabulation(random);
    this.#hash = hash;
    this.records = new FlowRecords(maxFlows);
    this.bySource = new FlowChains(this.records, 'source', (address) => hash.source(address));
    this.byDestination = new FlowChains(this.records, 'destination', (address) => hash.destination(address));
  }

  get memoryBytes(): number {
    const parts = [this.records, this.#index, this.bySource, this.byDestination];
    return parts.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  }

  /** The record of the flow; 0 when there is none. */
  find(key: FlowKey): number {
    const ports = portsOf(key);
    const ends = this.#hash.source(key.src) ^ this.#hash.destination(key.dst);
    const hash = ends ^ this.#hash.transport(ports, key.protocol);
    const { words } = this.records;
    for (let slot = this.#index.first(hash); slot >= 0; slot = this.#index.next(slot, hash)) {
      const record = this.#index.recordAt(slot);
      if (
        words[wordAt(record, word.ports)] === ports &&
        words[wordAt(record, word.destination)] === (key.dst | 0) &&
        words[wordAt(record, word.source)] === (key.src | 0) &&
        words[wordAt(record, word.protocol)] === key.protocol
      ) {
        return record;
      }
    }
    return 0;
  }

  /** Makes a record in the state for a flow that has none. There must be fewer than `maxFlows`. */
  insert(key: FlowKey, state: number): number {
    const record = this.records.take(state);
    const { words } = this.records;
    const ports = portsOf(key);
    words[wordAt(record, word.source)] = key.src;
    words[wordAt(record, word.destination)] = key.dst;
    words[wordAt(record, word.ports)] = ports;
    words[wordAt(record, word.protocol)] = key.protocol;
    const source = this.#hash.source(key.src);
    const destination = this.#hash.destination(key.dst);
    this.#index.place(source ^ destination ^ this.#hash.transport(ports, key.protocol), record);
    this.bySource.link(record, source);
    this.byDestination.link(record, destination);
    return record;
  }

  remove(record: number): void {
    this.#index.removeAt(this.#index.slotOf(this.#hashOf(record), record));
    this.bySource.unlink(record);
    this.byDestination.unlink(record);
    this.records.give(record);
  }

  source(record: number): Ipv4 {
    return (this.records.words[wordAt(record, word.source)]! >>> 0) as Ipv4;
  }

  destination(record: number): Ipv4 {
    return (this.records.words[wordAt(record, word.destination)]! >>> 0) as Ipv4;
  }

  keyOf(record: number): FlowKey {
    const { words } = this.records;
    const ports = words[wordAt(record, word.ports)]!;
    return {
      src: this.source(record),
      dst: this.destination(record),
      protocol: words[wordAt(record, word.protocol)]!,
      srcPort: ports >>> 16,
      dstPort: ports & 0xffff,
    };
  }

  #hashOf(record: number): number {
    const { words } = this.records;
    const ends = this.#hash.source(this.source(record)) ^ this.#hash.destination(this.destination(record));
    return ends ^ this.#hash.transport(words[wordAt(record, word.ports)]!, words[wordAt(record, word.protocol)]!);
  }
}

function portsOf({ srcPort, dstPort }: FlowKey): number {
  return (srcPort << 16) | dstPort;
}
