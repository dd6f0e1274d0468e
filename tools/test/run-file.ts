// Runs one compiled test file as a process of its own and judges how it went. Each file is started by node itself,
// not by tap's runner, which would first have to build its plugins on a fresh clone; tap prints the same TAP.
import { type ChildProcess, spawn } from 'node:child_process';
import { readTap, type TestResult } from './tap-output.js';

export interface FileResult {
  readonly file: string;
  readonly tests: readonly TestResult[];
  readonly ms: number;
  /** What the file printed on both streams, bounded. */
  readonly output: string;
}

/** Output kept of one file, in UTF-16 units; the end is kept, for that is where it failed. */
const maxOutput = 2_000_000;

const running = new Set<ChildProcess>();

/** Ends the files that are running and what they have started. Each leads a process group, which only it made. */
export function stopAll(signal: NodeJS.Signals): void {
  for (const child of running) stop(child, signal);
}

function stop(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal); // The group is gone already, or was never made.
  }
}

/** The tests of a file, and one more failed one for whatever went wrong around them. */
function judge(tap: string, code: number | null, signal: NodeJS.Signals | null, late: boolean, timeoutMs: number) {
  const { tests, complete } = readTap(tap);
  const fail = (reason: string): TestResult[] => [...tests, { name: 'the file', outcome: 'failed', reason }];
  if (late) return fail(`it took longer than ${timeoutMs / 1000} s`);
  if (signal !== null) return fail(`it was ended by ${signal}`);
  if (code === 0 && tests.length === 0) return fail('it ran no test');
  const failed = tests.some(({ outcome }) => outcome === 'failed');
  if (code !== 0 && !failed) return fail(`exit code ${code}, although no test failed`);
  if (!complete && !failed) return fail('it ended before its last test');
  return tests;
}

/** Runs `file` and resolves when it has ended, one way or the other. */
export function runFile(file: string, timeoutMs: number): Promise<FileResult> {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--enable-source-maps', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, NO_COLOR: '1', TAP: '1' },
    });
    running.add(child);
    let tap = '';
    let output = '';
    let late = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      tap = (tap + text).slice(-maxOutput);
      output = (output + text).slice(-maxOutput);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-maxOutput);
    });
    // Teardowns get a chance to clean up before the end by force.
    const timers = [
      setTimeout(() => {
        late = true;
        stop(child, 'SIGTERM');
      }, timeoutMs),
      setTimeout(() => stop(child, 'SIGKILL'), timeoutMs + 20_000),
    ];
    const end = (tests: readonly TestResult[]) => {
      for (const timer of timers) clearTimeout(timer);
      running.delete(child);
      resolve({ file, tests, output, ms: performance.now() - start });
    };
    child.once('error', (error) => end([{ name: 'the file', outcome: 'failed', reason: error.message }]));
    child.once('close', (code, signal) => end(judge(tap, code, signal, late, timeoutMs)));
  });
}
