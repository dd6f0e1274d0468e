// Splits a byte stream of JSON objects that follow one another without a delimiter (RFC 7047 section 4) into
// messages. It only finds where an object ends; JSON.parse judges what is inside. It knows no socket.

export type JsonFramingErrorCode = 'not-an-object' | 'malformed' | 'too-large' | 'too-deep';

export class JsonFramingError extends Error {
  override readonly name = 'JsonFramingError';
  readonly code: JsonFramingErrorCode;

  constructor(code: JsonFramingErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * Objects and arrays within one another, at most. Code that walks a value by recursion, JSON.stringify among it,
 * overflows the stack on a message that is deep enough. OVSDB's deepest replies have fewer than 20 levels (RFC 7047
 * sections 4 and 5).
 */
const maxDepth = 64;

const empty = Buffer.alloc(0);

/** Space, tab, line feed, carriage return: JSON's insignificant whitespace (RFC 8259 section 2). */
function isWhitespace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * All structural bytes are ASCII, and no byte of a multi-byte UTF-8 character is (RFC 3629), so the scan works on
 * bytes and a chunk may end anywhere, in the middle of a character or of an escape too. Each byte is looked at once.
 * After an error the framer is of no use: the stream has no point to resynchronise at, so close the connection.
 */
export class JsonFramer {
  readonly #maxBytes: number;
  /** The unfinished message from earlier chunks is in its first `#length` bytes. */
  #held: Buffer = empty;
  #length = 0;
  /** What closes each object and array that is open, outermost first. */
  readonly #closers = new Uint8Array(maxDepth);
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** `maxBytes`: the largest message accepted, bytes. Bounds what an unfinished message can hold in memory. */
  constructor(options: { maxBytes: number }) {
    this.#maxBytes = options.maxBytes;
  }

  /** Memory that an unfinished message takes, bytes; 0 between messages. */
  get heldBytes(): number {
    return this.#held.length;
  }

  /** The messages that this chunk completes, in order. Throws JsonFramingError when the stream is not JSON objects. */
  push(chunk: Uint8Array): unknown[] {
    const messages: unknown[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.#inString) {
        this.#stepInString(byte);
      } else if (this.#depth === 0) {
        if (isWhitespace(byte)) continue;
        if (byte !== OPEN_BRACE) throw new JsonFramingError('not-an-object', notAnObject(byte));
        start = at;
        this.#open(CLOSE_BRACE);
      } else if (byte === QUOTE) {
        this.#inString = true;
      } else if (byte === OPEN_BRACE) {
        this.#open(CLOSE_BRACE);
      } else if (byte === OPEN_BRACKET) {
        this.#open(CLOSE_BRACKET);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.#close(byte);
        if (this.#depth === 0) messages.push(this.#take(chunk.subarray(start, at + 1)));
      }
    }
    if (this.#depth > 0) this.#hold(chunk.subarray(start));
    return messages;
  }

  /** Lets go of the unfinished message. */
  drop(): void {
    this.#held = empty;
    this.#length = 0;
  }

  #stepInString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }

  #open(closer: number): void {
    if (this.#depth === maxDepth) {
      throw new JsonFramingError('too-deep', `JSON message has more than ${maxDepth} levels of objects and arrays`);
    }
    this.#closers[this.#depth++] = closer;
  }

  #close(byte: number): void {
    if (this.#closers[--this.#depth] === byte) return;
    throw new JsonFramingError('malformed', `malformed JSON message: unexpected ${String.fromCharCode(byte)}`);
  }

  #requireRoom(bytes: number): void {
    if (this.#length + bytes <= this.#maxBytes) return;
    throw new JsonFramingError('too-large', `JSON message is larger than the limit of ${this.#maxBytes} bytes`);
  }

  /**
   * Copies, because the caller may reuse the chunk's memory after push returns; into one block that doubles, because
   * a list of chunks would take a hundred times the bytes of a peer that sends them one by one.
   */
  #hold(bytes: Uint8Array): void {
    this.#requireRoom(bytes.length);
    const needed = this.#length + bytes.length;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(2 * this.#held.length, this.#maxBytes)));
      this.#held.copy(larger, 0, 0, this.#length);
      this.#held = larger;
    }
    this.#held.set(bytes, this.#length);
    this.#length = needed;
  }

  /** Parses the message that ends with `last`. */
  #take(last: Uint8Array): unknown {
    this.#requireRoom(last.length);
    let bytes = last;
    if (this.#length > 0) {
      this.#hold(last);
      bytes = this.#held.subarray(0, this.#length);
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    this.drop();
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new JsonFramingError('malformed', `malformed JSON message: ${(error as Error).message}`);
    }
  }
}

function notAnObject(byte: number): string {
  return `expected a JSON object, found byte 0x${byte.toString(16).padStart(2, '0')} between messages`;
}
