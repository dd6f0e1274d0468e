// Runs one seed of a command line, and again with a transcript when it fails. What workers and tests call.
import { createWriteStream } from 'node:fs';
import { seamsOf } from './breaks.js';
import type { FaultsOptions } from './options.js';
import { makePlan } from './plan.js';
import { failureText, summaryLine } from './report.js';
import { type Outcome, runPlan } from './run.js';
import { Transcript } from './transcript.js';

export type SeedOptions = Pick<FaultsOptions, 'hosts' | 'hours' | 'profile' | 'breaks'>;

export interface SeedResult {
  readonly seed: number;
  readonly checker: string | undefined;
  readonly line: string;
  /** Of a failure: how to see it again, and the end of the transcript. */
  readonly text: string;
}

export function outcomeOf(seed: number, options: SeedOptions, write?: (line: string) => void): Outcome {
  const { hosts, hours, profile } = options;
  const plan = makePlan({
    seed,
    ...(hosts === undefined ? {} : { hosts }),
    ...(hours === undefined ? {} : { hours }),
    ...(profile === undefined ? {} : { profile }),
  });
  const seams = seamsOf(options.breaks);
  if (!write) return runPlan(plan, { seams });
  return runPlan(plan, { seams, observe: (sim) => new Transcript(() => sim.nowMs, write) });
}

export function runSeed(seed: number, options: FaultsOptions): SeedResult {
  const startMs = performance.now();
  const outcome = options.trace === undefined ? outcomeOf(seed, options) : traced(seed, options, options.trace);
  const line = summaryLine(outcome, performance.now() - startMs);
  const checker = outcome.failure?.checker;
  const text = outcome.failure ? failureText(outcome, options, lastLines(seed, options)) : '';
  return { seed, checker, line, text };
}

function traced(seed: number, options: FaultsOptions, file: string): Outcome {
  const stream = createWriteStream(file);
  try {
    return outcomeOf(seed, options, (line) => stream.write(`${line}\n`));
  } finally {
    stream.end();
  }
}

/** The same seed once more: it fails the same way, for everything is drawn from it. */
function lastLines(seed: number, options: FaultsOptions): string[] {
  const lines: string[] = [];
  outcomeOf(seed, options, (line) => {
    lines.push(line);
    if (lines.length > 2 * options.last + 1_000) lines.splice(0, lines.length - options.last);
  });
  return options.last === 0 ? [] : lines.slice(-options.last);
}
