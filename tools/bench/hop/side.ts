// What either end of a hop is, however it sends: something that gives back what it gets, as often as it is told to.
// agent-side.ts is the real thing, bare-side.ts what it is compared with.

export interface Side {
  readonly port: number;
  /** Where it gives back to. */
  meet(port: number): void;
  /** Sends first, and again whatever comes back; resolves when it has come back for the `times`-th time. */
  bounce(times: number): Promise<void>;
  close(): Promise<void>;
}

/** Counts what comes back, for the side that began. */
export class Bounces {
  #left = 0;
  #end: (() => void) | undefined;
  readonly #isEcho: boolean;

  /** An echo gives back for ever. */
  constructor(isEcho: boolean) {
    this.#isEcho = isEcho;
  }

  start(times: number): Promise<void> {
    this.#left = times;
    return new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Something has come: whether to send it on. */
  goesOn(): boolean {
    if (this.#isEcho) return true;
    this.#left -= 1;
    if (this.#left === 0) this.#end?.();
    return this.#left > 0;
  }
}
