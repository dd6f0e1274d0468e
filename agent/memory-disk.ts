// How the memory file comes onto the disk: whole and in one step, or, when the disk refuses that, in place or not at all.
// What is in it, and when it is written, is memory-file.ts's.
import { closeSync, constants, fsyncSync, ftruncateSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Old or new, whatever happens meanwhile: written beside, on disk, then renamed. */
export function replaceFile(file: string, text: string): void {
  const beside = `${file}.new`;
  try {
    const fd = openSync(beside, 'w', 0o600);
    try {
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, file);
  } catch (error) {
    // Half of it would only take room from a disk that may be full.
    removed(beside);
    throw error;
  }
  // The new name lasts through a loss of power only when the folder is on disk too.
  const folder = openSync(path.dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * In the room that the file has already, so that a full disk allows it. Half done, it leaves what is no memory, and not
 * the older one. Makes the file when there is none.
 */
export function overwriteFile(file: string, text: string): void {
  const fd = openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    writeFileSync(fd, text);
    ftruncateSync(fd, Buffer.byteLength(text));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Whether no file is there any more. Why it cannot be removed is no news: the failed write has told it. */
export function removed(file: string): boolean {
  try {
    rmSync(file, { force: true });
    return true;
  } catch {
    return false;
  }
}
