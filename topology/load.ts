// The entrance for everyone who needs a cost map: from text or a file to the object that answers. The format
// is in parse.ts, the look-ups in table.ts, what callers may ask in cost-map.ts.
import { readFile, stat } from 'node:fs/promises';
import type { CostMapContent } from './content.js';
import type { CostMap } from './cost-map.js';
import { parseCostMap } from './parse.js';
import { CostMapError } from './problems.js';
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
  return parseCostMap(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > maxFileBytes) {
      const advice = 'describe hosts by prefix instead of one by one';
      throw new CostMapError('too-large', `${path}: ${size} bytes, more than the ${maxFileBytes} allowed; ${advice}`);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof CostMapError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const what =
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'not UTF-8 text; save it as UTF-8' : `cannot be read: ${message}`;
    throw new CostMapError('unreadable', `${path}: ${what}`, []);
  }
}
