// The libvirt description of a guest, and the emulator that libvirt is told to run for it.
import { formatIpv4 } from '../../topology/ipv4.js';
import type { GuestImage } from './initramfs.js';
import { EMULATOR, RUN_DIR } from './paths.js';
import { BRIDGE, GUEST_MEMORY_MIB, type LabGuest, macOf, PREFIX_LENGTH } from './plan.js';

export type Accelerator = 'kvm' | 'tcg';

export const QEMU = '/usr/bin/qemu-system-x86_64';
export const KERNEL_ARGUMENTS = 'console=ttyS0 quiet nokaslr mitigations=off panic=-1';

/** Where a guest's console output goes. The same path on every host, so that it survives a migration. */
export const consoleLog = (guest: LabGuest): string => `${RUN_DIR}/${guest.name}.console`;

/**
 * A wrapper for plain emulation. Before QEMU 9.0, live migration under TCG now and then corrupts a guest: the dirty
 * bitmap is mis-sized when RAM is a multiple of 256 KiB, so the wrapper makes RAM 8 KiB larger. libvirt itself
 * can only say whole MiB.
 */
export const TCG_WRAPPER = `#!/bin/bash
args=()
while [ $# -gt 0 ]; do
  case "$1" in
    -m) args+=(-m "$((${GUEST_MEMORY_MIB} * 1024 + 8))k"); shift ;;
    *'"qom-type":"memory-backend-'*'"size":'*)
      args+=("\${1/\\"size\\":${GUEST_MEMORY_MIB * 1048576}/\\"size\\":${GUEST_MEMORY_MIB * 1048576 + 8192}}") ;;
    *) args+=("$1") ;;
  esac
  shift
done
exec ${QEMU} "\${args[@]}"
`;

export function domainXml(guest: LabGuest, image: GuestImage, accelerator: Accelerator): string {
  const kvm = accelerator === 'kvm';
  const tcg = kvm ? '' : "<tcg><tb-cache unit='MiB'>32</tb-cache></tcg>";
  const cpu = kvm ? "<cpu mode='host-passthrough' migratable='on'/>" : "<cpu mode='custom'><model>qemu64</model></cpu>";
  // Checksum and segmentation offload stay off: the userspace switch would pass on unfinished packets.
  return `<domain type='${kvm ? 'kvm' : 'qemu'}'>
  <name>${guest.name}</name>
  <uuid>${guest.uuid}</uuid>
  <memory unit='MiB'>${GUEST_MEMORY_MIB}</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>${image.kernel}</kernel>
    <initrd>${image.initramfs}</initrd>
    <cmdline>${KERNEL_ARGUMENTS} lab.address=${formatIpv4(guest.address)}/${PREFIX_LENGTH}</cmdline>
  </os>
  <features><acpi/><apic/>${tcg}</features>
  ${cpu}
  <clock offset='utc'/>
  <on_reboot>destroy</on_reboot>
  <devices>
    <emulator>${kvm ? QEMU : EMULATOR}</emulator>
    <controller type='usb' model='none'/>
    <memballoon model='none'/>
    <serial type='file'><source path='${consoleLog(guest)}' append='on'/></serial>
    <interface type='bridge'>
      <mac address='${macOf(guest.address)}'/>
      <source bridge='${BRIDGE}'/>
      <virtualport type='openvswitch'/>
      <model type='virtio'/>
      <driver>
        <host csum='off' gso='off' tso4='off' tso6='off' ecn='off' ufo='off'/>
        <guest csum='off' tso4='off' tso6='off' ecn='off' ufo='off'/>
      </driver>
      <rom enabled='no'/>
    </interface>
  </devices>
</domain>
`;
}
