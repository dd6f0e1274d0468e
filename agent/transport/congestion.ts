// How long to wait for an acknowledgement and how much to have under way: the two formulas that keep fragments
// from flooding a loaded link. Pure; the transfer that they belong to is fragments-send.ts.

/**
 * RFC 6298 lets an implementation choose its bounds; its 1 s floor is for the Internet. Here both ends are in one
 * data centre: 50 ms is well above the receiver's acknowledgement delay and a busy event loop.
 */
const MIN_TIMEOUT_MS = 50;
const INITIAL_TIMEOUT_MS = 250;
const MAX_TIMEOUT_MS = 2000;

/** The retransmission timeout of RFC 6298, in ms. */
export class RetransmissionTimeout {
  /** The upper bound, ms: lower than RFC 6298's so that several tries fit the time to give up. */
  readonly #maxMs: number;
  #baseMs: number;
  #smoothedMs = 0;
  #variationMs = 0;
  #backOff = 1;
  /** The shortest round trip seen; Infinity before the first. */
  shortestMs = Number.POSITIVE_INFINITY;

  /** `giveUpMs`: the whole time that a transfer may go without progress. */
  constructor(giveUpMs: number) {
    this.#maxMs = Math.min(MAX_TIMEOUT_MS, giveUpMs / 4);
    this.#baseMs = Math.min(INITIAL_TIMEOUT_MS, this.#maxMs);
  }

  get ms(): number {
    return Math.min(this.#maxMs, this.#baseMs * this.#backOff);
  }

  /** Takes a measured round trip (section 2). Only of fragments sent once: Karn's rule, section 3. */
  measured(roundTripMs: number): void {
    if (this.shortestMs === Number.POSITIVE_INFINITY) {
      this.#smoothedMs = roundTripMs;
      this.#variationMs = roundTripMs / 2;
    } else {
      this.#variationMs = 0.75 * this.#variationMs + 0.25 * Math.abs(this.#smoothedMs - roundTripMs);
      this.#smoothedMs = 0.875 * this.#smoothedMs + 0.125 * roundTripMs;
    }
    this.shortestMs = Math.min(this.shortestMs, roundTripMs);
    this.#baseMs = Math.max(MIN_TIMEOUT_MS, this.#smoothedMs + 4 * this.#variationMs);
  }

  /** The timer expired: wait twice as long next time (5.5). */
  expired(): void {
    if (this.ms < this.#maxMs) this.#backOff *= 2;
  }

  /** Something new was acknowledged, so the path works: forget the doubling. */
  progressed(): void {
    this.#backOff = 1;
  }
}

/** RFC 6928's initial window. */
const INITIAL_WINDOW = 10;
const MIN_WINDOW = 2;

/** How many fragments may be unacknowledged: slow start and congestion avoidance of RFC 5681, counted in fragments. */
export class CongestionWindow {
  readonly #max: number;
  #size = INITIAL_WINDOW;
  #slowStartUntil: number;

  /** `max`: fragments, at least 2. */
  constructor(max: number) {
    this.#max = max;
    this.#slowStartUntil = max;
  }

  /** In whole fragments, at least 2. */
  get fragments(): number {
    return Math.floor(this.#size);
  }

  acknowledged(fragments: number): void {
    const growth = this.#size < this.#slowStartUntil ? fragments : fragments / this.#size;
    this.#size = Math.min(this.#max, this.#size + growth);
  }

  /** Fragments were lost while others came through: halve. To be called once for a window of fragments. */
  lost(): void {
    this.#slowStartUntil = Math.max(MIN_WINDOW, this.#size / 2);
    this.#size = this.#slowStartUntil;
  }

  /** Nothing came through: start again from little. */
  timedOut(): void {
    this.#slowStartUntil = Math.max(MIN_WINDOW, this.#size / 2);
    this.#size = MIN_WINDOW;
  }
}
