// A next version of the programs to upgrade to: a copy of this build that calls itself newer. What a package puts in
// place of the old files is tested with the package (test/package).
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DIST_DIR, PROJECT_DIR, RUN_DIR } from '../paths.js';

export interface Program {
  readonly version: string;
  /** Its agent's main file. */
  readonly file: string;
}

export function nextVersion(): Program {
  const folder = `${RUN_DIR}/next`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(DIST_DIR, path.join(folder, 'dist'), { recursive: true });
  const settings = JSON.parse(readFileSync(path.join(PROJECT_DIR, 'package.json'), 'utf8')) as { version: string };
  const version = `${settings.version}+next`;
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...settings, version }));
  for (const name of ['node_modules', 'topology', 'proto']) {
    const from = path.join(PROJECT_DIR, name);
    if (existsSync(from)) symlinkSync(from, path.join(folder, name));
  }
  return { version, file: path.join(folder, 'dist/agent/main.js') };
}
