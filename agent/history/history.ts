// The bounded history of this host on disk, in <stateDir>/history: JSON lines of HistoryEntry (agent/report/history.ts).
// It is for people who ask why; nothing the agent does rests on it, so a disk that fails costs entries and nothing else.
// Entries are written together once in each turn of the event loop, and not synced one by one: a loss of power may cost
// the last seconds, a killed process costs nothing.
import { ftruncateSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../log.js';
import type { HistoryEntry } from '../report/history.js';
import { linesBackward } from './backward.js';
import { MAX_LINE, readEntry } from './entry.js';
import { type Segment, Segments } from './segments.js';

/** After a failed write the next try, ms. */
const RETRY_MS = 60_000;
/** What may wait for a disk that refuses it, UTF-16 units; the oldest entries go first. */
const MAX_WAITING = 4 * 1024 * 1024;
/** Read for one question at most, bytes: seconds of work, in pieces. */
const MAX_SCANNED_BYTES = 256 * 1024 * 1024;
/** Entries of one answer, and their bytes as JSON: they must fit into one message of the control socket. */
export const MAX_ENTRIES = 5000;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** Questions under way at once; more are refused, and may be asked again. */
const MAX_READERS = 8;

/** Nothing is wrong: too many ask at once. */
export class HistoryBusy extends Error {
  override readonly name = 'HistoryBusy';

  constructor() {
    super('too many read the history at once; ask again');
  }
}

export interface HistoryOptions {
  readonly stateDir: string;
  /** Disk that it may take, MiB. */
  readonly maxMiB: number;
  readonly log: Logger;
  /** Time after a failed write until the next try, ms. Default a minute; for tests. */
  readonly retryMs?: number;
}

export interface HistoryQuery {
  /** Dotted-quad text. */
  readonly vm?: string;
  /** Of a VM, as its decisions have it. */
  readonly name?: string;
  readonly kind?: HistoryEntry['kind'];
  /** Wall clock, ms since 1970. */
  readonly sinceMs?: number;
  /** The latest, 1..MAX_ENTRIES. */
  readonly limit: number;
}

export interface HistoryAnswer {
  /** Oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** See HistoryReport. */
  readonly truncated: boolean;
}

export class History {
  readonly #options: HistoryOptions;
  readonly #segments: Segments;
  #isOpen = false;
  #waiting: string[] = [];
  #waitingLength = 0;
  #lost = 0;
  #flush: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failure: string | undefined;
  #readers = 0;

  /** Never throws: a folder that cannot be used is logged, and tried again. */
  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#segments = new Segments(path.join(options.stateDir, 'history'), bytesOf(options.maxMiB));
    this.flush();
  }

  setBound(maxMiB: number): void {
    this.#segments.setBound(bytesOf(maxMiB));
  }

  /** Why entries are not written now; undefined: they are. */
  get notWritten(): string | undefined {
    return this.#failure;
  }

  /** Takes an entry; it is on its way to the disk when this turn of the event loop ends. Never throws. */
  record(entry: HistoryEntry): void {
    const line = `${JSON.stringify(entry)}\n`;
    this.#waiting.push(line);
    this.#waitingLength += line.length;
    if (this.#retry) return this.#forgetOldest();
    this.#flush ??= setImmediate(() => this.flush());
  }

  /** Writes what waits. Never throws. */
  flush(): void {
    clearImmediate(this.#flush);
    this.#flush = undefined;
    try {
      if (!this.#isOpen) this.#open();
      this.#write();
      if (this.#failure === undefined) return;
      this.#options.log.info('history written again', { folder: this.#segments.folder, lostEntries: this.#lost });
      [this.#failure, this.#lost] = [undefined, 0];
    } catch (error) {
      this.#failed((error as Error).message);
    }
  }

  /** The latest entries that the query asks for. Rejects with HistoryBusy, or with the system's error on a bad disk. */
  async read(query: HistoryQuery): Promise<HistoryAnswer> {
    if (this.#readers >= MAX_READERS) throw new HistoryBusy();
    this.#readers += 1;
    try {
      this.flush();
      return await this.#find(query);
    } finally {
      this.#readers -= 1;
    }
  }

  /** Writes what waits, if the disk takes it. */
  close(): void {
    this.flush();
    clearTimeout(this.#retry);
    this.#segments.close();
  }

  #open(): void {
    const { log } = this.#options;
    const { tornBytes, setAside } = this.#segments.open();
    this.#isOpen = true;
    const file = this.#segments.list().at(-1)?.file;
    if (tornBytes > 0) log.warn('the last line of the history was never finished, and is dropped', { file, tornBytes });
    for (const fields of setAside) {
      log.error('a file of the history cannot be read, and is set aside', {
        ...fields,
        consequence: 'it is not shown',
      });
    }
  }

  #write(): void {
    if (this.#waiting.length > 0 && this.#segments.isRemoved) {
      const { folder } = this.#segments;
      this.#options.log.warn('the history was removed while the agent ran; a new one begins', { folder });
      this.#open();
    }
    while (this.#waiting.length > 0) {
      const [first] = this.#waiting;
      const { fd, segment } = this.#segments.room(Buffer.byteLength(first!));
      const count = this.#fitting(this.#segments.roomLeft);
      const lines = this.#waiting.slice(0, count).join('');
      append(fd, segment, Buffer.from(lines));
      this.#waiting.splice(0, count);
      this.#waitingLength -= lines.length;
    }
  }

  /** How many of those that wait fit into so many bytes, one at least. */
  #fitting(bytes: number): number {
    let left = bytes;
    const end = this.#waiting.findIndex((line, index) => {
      left -= Buffer.byteLength(line);
      return left < 0 && index > 0;
    });
    return end < 0 ? this.#waiting.length : end;
  }

  #failed(reason: string): void {
    const consequence = 'decisions go on; those that cannot be kept are only in the log';
    const { folder } = this.#segments;
    if (this.#failure === undefined) this.#options.log.error('history not written', { folder, reason, consequence });
    this.#failure = reason;
    // The folder may be another one when the disk is back.
    this.#isOpen = false;
    this.#forgetOldest();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.flush();
    }, this.#options.retryMs ?? RETRY_MS);
    this.#retry.unref();
  }

  #forgetOldest(): void {
    while (this.#waitingLength > MAX_WAITING) {
      this.#waitingLength -= this.#waiting.shift()!.length;
      this.#lost += 1;
    }
  }

  async #find(query: HistoryQuery): Promise<HistoryAnswer> {
    const found: HistoryEntry[] = [];
    let [bytes, scanned] = [0, 0];
    for (const segment of this.#segments.list().toReversed()) {
      let isOlder = query.sinceMs !== undefined && segment.bytes > 0;
      for await (const line of linesOf(segment)) {
        scanned += line.length;
        const entry = matching(line, query);
        if (entry && found.length === query.limit) return answer(found, true);
        if (entry) {
          found.push(entry);
          bytes += line.length;
        }
        if (bytes > MAX_ANSWER_BYTES || scanned > MAX_SCANNED_BYTES) return answer(found, true);
        isOlder &&= isBefore(line, query.sinceMs);
      }
      // Not at the first older entry: the clock may have been set back in between.
      if (isOlder) return answer(found, false);
    }
    return answer(found, this.#segments.isCut);
  }
}

