// The control files of the package: fields, checksums, configuration files. Pure.
import { createHash } from 'node:crypto';
import type { Entry } from './entry.js';
import { PackageError } from './errors.js';

/** Fills in `@NAME@`. Throws PackageError('tree') for a name without a value, or a value without a place. */
export function filled(template: string, values: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const text = template.replace(/@([A-Z_]+)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new PackageError('tree', `debian/control: nothing to put in for @${name}@`);
    used.add(name);
    return value;
  });
  const unused = Object.keys(values).find((name) => !used.has(name));
  if (unused !== undefined) throw new PackageError('tree', `debian/control: no place for @${unused}@`);
  return text;
}

/** Disk that the files take, KiB, in blocks of 1 KiB as dpkg-gencontrol counts; a link or folder is one block. */
export function installedKiB(entries: readonly Entry[]): number {
  const folders = new Set(entries.flatMap(({ path }) => foldersAbove(path)));
  const sizes = entries.map((entry) =>
    entry.type === 'file' ? Math.ceil(Buffer.byteLength(entry.content) / 1024) : 1,
  );
  return sizes.reduce((sum, size) => sum + size, folders.size);
}

/** `/a/b/c`: `/a/b` and `/a`. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`).reverse();
}

/** What `dpkg --verify` compares. Configuration files are the operator's. */
export function md5sums(entries: readonly Entry[], configurationFiles: readonly string[]): string {
  const files = entries.flatMap((entry) => (entry.type === 'file' ? [entry] : []));
  const lines = files
    .filter(({ path }) => !configurationFiles.includes(path))
    .map(({ path, content }) => `${createHash('md5').update(content).digest('hex')}  ${path.slice(1)}`);
  return `${lines.join('\n')}\n`;
}
