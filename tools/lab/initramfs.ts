// Builds the guests' root file system: busybox, the scripts of guest-files.ts and the kernel's modules in
// one compressed cpio archive. All guests share it; what differs between them is on the kernel command line.
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exec } from './exec.js';
import { GUEST_FILES } from './guest-files.js';
import type { GuestParts } from './guest-parts.js';
import { RUN_DIR } from './paths.js';

export interface GuestImage {
  readonly kernel: string;
  readonly initramfs: string;
}

/** Copies the kernel and writes the archive into RUN_DIR, where every hypervisor sees them at the same path. */
export async function buildImage(parts: GuestParts): Promise<GuestImage> {
  const root = `${RUN_DIR}/initramfs`;
  rmSync(root, { recursive: true, force: true });
  for (const directory of ['bin', 'proc', 'sys', 'dev', 'run', 'tmp', 'modules', 'www/cgi-bin']) {
    mkdirSync(path.join(root, directory), { recursive: true });
  }
  for (const [name, text] of Object.entries(GUEST_FILES)) {
    writeFileSync(path.join(root, name), text);
    chmodSync(path.join(root, name), 0o755);
  }
  copyFileSync(parts.busybox, path.join(root, 'bin/busybox'));
  chmodSync(path.join(root, 'bin/busybox'), 0o755);
  await addModules(parts, root);
  const image = { kernel: `${RUN_DIR}/vmlinuz`, initramfs: `${RUN_DIR}/initramfs.gz` };
  copyFileSync(parts.kernel, image.kernel);
  const script = [
    'set -e',
    'cd "$1"',
    'for applet in $(bin/busybox --list); do [ -e "bin/$applet" ] || ln -s busybox "bin/$applet"; done',
    'find . | cpio --quiet -o -H newc | gzip -1 > "$2"',
  ].join('\n');
  await exec(['sh', '-c', script, 'initramfs', root, image.initramfs]);
  rmSync(root, { recursive: true, force: true });
  return image;
}

/** busybox insmod reads plain modules only, so compressed ones are unpacked here. */
async function addModules(parts: GuestParts, root: string): Promise<void> {
  const order: string[] = [];
  for (const file of parts.modules) {
    const name = path.basename(file).replace(/\.(xz|zst)$/, '');
    order.push(name);
    const target = path.join(root, 'modules', name);
    if (file.endsWith('.ko')) copyFileSync(file, target);
    else await exec(['sh', '-c', '"$1" -dc "$2" > "$3"', 'unpack', file.endsWith('.xz') ? 'xz' : 'zstd', file, target]);
  }
  writeFileSync(path.join(root, 'modules/order'), `${order.join('\n')}\n`);
}
