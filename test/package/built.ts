// Builds the package from the tree that the tests were compiled with, and takes it apart again.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, buildPackage } from '../../tools/package/build.js';
import { compiledRoot, repositoryRoot } from '../support/paths.js';

/** So that two builds of one test are of one time, whatever is committed meanwhile. */
export const environment = { ...process.env, SOURCE_DATE_EPOCH: '1750000000' };

/** Path of the package in `folder`. */
export function build(folder: string, options: Partial<BuildOptions> = {}): string {
  return buildPackage({ root: repositoryRoot, dist: compiledRoot, folder, revision: 1, environment, ...options });
}

/** Its files, below `folder`. */
export function unpack(deb: string, folder: string): string {
  execFileSync('dpkg-deb', ['--extract', deb, folder]);
  return folder;
}

/** A tree as the repository, of links to it; the folder `changed` is a real one with links inside, to be changed. */
export function copyOfTree(folder: string, changed: string): string {
  const link = (from: string, to: string, except?: string) => {
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from)) if (name !== except) symlinkSync(path.join(from, name), path.join(to, name));
  };
  link(repositoryRoot, folder, changed);
  link(path.join(repositoryRoot, changed), path.join(folder, changed));
  return folder;
}

/** Why a test that needs the program is skipped, or false. */
export function without(program: string): string | false {
  return spawnSync(program, ['--version']).error ? `${program} is not installed` : false;
}
