// Holds the part of a line that a piece of a dump ended in, until the next piece brings the rest. Lines end with the
// JSON escape of a newline. What is in a line is dump-reader.ts's.

const BACKSLASH = 0x5c;
const LETTER_N = 0x6e;

/** Longest line that may come in two pieces, bytes. One that floods to 1000 ports has about 10,000. */
const maxBytes = 256 * 1024;
const firstBytes = 4096;

export class LineTail {
  readonly #read: (bytes: Uint8Array, end: number) => void;
  #bytes: Uint8Array = Buffer.alloc(firstBytes);
  #length = 0;
  /** The last byte held is a backslash that begins an escape. */
  #escaped = false;
  #discarding = false;
  /** Lines that were longer than the bound. */
  discarded = 0;

  /** `read` is called with each line that has become whole, its escaped newline included. */
  constructor(read: (bytes: Uint8Array, end: number) => void) {
    this.#read = read;
  }

  get isEmpty(): boolean {
    return this.#length === 0 && !this.#discarding;
  }

  clear(): void {
    this.#length = 0;
    this.#escaped = this.#discarding = false;
    this.discarded = 0;
  }

  /** Takes the beginning of a line, which has no end there. */
  hold(bytes: Uint8Array, start: number, end: number): void {
    this.#scan(bytes, start, end);
    this.#append(bytes, start, end);
  }

  /** Takes the rest of the line, or more of it; returns where the next line begins. */
  finish(bytes: Uint8Array, start: number, end: number): number {
    const next = this.#scan(bytes, start, end);
    this.#append(bytes, start, next < 0 ? end : next);
    if (next < 0) return end;
    const length = this.#length;
    this.#length = 0;
    if (this.#discarding) this.discarded += 1;
    else this.#read(this.#bytes, length);
    this.#discarding = false;
    return next;
  }

  /** No more comes: what is held is a line without a newline. */
  end(read: (bytes: Uint8Array, end: number) => void): void {
    if (this.#discarding) this.discarded += 1;
    else if (this.#length > 0) read(this.#bytes, this.#length);
    this.#length = 0;
    this.#discarding = false;
  }

  /** Behind the first newline, or -1. */
  #scan(bytes: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const byte = bytes[at];
      if (this.#escaped) {
        this.#escaped = false;
        if (byte === LETTER_N) return at + 1;
      } else if (byte === BACKSLASH) this.#escaped = true;
    }
    return -1;
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.#length + end - start;
    if (this.#discarding || needed > maxBytes) {
      this.#discarding = true;
      this.#length = 0;
      return;
    }
    if (needed > this.#bytes.length) {
      const larger = Buffer.alloc(Math.min(maxBytes, Math.max(needed, 2 * this.#bytes.length)));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(start, end), this.#length);
    this.#length = needed;
  }
}
