// Runs score-lab for the lab tests, and looks at what it leaves behind by means of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ensureGuestParts } from '../../tools/lab/guest-parts.js';
import { whyUnsupported } from '../../tools/lab/machine.js';
import { missingPackages } from '../../tools/lab/packages.js';
import { compiled } from '../support/paths.js';

/** Why the lab cannot be tested here, or undefined. */
export async function labObstacle(): Promise<string | undefined> {
  const unsupported = whyUnsupported();
  if (unsupported) return unsupported.message;
  const missing = missingPackages();
  if (missing.length > 0) return `missing Debian packages: ${missing.join(' ')} (npm run lab installs them)`;
  if (existsSync('/run/score-lab')) return 'a lab is up on this machine; `score-lab down` first';
  return ensureGuestParts(() => undefined).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when a line that contains `text` has appeared on stderr; false when the program ended before. */
  said(text: string): Promise<boolean>;
}

export function startLab(...args: string[]): Running {
  const child = spawn(process.execPath, [compiled('tools/lab/main.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const said = (text: string): Promise<boolean> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (stderr.includes(text)) resolve(true);
      };
      child.stderr.on('data', look);
      look();
      void ended.then(() => resolve(stderr.includes(text)));
    });
  return { child, ended, said };
}

export const runLab = (...args: string[]): Promise<Ended> => startLab(...args).ended;

/** Everything of a lab that is on this machine now: found by name and by command line, not by the lab's own bookkeeping. */
export function traces(): string[] {
  const named = (directory: string): string[] =>
    (existsSync(directory) ? readdirSync(directory) : [])
      .filter((name) => name.startsWith('score-lab'))
      .map((name) => `${directory}/${name}`);
  const processes = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => /score-lab/.test(commandOf(pid)) && !/tools\/lab\/main\.js/.test(commandOf(pid)))
    .map((pid) => `process ${pid}: ${commandOf(pid)}`);
  return [...named('/run'), ...named('/run/netns'), ...processes];
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
