// A CSV file of a scenario, streamed: header, line numbers, line ends, and rows of three numbers. What the rows mean
// is tables.ts's and traffic.ts's. No quotes, no escapes: addresses and numbers need none.
import type { FileHandle } from 'node:fs/promises';
import { quote } from '../../../topology/problems.js';
import type { ScenarioProblems } from './problems.js';
import { RowParser } from './row-parser.js';
import { type Columns, decode, headerOf, readRowText } from './row-text.js';

/** An open file and the path that messages show. */
export interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/** Takes a row; the array is used again for the next one. Returns false to read no further. */
export type TakeRow = (values: Float64Array, line: number) => boolean;

const chunkBytes = 4 * 1024 * 1024;
/** Longest line, bytes: many times the longest sensible one. A file without line ends must not fill the memory. */
const maxLineBytes = 4096;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Gives every row to `takeRow` and every problem to `problems`. Resolves to whether each line gave a row: when not,
 * the table lacks something, and whoever misses it there should not complain.
 */
export async function readRows(
  file: OpenFile,
  columns: Columns,
  problems: ScenarioProblems,
  takeRow: TakeRow,
): Promise<boolean> {
  const reader = new RowReader(file.path, columns, problems, takeRow);
  await readLines(file.handle, (bytes, start, end, line) => reader.line(bytes, start, end, line));
  return reader.finish();
}

type OnLine = (bytes: Uint8Array, start: number, end: number, line: number) => boolean;

/** Lines without their ends (LF or CRLF) and without a byte order mark. */
async function readLines(handle: FileHandle, onLine: OnLine): Promise<void> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let kept = 0;
  let line = 0;
  const take = (from: number, to: number) => {
    line += 1;
    const start = line === 1 && hasByteOrderMark(buffer, from, to) ? from + 3 : from;
    const end = to > start && buffer[to - 1] === carriageReturn ? to - 1 : to;
    return onLine(buffer, start, end, line);
  };
  for (;;) {
    const { bytesRead } = await handle.read(buffer, kept, chunkBytes - kept, null);
    const filled = kept + bytesRead;
    let start = 0;
    for (let at = kept; at < filled; at++) {
      if (buffer[at] !== lineFeed) continue;
      if (!take(start, at)) return;
      start = at + 1;
    }
    kept = filled - start;
    // The end of the file, or a line too long, which is given as far as it goes, to be complained about.
    if (bytesRead === 0 || kept > maxLineBytes) {
      if (kept > 0) take(start, filled);
      return;
    }
    buffer.copyWithin(0, start, filled);
  }
}

function hasByteOrderMark(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}

class RowReader {
  readonly #path: string;
  readonly #columns: Columns;
  readonly #problems: ScenarioProblems;
  readonly #takeRow: TakeRow;
  readonly #parser: RowParser;
  #sawHeader = false;
  #complete = true;
  /** The first blank line of those just read, or 0: they are fine at the end only. */
  #blankLine = 0;

  constructor(path: string, columns: Columns, problems: ScenarioProblems, takeRow: TakeRow) {
    this.#path = path;
    this.#columns = columns;
    this.#problems = problems;
    this.#takeRow = takeRow;
    this.#parser = new RowParser([columns[0].kind, columns[1].kind, columns[2].kind]);
  }

  /** Returns whether to read on. */
  line(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    if (!this.#sawHeader) return this.#header(bytes.subarray(start, end), line);
    if (this.#blankLine === 0 && this.#parser.parse(bytes, start, end)) return this.#takeRow(this.#parser.values, line);
    return this.#oddLine(bytes.subarray(start, end), line);
  }

  /** Whether the table has everything that the file wanted to say. */
  finish(): boolean {
    if (!this.#sawHeader) this.#complain(1, `the file is empty; its first line must be ${headerOf(this.#columns)}`);
    return this.#complete;
  }

  #header(bytes: Uint8Array, line: number): boolean {
    this.#sawHeader = true;
    const text = bytes.length > maxLineBytes ? '' : decode(bytes);
    const wanted = headerOf(this.#columns);
    if (text === wanted) return true;
    const found = text === undefined ? 'it is not UTF-8 text' : text === '' ? 'that is missing' : `not ${quote(text)}`;
    this.#complain(line, `the first line must be ${wanted}; ${found}`);
    return false;
  }

  #oddLine(bytes: Uint8Array, line: number): boolean {
    if (bytes.length === 0) {
      if (this.#blankLine === 0) this.#blankLine = line;
      return true;
    }
    if (this.#blankLine > 0) {
      this.#complain(this.#blankLine, 'a blank line between others; take it out');
      this.#blankLine = 0;
    }
    if (bytes.length > maxLineBytes) {
      this.#complain(line, `a line of more than ${maxLineBytes} bytes; end it after ${headerOf(this.#columns)}`);
      return false;
    }
    const messages = readRowText(bytes, this.#columns, this.#parser.values);
    if (messages.length === 0) return this.#takeRow(this.#parser.values, line);
    for (const message of messages) this.#complain(line, message);
    return !this.#problems.full;
  }

  #complain(line: number, message: string): void {
    this.#complete = false;
    this.#problems.add(this.#path, line, message);
  }
}
