// Runs one benchmark in a process of its own, so that no heap, no compiled code and no leftover timer of one disturbs
// the next, and ends it when it takes too long. What is measured is the benchmark's.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchmarkOptions, Measurement } from './benchmark.js';
import type { Entry } from './registry.js';

export interface Outcome {
  readonly name: string;
  /** None when it failed: half a benchmark's figures would pass for all of them. */
  readonly measurements: readonly Measurement[];
  readonly ms: number;
  /** Why there are no figures. */
  readonly error?: string;
}

/** What child.ts sends: once, before it ends. */
export type Report = { readonly measurements: readonly Measurement[] } | { readonly error: string };

/** Between the request to end and the end by force, ms. */
const graceMs = 5_000;
/** With `--quick` every benchmark takes a few seconds. */
const quickLimitSeconds = 40;
/** MiB; a million simulated VMs are the largest thing measured. */
const heapMiB = 8_192;

const running = new Set<ChildProcess>();

/** Ends what is running and what that has started: each child leads a process group, which only it made. */
export function stopRunning(signal: NodeJS.Signals): void {
  for (const child of running) stop(child, signal);
}

function stop(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal); // The group is gone already, or was never made.
  }
}

/** Resolves when the benchmark has ended, one way or the other. `program` is for tests. */
export function runEntry(
  entry: Pick<Entry, 'name' | 'limitSeconds' | 'growthLimitSeconds'>,
  { quick, growth = false }: BenchmarkOptions,
  program = fileURLToPath(new URL('./child.js', import.meta.url)),
): Promise<Outcome> {
  const limitSeconds = quick ? Math.min(quickLimitSeconds, entry.limitSeconds) : limitOf(entry, growth);
  const startMs = performance.now();
  return new Promise((resolve) => {
    const flags = ['--expose-gc', '--enable-source-maps', `--max-old-space-size=${heapMiB}`];
    // What a benchmark prints is for people who watch; the table alone goes to standard output.
    const child = spawn(
      process.execPath,
      [...flags, program, entry.name, quick ? 'quick' : growth ? 'growth' : 'full'],
      {
        stdio: ['ignore', 2, 2, 'ipc'],
        serialization: 'advanced',
        detached: true,
      },
    );
    running.add(child);
    let report: Report | undefined;
    let late = false;
    child.on('message', (message) => (report = message as Report));
    const timers = [
      setTimeout(() => {
        late = true;
        stop(child, 'SIGTERM');
      }, limitSeconds * 1000),
      setTimeout(() => stop(child, 'SIGKILL'), limitSeconds * 1000 + graceMs),
    ];
    const end = (how: string): void => {
      for (const timer of timers) clearTimeout(timer);
      running.delete(child);

      resolve({
        name: entry.name,
        ms: performance.now() - startMs,
        ...judge(late ? undefined : report, late ? `it took longer than ${limitSeconds} s` : how),
      });
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) =>
      end(signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`),
    );
  });
}

function limitOf(
  { limitSeconds, growthLimitSeconds }: Pick<Entry, 'limitSeconds' | 'growthLimitSeconds'>,
  growth: boolean,
) {
  return growth ? growthLimitSeconds : limitSeconds;
}

function judge(report: Report | undefined, how: string): Pick<Outcome, 'measurements' | 'error'> {
  if (!report) return { measurements: [], error: `failed: ${how}` };
  return 'error' in report ? { measurements: [], error: `failed: ${report.error}` } : report;
}
