// The programs of the package and the compiled files behind them: the whole agent, and of the tools what score-token and
// score-topology import. The simulator, the lab and the benchmarks are no business of a hypervisor.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Program } from '../../agent/cli/program.js';
import { program as agent } from '../../agent/options.js';
import { program as token } from '../score-token/options.js';
import { program as topology } from '../score-topology/options.js';
import { type Entry, file, link } from './entry.js';
import { PackageError } from './errors.js';

export const programFolder = '/usr/lib/score';

/** Each with its compiled main file below dist/. */
export const programs: readonly { readonly program: Program; readonly main: string }[] = [
  { program: agent, main: 'agent/main.js' },
  { program: token, main: 'tools/score-token/main.js' },
  { program: topology, main: 'tools/score-topology/main.js' },
];

const FOLDERS = ['agent', 'proto', 'topology'];
const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*["'](\.[^"']+\.js)["']|new URL\(["'](\.[^"']+\.js)["']/g;

/** The compiled files and the links in /usr/bin. `dist` is the compiled tree. */
export function programFiles(dist: string): Entry[] {
  const mains = programs.map(({ main }) => main);
  const files = compiledFiles(dist, mains).map((name) => {
    const text = readFileSync(path.join(dist, name), 'utf8').replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n');
    if (!mains.includes(name)) return file(`${programFolder}/dist/${name}`, text);
    // The package depends on Debian's nodejs, which is not always the first `node` in the PATH.
    const [shebang, rest] = [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n'))];
    if (shebang !== '#!/usr/bin/env node') throw new PackageError('tree', `${name} begins with ${shebang}`);
    return file(`${programFolder}/dist/${name}`, `#!/usr/bin/node${rest}`, 0o755);
  });
  const links = programs.map(({ program: { name }, main }) => link(`/usr/bin/${name}`, `../lib/score/dist/${main}`));
  return [...files, ...links];
}

/** Below `dist`, sorted. */
function compiledFiles(dist: string, mains: readonly string[]): string[] {
  const missing = FOLDERS.find((folder) => !existsSync(path.join(dist, folder)));
  if (missing) throw new PackageError('tree', `${path.join(dist, missing)} is missing; run npm run build`);
  const whole = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(dist, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .map((name) => path.posix.join(folder, name)),
  );
  const found = new Set([...whole, ...mains]);
  // A set that grows while it is walked: each file is visited once.
  for (const name of found) {
    const full = path.join(dist, name);
    if (!existsSync(full)) throw new PackageError('tree', `${full} is missing; run npm run build`);
    for (const [, imported, asUrl] of readFileSync(full, 'utf8').matchAll(RELATIVE_IMPORT)) {
      found.add(path.posix.join(path.posix.dirname(name), (imported ?? asUrl)!));
    }
  }
  return [...found].sort();
}
