// Lines of addresses and numbers into a file, through one buffer of bytes: twenty million short strings would cost
// more than everything else about writing a large scenario.
import type { FileHandle } from 'node:fs/promises';

const bufferBytes = 1024 * 1024;
/** More than a line of three fields can have. */
const reserveBytes = 256;

const dot = 0x2e;
const zero = 0x30;

/** Decimal text of 0..255, which is all that addresses consist of. */
const octets = Array.from({ length: 256 }, (_, value) => Buffer.from(String(value), 'latin1'));

export class ByteWriter {
  readonly #handle: FileHandle;
  readonly #buffer = Buffer.allocUnsafe(bufferBytes);
  #used = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Lets `write` fill the open file, which stays open. */
  static async fill(handle: FileHandle, write: (writer: ByteWriter) => Promise<void>): Promise<void> {
    const writer = new ByteWriter(handle);
    await write(writer);
    await writer.flush();
  }

  /** Time to flush: ask after each line. */
  get full(): boolean {
    return this.#used > bufferBytes - reserveBytes;
  }

  async flush(): Promise<void> {
    for (let start = 0; start < this.#used; ) {
      start += (await this.#handle.write(this.#buffer, start, this.#used - start)).bytesWritten;
    }
    this.#used = 0;
  }

  byte(value: number): void {
    this.#buffer[this.#used++] = value;
  }

  /** ASCII of at most 200 characters. */
  text(text: string): void {
    this.#used += this.#buffer.write(text, this.#used, 'latin1');
  }

  address(address: number): void {
    for (let shift = 24; shift >= 0; shift -= 8) {
      const digits = octets[(address >>> shift) & 255]!;
      for (let index = 0; index < digits.length; index++) this.byte(digits[index]!);
      if (shift > 0) this.byte(dot);
    }
  }

  /** The shortest text that Number() reads as the same number. */
  number(value: number): void {
    if (!(Number.isInteger(value) && value >= 0 && value < 1e9)) {
      this.text(String(value));
      return;
    }
    let scale = 1;
    while (scale * 10 <= value) scale *= 10;
    for (let rest = value; scale >= 1; scale = scale === 1 ? 0 : scale / 10) {
      const digit = Math.floor(rest / scale);
      this.byte(zero + digit);
      rest -= digit * scale;
    }
  }
}
