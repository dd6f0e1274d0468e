// Starts the demo as a process for tests, and looks for what it leaves behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type t from 'tap';
import { compiled } from '../support/paths.js';
import { shortFolder, type Teardown, until } from '../support/temporary.js';

export type Checks = Pick<typeof t, 'same' | 'equal' | 'ok'>;

export interface Demo {
  readonly child: ChildProcess;
  readonly out: string;
  /** Its own folder for sockets, so that leftovers are seen. */
  readonly temporary: string;
  output(): string;
  /** [exit code, signal] */
  readonly ended: Promise<[number | null, string | null]>;
}

export function startDemo(test: Teardown, ...argv: string[]): Demo {
  const folder = shortFolder(test);
  const [out, temporary] = [path.join(folder, 'out'), path.join(folder, 'tmp')];
  mkdirSync(temporary);
  const child = spawn(process.execPath, [compiled('tools/demo/main.js'), '--out', out, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (data) => (text += data));
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  test.teardown(() => child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'));
  return { child, out, temporary, output: () => text, ended };
}

/** Processes whose command line names the folder; only where /proc shows them. */
export function processesOf(folder: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  const commandLine = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return ''; // It has ended meanwhile.
    }
  };
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandLine(pid).includes(folder));
}

/** Waits for the demo's agents to end. */
export async function leavesNothing(test: Checks, demo: Demo) {
  await until('every agent has ended', () => processesOf(demo.out).length === 0, 15_000);
  test.same(processesOf(demo.out), [], 'no process is left');
}
