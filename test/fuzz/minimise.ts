// Chooses from many inputs the few that are kept in the tree: the shortest that together reach all that the target's own
// seeds do not. Inputs that were put there by name, for a fault that they once showed, stay.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { addInputs, treeFolder } from './engine/corpus.js';
import { Coverage } from './engine/coverage.js';
import { targets } from './targets/index.js';

/** Long inputs make a large tree and slow tests. */
const maxBytes = 3000;
const maxInputs = 40;

/** Returns how many were chosen. */
export async function minimise(name: string, inputs: readonly Buffer[]): Promise<number> {
  const { sources, load } = targets[name]!;
  const coverage = new Coverage(new URL('../../', import.meta.url).href, sources);
  const target = await load();
  for (const seed of target.seeds()) await target.run(Buffer.from(seed));
  coverage.look();
  const chosen: Buffer[] = [];
  const short = inputs.filter(({ length }) => length <= maxBytes).sort((a, b) => a.length - b.length);
  for (const input of short) {
    if (chosen.length >= maxInputs) break;
    await target.run(Buffer.from(input));
    if (coverage.look().fresh > 0) chosen.push(input);
  }
  const folder = path.join(treeFolder, name);
  for (const file of namesIn(folder)) if (/^[0-9a-f]{12}$/.test(file)) rmSync(path.join(folder, file));
  const named = new Set(namesIn(folder).map((file) => readFileSync(path.join(folder, file), 'latin1')));
  addInputs(
    folder,
    chosen.filter((input) => !named.has(input.toString('latin1'))),
  );
  return chosen.length;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
