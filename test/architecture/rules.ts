// The rules that the tree has to keep, as functions from files to complaints. They read nothing themselves, so that
// each can be shown a bad example too.
import path from 'node:path';

export interface SourceFile {
  /** From the repository root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Who may import whom; a layer may always import itself. Adapters are one layer each: see `layerOf`. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  topology: [],
  'agent/core': ['topology'],
  proto: ['topology', 'agent/core'],
  'agent/log': [],
  'agent/refresher': [],
  'agent/jsonrpc': [],
  'agent/config': ['topology', 'agent/core'],
  // What agents tell of themselves, as JSON: types that adapters and tools share.
  'agent/report': [],
  adapter: ['topology', 'agent/core', 'agent/report', 'agent/jsonrpc', 'agent/log', 'agent/refresher', 'agent/config'],
  daemon: [
    'topology',
    'agent/core',
    'proto',
    'agent/log',
    'agent/refresher',
    'agent/jsonrpc',
    'agent/config',
    'agent/report',
    'adapter',
  ],
  tools: [
    'topology',
    'agent/core',
    'proto',
    'agent/log',
    'agent/jsonrpc',
    'agent/config',
    'agent/report',
    'adapter',
    'daemon',
  ],
};

/** The layer of a file, such as `agent/core`, `adapter:ovs`, `daemon`, `tools`; files in agent/ itself are the daemon. */
export function layerOf(file: string): string {
  const [top = '', second = '', third] = file.split('/');
  if (top !== 'agent') return top;
  if (second === 'log.ts' || second === 'refresher.ts') return `agent/${second.replace('.ts', '')}`;
  if (third === undefined) return 'daemon';
  return `agent/${second}` in mayImport ? `agent/${second}` : `adapter:${second}`;
}

/** Comments out, so that words about a thing are not taken for its use. Not exact for `//` inside text. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** What a file imports, exports from, or names as a program by `new URL('x.js', import.meta.url)`: specifiers as written. */
export function importsOf({ text }: SourceFile): string[] {
  const pattern = /(?<!')\b(?:from|import)\s*\(?\s*'([^']+)'|new URL\('(\.[^']+\.js)', import\.meta\.url\)/g;
  return [...withoutComments(text).matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '');
}

/** The source file that a relative specifier means, or undefined for packages. `.js` stands for `.ts`. */
function target(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return path.posix.join(path.posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}

/** Imports against the layers. Tests may import everything, and nobody may import them. */
export function layering(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const layer = layerOf(file.path);
    if (layer === 'test') return [];
    const allowed = mayImport[layer.split(':')[0] ?? ''] ?? [];
    return importsOf(file).flatMap((specifier) => {
      const imported = target(file.path, specifier);
      const other = imported === undefined ? layer : layerOf(imported);
      if (other === layer || allowed.includes(other.split(':')[0] ?? '')) return [];
      return [`${file.path} (${layer}) imports ${imported} (${other})`];
    });
  });
}

/** Packages that the core may use: pure computation. */
const corePackages = ['lru-cache'];
const impure =
  /\b(Date\.now|new Date\b|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|process|performance|console|fetch|globalThis)\b/;

/** Uses of clock, randomness, process and the like in agent/core, which gets all of that passed in. */
export function corePurity(files: readonly SourceFile[]): string[] {
  const core = files.filter((file) => layerOf(file.path) === 'agent/core');
  return core.flatMap((file) => {
    const foreign = importsOf(file).filter((name) => !name.startsWith('.') && !corePackages.includes(name));
    const lines = withoutComments(file.text).split('\n');
    // Text in quotes is no use of anything, nor is a member that happens to have such a name.
    const uses = lines.map((line) => impure.exec(line.replace(/'[^']*'/g, "''").replace(/\.\w+/g, keepStatic))?.[1]);
    return [
      ...foreign.map((name) => `${file.path} imports ${name}`),
      ...uses.filter((use) => use !== undefined).map((use) => `${file.path} uses ${use}`),
    ];
  });
}

/** `.now` and `.random` are kept, for Date.now and Math.random are meant. */
function keepStatic(member: string): string {
  return member === '.now' || member === '.random' ? member : '';
}

function isEntry(file: string): boolean {
  return /(^|\/)main\.ts$/.test(file) || file.endsWith('.mjs');
}

function reachable(files: readonly SourceFile[], roots: readonly SourceFile[]): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set(roots.map((file) => file.path));
  // A set that grows while it is walked: each file is visited once.
  for (const at of seen) {
    const file = byPath.get(at);
    for (const specifier of file ? importsOf(file) : []) {
      const imported = target(at, specifier);
      if (imported !== undefined && byPath.has(imported)) seen.add(imported);
    }
  }
  return seen;
}

/** Sources that no program reaches, even if a test does, and test helpers that no test reaches. */
export function deadFiles(files: readonly SourceFile[]): string[] {
  const programs = reachable(
    files,
    files.filter((file) => isEntry(file.path)),
  );
  const tests = reachable(
    files,
    files.filter((file) => isEntry(file.path) || file.path.endsWith('.test.ts')),
  );
  const dead = files.filter((file) => !(layerOf(file.path) === 'test' ? tests : programs).has(file.path));
  return dead.map((file) => `${file.path} is reached by no ${layerOf(file.path) === 'test' ? 'test' : 'program'}`);
}

export const maxLines = 400;

export function fileLength(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const lines = file.text.trimEnd().split('\n').length;
    return lines > maxLines ? [`${file.path} has ${lines} lines; look for the seam, ${maxLines} is the limit`] : [];
  });
}

/** Every file says first what it is. */
export function openingComment(files: readonly SourceFile[]): string[] {
  const silent = files.filter((file) => !/^(#!.*\n)?\/\//.test(file.text));
  return silent.map((file) => `${file.path} does not open with a comment that says what it is`);
}

/** Where a lockfile names a registry, a host or a folder of whoever wrote it. */
export function lockfile(text: string): string[] {
  const lock = JSON.parse(text) as { packages?: Record<string, Record<string, unknown>> };
  return Object.entries(lock.packages ?? {}).flatMap(([name, entry]) => {
    const versions = Object.entries({ ...(entry.dependencies ?? {}), ...(entry.devDependencies ?? {}) });
    const foreign = versions.filter(([, version]) => /^(file|link|git|https?):|^[/.]/.test(String(version)));
    return [
      ...('resolved' in entry ? [`${name} is resolved to ${String(entry.resolved)}`] : []),
      ...(entry.link === true || path.isAbsolute(name) || name.startsWith('..') ? [`${name} is outside`] : []),
      ...foreign.map(([dependency, version]) => `${name || 'package'} wants ${dependency} from ${String(version)}`),
    ];
  });
}
