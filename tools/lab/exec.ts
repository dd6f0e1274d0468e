// Child processes of the lab. Each one carries the environment variable MARK with the id of this lab, and so
// do its descendants; remains.ts finds them by it, even after this process was killed. Not a shell: commands
// are argument vectors.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { LabError } from './errors.js';
import { NAME_PREFIX } from './plan.js';

export const MARK = 'SCORE_LAB_ID';
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;
let labId: string | undefined;
const interruption = new AbortController();
// Every command at hand listens; Node would warn of more than ten.
setMaxListeners(1000, interruption.signal);

/** Sets the id that every later child is marked with. */
export function markChildrenWith(id: string): void {
  labId = id;
}

/** Makes every wait and command at hand, and every later one, fail with LabError('interrupted'); cleaning up goes on. */
export function interrupt(): void {
  interruption.abort();
}

/** Calls `listener` when the user interrupts. */
export function onInterrupt(listener: () => void): void {
  interruption.signal.addEventListener('abort', listener, { once: true });
}

function throwIfInterrupted(): void {
  if (interruption.signal.aborted) throw new LabError('interrupted', 'interrupted');
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
  /** Part of cleaning up: runs although the user has interrupted. */
  readonly always?: boolean;
}

/** Runs a program to its end and returns what it wrote. Rejects with LabError('command-failed') on any other exit code than 0. */
export function exec(argv: readonly string[], options: ExecOptions = {}): Promise<string> {
  const [program, ...rest] = argv as [string, ...string[]];
  return new Promise((resolve, reject) => {
    if (!options.always) throwIfInterrupted();
    const settings = {
      env: childEnvironment(),
      timeout: options.timeoutMs ?? 60_000,
      killSignal: 'SIGKILL' as const,
      maxBuffer: MAX_OUTPUT_BYTES,
      ...(options.always ? {} : { signal: interruption.signal }),
    };
    const child = execFile(program, rest, settings, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if (error.name === 'AbortError') return reject(new LabError('interrupted', 'interrupted'));
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

/**
 * The same without the pid namespace, for programs that only open sockets: entering that namespace takes a second
 * process, which a signal to the first would not reach.
 */
export function besideHost(initPid: number, argv: readonly string[]): string[] {
  return ['nsenter', '-t', String(initPid), '-m', '-u', '-i', '-n', '--', ...argv];
}

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

/** Waits, unless the user interrupts: then rejects with LabError('interrupted'). */
export async function pause(ms: number): Promise<void> {
  await setTimeout(ms, undefined, { signal: interruption.signal }).catch(throwIfInterrupted);
}

/** Waits in any case. */
export const sleep = (ms: number): Promise<void> => setTimeout(ms);

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
      throwIfInterrupted();
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > deadline)
      throw new LabError('timeout', `${what}: not after ${timeoutMs} ms${last && `; last: ${last}`}`);
    await pause(everyMs);
  }
}
