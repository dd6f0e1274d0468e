// Which paths other hosts reach under the same name: declared by the operator, or on a file system that is shared by
// nature. Reads mountinfo; does not know domains, and does not ask other hosts.
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/** For each path that is not known to be shared, why: text for the operator. Paths that are shared are left out. */
export type LocalPaths = (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;

export interface SharedPathsOptions {
  /**
   * Directories or devices that the operator declares to be the same on every host, such as `/srv/images` or
   * `/dev/mapper`. libvirt has its own opinion on files: unless it knows the file system as shared (or qemu.conf's
   * `shared_filesystems` names it), it refuses and the refusal becomes the migration's result.
   */
  readonly sharedPaths?: readonly string[];
  /** Root of the proc file system; default /proc. */
  readonly procRoot?: string;
}

export interface Mount {
  readonly mountPoint: string;
  readonly type: string;
}

/** File systems that libvirt itself takes as shared (src/util/virfile), by their name in mountinfo. */
const sharedTypes: ReadonlySet<string> = new Set([
  'nfs',
  'nfs4',
  'gfs2',
  'ocfs2',
  'afs',
  'smb3',
  'smbfs',
  'cifs',
  'ceph',
  'gpfs',
  'acfs',
  'beegfs',
  'glusterfs',
  'fuse.glusterfs',
  'fuse.quobyte',
]);

/** Builds the check. The returned function rejects when mountinfo cannot be read. */
export function localPathsOf(options: SharedPathsOptions = {}): LocalPaths {
  const mountinfo = path.join(options.procRoot ?? '/proc', 'self/mountinfo');
  const declared = options.sharedPaths ?? [];
  return async (paths) => {
    const mounts = parseMountinfo(await readFile(mountinfo, 'utf8'));
    const local = new Map<string, string>();
    for (const given of paths) {
      // A directory of images is often a link into the shared mount.
      const real = await realpath(given).catch(() => path.normalize(given));
      if (declared.some((base) => isWithin(base, given) || isWithin(base, real))) continue;
      const mount = mountOf(mounts, real);
      if (mount && sharedTypes.has(mount.type)) continue;
      local.set(given, mount ? `on ${mount.type} mounted at ${mount.mountPoint}` : 'on an unknown file system');
    }
    return local;
  };
}

/** Parses proc(5) mountinfo: fields before ` - ` vary in number; after it come type, source, options. */
export function parseMountinfo(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [before, after] = line.split(' - ', 2);
    const mountPoint = before?.split(' ')[4];
    const type = after?.split(' ', 1)[0];
    if (mountPoint && type) mounts.push({ mountPoint: unescapeOctal(mountPoint), type });
  }
  return mounts;
}

/** The mount that holds the path: the deepest, and of two at the same place the later, which covers the earlier. */
export function mountOf(mounts: readonly Mount[], file: string): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    if (isWithin(mount.mountPoint, file) && mount.mountPoint.length >= (best?.mountPoint.length ?? 0)) best = mount;
  }
  return best;
}

function isWithin(base: string, file: string): boolean {
  const relative = path.relative(base, file);
  return relative === '' || !(relative === '..' || relative.startsWith('../') || path.isAbsolute(relative));
}

/** Blank, tab, newline and backslash are written as octal escapes. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
