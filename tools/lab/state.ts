// The file that names a lab: its id, which marks every process of it, and where its hypervisors' first
// processes are. Written before anything else is made, so that whatever follows can be found and ended.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { LabError } from './errors.js';
import { hostDir, RUN_DIR, STATE_FILE } from './paths.js';

export interface LabState {
  /** Value of the mark in the environment of all the lab's processes. */
  readonly id: string;
  readonly startedAt: string;
  /** Set when `up` has finished. */
  readonly ready: boolean;
  readonly accelerator?: 'kvm' | 'tcg';
  readonly upMs?: number;
}

/** Makes RUN_DIR and a new state file in it. */
export function createState(): LabState {
  const state: LabState = { id: randomUUID(), startedAt: new Date().toISOString(), ready: false };
  mkdirSync(RUN_DIR, { recursive: true, mode: 0o755 });
  writeState(state);
  return state;
}

export function writeState(state: LabState): void {
  writeFileSync(`${STATE_FILE}.new`, `${JSON.stringify(state)}\n`);
  renameSync(`${STATE_FILE}.new`, STATE_FILE);
}

/** The lab's state, or undefined when there is no lab (or no readable trace of one). */
export function readState(): LabState | undefined {
  try {
    return JSON.parse(readFileSync(STATE_FILE, 'utf8')) as LabState;
  } catch {
    return undefined;
  }
}

/** The state of a lab that is up. Throws LabError('not-up'). */
export function requireState(): LabState {
  const state = readState();
  if (!state?.ready) throw new LabError('not-up', 'the lab is not up; run `score-lab up` first');
  return state;
}

/** Pid, in the outer pid namespace, of a hypervisor's first process. Throws LabError('not-up'). */
export function initPidOf(host: string): number {
  try {
    const pid = Number(readFileSync(`${hostDir(host)}/init.pid`, 'utf8'));
    if (pid > 1) return pid;
  } catch {
    // Falls through to the error below, which says more than ENOENT.
  }
  throw new LabError('not-up', `hypervisor ${host} has not started; see ${hostDir(host)}/init.log`);
}
