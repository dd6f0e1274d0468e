// Lines of a file from its end, piece by piece, so that the latest of a large file cost no more than those of a small one.
import type { FileHandle } from 'node:fs/promises';

const PIECE_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * The lines in the first `bytes` of the file, the last first, without their newlines. A line longer than `maxBytes` is
 * left out. Rejects with the system's error.
 */
export async function* linesBackward(file: FileHandle, bytes: number, maxBytes: number): AsyncGenerator<Buffer> {
  /** Pieces of the line whose beginning is not read yet, the first first. */
  let open: Buffer[] = [];
  let openBytes = 0;
  for (let end = bytes; end > 0; ) {
    const start = Math.max(0, end - PIECE_BYTES);
    const piece = await readPiece(file, start, end);
    let until = piece.length;
    for (let at = piece.lastIndexOf(NEWLINE); at >= 0; at = at === 0 ? -1 : piece.lastIndexOf(NEWLINE, at - 1)) {
      const rest = piece.subarray(at + 1, until);
      if (openBytes + rest.length > 0 && openBytes + rest.length <= maxBytes) yield Buffer.concat([rest, ...open]);
      [open, openBytes] = [[], 0];
      until = at;
    }
    openBytes += until;
    // What is too long is only counted, so that no line takes more memory than it may.
    if (openBytes <= maxBytes) open.unshift(piece.subarray(0, until));
    else open = [];
    end = start;
  }
  if (openBytes > 0 && openBytes <= maxBytes) yield Buffer.concat(open);
}

async function readPiece(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const piece = Buffer.alloc(end - start);
  let length = 0;
  while (length < piece.length) {
    const { bytesRead } = await file.read(piece, length, piece.length - length, start + length);
    if (bytesRead === 0) break; // It was cut meanwhile; what follows would be of nobody.
    length += bytesRead;
  }
  return piece.subarray(0, length);
}
