// Who may use the control socket: its folder and group. Everything about file modes is here; what is said on
// the socket is not.
import { chown, mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** Members of this group may use the socket without being root; systemd/score.sysusers makes it. */
export const socketGroup = 'score';

/**
 * The id of a local group, from /etc/group (group(5)); undefined when there is none. Groups of a directory
 * service are not looked at: the installed group is a local one.
 */
export async function findGroup(name: string, groupFile = '/etc/group'): Promise<number | undefined> {
  const text = await readFile(groupFile, 'utf8').catch(() => ''); // Without the file there are no groups.
  for (const line of text.split('\n')) {
    const [entry, , id] = line.split(':');
    if (entry === name && /^\d+$/.test(id ?? '')) return Number(id);
  }
  return undefined;
}

/** Gives `file` to the group unless it has it already. Resolves with what went wrong, for the log. */
export async function giveToGroup(file: string, group: number): Promise<string | undefined> {
  try {
    const { uid, gid } = await stat(file);
    if (gid !== group) await chown(file, uid, group);
    return undefined;
  } catch (error) {
    return `cannot give ${file} to group ${group}: ${(error as Error).message}; only its owner can use it`;
  }
}

/**
 * Makes the socket's folder with mode 0750 when it is missing; one that exists is left as it is. Only that folder:
 * Node's recursive mkdir never ends below /proc, and a missing parent is a mistake in the path anyway. Resolves
 * with what the operator should know about the folder. Rejects with an Error that says what to do.
 */
export async function prepareFolder(socket: string, group: number | undefined): Promise<string[]> {
  const folder = path.dirname(socket);
  if (await makeFolder(folder)) {
    const problem = group === undefined ? undefined : await giveToGroup(folder, group);
    return problem === undefined ? [] : [problem];
  }
  const { mode } = await stat(folder);
  const open = (mode & 0o1002) === 0o002;
  return open ? [`everybody can write to ${folder}, so anybody can replace the socket; make it 0750`] : [];
}

/** False when it is there already. */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o750 });
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    const advice = code === 'ENOENT' ? `; ${path.dirname(folder)} must exist` : '';
    throw new Error(`cannot make the control socket's folder ${folder}: ${message}${advice}; see controlSocket`);
  }
}
