// The smallest guest that has something to migrate: a boot sector that writes to every page between 1 and 32 MiB and
// halts. No kernel to download; 31 MiB travel, so a bandwidth cap makes the move as long as a test wants.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * x86: enable A20, load a flat descriptor table, enter protected mode, then
 * `for (p = 0x100000; p < 0x2000000; p += 4096) *p = p;` and `hlt` for ever.
 */
const fillCode =
  'fa31c08ed8e4920c02e6920f0116547c0f20c00c010f22c0ea1d7c080066b810008ed8bf00001000893f81c70010000081ff0000000272f0f4ebfd90' +
  '0000000000000000ffff0000009acf00ffff00000092cf0017003c7c0000';

/** The same, but `inc` instead of writing the address, and from the beginning again instead of halting. */
const busyCode = fillCode.replace('893f', 'ff07').replace('f4ebfd', 'ebe990');

/** `mov al, 16; out 0xf4, al`: makes QEMU's isa-debug-exit end with status 33. */
const exitCode = 'b010e6f4f4';

/** Writes a 1.44 MB floppy image whose boot sector is that code. */
function writeFloppy(file: string, codeHex: string): void {
  const image = Buffer.alloc(1_474_560);
  Buffer.from(codeHex, 'hex').copy(image);
  image.writeUInt16BE(0x55aa, 510);
  writeFileSync(file, image);
}

/**
 * `kvm` where it carries a guest at a useful speed, else `tcg`. That /dev/kvm exists says little: nested and emulated
 * ones need seconds for what a BIOS does in a tenth of one.
 */
export function accelerator(folder: string): 'kvm' | 'tcg' {
  if (!existsSync('/dev/kvm')) return 'tcg';
  const floppy = path.join(folder, 'probe.img');
  writeFloppy(floppy, exitCode);
  const machine =
    '-accel kvm -M pc -m 48 -display none -serial none -monitor none -net none -boot a -device isa-debug-exit';
  const args = [...machine.split(' '), '-drive', `if=floppy,format=raw,readonly=on,file=${floppy}`];
  return spawnSync('/usr/bin/qemu-system-x86_64', args, { timeout: 1500 }).status === 33 ? 'kvm' : 'tcg';
}

export interface GuestOptions {
  readonly name: string;
  readonly uuid: string;
  readonly mac: string;
  readonly accelerator: 'kvm' | 'tcg';
  /** Folder that every lab host sees under the same path. */
  readonly folder: string;
  /** It changes all of its 31 MiB all the time, which no copy that is slower than memory can follow. */
  readonly busy?: boolean;
  /** More elements beside `<devices>`. */
  readonly top?: string;
}

/** The guest's XML; also writes its floppy. The network card has no peer, which is all that migration needs. */
export function guestXml(options: GuestOptions): string {
  const floppy = path.join(options.folder, options.busy ? 'busy.img' : 'fill.img');
  if (!existsSync(floppy)) writeFloppy(floppy, options.busy ? busyCode : fillCode);
  return `<domain type='${options.accelerator === 'kvm' ? 'kvm' : 'qemu'}'>
  <name>${options.name}</name>
  <uuid>${options.uuid}</uuid>
  <memory unit='KiB'>65536</memory>
  <vcpu>1</vcpu>${options.top ?? ''}
  <os><type arch='x86_64' machine='pc'>hvm</type><boot dev='fd'/></os>
  <features><acpi/>${options.accelerator === 'tcg' ? "<tcg><tb-cache unit='MiB'>32</tb-cache></tcg>" : ''}</features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='floppy'>
      <driver name='qemu' type='raw'/><source file='${floppy}'/><target dev='fda' bus='fdc'/><readonly/>
    </disk>
    <interface type='ethernet'><mac address='${options.mac}'/><model type='virtio'/><rom enabled='no'/></interface>
    <controller type='usb' model='none'/>
    <memballoon model='none'/>
  </devices>
</domain>`;
}
