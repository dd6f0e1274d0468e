// Finds out whether this machine's KVM can run the lab's guests, by running one. Having /dev/kvm proves
// nothing: in some virtual machines it opens, and yet an ordinary kernel does not boot with it.
import { closeSync, openSync } from 'node:fs';
import { type Accelerator, KERNEL_ARGUMENTS, QEMU } from './domain-xml.js';
import { exec } from './exec.js';
import type { GuestImage } from './initramfs.js';

/** A guest under working KVM is up in one or two seconds. */
const PROBE_MS = 8000;

export async function findAccelerator(image: GuestImage): Promise<Accelerator> {
  try {
    closeSync(openSync('/dev/kvm', 'r+'));
  } catch {
    return 'tcg';
  }
  const machine = ['-machine', 'pc', '-accel', 'kvm', '-cpu', 'host', '-m', '96', '-nodefaults', '-display', 'none'];
  const guest = ['-kernel', image.kernel, '-initrd', image.initramfs, '-append', `${KERNEL_ARGUMENTS} lab.probe`];
  const argv = [
    'timeout',
    '-s',
    'KILL',
    String(PROBE_MS / 1000),
    QEMU,
    ...machine,
    ...guest,
    '-no-reboot',
    '-serial',
    'stdio',
  ];
  const output = await exec(argv, { timeoutMs: PROBE_MS + 2000 }).catch(() => '');
  return output.includes('score-lab-guest-ready') ? 'kvm' : 'tcg';
}
