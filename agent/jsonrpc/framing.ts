// Splits a byte stream of JSON objects that follow one another without a delimiter (RFC 7047 section 4) into
// messages. It only finds where an object ends; JSON.parse judges what is inside. It knows no socket.

export class JsonFramingError extends Error {
  override readonly name = 'JsonFramingError';
  readonly code: 'not-an-object' | 'malformed' | 'too-large';

  constructor(code: 'not-an-object' | 'malformed' | 'too-large', message: string) {
    super(message);
    this.code = code;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

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
  /** Bytes of the unfinished message from earlier chunks. */
  #parts: Uint8Array[] = [];
  #heldBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** `maxBytes`: the largest message accepted, bytes. Bounds what an unfinished message can hold in memory. */
  constructor(options: { maxBytes: number }) {
    this.#maxBytes = options.maxBytes;
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
        this.#depth = 1;
      } else if (byte === QUOTE) {
        this.#inString = true;
      } else if (byte === OPEN_BRACE) {
        this.#depth++;
      } else if (byte === CLOSE_BRACE && --this.#depth === 0) {
        this.#hold(chunk.subarray(start, at + 1));
        messages.push(this.#take());
      }
    }
    // Copied, because the caller may reuse the chunk's memory after push returns.
    if (this.#depth > 0) this.#hold(chunk.slice(start));
    return messages;
  }

  #stepInString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }

  #hold(bytes: Uint8Array): void {
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > this.#maxBytes) {
      throw new JsonFramingError('too-large', `JSON message is larger than the limit of ${this.#maxBytes} bytes`);
    }
    this.#parts.push(bytes);
  }

  #take(): unknown {
    const bytes = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts, this.#heldBytes);
    this.#parts = [];
    this.#heldBytes = 0;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
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
