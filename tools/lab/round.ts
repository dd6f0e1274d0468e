// One measured token round: a window before, the round itself under observation, a window after. Collects only;
// what it means is summary.ts's business.
import type { PolicyName, RoundReport } from '../../agent/report/status.js';
import { RATE_WINDOW_MS } from './agents.js';
import { pause } from './exec.js';
import { type Observation, Observer } from './observer.js';
import { runRound } from './token.js';
import type { Say } from './up.js';
import { measureWindow, type Window } from './window.js';

export interface RoundOptions {
  readonly policy: PolicyName;
  /** c_m of Eq. 3.2, bytes per second x weight. */
  readonly migrationCost: number;
  /** Passes over all VMs; undefined: until one moved nothing. */
  readonly rounds?: number;
  /** Length of each measuring window. */
  readonly windowMs: number;
}

export interface RoundRecord {
  readonly options: RoundOptions;
  readonly before: Window;
  readonly after: Window;
  readonly observation: Observation;
  readonly report: RoundReport;
  /** The round alone, without the windows. */
  readonly roundMs: number;
}

/** A guest's streams and the bridges' tables need this long after a migration to be as before. */
const SETTLE_MS = 3000;

/** Measures, runs and measures again. Rejects with LabError. */
export async function measureRound(options: RoundOptions, say: Say): Promise<RoundRecord> {
  say(`measuring for ${options.windowMs / 1000} s before the round ...`);
  // The agents' rates look back over up to two of their windows, and must not see the start of the traffic.
  await pause(Math.max(0, 2 * RATE_WINDOW_MS - options.windowMs));
  const before = await measureWindow(options.windowMs);
  const observer = await Observer.start();
  const started = performance.now();
  let report: RoundReport;
  let roundMs: number;
  let observation: Observation;
  try {
    say(`injecting a ${options.policy} round, migration cost ${options.migrationCost} ...`);
    report = await runRound(options, say);
    roundMs = Math.round(performance.now() - started);
    await pause(SETTLE_MS);
  } finally {
    observation = await observer.stop();
  }
  say(`measuring for ${options.windowMs / 1000} s after the round ...`);
  const after = await measureWindow(options.windowMs);
  return { options, before, after, observation, report, roundMs };
}
