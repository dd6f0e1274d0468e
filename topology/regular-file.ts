// Reads a small regular file, and nothing else: a FIFO would keep the reader waiting for a writer, a device would never end.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** Why a file was not read, other than what the system says of it (then it is Node's own error, with its errno). */
export type FileRefusalCode = 'not-regular' | 'too-large';

export class FileRefusal extends Error {
  override readonly name = 'FileRefusal';
  readonly code: FileRefusalCode;

  constructor(code: FileRefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The bytes of a regular file, or of what a symbolic link to one leads to. Throws FileRefusal, whose message does not name
 * the file, or an error of `fs`.
 */
export function readRegularFile(path: string, maxBytes: number): Uint8Array {
  // Opening a FIFO for reading waits for its writer, but not with O_NONBLOCK (open(2)); regular files do not mind.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new FileRefusal('not-regular', `it is ${kindOf(stats)}, not a regular file`);
    if (stats.size > maxBytes) throw new FileRefusal('too-large', `${stats.size} bytes, of ${maxBytes} at most`);
    // Somebody may be writing it: one byte more than there may be tells.
    const bytes = new Uint8Array(maxBytes < stats.size + 1 ? maxBytes + 1 : stats.size + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null);
    }
    if (length === bytes.length) throw new FileRefusal('too-large', 'it grew while it was read');
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a FIFO';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}
