// Decides whether the agent works, from when each of its loops last came round. Pure: knows no clock and no process.

/** A loop of the agent, as it proves itself. */
export interface Evidence {
  /** What it does, in words for the log. */
  readonly loop: string;
  /** When it last came round, on the clock that `nowMs` is of. */
  readonly atMs: number;
  /**
   * For how long it may be silent, ms: what is legitimately idle or slow, a driver that does not answer for instance, is a
   * state and no hang.
   */
  readonly withinMs: number;
}

export interface Silence {
  readonly loop: string;
  readonly silentMs: number;
  readonly withinMs: number;
}

/** The loops that have been silent for too long; none: the agent works. No evidence at all is no proof of work. */
export function silences(evidence: readonly Evidence[], nowMs: number): Silence[] {
  if (evidence.length === 0) return [{ loop: 'all', silentMs: Number.POSITIVE_INFINITY, withinMs: 0 }];
  return evidence
    .map(({ loop, atMs, withinMs }) => ({ loop, silentMs: nowMs - atMs, withinMs }))
    .filter(({ silentMs, withinMs }) => !(silentMs <= withinMs));
}

/**
 * How often the watchdog expects to hear, ms (sd_watchdog_enabled(3)); undefined: nobody watches, or another process than
 * this one is watched.
 */
export function watchdogMs(environment: Readonly<Record<string, string | undefined>>, pid: number): number | undefined {
  const { WATCHDOG_USEC, WATCHDOG_PID } = environment;
  const microseconds = Number(WATCHDOG_USEC);
  if (!(microseconds > 0) || (WATCHDOG_PID !== undefined && Number(WATCHDOG_PID) !== pid)) return undefined;
  return microseconds / 1000;
}
