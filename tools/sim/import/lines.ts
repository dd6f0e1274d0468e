// The lines of a text file, streamed: a dump of a million flows is some 150 MB. What they mean is dump-line.ts's.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { errorAt, ImportError, type Place } from './error.js';

/** Longest line, bytes: a VM with a thousand addresses. A file without line ends must not fill the memory. */
export const maxLineBytes = 64 * 1024;
const chunkBytes = 1024 * 1024;
const lineFeed = 0x0a;

/**
 * Gives every line that is not blank to `take`. Rejects with ImportError, and with what `take` throws. The file is
 * read more than once by the importer, so that pipes are refused.
 */
export async function readLines(file: string, take: (text: string, place: Place) => void): Promise<void> {
  await checkRegular(file);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  let rest: Buffer = Buffer.alloc(0);
  const give = (bytes: Uint8Array): void => {
    line += 1;
    const place = { file, line };
    if (bytes.length > maxLineBytes) throw errorAt('damaged', place, tooLong);
    const text = decodeLine(decoder, bytes, place);
    if (text.trim() !== '') take(text, place);
  };
  for await (const chunk of chunksOf(file)) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      const bytes = chunk.subarray(start, end);
      give(rest.length === 0 ? bytes : Buffer.concat([rest, bytes]));
      rest = Buffer.alloc(0);
      start = end + 1;
    }
    rest = Buffer.concat([rest, chunk.subarray(start)]);
    if (rest.length > maxLineBytes) give(rest);
  }
  if (rest.length > 0) give(rest);
}

const tooLong = `a line of more than ${maxLineBytes} bytes, which no dump has; is it a dump of score-token dump-flows?`;

function decodeLine(decoder: TextDecoder, bytes: Uint8Array, place: Place): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw errorAt('damaged', place, 'not UTF-8 text; dump this host again');
  }
}

async function checkRegular(file: string): Promise<void> {
  const stats = await stat(file).catch((error: Error) => {
    throw unreadable(file, error);
  });
  if (stats.isFile()) return;
  const what = stats.isDirectory() ? 'a folder; name the files in it' : 'no regular file; save the dump to one';
  throw new ImportError('unreadable', `${file}: ${what}`);
}

async function* chunksOf(file: string): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* createReadStream(file, { highWaterMark: chunkBytes });
  } catch (error) {
    throw unreadable(file, error as Error);
  }
}

function unreadable(file: string, error: Error): ImportError {
  return new ImportError('unreadable', `${file}: cannot be read: ${error.message}`, { cause: error });
}
