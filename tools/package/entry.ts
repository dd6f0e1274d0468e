// What the package holds, before it is written: files and links by their place on a hypervisor. Folders follow from them.
import { gzipSync } from 'node:zlib';

export type Entry =
  | { readonly type: 'file'; readonly path: string; readonly content: string | Buffer; readonly mode: 0o644 | 0o755 }
  | { readonly type: 'link'; readonly path: string; readonly target: string };

/** A file that everybody may read. `path` is absolute. */
export function file(path: string, content: string | Buffer, mode: 0o644 | 0o755 = 0o644): Entry {
  return { type: 'file', path, content, mode };
}

/** `path` is absolute, `target` relative to its folder. */
export function link(path: string, target: string): Entry {
  return { type: 'link', path, target };
}

/** As Debian wants manual pages and change logs: best compression, no time stamp. */
export function compressed(path: string, content: string | Buffer): Entry {
  return file(`${path}.gz`, gzipSync(content, { level: 9 }));
}
