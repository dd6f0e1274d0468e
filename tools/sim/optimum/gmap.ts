// Finds and runs SCOTCH's gmap, which Debian installs under several names. One run of it here is one mapping;
// what is done with it is scotch.ts.
import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { OptimumError } from './errors.js';
import type { IntegerBits } from './gmap-files.js';

/** Names that packages give gmap, the one to prefer first. With 64-bit integers its sums do not overflow. */
const programNames = ['scotch_gmap-int64', 'scotch_gmap-long', 'scotch_gmap', 'scotch_gmap-int32', 'gmap'];
/** Debian: one folder for each architecture, in which the library with wider integers has a folder of its own. */
const libraryRoot = '/usr/lib';

export interface Gmap {
  readonly path: string;
  readonly bits: IntegerBits;
  /** Folders for LD_LIBRARY_PATH: without them Debian's wide programs load the library with narrow integers. */
  readonly libraryPath: readonly string[];
}

/** The gmap of that path, or the best one in PATH. Throws OptimumError('gmap-missing'). */
export function findGmap(given: string | undefined, searchPath = process.env.PATH ?? ''): Gmap {
  if (given !== undefined) {
    if (isProgram(given)) return describe(path.resolve(given));
    throw new OptimumError(
      'gmap-missing',
      `${given} is no program that can be run; give --gmap the path of SCOTCH's gmap`,
    );
  }
  const folders = searchPath.split(path.delimiter).filter((folder) => folder !== '');
  for (const name of programNames) {
    const found = folders.map((folder) => path.join(folder, name)).find(isProgram);
    if (found !== undefined) return describe(found);
  }
  throw new OptimumError(
    'gmap-missing',
    `SCOTCH's gmap is not in PATH (tried ${programNames.join(', ')}); install the package scotch ` +
      '(apt-get install scotch), or give its path by --gmap',
  );
}

function describe(program: string): Gmap {
  const flavour = /-(int64|long)$/.exec(path.basename(program))?.[1];
  const folders = flavour === undefined ? [] : libraryFolders(`scotch-${flavour}`);
  // Without the library's folder the program would run on the narrow one, so count on no more than that has.
  return { path: program, bits: folders.length > 0 ? 64 : 32, libraryPath: folders };
}

function libraryFolders(name: string): string[] {
  try {
    return readdirSync(libraryRoot)
      .map((triplet) => path.join(libraryRoot, triplet, name))
      .filter((folder) => isReadable(folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function isProgram(file: string): boolean {
  return canAccess(file, constants.X_OK);
}

function isReadable(file: string): boolean {
  return canAccess(file, constants.R_OK);
}

function canAccess(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}

export interface GmapRun {
  /** A folder that the caller removes. */
  readonly folder: string;
  readonly graph: string;
  readonly architecture: string;
  /** How far a host may be above the mean load, as a part of it: 0.05 is 5 %. */
  readonly tolerance: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The text of the mapping, or undefined when the time was over before. Rejects with OptimumError('gmap-failed'), or with the signal's reason. */
export async function runGmap(gmap: Gmap, run: GmapRun): Promise<string | undefined> {
  const [graph, target, mapping] = ['graph.grf', 'target.tgt', 'mapping.map'].map((name) =>
    path.join(run.folder, name),
  );
  await writeFile(graph!, run.graph);
  await writeFile(target!, run.architecture);
  const { PATH = '' } = process.env;
  const libraries = gmap.libraryPath.length > 0 ? { LD_LIBRARY_PATH: gmap.libraryPath.join(':') } : {};
  const options = {
    env: { PATH, LC_ALL: 'C', ...libraries },
    timeout: run.timeoutMs,
    killSignal: 'SIGKILL' as const,
    ...(run.signal ? { signal: run.signal } : {}),
  };
  // -Cdf: the same result for the same input, on any number of threads.
  const argv = ['-Cdf', `-b${run.tolerance}`, graph!, target!, mapping!];
  const inTime = await new Promise<boolean>((resolve, reject) => {
    execFile(gmap.path, argv, options, (error, _stdout, stderr) => {
      if (!error) return resolve(true);
      if (error.name === 'AbortError') return reject(run.signal?.reason ?? error);
      // Only the time limit sends this signal without an abort.
      if (error.killed && error.signal === 'SIGKILL') return resolve(false);
      const why = stderr.trim() || error.message;
      reject(new OptimumError('gmap-failed', `${gmap.path} -b${run.tolerance}: ${why.slice(0, 2000)}`));
    });
  });
  return inTime ? await readFile(mapping!, 'utf8') : undefined;
}
