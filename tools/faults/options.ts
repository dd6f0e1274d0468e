// The command line of the simulation of faults: what may be asked for, and the checks. No defaults hidden elsewhere.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type BreakName, breakNames } from './breaks.js';
import { type ProfileName, profileNames } from './plan.js';

export interface FaultsOptions {
  /** The seed to run, or the first of those to run. */
  readonly seed: number;
  /** How many seeds; 1 with --seed alone. */
  readonly seeds: number;
  readonly hosts: number | undefined;
  readonly hours: number | undefined;
  readonly profile: ProfileName | undefined;
  readonly breaks: BreakName | undefined;
  /** File for every line of the transcript; only for one seed. */
  readonly trace: string | undefined;
  /** Lines of the transcript shown of a failure. */
  readonly last: number;
  readonly jobs: number;
}

export const largest = { seed: 2 ** 32 - 1, seeds: 1_000_000, hosts: 60, hours: 1_000, last: 100_000, jobs: 256 };

export const usage = `npm run faults -- [options]

Runs the agents' core under faults, in virtual time. One seed stands for one data centre, its load and its faults.

  --seed N        the seed to run, or the first one with --seeds (default: drawn, and printed)
  --seeds N       run so many seeds, from --seed on (default 1)
  --hosts N       hypervisors, 3..${largest.hosts} (default: drawn from the seed, 3..8)
  --hours H       go on for so many hours of virtual time, faults and calm in turns (default: once each)
  --profile NAME  which faults: ${profileNames.join(', ')}
                  (default: drawn from the seed)
  --break NAME    break the protocol on purpose: ${breakNames.join(', ')}
  --trace FILE    write the whole transcript there; with one seed only
  --last N        lines of the transcript to show of a failing seed (default 60)
  --jobs N        seeds run at the same time (default: the processor's ${availableParallelism()})
  --help          this text

Exit code 0: every promise was kept; 1: one was broken, with the seed that shows it; 2: wrong options.`;

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** `drawnSeed` is taken when none is given. Returns 'help' when that is asked for. Throws UsageError, which names the option. */
export function parseOptions(argv: readonly string[], drawnSeed: number): FaultsOptions | 'help' {
  const values = read(argv);
  if (values.help) return 'help';
  const seeds = number('--seeds', values.seeds ?? '1', 1, largest.seeds);
  if (values.trace !== undefined && seeds > 1) throw new UsageError('--trace: with one seed only; leave --seeds out');
  return {
    seed: values.seed === undefined ? drawnSeed : number('--seed', values.seed, 0, largest.seed),
    seeds,
    hosts: values.hosts === undefined ? undefined : number('--hosts', values.hosts, 3, largest.hosts),
    hours: values.hours === undefined ? undefined : hours(values.hours),
    profile: named('--profile', values.profile, profileNames),
    breaks: named('--break', values.break, breakNames),
    trace: values.trace,
    last: number('--last', values.last ?? '60', 0, largest.last),
    jobs: number('--jobs', values.jobs ?? String(availableParallelism()), 1, largest.jobs),
  };
}

function read(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const numbers = { seed: text, seeds: text, hosts: text, hours: text, last: text, jobs: text };
  const options = { ...numbers, profile: text, break: text, trace: text, help: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function named<Name extends string>(option: string, text: string | undefined, all: readonly Name[]): Name | undefined {
  const found = all.find((name) => name === text);
  if (text === undefined || found !== undefined) return found;
  throw new UsageError(`${option} ${text}: there is no such; there are ${all.join(', ')}`);
}

function number(option: string, text: string, low: number, high: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new UsageError(`${option} ${text}: must be a whole number from ${low} to ${high}`);
}

function hours(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > 0 && value <= largest.hours) return value;
  throw new UsageError(`--hours ${text}: must be a number above 0, at most ${largest.hours}`);
}
