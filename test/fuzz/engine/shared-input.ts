// The input that a thread is working on, where another thread can see it: what never ends cannot tell of itself.

const countAt = 0;
const lengthAt = 1;
const headerBytes = 8;
/** Longer inputs are cut here; stretched ones of growth.ts have up to 0.8 MB. */
const maxBytes = 2 * 1024 * 1024;

export class SharedInput {
  readonly memory: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #bytes: Uint8Array;

  /** `memory` of another one, to look at the same. */
  constructor(memory = new SharedArrayBuffer(headerBytes + maxBytes)) {
    this.memory = memory;
    this.#header = new Int32Array(memory, 0, 2);
    this.#bytes = new Uint8Array(memory, headerBytes);
  }

  put(input: Uint8Array): void {
    const length = Math.min(input.length, maxBytes);
    this.#bytes.set(input.subarray(0, length));
    Atomics.store(this.#header, lengthAt, length);
    Atomics.add(this.#header, countAt, 1);
  }

  /** Changes with each input. */
  get count(): number {
    return Atomics.load(this.#header, countAt);
  }

  copy(): Buffer {
    return Buffer.from(this.#bytes.slice(0, Atomics.load(this.#header, lengthAt)));
  }
}
