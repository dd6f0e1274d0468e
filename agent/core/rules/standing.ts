// How this host stands towards rounds: the mode as it works now, maintenance, the breaker, the blackout window that it
// is in, and whether its data can be believed. Tells the outside of each change. What follows from each of them for a
// VM is the business of whoever decides (deciding.ts) or answers (respond.ts).
import type { Memory } from '../memory.js';
import type { Context, HostOrder, Standing } from '../steps.js';
import { blackoutAt } from './blackout.js';
import { Breaker, type FailureCode } from './breaker.js';
import type { Mode } from './settings.js';

const MINUTE_MS = 60_000;

export class Standings {
  readonly #context: Context;
  readonly #memory: Memory;
  readonly #breaker: Breaker;
  #implausible: string | undefined;
  #told: Standing;
  #hasBegun = false;

  constructor(context: Context, memory: Memory) {
    this.#context = context;
    this.#memory = memory;
    this.#breaker = new Breaker(context, memory);
    this.#told = this.current();
  }

  /** The mode as it works: an open breaker makes `recommend` of `auto`. */
  effectiveMode(): Mode {
    const { mode } = this.#context.settings;
    return mode === 'auto' && this.#breaker.isOpen ? 'recommend' : mode;
  }

  maintenance(): Standing['maintenance'] {
    return this.#memory.standing.maintenance;
  }

  /** The blackout window that it is in now, as it was written. */
  blackout(): string | undefined {
    const { settings, wallMs } = this.#context;
    return blackoutAt(settings.rules.blackout, wallMs)?.text;
  }

  /** Why the data of this host cannot be believed. */
  implausible(): string | undefined {
    return this.#implausible;
  }

  /** Says so, or with undefined that it can be believed again. For plausible.ts. */
  setImplausible(reason: string | undefined): void {
    this.#implausible = reason;
  }

  /** A migration from this host has ended. oversight.ts calls this; nobody else need. */
  migrationEnded(ok: boolean, failure: FailureCode = 'failed'): void {
    this.#breaker.ended(ok ? undefined : failure);
  }

  /** The operator's order to this host. */
  take(order: HostOrder): void {
    switch (order) {
      case 'maintain':
        return this.#maintain('accepts-none');
      case 'drain':
        return this.#maintain('drains');
      case 'serve':
        return this.#maintain('none');
      case 'rearm':
        return this.#breaker.rearm();
    }
  }

  current(): Standing {
    const blackout = this.blackout();
    const implausible = this.#implausible;
    return {
      mode: this.#context.settings.mode,
      effectiveMode: this.effectiveMode(),
      maintenance: this.maintenance(),
      breaker: this.#breaker.state,
      ...(blackout === undefined ? {} : { blackout }),
      ...(implausible === undefined ? {} : { implausible }),
    };
  }

  /** Tells what has changed since the last time. At the end of every step. */
  tick(): void {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#breaker.begin();
    }
    const standing = this.current();
    if (isSame(standing, this.#told)) return;
    this.#told = standing;
    this.#context.emit({ type: 'standing', standing });
  }

  /** Windows begin and end with minutes of the wall clock. */
  nextDeadlineMs(): number {
    const { settings, nowMs, wallMs } = this.#context;
    if (settings.rules.blackout.length === 0) return Number.POSITIVE_INFINITY;
    // Rounding must not make it now, for ever.
    return nowMs + Math.max(1, MINUTE_MS - (wallMs % MINUTE_MS));
  }

  #maintain(maintenance: Standing['maintenance']): void {
    if (maintenance === this.maintenance()) return;
    this.#memory.setStanding({ ...this.#memory.standing, maintenance });
  }
}

function isSame(a: Standing, b: Standing): boolean {
  if (a.mode !== b.mode || a.effectiveMode !== b.effectiveMode || a.maintenance !== b.maintenance) return false;
  if (a.blackout !== b.blackout || a.implausible !== b.implausible) return false;
  return a.breaker.failures === b.breaker.failures && a.breaker.openSinceMs === b.breaker.openSinceMs;
}
