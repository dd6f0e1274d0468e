// Dump files as a sequence of dumps: which lines may follow which, and whether a dump is whole. A file holds one dump
// or several, one after the other; a dump does not go over the end of its file.
import {
  type DumpRecord,
  type FlowRecord,
  type HostRecord,
  looksLikeFlow,
  parseDumpLine,
  type VmRecord,
} from './dump-line.js';
import { errorAt, type Place } from './error.js';
import { readLines } from './lines.js';

/** Takes what a reading gives. Each dump is `host`, then its VMs and flows, then `over`. */
export interface DumpVisitor {
  host(record: HostRecord, place: Place): void;
  vm?(record: VmRecord, place: Place): void;
  /** Without it, flow lines are only counted, which takes a fraction of the time. */
  flow?(record: FlowRecord): void;
  /** The dump is over. `isWhole` unless its last line is missing. */
  over?(isWhole: boolean): void;
}

/** Rejects with ImportError at the first line that is wrong. */
export async function readDumps(files: readonly string[], visitor: DumpVisitor): Promise<void> {
  for (const file of files) {
    const reader = new DumpReader(visitor);
    await readLines(file, (text, place) => reader.line(text, place));
    reader.finish();
  }
}

interface OpenDump {
  readonly host: HostRecord;
  vms: number;
  flows: number;
}

class DumpReader {
  readonly #visitor: DumpVisitor;
  #dump: OpenDump | undefined;

  constructor(visitor: DumpVisitor) {
    this.#visitor = visitor;
  }

  line(text: string, place: Place): void {
    if (this.#dump && !this.#visitor.flow && looksLikeFlow(text)) this.#dump.flows += 1;
    else this.#take(parseDumpLine(text, place), place);
  }

  finish(): void {
    this.#close(false);
  }

  #take(record: DumpRecord, place: Place): void {
    if (record.type === 'host') {
      this.#close(false);
      this.#dump = { host: record, vms: 0, flows: 0 };
      this.#visitor.host(record, place);
      return;
    }
    const dump = this.#dump;
    if (!dump) {
      const text = `a ${record.type} line without a host line before it`;
      throw errorAt('damaged', place, `${text}; the beginning of the dump is missing, so dump this host again`);
    }
    switch (record.type) {
      case 'vm':
        dump.vms += 1;
        if (record.host !== dump.host.host) {
          const text = 'the VM is on another host than the one that this dump is of';
          throw errorAt('damaged', place, `${text}; keep the lines of a dump together`);
        }
        return this.#visitor.vm?.(record, place);
      case 'flow':
        dump.flows += 1;
        return this.#visitor.flow?.(record);
      case 'end':
        if (record.vms !== dump.vms || record.flows !== dump.flows) {
          const text = `the dump had ${record.vms} VMs and ${record.flows} flows, and here are ${dump.vms} and ${dump.flows}`;
          throw errorAt('damaged', place, `${text}; lines are missing or repeated, so dump this host again`);
        }
        return this.#close(true);
    }
  }

  #close(isWhole: boolean): void {
    if (!this.#dump) return;
    this.#dump = undefined;
    this.#visitor.over?.(isWhole);
  }
}
