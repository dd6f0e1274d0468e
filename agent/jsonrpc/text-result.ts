// Parts a JSON-RPC answer into its `result`, where that is a string, and everything around it, byte by byte and without
// judging either: framing.ts judges what is around. It knows no socket.

/** Takes the content of a JSON string (RFC 8259 section 7), still escaped, in pieces cut anywhere. */
export interface TextReader {
  /** The bytes are another piece's after the call. What it throws ends the call. */
  write(bytes: Uint8Array, start: number, end: number): void;
}

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_BRACE, OPEN_BRACKET, CLOSE_BRACE, CLOSE_BRACKET] = [0x7b, 0x5b, 0x7d, 0x5d];
const key = Buffer.from('"result"', 'latin1');

/** Where the scan is: outside of strings, in a string of the envelope, in the text. */
type Place = 'between' | 'string' | 'text';

/** Call `envelope` and `text` in turn: each takes as much of the piece as is its own. */
export class TextResult {
  readonly #reader: TextReader;
  #place: Place = 'between';
  #depth = 0;
  #escaped = false;
  /** How much of `"result"` the string under way, or the one before, has matched; -1: it is another. */
  #matched = -1;
  /** The colon after the key `result` of the outermost object was the last that came. */
  #expected = false;
  /** There was a text. */
  seen = false;

  constructor(reader: TextReader) {
    this.#reader = reader;
  }

  /** Returns where the envelope's part of this piece ends: behind the quote that opens the text, or the piece. */
  envelope(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    for (; at < end && this.#place !== 'text'; at++) {
      const byte = bytes[at]!;
      if (this.#place === 'string') this.#inString(byte);
      else this.#between(byte);
    }
    return at;
  }

  /** Gives the text's part to the reader; returns where it ends, before the quote that closes the text. */
  text(bytes: Uint8Array, start: number, end: number): number {
    if (this.#place !== 'text') return start;
    const close = this.#closingQuote(bytes, start, end);
    const stop = close < 0 ? end : close;
    if (stop > start) this.#reader.write(bytes, start, stop);
    if (close >= 0) {
      // The framer is to see an empty string: what opened it has gone there, and so will what closes it.
      this.#place = 'string';
      this.#matched = -1;
    }
    return stop;
  }

  #between(byte: number): void {
    switch (byte) {
      case QUOTE:
        if (this.#expected && this.#depth === 1) {
          this.#place = 'text';
          this.seen = true;
        } else {
          this.#place = 'string';
          this.#matched = this.#depth === 1 ? 1 : -1;
        }
        this.#expected = false;
        return;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        this.#depth += 1;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        this.#depth -= 1;
        break;
      case COLON:
        this.#expected = this.#matched === key.length;
        this.#matched = -1;
        return;
    }
    // Space may come between the key, the colon and the value (RFC 8259 section 2); nothing else.
    if (byte > 0x20) this.#expected = false;
  }

  #inString(byte: number): void {
    if (this.#matched >= 0) this.#matched = byte === key[this.#matched] ? this.#matched + 1 : -1;
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#place = 'between';
  }

  /** The first quote that no backslash escapes, or -1. Remembers a backslash at the end of the piece. */
  #closingQuote(bytes: Uint8Array, start: number, end: number): number {
    let from = start;
    if (this.#escaped && start < end) {
      this.#escaped = false;
      from += 1;
    }
    for (let quote = bytes.indexOf(QUOTE, from); quote >= 0 && quote < end; quote = bytes.indexOf(QUOTE, quote + 1)) {
      if (backslashesBefore(bytes, from, quote) % 2 === 0) return quote;
    }
    this.#escaped = backslashesBefore(bytes, from, end) % 2 === 1;
    return -1;
  }
}

function backslashesBefore(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === BACKSLASH) at--;
  return end - at;
}
