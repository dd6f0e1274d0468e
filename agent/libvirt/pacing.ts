// When a live migration is given more downtime, is switched to post-copy, or is given up: the rules, for what libvirt says of
// it at intervals. Pure: no clock, no libvirt.

export interface DowntimeLadder {
  /** How long the VM may stand still at the end of the copy, ms: at first, and at last. */
  readonly startMs: number;
  readonly limitMs: number;
  /** From the one to the other, both counted. At least 1. */
  readonly steps: number;
}

export interface PacingLimits {
  /** After this it is given up, ms. */
  readonly timeoutMs: number;
  /** After this without progress likewise; 0: never. */
  readonly progressTimeoutMs: number;
  readonly downtime: DowntimeLadder;
  /** Switch to post-copy instead of giving up. */
  readonly postCopy: boolean;
}

/** The job at one moment; undefined: libvirt does not say. */
export interface CopyState {
  /** Passes over the guest's memory that have begun, 1 for the first. */
  readonly iteration: number | undefined;
  /** Bytes that are still to be copied. */
  readonly remaining: number | undefined;
}

export type Step =
  | { readonly kind: 'wait' }
  | { readonly kind: 'allow-downtime'; readonly ms: number }
  /** `reason` completes the sentence "It is ... because it has ...". */
  | { readonly kind: 'post-copy' | 'abort'; readonly reason: string };

/** Passes that every copy needs: all of the memory, then what was written meanwhile. The ladder begins after these. */
const ordinaryPasses = 2;

/**
 * Downtime allowed during a pass: each pass that did not suffice allows one step more, as oVirt and Nova do. The pass in
 * which the last step has been used up without an end is `undefined`'s.
 */
export function allowedDowntimeMs({ startMs, limitMs, steps }: DowntimeLadder, iteration: number): number | undefined {
  const step = Math.max(0, iteration - ordinaryPasses);
  if (step >= steps) return undefined;
  const highest = Math.max(startMs, limitMs);
  return steps === 1 ? highest : Math.round(startMs + ((highest - startMs) * step) / (steps - 1));
}

export class Pacing {
  readonly #limits: PacingLimits;
  #postCopy: boolean;
  #allowedMs = 0;
  /** Most that was left during the present pass, and least that it was; bytes. */
  #mostLeft = 0;
  #leastLeft = Number.POSITIVE_INFINITY;
  /** The same of the pass that began with least. */
  #smallestPass = Number.POSITIVE_INFINITY;
  #iteration = 0;
  #advancedAtMs = 0;

  constructor(limits: PacingLimits) {
    this.#limits = limits;
    this.#postCopy = limits.postCopy;
  }

  /** The hypervisor does not do it: it is given up when its time is over, as if it had not been asked for. */
  refusePostCopy(): void {
    this.#postCopy = false;
  }

  /** What to do now, `elapsedMs` after the start. Not to be asked again after `abort` or `post-copy`. */
  next(elapsedMs: number, state: CopyState): Step {
    this.#note(elapsedMs, state);
    const { timeoutMs, progressTimeoutMs, downtime } = this.#limits;
    if (elapsedMs > timeoutMs) return this.#end(`not finished after ${timeoutMs} ms`);
    if (progressTimeoutMs > 0 && elapsedMs - this.#advancedAtMs > progressTimeoutMs)
      return this.#end(`made no progress for ${progressTimeoutMs} ms`);
    if (state.iteration === undefined) return { kind: 'wait' };
    const allowedMs = allowedDowntimeMs(downtime, state.iteration);
    if (allowedMs === undefined) {
      const reason = `not converged with a downtime of ${Math.max(downtime.startMs, downtime.limitMs)} ms`;
      return this.#postCopy ? { kind: 'post-copy', reason } : { kind: 'wait' };
    }
    if (allowedMs <= this.#allowedMs) return { kind: 'wait' };
    this.#allowedMs = allowedMs;
    return { kind: 'allow-downtime', ms: allowedMs };
  }

  #end(reason: string): Step {
    return { kind: this.#postCopy ? 'post-copy' : 'abort', reason };
  }

  /**
   * Progress is a pass that has less to do than every one before, for as long as it does it. That something is copied is not
   * enough: a guest that writes as fast as the copy goes keeps it busy for ever.
   */
  #note(elapsedMs: number, { iteration = this.#iteration, remaining }: CopyState): void {
    // Before the copy begins, and at its very end, libvirt says 0.
    if (remaining === undefined || remaining === 0) return;
    if (iteration !== this.#iteration) {
      if (this.#iteration > 0) this.#smallestPass = Math.min(this.#smallestPass, this.#mostLeft);
      this.#iteration = iteration;
      this.#mostLeft = 0;
      this.#leastLeft = Number.POSITIVE_INFINITY;
    }
    this.#mostLeft = Math.max(this.#mostLeft, remaining);
    if (remaining >= this.#leastLeft) return;
    this.#leastLeft = remaining;
    if (this.#mostLeft < this.#smallestPass) this.#advancedAtMs = elapsedMs;
  }
}
