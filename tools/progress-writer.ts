// One line that shows how far something has come: redrawn on a terminal, written now and then elsewhere. What it says
// is the caller's.

export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Clears from the cursor to the end of the line (ECMA-48, EL). */
const clearToEnd = '\x1b[K';

export class ProgressWriter {
  readonly #output: ProgressOutput;
  readonly #plainIntervalMs: number;
  #lastMs = Number.NEGATIVE_INFINITY;
  #drawn = false;

  /** Without a terminal at most one line is written in `plainIntervalMs`. */
  constructor(output: ProgressOutput, plainIntervalMs = 1000) {
    this.#output = output;
    this.#plainIntervalMs = plainIntervalMs;
  }

  show(line: string, nowMs: number): void {
    if (this.#output.isTTY) {
      this.#output.write(`\r${line.slice(0, (this.#output.columns ?? 80) - 1)}${clearToEnd}`);
      this.#drawn = true;
    } else if (nowMs - this.#lastMs >= this.#plainIntervalMs) {
      this.#lastMs = nowMs;
      this.#output.write(`${line}\n`);
    }
  }

  /** Leaves the last line standing, so that what follows begins on its own. */
  end(): void {
    if (this.#drawn) this.#output.write('\n');
    this.#drawn = false;
  }
}
