// The npm packages that the programs need at run time: which they are, the files of each that are shipped, and what
// its licence says. Reads node_modules; fetches nothing.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Entry, file } from './entry.js';
import { PackageError } from './errors.js';

export interface Dependency {
  readonly name: string;
  readonly version: string;
  /** SPDX identifier. */
  readonly licence: string;
  readonly licenceText: string;
  /** Whom its package.json names, where the licence's text names nobody. */
  readonly author: string;
  /** Folder of the package. */
  readonly folder: string;
}

interface Manifest {
  readonly version?: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Folders that no program on Node reads: other platforms, tests, documents, builds for browsers. */
const SKIPPED_FOLDERS = ['browser', 'react-native', 'test', 'tests', 'specs', 'examples', 'docs', 'benchmark'];
/** And of a package of its own: a path below it. */
const SKIPPED_PATHS: Readonly<Record<string, readonly string[]>> = {
  protobufjs: ['dist', 'ext', 'google'],
  bintrees: ['dist'],
  yaml: ['bin.mjs'],
  tdigest: ['example.js', 'gruntfile.js'],
};
const SHIPPED = /(^|\/)package\.json$|^LICEN[CS]E[^/]*$|\.(js|cjs|mjs)$/;

/** The closure of package.json's `dependencies`, sorted by name. Throws PackageError('dependency'). */
export function runtimeDependencies(root: string): Dependency[] {
  const found = new Map<string, Dependency>();
  const waiting = Object.keys(readManifest(path.join(root, 'package.json')).dependencies ?? {});
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    const folder = path.join(root, 'node_modules', name);
    const manifest = readManifest(path.join(folder, 'package.json'));
    if (existsSync(path.join(folder, 'node_modules'))) {
      throw new PackageError(
        'dependency',
        `${name} has a node_modules of its own; the package lays out only one level`,
      );
    }
    found.set(name, describe(name, folder, manifest));
    waiting.push(...Object.keys(manifest.dependencies ?? {}));
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readManifest(fileName: string): Manifest {
  if (!existsSync(fileName)) throw new PackageError('dependency', `${fileName} is missing; run npm ci`);
  return JSON.parse(readFileSync(fileName, 'utf8')) as Manifest;
}

function describe(name: string, folder: string, { version, license, author }: Manifest): Dependency {
  const licenceFile = readdirSync(folder).find((each) => /^LICEN[CS]E/i.test(each));
  if (version === undefined || license === undefined || licenceFile === undefined) {
    throw new PackageError('dependency', `${name} does not tell its version and licence; look at ${folder}`);
  }
  const licenceText = readFileSync(path.join(folder, licenceFile), 'utf8');
  const named = (typeof author === 'object' ? author.name : author) ?? `the authors of ${name}`;
  return { name, version, licence: license, licenceText, author: named, folder };
}

/** The files of one package, placed below `target`/node_modules. */
export function dependencyFiles({ name, folder }: Dependency, target: string): Entry[] {
  const skipped = SKIPPED_PATHS[name] ?? [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((each) => SHIPPED.test(each) && !each.split('/').some((part) => SKIPPED_FOLDERS.includes(part)))
    .filter((each) => !skipped.some((out) => each === out || each.startsWith(`${out}/`)))
    .filter((each) => statSync(path.join(folder, each)).isFile())
    .sort()
    .map((each) => file(path.posix.join(target, 'node_modules', name, each), readFileSync(path.join(folder, each))));
}
