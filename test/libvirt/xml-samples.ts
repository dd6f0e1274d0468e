// Domain definitions for tests, after what libvirt 9.0 prints for running domains.

export interface SampleDomain {
  readonly uuid: string;
  readonly name: string;
  readonly mac: string;
}

/** A guest that can move; `devices` and `top` are put inside `<devices>` and beside it. */
export function plainXml({ uuid, name, mac }: SampleDomain, devices = '', top = ''): string {
  return `<domain type='kvm' id='1'>
  <name>${name}</name>
  <uuid>${uuid}</uuid>
  <memory unit='KiB'>65536</memory>
  <currentMemory unit='KiB'>32768</currentMemory>
  <vcpu placement='static'>1</vcpu>
  ${top}
  <os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <interface type='bridge'>
      <mac address='${mac}'/>
      <source bridge='br0'/>
      <virtualport type='openvswitch'><parameters interfaceid='5d3c1a80-0f3a-4f0c-8a6e-3d3d3a1f0001'/></virtualport>
      <target dev='vnet0'/>
      <model type='virtio'/>
    </interface>
    ${devices}
  </devices>
</domain>`;
}
