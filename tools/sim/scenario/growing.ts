// Columns of numbers whose length is not known beforehand, in typed arrays that double. Plain arrays of millions of
// doubles would take several times the memory while they grow.

const firstCapacity = 1024;

/** A column of unsigned 32-bit integers. */
export class GrowingUint32 {
  #values = new Uint32Array(firstCapacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Uint32Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** What was pushed; a view until the next push. */
  view(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }
}

/** A column of doubles. */
export class GrowingFloat64 {
  #values = new Float64Array(firstCapacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** What was pushed; a view until the next push. */
  view(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
