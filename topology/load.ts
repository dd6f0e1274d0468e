// The entrance for everyone who needs a cost map: from text or a file to the object that answers. The format
// is in parse.ts, the look-ups in table.ts, what callers may ask in cost-map.ts.
import type { CostMapContent } from './content.js';
import type { CostMap } from './cost-map.js';
import { parseCostMap } from './parse.js';
import { CostMapError } from './problems.js';
import { readRegularFile } from './regular-file.js';
import { buildCostMap } from './table.js';

export { CostMapError, type CostMapErrorCode, type CostMapProblem } from './problems.js';

/**
 * Largest cost map file, bytes. 16 MiB hold some 250,000 single hosts; the YAML library needs about 150 bytes of
 * memory for each byte of them while it parses, and prefixes say the same in far less.
 */
export const maxFileBytes = 16 * 1024 * 1024;

/**
 * The cost map of a text. `fileName` is only for messages. Throws CostMapError with every problem found, each
 * with its line and column.
 */
export function loadCostMap(text: string, fileName: string): CostMap {
  return buildCostMap(parseCostMap(text, fileName));
}

/** The cost map of a file in UTF-8. Rejects with CostMapError. */
export async function readCostMap(path: string): Promise<CostMap> {
  return buildCostMap(await readCostMapContent(path));
}

/** What a cost map file says, entry by entry, for those who count or print it. Rejects with CostMapError. */
export async function readCostMapContent(path: string): Promise<CostMapContent> {
  return parseCostMap(readText(path), path);
}

function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readRegularFile(path, maxFileBytes));
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === 'too-large') {
      throw new CostMapError('too-large', `${path}: ${message}; describe hosts by prefix instead of one by one`);
    }
    const what =
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'not UTF-8 text; save it as UTF-8' : `cannot be read: ${message}`;
    throw new CostMapError('unreadable', `${path}: ${what}`, []);
  }
}
