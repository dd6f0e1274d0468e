// Domains that another manager has made, each as that manager's definitions look, and domains that only look a little so.
import path from 'node:path';
import t from 'tap';
import { managerNames } from '../../agent/config/libvirt-keys.js';
import { describeDomain } from '../../agent/libvirt/domain-xml.js';
import { fixture } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';
import { connected } from './contract.js';
import { fakeDomain } from './fake-domain.js';
import { FakeLibvirtd } from './fake-libvirtd.js';
import { plainXml } from './xml-samples.js';

const xmlOf = (name: string): string => fixture('libvirt', `managed/${name}.xml`);

t.test('each manager is found by its mark, and ignored only by its own name', async (t) => {
  const details: Readonly<Record<(typeof managerNames)[number], string>> = {
    ovirt: "oVirt decides where it runs (metadata 'http://ovirt.org/vm/tune/1.0')",
    nova: "OpenStack Nova decides where it runs (metadata 'http://openstack.org/xmlns/libvirt/nova/1.1')",
    kubevirt: "KubeVirt decides where it runs (metadata 'http://kubevirt.io')",
    opennebula: "OpenNebula decides where it runs (metadata 'http://opennebula.org/xmlns/libvirt/1.0')",
    cloudstack: "CloudStack decides where it runs (SMBIOS 'CloudStack KVM Hypervisor')",
    proxmox:
      "Proxmox decides where it runs (argument of QEMU 'socket,id=qmp,path=/var/run/qemu-server/100.qmp,server=on,wait=off')",
    ganeti:
      "Ganeti decides where it runs (argument of QEMU '/var/run/ganeti/kvm-hypervisor/pid/taken-over.example.org')",
    pacemaker: "Pacemaker decides where it runs (metadata 'https://clusterlabs.org/ns/virtual-domain')",
  };
  for (const name of managerNames) {
    const found = [{ code: 'managed-elsewhere' as const, detail: details[name] }];
    t.strictSame(describeDomain(xmlOf(name)).obstacles, found, name);
    t.strictSame(
      describeDomain(
        xmlOf(name),
        managerNames.filter((other) => other !== name),
      ).obstacles,
      found,
    );
    t.strictSame(describeDomain(xmlOf(name), [name]).obstacles, []);
  }
});

t.test('marks that are hidden less or more', async (t) => {
  const sample = { uuid: '11111111-2222-4333-8444-000000000001', name: 'web', mac: '52:54:00:00:00:01' };
  const codes = (top: string, name = 'web') => describeDomain(plainXml({ ...sample, name }, '', top)).obstacles;
  const metadata = (inside: string) => `<metadata>${inside}</metadata>`;
  t.match(codes('', 'v-2-VM'), [{ code: 'managed-elsewhere', detail: /CloudStack.*name 'v-2-VM'/ }]);
  t.match(codes('', 'one-7'), [{ detail: /OpenNebula/ }]);
  t.strictSame(codes('', 'one-more'), []);
  t.strictSame(codes('', 'vpn-2-VM'), []);
  const others = [
    '<libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0"><x/></libosinfo:libosinfo>',
    '<a xmlns="http://example.org/?http://ovirt.org/vm/1.0"/>',
    '<nova:instance xmlns:nova="urn:somebody"/>',
    '<ovirt-vm:vm/>',
  ];
  t.strictSame(codes(metadata(others.join(''))), [], 'a namespace counts, not a prefix, and from its beginning');
  const deep = '<x xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1"><nova:instance/></x>';
  t.strictSame(codes(metadata(deep)), [], 'what somebody else quotes is not a mark');
});

t.test('such a domain is listed and is not migrated, unless its manager is ignored', async (t) => {
  const socket = path.join(shortFolder(t), 'sock');
  const fake = new FakeLibvirtd(socket);
  const uuid = 'bf0cb914-b316-486c-a4ce-f22deb453c52';
  fake.domains.set(uuid, fakeDomain(xmlOf('nova'), 'instance-00000026', uuid));
  await fake.listen();
  t.teardown(() => fake.kill());
  const order = { uuid, target: 0x0a000001 as never };
  const strict = await connected(t, socket);
  t.match(await strict.domains(), [{ running: true, obstacle: { code: 'managed-elsewhere' } }]);
  t.match(await strict.migrate(order), { ok: false, code: 'refused', text: /OpenStack Nova decides/ });
  t.strictSame(fake.migrations, []);
  const daring = await connected(t, socket, { ignoreManagers: ['nova'] });
  t.equal((await daring.domains())[0]?.obstacle, undefined);
  t.match(await daring.migrate(order), { ok: true });
});
