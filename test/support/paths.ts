// Where tests find the repository's files. Compiled tests run from dist/ (or from another output folder
// while developing), whereas fixtures, schemas and units stay in the source tree.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

function isRoot(folder: string): boolean {
  const file = path.join(folder, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === 's-core';
}

function rootAbove(start: string): string | undefined {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (isRoot(folder)) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

function findRoot(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const root = rootAbove(here) ?? rootAbove(process.cwd());
  if (root === undefined) throw new Error(`no package.json of s-core above ${here} or ${process.cwd()}`);
  return root;
}

/** The repository root: the nearest folder with S-CORE's package.json above the compiled file, else above the working directory. */
export const repositoryRoot = findRoot();

/** Folder that holds the compiled tree (`dist` normally), so that tests can start compiled programs. */
export const compiledRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Absolute path of a file of the source tree, such as `inRepository('test/ovs/fixtures/dump.txt')`. */
export function inRepository(...parts: string[]): string {
  return path.join(repositoryRoot, ...parts);
}

/** Absolute path of a compiled file, such as `compiled('tools/score-token/main.js')`. */
export function compiled(...parts: string[]): string {
  return path.join(compiledRoot, ...parts);
}

/** Text of a fixture, such as `fixture('ovs', 'dump.txt')` for test/ovs/fixtures/dump.txt. */
export function fixture(area: string, name: string): string {
  return readFileSync(inRepository('test', area, 'fixtures', name), 'utf8');
}
