// Files that nobody sees half-written: each is written under a temporary name beside its own and renamed when all are
// complete. What is in them is the caller's.
import { type FileHandle, lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** `unwritable`: the folder cannot be made, or nothing can be written into it. */
export type OutputErrorCode = 'unwritable';

/** The message says which folder, what is wrong and what to do. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly code: OutputErrorCode = 'unwritable';
}

/** Gives the open file its content. */
export type Fill = (handle: FileHandle) => Promise<void>;

export interface NewFile {
  readonly name: string;
  readonly content: string | Uint8Array | Fill;
}

/**
 * Writes the files into the folder, over files of these names; a link of such a name is replaced, not followed.
 * Should it fail or be ended before all of them are complete, those of before stay as they were; should it be ended
 * later, the last of several is missing, so that old and new files together cannot be taken for whole. Leaves at
 * most `NAME.tmp` behind, which the next time replaces. Rejects with OutputError, or with errors of node:fs.
 */
export async function writeNewFiles(folder: string, files: readonly NewFile[]): Promise<void> {
  const temporary = files.map(({ name }) => path.join(folder, `${name}.tmp`));
  try {
    for (const [index, { content }] of files.entries()) await writeNew(temporary[index]!, content);
  } catch (error) {
    await Promise.all(temporary.map((file) => rm(file, { force: true })));
    throw error;
  }
  if (files.length > 1) await rm(path.join(folder, files.at(-1)!.name), { force: true });
  for (const [index, { name }] of files.entries()) await rename(temporary[index]!, path.join(folder, name));
}

async function writeNew(file: string, content: NewFile['content']): Promise<void> {
  await rm(file, { force: true });
  // Fails where somebody was quicker to put something there, such as a link to another file.
  const handle = await open(file, 'wx');
  try {
    if (typeof content === 'function') await content(handle);
    else await handle.writeFile(content);
  } catch (error) {
    // What the system says of an open file, such as ENOSPC, does not name it.
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new OutputError(`${file}: cannot be written: ${message}; make room, or name another folder`, {
      cause: error,
    });
  } finally {
    await handle.close();
  }
}

/**
 * Makes the folder, with those above it, when it is missing, and tries whether a file can be written there. Rejects
 * with OutputError.
 */
export async function makeOutputFolder(folder: string): Promise<void> {
  try {
    await makeFolder(path.resolve(folder));
    const probe = path.join(folder, '.score-sim.tmp');
    await writeNew(probe, 'Tries whether this folder can be written.\n');
    await rm(probe, { force: true });
  } catch (error) {
    if (error instanceof OutputError) throw error;
    const advice = 'check the path and its permissions, or name another folder';
    throw new OutputError(`${folder}: cannot be written: ${(error as Error).message}; ${advice}`);
  }
}

/** One folder at a time: below /proc the recursive mkdir of Node 20 to 24 never comes back. */
async function makeFolder(folder: string): Promise<void> {
  const kind = await kindOf(folder);
  if (kind === 'folder') return;
  if (kind === 'link')
    throw new OutputError(`${folder}: a link to what is not there; remove it or name another folder`);
  if (kind === 'file') throw new OutputError(`${folder}: no folder; name another one for the output`);
  await makeFolder(path.dirname(folder));
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Somebody else made it in between.
    if (error.code !== 'EEXIST') throw error;
  });
}

async function kindOf(file: string): Promise<'folder' | 'file' | 'link' | undefined> {
  const isMissing = (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  };
  const own = await lstat(file).catch(isMissing);
  if (own === undefined) return undefined;
  const found = own.isSymbolicLink() ? await stat(file).catch(isMissing) : own;
  if (found === undefined) return 'link';
  return found.isDirectory() ? 'folder' : 'file';
}
