// Finds what a lab has left on this machine, and ends it. It knows the lab's own things by two signs only:
// a mark in a process's environment whose value is the id in the state file, and the name prefix of network
// namespaces. It can therefore run at any time, after any kind of death, and twice.
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { exec, MARK, sleep } from './exec.js';
import { RUN_DIR } from './paths.js';
import { NAME_PREFIX } from './plan.js';
import { readState } from './state.js';

export interface Remains {
  readonly processes: readonly number[];
  readonly namespaces: readonly string[];
  readonly directories: readonly string[];
}

/**
 * Pids of all processes of the lab `id`. Without an id (its state file is lost) those that carry any lab's
 * mark and stand in one of the lab's network namespaces.
 */
export function markedProcesses(id: string | undefined): number[] {
  const inodes = id === undefined ? namespaceInodes() : undefined;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && isMarked(pid, id) && (!inodes || inodes.has(networkInodeOf(pid))));
}

function isMarked(pid: number, id: string | undefined): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return environment.some((entry) => (id === undefined ? entry.startsWith(`${MARK}=`) : entry === `${MARK}=${id}`));
  } catch {
    return false; // Gone since the listing, or a zombie: nothing to end.
  }
}

function networkInodeOf(pid: number): number | undefined {
  return statSync(`/proc/${pid}/ns/net`, { throwIfNoEntry: false })?.ino;
}

function namespaceInodes(): Set<number | undefined> {
  return new Set(labNamespaces().map((name) => statSync(`/run/netns/${name}`).ino));
}

export function labNamespaces(): string[] {
  return listOrEmpty('/run/netns').filter((name) => name.startsWith(NAME_PREFIX));
}

function listOrEmpty(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** What is there of the lab `id` (default: the one in the state file). */
export function findRemains(id: string | undefined = readState()?.id): Remains {
  return {
    processes: markedProcesses(id),
    namespaces: labNamespaces(),
    directories: existsSync(RUN_DIR) ? [RUN_DIR] : [],
  };
}

export const isEmpty = (remains: Remains): boolean =>
  remains.processes.length + remains.namespaces.length + remains.directories.length === 0;

/** Ends and removes everything of the lab. Idempotent; returns the lab's id so that the caller can look for leftovers. */
export async function clear(): Promise<string | undefined> {
  const id = readState()?.id;
  await endProcesses(id);
  for (const namespace of labNamespaces()) await exec(['ip', 'netns', 'del', namespace], { always: true });
  rmSync(RUN_DIR, { recursive: true, force: true });
  return id;
}

// The first process of a pid namespace takes the rest of it along, so a second look rarely finds anything;
// one is needed for processes that were being started meanwhile.
async function endProcesses(id: string | undefined): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const pids = markedProcesses(id);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Ended by itself between the look and the kill.
      }
    }
    await sleep(50);
  }
  throw new Error(`processes ${markedProcesses(id).join(', ')} of the lab do not end`);
}
