// A host's own clock: monotonic as the agents' is, begun at a time of its own, a little fast or slow, and now and then
// jumping ahead. It never stands still: a machine that was suspended has to start its agent anew.
import type { EventQueue } from './event-queue.js';

export class HostClock {
  readonly #queue: EventQueue;
  readonly #rate: number;
  #offsetMs: number;

  /** `rate` is the host's ms in one of true time. */
  constructor(queue: EventQueue, offsetMs: number, rate: number) {
    this.#queue = queue;
    this.#offsetMs = offsetMs;
    this.#rate = rate;
  }

  nowMs(): number {
    return this.#offsetMs + this.#rate * this.#queue.nowMs;
  }

  /** When this clock will show so much, ms of true time. */
  trueMs(clockMs: number): number {
    return (clockMs - this.#offsetMs) / this.#rate;
  }

  jump(ms: number): void {
    this.#offsetMs += ms;
  }
}
