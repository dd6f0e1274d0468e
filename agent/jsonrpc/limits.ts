// Bounds on what a peer can make a server hold: bytes over all its connections, and time. Nothing is closed here; see
// connection.ts.

/** Bytes that the connections of one server hold in memory together: unfinished messages and unsent answers. */
export class ByteBudget {
  readonly maxBytes: number;
  #used = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** A connection that held `before` bytes now holds `after`. False when all of them together hold too much. */
  change(before: number, after: number): boolean {
    this.#used += after - before;
    return this.#used <= this.maxBytes;
  }
}

export interface TimeLimits {
  /** From the first byte of a message to its last, ms. Default: no limit. */
  readonly unfinishedMs?: number;
  /** Without a byte in or out and with nothing pending, ms. Default: no limit. */
  readonly idleMs?: number;
}

/** What the watch asks of the connection when a time is up. */
export interface Watched {
  /** An answer is awaited by either side. */
  busy(): boolean;
  /** Nothing is read at present, so an unfinished message cannot go on. */
  paused(): boolean;
  expire(text: string): void;
}

export class TimeWatch {
  readonly #limits: TimeLimits;
  readonly #watched: Watched;
  readonly #idle: NodeJS.Timeout | undefined;
  #unfinished: NodeJS.Timeout | undefined;

  constructor(limits: TimeLimits, watched: Watched) {
    this.#limits = limits;
    this.#watched = watched;
    const { idleMs } = limits;
    if (idleMs !== undefined) this.#idle = setTimeout(() => this.#idleFor(idleMs), idleMs).unref();
  }

  /** Bytes went in or out, or an answer is no longer awaited. */
  active(): void {
    this.#idle?.refresh();
  }

  /** Bytes came in: whether they ended a message, and whether they leave one unfinished. */
  received(ended: boolean, unfinished: boolean): void {
    this.active();
    if (ended || !unfinished) {
      clearTimeout(this.#unfinished);
      this.#unfinished = undefined;
    }
    const { unfinishedMs } = this.#limits;
    if (!unfinished || unfinishedMs === undefined || this.#unfinished) return;
    this.#unfinished = setTimeout(() => this.#unfinishedFor(unfinishedMs), unfinishedMs).unref();
  }

  stop(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#unfinished);
  }

  #idleFor(ms: number): void {
    if (this.#watched.busy()) this.#idle?.refresh();
    else this.#watched.expire(`closed after ${ms / 1000} s without a request; connect again`);
  }

  #unfinishedFor(ms: number): void {
    if (this.#watched.paused()) this.#unfinished?.refresh();
    else this.#watched.expire(`a message was not complete after ${ms / 1000} s`);
  }
}
