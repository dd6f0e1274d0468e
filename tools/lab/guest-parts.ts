// What guests are made of: the distribution's own cloud kernel, the few modules that a virtio network card needs,
// and a static busybox. Downloaded and unpacked, but never installed; kept in the cache directory between labs.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LabError } from './errors.js';
import { exec } from './exec.js';
import { CACHE_DIR } from './paths.js';

export interface GuestParts {
  readonly kernel: string;
  readonly busybox: string;
  /** Module files in the order in which they must be inserted; a module built into the kernel is absent. */
  readonly modules: readonly string[];
}

/** In insertion order: each one needs symbols of those before it. */
const MODULES = [
  'virtio_ring',
  'virtio',
  'virtio_pci_legacy_dev',
  'virtio_pci_modern_dev',
  'virtio_pci',
  'failover',
  'net_failover',
  'virtio_net',
];
/** The dynamic one that a machine may have installed does not run without its libraries. */
const BUSYBOX = 'busybox-static';
/** Packages that depend on the newest cloud or virtual kernel: Debian's, then Ubuntu's. */
const METAPACKAGES = ['linux-image-cloud-amd64', 'linux-image-virtual'];

/** Downloads the parts unless the cache has them. Throws LabError('package-install'). */
export async function ensureGuestParts(say: (line: string) => void): Promise<GuestParts> {
  const directory = path.join(CACHE_DIR, 'guest');
  if (!existsSync(directory)) {
    const work = path.join(CACHE_DIR, `guest.${process.pid}`);
    try {
      await download(work, say);
      renameSync(path.join(work, 'root'), directory);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return findParts(directory);
}

async function download(work: string, say: (line: string) => void): Promise<void> {
  mkdirSync(path.join(work, 'root'), { recursive: true });
  try {
    await fetchPackages(work, say);
  } catch (error) {
    if (!(error instanceof LabError) || error.code === 'interrupted') throw error;
    // There may be no package lists yet, or they name a version that the mirror has replaced since.
    say('refreshing the package lists ...');
    await exec(['apt-get', '-q', 'update'], { timeoutMs: 300_000 }).catch(() => undefined);
    await fetchPackages(work, say);
  }
  for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
    await exec(['dpkg-deb', '-x', path.join(work, file), path.join(work, 'root')]);
  }
}

async function fetchPackages(work: string, say: (line: string) => void): Promise<void> {
  const packages = [...(await kernelPackages()), BUSYBOX];
  say(`downloading ${packages.join(' ')} ...`);
  const fetch = 'cd "$1" && shift && exec apt-get -q -o APT::Sandbox::User=root download "$@"';
  try {
    await exec(['sh', '-c', fetch, 'download', work, ...packages], { timeoutMs: 300_000 });
  } catch (error) {
    if (error instanceof LabError && error.code === 'interrupted') throw error;
    throw new LabError('package-install', `cannot download the guests' parts: ${(error as Error).message}`);
  }
}

/** The real packages behind the first metapackage that this distribution has. Ubuntu keeps modules in a second one. */
async function kernelPackages(): Promise<string[]> {
  for (const name of METAPACKAGES) {
    const text = await exec(['apt-cache', 'depends', name]).catch(() => '');
    const image = /Depends: (linux-image-(\d\S+))/.exec(text);
    if (!image) continue;
    const modules = `linux-modules-${image[2]}`;
    const apart = await exec(['apt-cache', 'show', modules]).then(
      () => true,
      () => false,
    );
    return apart ? [image[1]!, modules] : [image[1]!];
  }
  throw new LabError('package-install', `no ${METAPACKAGES.join(' or ')} in the package lists; run apt-get update`);
}

function findParts(directory: string): GuestParts {
  const kernel = readdirSync(path.join(directory, 'boot')).find((name) => name.startsWith('vmlinuz-'));
  const busybox = ['bin/busybox', 'usr/bin/busybox'].map((name) => path.join(directory, name)).find(existsSync);
  if (!kernel || !busybox) {
    throw new LabError('package-install', `no kernel or busybox in ${directory}; remove that directory and retry`);
  }
  const modulesOf = (base: string): string[] =>
    existsSync(base) ? (readdirSync(base, { recursive: true }) as string[]).map((name) => path.join(base, name)) : [];
  const files = [
    ...modulesOf(path.join(directory, 'lib/modules')),
    ...modulesOf(path.join(directory, 'usr/lib/modules')),
  ];
  const modules = MODULES.map((name) => files.find((file) => new RegExp(`/${name}\\.ko(\\.xz|\\.zst)?$`).test(file)));
  return {
    kernel: path.join(directory, 'boot', kernel),
    busybox,
    modules: modules.filter((file) => file !== undefined),
  };
}
