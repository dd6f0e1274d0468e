// XDR (RFC 4506): the encoding of libvirt's RPC bodies. Pure bytes; knows no procedure and no socket.

/** What was wrong with bytes that should have been XDR, or with a value that has no encoding. */
export type XdrErrorCode =
  | 'truncated'
  | 'too-long'
  | 'not-boolean'
  | 'bad-padding'
  | 'not-utf8'
  | 'left-over'
  | 'out-of-range';

/** Bytes that are not the XDR that was asked for. `code` is for programs, `message` for people. */
export class XdrError extends Error {
  readonly code: XdrErrorCode;

  constructor(code: XdrErrorCode, message: string) {
    super(message);
    this.name = 'XdrError';
    this.code = code;
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const zeroes = Buffer.alloc(4);

/** Bytes of zero padding after `length` bytes: every item fills a multiple of four bytes (RFC 4506 section 3). */
const paddingOf = (length: number): number => -length & 3;

/** Appends XDR items; `finish` returns them as one buffer. */
export class XdrEncoder {
  readonly #parts: Buffer[] = [];

  int(value: number): this {
    if (!Number.isInteger(value) || value < -0x80000000 || value > 0x7fffffff) throw outOfRange('int', value);
    const part = Buffer.allocUnsafe(4);
    part.writeInt32BE(value);
    return this.#push(part);
  }

  uint(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw outOfRange('unsigned int', value);
    const part = Buffer.allocUnsafe(4);
    part.writeUInt32BE(value);
    return this.#push(part);
  }

  hyper(value: bigint): this {
    if (BigInt.asIntN(64, value) !== value) throw outOfRange('hyper', value);
    const part = Buffer.allocUnsafe(8);
    part.writeBigInt64BE(value);
    return this.#push(part);
  }

  unsignedHyper(value: bigint): this {
    if (BigInt.asUintN(64, value) !== value) throw outOfRange('unsigned hyper', value);
    const part = Buffer.allocUnsafe(8);
    part.writeBigUInt64BE(value);
    return this.#push(part);
  }

  double(value: number): this {
    const part = Buffer.allocUnsafe(8);
    part.writeDoubleBE(value);
    return this.#push(part);
  }

  bool(value: boolean): this {
    return this.uint(value ? 1 : 0);
  }

  /** Fixed-length opaque data: no length word (RFC 4506 section 4.9). */
  fixedOpaque(bytes: Uint8Array): this {
    this.#push(Buffer.from(bytes));
    return this.#push(zeroes.subarray(0, paddingOf(bytes.length)));
  }

  /** Variable-length opaque data (section 4.10). */
  opaque(bytes: Uint8Array): this {
    return this.uint(bytes.length).fixedOpaque(bytes);
  }

  string(text: string): this {
    return this.opaque(Buffer.from(text, 'utf8'));
  }

  /** Optional data (section 4.19): a boolean, then the item when it is there. */
  optional<T>(value: T | undefined, encode: (value: T) => void): this {
    this.bool(value !== undefined);
    if (value !== undefined) encode(value);
    return this;
  }

  /** Variable-length array (section 4.13). */
  array<T>(items: readonly T[], encode: (item: T) => void): this {
    this.uint(items.length);
    for (const item of items) encode(item);
    return this;
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #push(part: Buffer): this {
    this.#parts.push(part);
    return this;
  }
}

/**
 * Reads XDR items one after the other. Every variable length has a bound from the caller, and is checked
 * against the bytes that are really there before anything is allocated for it.
 */
export class XdrDecoder {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  int(): number {
    return this.#take(4).readInt32BE();
  }

  uint(): number {
    return this.#take(4).readUInt32BE();
  }

  hyper(): bigint {
    return this.#take(8).readBigInt64BE();
  }

  unsignedHyper(): bigint {
    return this.#take(8).readBigUInt64BE();
  }

  double(): number {
    return this.#take(8).readDoubleBE();
  }

  bool(): boolean {
    const value = this.uint();
    if (value > 1) throw new XdrError('not-boolean', `a boolean at byte ${this.#at - 4} has the value ${value}`);
    return value === 1;
  }

  fixedOpaque(length: number): Buffer {
    const bytes = this.#take(length);
    const padding = this.#take(paddingOf(length));
    // RFC 4506 section 3 asks for zero bytes; anything else is a sign that reader and writer are out of step.
    if (padding.some((byte) => byte !== 0))
      throw new XdrError('bad-padding', `padding before byte ${this.#at} is not zero`);
    return bytes;
  }

  opaque(maxLength: number): Buffer {
    return this.fixedOpaque(this.#length(maxLength, 1, 'opaque data'));
  }

  /** Throws XdrError('not-utf8') rather than replacing characters: a name with U+FFFD names nothing. */
  string(maxLength: number): string {
    const bytes = this.fixedOpaque(this.#length(maxLength, 1, 'a string'));
    try {
      return strictUtf8.decode(bytes);
    } catch {
      throw new XdrError('not-utf8', `a string of ${bytes.length} bytes before byte ${this.#at} is not UTF-8`);
    }
  }

  optional<T>(decode: () => T): T | undefined {
    return this.bool() ? decode() : undefined;
  }

  /** `minItemBytes` is the smallest encoding of one item; a count that cannot fit in what remains is refused at once. */
  array<T>(maxItems: number, minItemBytes: number, decode: () => T): T[] {
    const count = this.#length(maxItems, minItemBytes, 'an array');
    const items: T[] = [];
    for (let index = 0; index < count; index++) items.push(decode());
    return items;
  }

  /** Asserts that everything was read; bytes left over mean that the layout is not what we think it is. */
  end(): void {
    if (this.remaining > 0) throw new XdrError('left-over', `${this.remaining} bytes left over after the last item`);
  }

  #length(maximum: number, unitBytes: number, what: string): number {
    const length = this.uint();
    if (length > maximum)
      throw new XdrError(
        'too-long',
        `${what} at byte ${this.#at - 4} has length ${length}, above the limit of ${maximum}`,
      );
    if (length * unitBytes > this.remaining) {
      throw new XdrError(
        'truncated',
        `${what} at byte ${this.#at - 4} has length ${length}, but only ${this.remaining} bytes follow`,
      );
    }
    return length;
  }

  #take(length: number): Buffer {
    if (length > this.remaining) {
      throw new XdrError(
        'truncated',
        `${length} bytes wanted at byte ${this.#at}, but only ${this.remaining} are left`,
      );
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

function outOfRange(type: string, value: number | bigint): XdrError {
  return new XdrError('out-of-range', `${value} is not an XDR ${type}`);
}
