// A file that is read at once: only when it is a regular one, and never more of it than it may have. Pipes and devices
// would block for ever or never end.
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';

/** `missing`: there is none. `irregular`: a folder, a pipe, a device. `too-large`: more bytes than asked for. */
export type RegularFileErrorCode = 'missing' | 'irregular' | 'too-large' | 'unreadable';

/** The message says what is wrong with the file, but not which it is. */
export class RegularFileError extends Error {
  override readonly name = 'RegularFileError';
  readonly code: RegularFileErrorCode;

  constructor(code: RegularFileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The bytes of a file with at most `maxBytes`. Rejects with RegularFileError. */
export async function readRegularFile(file: string, maxBytes: number): Promise<Uint8Array> {
  try {
    // Asked before it is opened, for opening can have effects on a device; and again, for it may be another by then.
    checkSize(await stat(file), maxBytes);
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      checkSize(stats, maxBytes);
      const bytes = Buffer.alloc(stats.size);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, null);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof RegularFileError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new RegularFileError('missing', 'is missing', { cause: error });
    throw new RegularFileError('unreadable', `cannot be read: ${message}`, { cause: error });
  }
}

function checkSize(stats: { isFile(): boolean; readonly size: number }, maxBytes: number): void {
  if (!stats.isFile()) throw new RegularFileError('irregular', 'is no regular file');
  if (stats.size <= maxBytes) return;
  throw new RegularFileError('too-large', `has ${stats.size} bytes, more than the ${maxBytes} it can need`);
}
