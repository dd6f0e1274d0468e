// The files of a history: segments with rising numbers, of which the last is written to. What has to go, goes as a whole
// file. Knows nothing of entries but that each is a line.
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';

/** Of one history: a segment is an eighth of it, so that no more than that is lost at once. */
const SEGMENTS = 8;
/** What is looked at to find the end of the last whole line, bytes: more than the longest line. */
const TAIL_BYTES = 1024 * 1024;

export interface Segment {
  readonly number: number;
  readonly file: string;
  bytes: number;
}

/** What was found when the folder was opened, for the log. */
export interface Found {
  /** Bytes of a last line that was never finished, and is cut off. */
  readonly tornBytes: number;
  /** Files that cannot be read, and the names that they have now. */
  readonly setAside: readonly { readonly file: string; readonly reason: string; readonly now?: string }[];
}

export class Segments {
  readonly folder: string;
  #maxBytes: number;
  /** Oldest first. */
  #segments: Segment[] = [];
  #fd: number | undefined;

  constructor(folder: string, maxBytes: number) {
    this.folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Oldest first. */
  list(): readonly Segment[] {
    return this.#segments;
  }

  /** Whether some were dropped, now or by a former life. */
  get isCut(): boolean {
    return (this.#segments[0]?.number ?? 1) > 1;
  }

  setBound(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#dropOldest();
  }

  /** Makes the folder when it is missing, and takes in what is there. Throws the system's error. */
  open(): Found {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const setAside: { file: string; reason: string; now?: string }[] = [];
    this.#segments = [];
    for (const [number, file] of numbered(this.folder)) {
      const reason = unreadable(file);
      if (reason === undefined) this.#segments.push({ number, file, bytes: statSync(file).size });
      else setAside.push({ file, reason, ...moveAside(file) });
    }
    const last = this.#segments.at(-1);
    const tornBytes = last ? this.#resume(last) : 0;
    this.#dropOldest();
    return { tornBytes, setAside };
  }

  /** The file to append to, with room for `bytes` more unless a line alone is larger than a segment. Throws. */
  room(bytes: number): { readonly fd: number; readonly segment: Segment } {
    const last = this.#segments.at(-1);
    const isFull = last !== undefined && last.bytes > 0 && last.bytes + bytes > this.#maxBytes / SEGMENTS;
    if (this.#fd === undefined || last === undefined || isFull) this.#begin();
    return { fd: this.#fd!, segment: this.#segments.at(-1)! };
  }

  /** Somebody has removed the file that is written to: what would be appended is lost. */
  get isRemoved(): boolean {
    return this.#fd !== undefined && fstatSync(this.#fd).nlink === 0;
  }

  /** Bytes until the segment that is written to is full. */
  get roomLeft(): number {
    return this.#maxBytes / SEGMENTS - (this.#segments.at(-1)?.bytes ?? 0);
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #begin(): void {
    const number = (this.#segments.at(-1)?.number ?? 0) + 1;
    const file = path.join(this.folder, `${String(number).padStart(8, '0')}.jsonl`);
    const fd = openSync(file, 'ax', 0o600);
    this.close();
    this.#fd = fd;
    this.#segments.push({ number, file, bytes: 0 });
    this.#dropOldest();
  }

  /** Goes on with the last segment of a former life. A line that was not finished is cut off: nothing can follow it. */
  #resume(last: Segment): number {
    this.close();
    const fd = openSync(last.file, 'a+', 0o600);
    this.#fd = fd;
    const whole = endOfLastLine(fd, last.bytes);
    const torn = last.bytes - whole;
    if (torn > 0) ftruncateSync(fd, whole);
    last.bytes = whole;
    return torn;
  }

  /** The one that is written to stays; it is full soon, and then a file among others. */
  #dropOldest(): void {
    const most = this.#maxBytes * (1 - 1 / SEGMENTS);
    let others = this.#segments.slice(0, -1).reduce((sum, { bytes }) => sum + bytes, 0);
    while (this.#segments.length > 1 && others > most) {
      const oldest = this.#segments.shift()!;
      others -= oldest.bytes;
      rmSync(oldest.file, { force: true });
    }
  }
}

/** Segments by number, oldest first. Other files in the folder are nobody's business here. */
function numbered(folder: string): [number, string][] {
  const names = readdirSync(folder).filter((name) => /^\d{8,15}\.jsonl$/.test(name));
  const found = names.map((name): [number, string] => [Number.parseInt(name, 10), path.join(folder, name)]);
  return found.sort(([a], [b]) => a - b);
}

function unreadable(file: string): string | undefined {
  try {
    const fd = openSync(file, 'r');
    try {
      if (!fstatSync(fd).isFile()) return 'no regular file';
      readSync(fd, Buffer.alloc(1), 0, 1, 0);
      return undefined;
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    return (error as Error).message;
  }
}

/** A name that is never taken for a segment. Where even that fails, the file stays and is left alone. */
function moveAside(file: string): { now?: string } {
  const now = `${file}.damaged`;
  try {
    renameSync(file, now);
    return { now };
  } catch {
    return {}; // Its own reason is in the log already.
  }
}

/** Where the last whole line ends; 0 when none ends near the end: then it is no file of lines at all. */
function endOfLastLine(fd: number, bytes: number): number {
  const from = Math.max(0, bytes - TAIL_BYTES);
  const tail = Buffer.alloc(bytes - from);
  const length = readSync(fd, tail, 0, tail.length, from);
  const newline = tail.subarray(0, length).lastIndexOf(0x0a);
  return newline < 0 ? 0 : from + newline + 1;
}
