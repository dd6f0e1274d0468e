// How often clients may ask for what goes to every host of the cluster, or is written on a disk.
import { ControlError } from './errors.js';

/** Requests that may come at once, and in a minute from then on. */
const BURST = 20;
const PER_MINUTE = 20;

/** A bucket of permits that fills up with time. */
export class RateLimit {
  readonly #what: string;
  readonly #clock: () => number;
  #permits = BURST;
  #atMs: number;

  /** `what` is limited, in words; `clock` gives ms of a monotonic time. */
  constructor(what: string, clock: () => number = () => performance.now()) {
    this.#what = what;
    this.#clock = clock;
    this.#atMs = clock();
  }

  /** Takes a permit. Throws ControlError `limit` that says when the next one is there. */
  take(): void {
    const nowMs = this.#clock();
    this.#permits = Math.min(BURST, this.#permits + ((nowMs - this.#atMs) * PER_MINUTE) / 60_000);
    this.#atMs = nowMs;
    if (this.#permits < 1) {
      const seconds = Math.ceil(((1 - this.#permits) * 60) / PER_MINUTE);
      throw new ControlError('limit', `too many ${this.#what}: ${PER_MINUTE} a minute; try again in ${seconds} s`);
    }
    this.#permits -= 1;
  }
}
