// Child processes of the lab. Each one carries the environment variable MARK with the id of this lab, and so
// do its descendants; remains.ts finds them by it, even after this process was killed. Not a shell: commands
// are argument vectors.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { LabError } from './errors.js';
import { NAME_PREFIX, namespaceOf } from './plan.js';

export const MARK = 'SCORE_LAB_ID';
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;
let labId: string | undefined;

/** Sets the id that every later child is marked with. */
export function markChildrenWith(id: string): void {
  labId = id;
}

/** Debian keeps tools in sbin, which is not in every PATH; C locale, because output is parsed. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const marked = labId === undefined ? {} : { [MARK]: labId };
  return { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: 'C', ...marked };
}

export interface ExecOptions {
  /** Default 60000. */
  readonly timeoutMs?: number;
  readonly input?: string | Buffer;
}

/** Runs a program to its end and returns what it wrote. Rejects with LabError('command-failed') on any other exit code than 0. */
export function exec(argv: readonly string[], options: ExecOptions = {}): Promise<string> {
  const [program, ...rest] = argv as [string, ...string[]];
  return new Promise((resolve, reject) => {
    const settings = {
      env: childEnvironment(),
      timeout: options.timeoutMs ?? 60_000,
      killSignal: 'SIGKILL' as const,
      maxBuffer: MAX_OUTPUT_BYTES,
    };
    const child = execFile(program, rest, settings, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const why = error.killed
        ? `no end after ${settings.timeout} ms`
        : stderr.trim() || stdout.trim() || error.message;
      reject(new LabError('command-failed', `${argv.join(' ').slice(0, 300)}: ${why.slice(0, 2000)}`));
    });
    if (options.input !== undefined) child.stdin?.end(options.input);
  });
}

/** Arguments that run a command inside a network namespace only. The probe and the fabric are no more than that. */
export function inNamespace(namespace: string, argv: readonly string[]): string[] {
  if (!namespace.startsWith(NAME_PREFIX)) throw new RangeError(`${namespace} is not the lab's`);
  return ['nsenter', `--net=/run/netns/${namespace}`, '--', ...argv];
}

/** Arguments that run a command inside a hypervisor: all five namespaces of its first process. */
export function inHost(initPid: number, argv: readonly string[]): string[] {
  return ['nsenter', '-t', String(initPid), '-m', '-u', '-i', '-n', '-p', '--', ...argv];
}

export const onHostNetwork = (host: string, argv: readonly string[]): string[] => inNamespace(namespaceOf(host), argv);

/** Starts a process that outlives this one; output goes to `logFile`. */
export function startDetached(argv: readonly string[], logFile: string): ChildProcess {
  const [program, ...rest] = argv as [string, ...string[]];
  const log = openSync(logFile, 'a');
  const child = spawn(program, rest, {
    detached: true,
    stdio: ['ignore', log, log],
    env: childEnvironment(),
    cwd: '/',
  });
  closeSync(log);
  child.unref();
  return child;
}

/** Starts a process whose output this one reads, and which it ends. */
export function startPiped(argv: readonly string[]): ChildProcess {
  const [program, ...rest] = argv as [string, ...string[]];
  return spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: childEnvironment() });
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Calls `attempt` until it returns something other than undefined. Rejects with LabError('timeout') that
 * carries the last failure's text.
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  attempt: () => Promise<T | undefined>,
  everyMs = 200,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last = '';
  for (;;) {
    try {
      const value = await attempt();
      if (value !== undefined) return value;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > deadline)
      throw new LabError('timeout', `${what}: not after ${timeoutMs} ms${last && `; last: ${last}`}`);
    await sleep(everyMs);
  }
}
