// Reads an input as numbers and parts, for targets that take more than one thing. Past the end everything is 0 or empty.

export class Bytes {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isOver(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** A number of 1..6 bytes, the high ones first. */
  number(width: number): number {
    const part = this.take(width);
    return part.length === width ? part.readUIntBE(0, width) : 0;
  }

  take(length: number): Buffer {
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }

  /** A part after its length of 2 bytes. */
  part(): Buffer {
    return this.take(this.number(2));
  }

  rest(): Buffer {
    return this.take(this.#bytes.length);
  }
}

/** The inverse of `part`. */
export function withLength(part: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(part.length);
  return Buffer.concat([length, part]);
}

/** The input in pieces whose lengths follow from its bytes, so that the same input is always cut alike. */
export function cut(input: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let state = 0x811c9dc5;
  for (let at = 0; at < input.length; ) {
    state = Math.imul(state ^ input[at]!, 0x01000193) >>> 0;
    // Mostly a few bytes, sometimes hundreds, sometimes one.
    const length = 1 + ((state >>> 8) % (state & 8 ? 7 : 300));
    pieces.push(input.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
