// Runs spin on the model: generates a verifier for one configuration, compiles it, runs it, and reads its report.
// Knows nothing of what the model says.
import { type ExecFileException, execFile } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { inRepository } from '../support/paths.js';
import { shortFolder, type Teardown } from '../support/temporary.js';

export type Flags = Readonly<Record<string, string | number | true>>;

export interface Verdict {
  /** The first error as pan words it, or undefined if the whole state space has none. */
  readonly error: string | undefined;
  /** Every reachable state was visited; false when a limit of depth, memory or time ended the search. */
  readonly exhaustive: boolean;
  readonly states: number;
  readonly depth: number;
  /** What pan had allocated in the end, mebibytes. */
  readonly memoryMiB: number;
  readonly report: string;
}

/** A run that takes longer is ended and is not exhaustive. The machine may be busy: alone each takes a fraction. */
const TIMEOUT_MS = 300_000;
const MEMORY_LIMIT_MIB = 2000;
const DEPTH_LIMIT = 20_000;
/** The model shares scratch variables, which partial order reduction must not be left to judge; all steps are global anyway. */
const COMPILER_FLAGS = ['-O1', '-w', '-DNOREDUCE', '-DCOLLAPSE', `-DMEMLIM=${MEMORY_LIMIT_MIB}`];
const compilers = ['gcc', 'clang', 'cc'];

function find(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(':');
  return folders.map((folder) => path.join(folder, program)).find((file) => existsSync(file));
}

const compiler = compilers.find((name) => find(name) !== undefined);

/** Why the model cannot be checked here, or undefined. */
export function spinObstacle(): string | undefined {
  if (find('spin') === undefined) return 'spin is not installed (Debian package spin)';
  if (compiler === undefined) return 'no C compiler is installed (Debian packages gcc and libc6-dev)';
  return undefined;
}

/** Output of a program, whatever its exit code. Rejects when it cannot be started; `late` when it was ended. */
function output(folder: string, program: string, args: readonly string[]): Promise<{ text: string; late: boolean }> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 };
    execFile(program, [...args], options, (error: ExecFileException | null, stdout, stderr) => {
      if (typeof error?.code === 'string') reject(error);
      else resolve({ text: `${stdout}${stderr}`, late: error?.killed === true });
    });
  });
}

function define(flags: Flags): string[] {
  return Object.entries(flags).map(([name, value]) => (value === true ? `-D${name}` : `-D${name}=${value}`));
}

/** Reads pan's report. Throws an Error when it is none, as after a mistake in the model. */
export function readReport(report: string, late = false): Verdict {
  const error = /^pan:\d+: (.*)$/m.exec(report)?.[1];
  const depth = /depth reached (\d+), errors: \d+/.exec(report)?.[1];
  const states = /^\s*(\S+) states, stored/m.exec(report)?.[1];
  const memory = /(\S+)\s+total actual memory usage/.exec(report)?.[1];
  if (!late && (depth === undefined || memory === undefined)) throw new Error(`pan gave no report:\n${report}`);
  const limited = late || /max search depth too small|out of memory|Search not completed/.test(report);
  return {
    error,
    exhaustive: error === undefined && !limited && states !== undefined,
    states: Number(states ?? 0),
    depth: Number(depth ?? 0),
    memoryMiB: Number(memory ?? 0),
    report,
  };
}

/**
 * Verifies test/model/handover.pml with these flags: its assertions, and with `claim` also `goes_on`, without any
 * fairness. Without it half the time is needed, and a run that never ends is no error.
 */
export async function verify(t: Teardown, flags: Flags, claim: boolean): Promise<Verdict> {
  const folder = shortFolder(t);
  for (const file of ['handover.pml', 'network.pml', 'faults.pml'])
    cpSync(inRepository('test', 'model', file), path.join(folder, file));
  const generated = await output(folder, 'spin', ['-a', ...define(flags), 'handover.pml']);
  if (!existsSync(path.join(folder, 'pan.c'))) throw new Error(`spin refuses the model:\n${generated.text}`);
  const search = claim ? [] : ['-DSAFETY', '-DNOCLAIM'];
  const compiled = await output(folder, compiler ?? 'cc', [...COMPILER_FLAGS, ...search, '-o', 'pan', 'pan.c']);
  if (!existsSync(path.join(folder, 'pan'))) throw new Error(`the verifier does not compile:\n${compiled.text}`);
  // -a: acceptance cycles, that is runs which the claim forbids; -n: no list of unreached statements.
  const options = [...(claim ? ['-a'] : []), '-n', `-m${DEPTH_LIMIT}`, '-w22'];
  const { text, late } = await output(folder, './pan', options);
  return readReport(text, late);
}