function answer(latestFirst: HistoryEntry[], truncated: boolean): HistoryAnswer {
  return { entries: latestFirst.reverse(), truncated };
}

/** Whole or not at all: half a line would make the one after it unreadable as well. Throws the system's error. */
function append(fd: number, segment: Segment, lines: Buffer): void {
  let written = 0;
  try {
    while (written < lines.length) written += writeSync(fd, lines, written);
    segment.bytes += lines.length;
  } catch (error) {
    if (written > 0) ftruncateSync(fd, segment.bytes);
    throw error;
  }
}

/** Lines of a segment as it is now, the last first. One that was dropped meanwhile has none. */
async function* linesOf({ file, bytes }: Segment): AsyncGenerator<Buffer> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return;
  try {
    yield* linesBackward(handle, bytes, MAX_LINE);
  } finally {
    await handle.close();
  }
}

/** Lines of other VMs and kinds are told by their text: to parse each would take ten times as long. */
function matching(line: Buffer, { vm, name, kind, sinceMs }: HistoryQuery): HistoryEntry | undefined {
  if (name !== undefined && !line.includes(`"name":${JSON.stringify(name)}`)) return undefined;
  if (vm !== undefined && !line.includes(`"vm":"${vm}"`)) return undefined;
  if (kind !== undefined && !line.includes(`"kind":"${kind}"`)) return undefined;
  const entry = readEntry(line.toString());
  if (!entry) return undefined;
  if (vm !== undefined && !('vm' in entry && entry.vm === vm)) return undefined;
  if (name !== undefined && !('name' in entry && entry.name === name)) return undefined;
  if (kind !== undefined && entry.kind !== kind) return undefined;
  return sinceMs !== undefined && Date.parse(entry.at) < sinceMs ? undefined : entry;
}

/** Entries begin with `{"at":"2026-..."`. */
function isBefore(line: Buffer, sinceMs = 0): boolean {
  const at = Date.parse(line.toString('latin1', 7, 31));
  return !Number.isNaN(at) && at < sinceMs;
}

function bytesOf(miB: number): number {
  return miB * 1024 * 1024;
}
