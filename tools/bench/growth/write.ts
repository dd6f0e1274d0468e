// Keeps what `--growth` measured: results.jsonl holds the numbers, one benchmark a line, and RESULTS.md and the plots
// are drawn from it. A run of some benchmarks replaces theirs and leaves the others' figures as they are.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadDraw } from '../../sim/report/draw.js';
import { registry } from '../registry.js';
import type { Outcome } from '../run.js';
import { curvesOf } from './curves.js';
import { thisMachine } from './machine.js';
import { type Measured, resultsText } from './markdown.js';
import { plotFile, plotSpec } from './plot.js';
import { thesisOf } from './thesis.js';

/** Writes RESULTS.md, results.jsonl and plots/ below `folder`; returns the path of RESULTS.md. */
export async function writeGrowth(folder: string, outcomes: readonly Outcome[]): Promise<string> {
  mkdirSync(path.join(folder, 'plots'), { recursive: true });
  const numbers = path.join(folder, 'results.jsonl');
  const all = merge(read(numbers), outcomes);
  writeFileSync(numbers, all.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const file = path.join(folder, 'RESULTS.md');
  writeFileSync(file, resultsText(all));
  const draw = await loadDraw();
  for (const curve of all.flatMap(({ measurements }) => curvesOf(measurements))) {
    const svg = await draw(plotSpec(curve, thesisOf(curve)), `${curve.name} against its size, both logarithmic`);
    writeFileSync(path.join(folder, 'plots', plotFile(curve.name)), `${svg}\n`);
  }
  return file;
}

function read(file: string): readonly Measured[] {
  try {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Measured);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`${file}: ${(error as Error).message}; remove it to begin anew`);
  }
}

/** In the registry's order; a benchmark that failed keeps its old figures. */
function merge(before: readonly Measured[], outcomes: readonly Outcome[]): Measured[] {
  const machine = thisMachine();
  const fresh = outcomes
    .filter(({ error }) => error === undefined)
    .map(({ name, measurements }) => ({ name, machine, measurements }));
  return registry.flatMap(({ name }) => {
    const isOf = (each: Measured): boolean => each.name === name;
    return fresh.find(isOf) ?? before.find(isOf) ?? [];
  });
}
