// Inputs kept as files, a folder for each target: those in the tree (../corpus), and what a run leaves in its output
// folder. A file's name is the beginning of its content's SHA-256.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRepository } from '../../support/paths.js';
import { type Finding, nameOf } from './findings.js';

export const treeFolder = inRepository('test/fuzz/corpus');

/** The inputs in a folder, in the order of their names; none when there is no folder. */
export function readInputs(folder: string): Buffer[] {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names.map((name) => readFileSync(path.join(folder, name)));
}

/** Makes the folder hold these inputs and no others. */
export function replaceInputs(folder: string, inputs: readonly Uint8Array[]): void {
  rmSync(folder, { recursive: true, force: true });
  addInputs(folder, inputs);
}

export function addInputs(folder: string, inputs: readonly Uint8Array[]): void {
  if (inputs.length === 0) return;
  mkdirSync(folder, { recursive: true });
  for (const input of inputs) writeFileSync(path.join(folder, nameOf(input)), input);
}

/** Writes the input and, beside it, what it did; returns the input's path. */
export function writeFinding(folder: string, { target, kind, message, input }: Finding): string {
  const at = path.join(folder, target);
  mkdirSync(at, { recursive: true });
  const file = path.join(at, `${kind}-${nameOf(input)}`);
  writeFileSync(file, input);
  writeFileSync(`${file}.txt`, `${message}\nnpm run fuzz -- --replay ${file} ${target}\n`);
  return file;
}
