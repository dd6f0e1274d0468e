// One lab at a time: a lock file with the pid and start time of its owner. A lock whose owner is gone is
// taken over. The start time keeps a recycled pid from passing for the owner.
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LabError } from './errors.js';
import { LOCK_FILE } from './paths.js';

/** A process's start time in clock ticks since boot (field 22 of proc_pid_stat(5)), undefined when it is gone. */
export function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name may hold spaces and parentheses, so count fields from the last one.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function owner(): { pid: number; alive: boolean } | undefined {
  let text: string;
  try {
    text = readFileSync(LOCK_FILE, 'utf8');
  } catch {
    return undefined;
  }
  const [pid, started] = text.trim().split(' ');
  return { pid: Number(pid), alive: started !== undefined && startTimeOf(Number(pid)) === started };
}

/** Takes the lock or throws LabError('busy'). The returned function gives it back. */
export function takeLock(): () => void {
  // A lock that appears under its final name already has its content: written aside, then linked.
  const aside = `${LOCK_FILE}.${process.pid}`;
  removeDeadAsides();
  writeFileSync(aside, `${process.pid} ${startTimeOf(process.pid)}\n`);
  try {
    for (let tries = 0; tries < 3; tries++) {
      try {
        linkSync(aside, LOCK_FILE);
        return () => rmSync(LOCK_FILE, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const other = owner();
      if (other?.alive)
        throw new LabError('busy', `another score-lab (pid ${other.pid}) is at work; wait for it or end it`);
      rmSync(LOCK_FILE, { force: true });
    }
  } finally {
    rmSync(aside, { force: true });
  }
  throw new LabError('busy', `cannot take ${LOCK_FILE}; another score-lab is starting`);
}

/** A process killed between the two steps of takeLock leaves the file that it wrote aside. */
function removeDeadAsides(): void {
  const prefix = `${path.basename(LOCK_FILE)}.`;
  for (const name of readdirSync(path.dirname(LOCK_FILE)).filter((entry) => entry.startsWith(prefix))) {
    const alive = startTimeOf(Number(name.slice(prefix.length))) !== undefined;
    if (!alive) rmSync(path.join(path.dirname(LOCK_FILE), name), { force: true });
  }
}
