// What is read from definitions, and what in them ties a domain to its host.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { livesHere, stateObstacle } from '../../agent/libvirt/domain-state.js';
import { describeDomain } from '../../agent/libvirt/domain-xml.js';
import { localPathsOf, mountOf, parseMountinfo } from '../../agent/libvirt/shared-paths.js';
import { shortFolder } from '../support/temporary.js';
import { plainXml } from './xml-samples.js';

const sample = { uuid: '11111111-2222-4333-8444-ABCDEFABCDEF', name: 'web &amp; more', mac: '52:54:00:AA:bb:01' };

t.test('identity, memory, interfaces', async (t) => {
  t.strictSame(describeDomain(plainXml(sample)), {
    uuid: '11111111-2222-4333-8444-abcdefabcdef',
    name: 'web & more',
    memoryMiB: 64,
    currentMemoryBytes: 32 * 1024 ** 2,
    vcpus: 1,
    macs: ['52:54:00:aa:bb:01'],
    obstacles: [],
    writableDisks: [],
    history: {},
  });
  const memory = (text: string): number => {
    return describeDomain(`<domain><name>x</name><uuid>${sample.uuid}</uuid>${text}<devices/></domain>`).memoryMiB;
  };
  t.equal(memory("<memory unit='GiB'>2</memory>"), 2048);
  t.equal(memory('<memory>1025</memory>'), 2, 'KiB without a unit, rounded up');
  t.equal(memory("<maxMemory slots='16' unit='GiB'>1024</maxMemory><memory unit='bytes'>1048576</memory>"), 1);
});

t.test('devices that cannot move', async (t) => {
  const codes = (devices: string, top = ''): string[] => {
    return describeDomain(plainXml(sample, devices, top)).obstacles.map(({ code, detail }) => `${code}: ${detail}`);
  };
  const pci = "<source><address domain='0x0000' bus='0x5e' slot='0x00' function='0x1'/></source>";
  const teaming = "<teaming type='transient' persistent='ua-net0'/>";
  const mac = "<mac address='52:54:00:00:00:99'/>";
  t.strictSame(codes(`<hostdev mode='subsystem' type='pci' managed='yes'>${pci}</hostdev>`), [
    'host-device: the domain uses a host device (subsystem pci 0000:5e:00:1)',
  ]);
  t.strictSame(
    codes(
      `<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='c2177883'/></source></hostdev>`,
    ),
    ['host-device: the domain uses a host device (subsystem mdev vfio-pci c2177883)'],
  );
  t.strictSame(codes(`<hostdev mode='subsystem' type='pci'>${pci}${teaming}</hostdev>`), [], 'QEMU unplugs it');
  t.match(codes(`<interface type='hostdev'>${mac}</interface>`), [/^host-device: .*'hostdev', 52:54:00:00:00:99/]);
  t.strictSame(codes(`<interface type='hostdev'>${mac}${teaming}</interface>`), []);
  t.match(codes(`<interface type='direct'>${mac}<source dev='eth1' mode='passthrough'/></interface>`), [
    /^host-device: .*passthrough/,
  ]);
  t.strictSame(codes(`<interface type='direct'>${mac}<source dev='eth1' mode='bridge'/></interface>`), []);
  t.match(codes(`<interface type='vdpa'>${mac}<source dev='/dev/vhost-vdpa-0'/></interface>`), [
    /^host-device: .*vdpa/,
  ]);
  t.match(codes("<filesystem type='mount'><driver type='virtiofs'/><source dir='/srv'/></filesystem>"), [
    /^host-device: .*\/srv/,
  ]);
  t.match(codes("<shmem name='s' role='peer'><model type='ivshmem-plain'/></shmem>"), [
    /^host-device: the domain uses memory shared/,
  ]);
  t.strictSame(codes("<shmem name='s' role='master'><model type='ivshmem-plain'/></shmem>"), []);
  t.match(codes("<tpm model='tpm-tis'><backend type='passthrough'/></tpm>"), [
    /^host-device: the domain uses the host's TPM/,
  ]);
  t.strictSame(codes("<tpm model='tpm-tis'><backend type='emulator' version='2.0'/></tpm>"), []);
  t.match(codes('', "<launchSecurity type='sev'/>"), [/^host-device: .*encrypted/]);
  t.match(codes('', "<cputune><shares>10</shares><vcpupin vcpu='0' cpuset='2'/></cputune>"), [
    /^pinned: .*vcpupin cpuset='2'/,
  ]);
  t.match(codes('', "<numatune><memory mode='strict' nodeset='1'/></numatune>"), [/^pinned: .*nodeset='1'/]);
  t.strictSame(
    codes('', "<cputune><shares>10</shares></cputune><numatune><memory mode='strict' placement='auto'/></numatune>"),
    [],
  );
});

t.test('disks', async (t) => {
  const of = (disk: string) => describeDomain(plainXml(sample, disk));
  const target = "<target dev='vdb'/>";
  const at = (type: string, source: string, more = '') =>
    of(`<disk type='${type}' device='disk'><source ${source}/>${target}${more}</disk>`);
  t.strictSame(at('file', "file='/srv/a.qcow2'").writableDisks, [{ target: 'vdb', path: '/srv/a.qcow2' }]);
  t.strictSame(at('block', "dev='/dev/vg/a'").writableDisks, [{ target: 'vdb', path: '/dev/vg/a' }]);
  t.strictSame(
    at('file', "file='/srv/a'", '<shareable/>').writableDisks.length,
    1,
    'shareable is no proof of shared storage',
  );
  for (const harmless of [
    at('file', "file='/srv/a.iso'", '<readonly/>'),
    at('network', "protocol='rbd' name='pool/a'"),
    of("<disk type='file' device='cdrom'><target dev='hda'/><readonly/></disk>"),
  ]) {
    t.strictSame([harmless.obstacles, harmless.writableDisks], [[], []]);
  }
  t.match(at('nvme', "type='pci' namespace='1'").obstacles, [{ code: 'host-device', detail: /disk vdb is an NVMe/ }]);
  t.match(at('volume', "pool='p' volume='v'").obstacles, [
    { code: 'local-disk', detail: /disk vdb is volume v of storage pool p/ },
  ]);
  t.match(at('file', "file='/srv/a'", '<transient/>').obstacles, [{ code: 'local-disk', detail: /transient/ }]);
});

t.test('what is no domain is refused', async (t) => {
  t.throws(() => describeDomain('<domain><name>x</domain>'), { name: 'XmlError', message: /line 1, column/ });
  t.throws(() => describeDomain(''), { name: 'XmlError' });
  t.throws(() => describeDomain('<network/>'), { message: /<network>, not <domain>/ });
  t.throws(() => describeDomain('<domain><name>x</name></domain>'), { message: /no <uuid>/ });
  t.throws(() => describeDomain(`<domain><name>x</name><uuid>${sample.uuid}</uuid></domain>`), {
    message: /<memory> cannot be read/,
  });
  t.throws(() => describeDomain('<a>'.repeat(10_000)), { message: /nested more than/ });
  t.throws(() => describeDomain('<!DOCTYPE a [<!ENTITY b "c">]><domain><name>&b;</name></domain>'), {
    name: 'XmlError',
  });
});

t.test('a declaration of megabytes is refused at once, and long texts and attributes are read', async (t) => {
  const declaration = `<domain><!x${'x'.repeat(4_000_000)}`;
  t.throws(() => describeDomain(declaration), { name: 'XmlError', message: /a declaration .* of more than 256/ });
  const long = 'y'.repeat(200_000);
  const top = `<!--${long}--><title>${long}</title><description><![CDATA[${long}]]></description>`;
  const file = `<disk type='file'><source file='/${long}'/><target dev='vda'/></disk>`;
  const { writableDisks } = describeDomain(plainXml(sample, file, top));
  t.equal(writableDisks[0]?.path, `/${long}`);
});

t.test('paths that other hosts reach', async (t) => {
  const folder = shortFolder(t);
  mkdirSync(path.join(folder, 'proc/self'), { recursive: true });
  const mounts = [
    '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    '30 22 0:40 / /srv/images rw,relatime shared:9 master:3 - nfs4 filer:/images rw,vers=4.2',
    '31 22 0:41 / /srv/with\\040blank rw - fuse.glusterfs gluster:/v rw',
    '32 30 8:2 / /srv/images/scratch rw - xfs /dev/sdb1 rw',
    `33 22 0:42 / ${folder}/nfs rw - nfs filer:/x rw`,
    '34 22 0:43 / /data rw - nfs filer:/data rw',
    '35 34 8:3 / /data rw - ext4 /dev/sdc1 rw',
  ];
  writeFileSync(path.join(folder, 'proc/self/mountinfo'), `${mounts.join('\n')}\n`);
  mkdirSync(path.join(folder, 'nfs'));
  writeFileSync(path.join(folder, 'nfs/disk'), '');
  symlinkSync(path.join(folder, 'nfs'), path.join(folder, 'link'));
  const local = localPathsOf({ procRoot: path.join(folder, 'proc'), sharedPaths: ['/dev/mapper', '/srv/declared'] });
  const link = path.join(folder, 'link/disk');
  const shared = ['/srv/images/a', '/srv/with blank/a', '/dev/mapper/san-a', '/srv/declared/a', link];
  const notShared = ['/srv/images/scratch/a', '/srv/imagesX/a', '/srv/declared2/a', '/data/a', '/srv/declared/../a'];
  const result = await local([...shared, ...notShared]);
  t.strictSame([...result.keys()], notShared);
  t.equal(result.get('/srv/images/scratch/a'), 'on xfs mounted at /srv/images/scratch');
  t.equal(result.get('/data/a'), 'on ext4 mounted at /data', 'the later mount covers the earlier');
  t.equal(mountOf(parseMountinfo(''), '/a'), undefined);
  await t.rejects(localPathsOf({ procRoot: path.join(folder, 'none') })(['/a']), { code: 'ENOENT' });
});

t.test('states', async (t) => {
  const of = (state: number, reason = 0) => [livesHere({ state, reason }), stateObstacle({ state, reason })?.code];
  t.strictSame(of(1, 1), [true, undefined], 'running');
  t.strictSame(of(2), [true, undefined], 'blocked');
  t.strictSame(of(3, 1), [true, 'not-running'], 'paused by a user');
  t.strictSame(of(3, 2), [false, 'transient-state'], 'paused for a migration');
  t.strictSame(of(3, 11), [false, 'transient-state'], 'starting up');
  t.strictSame(of(3, 99), [true, 'not-running'], 'paused for a reason of the future');
  t.strictSame(of(4), [false, 'transient-state'], 'shutting down');
  t.strictSame(of(5), [false, 'not-running'], 'shut off');
  t.strictSame(of(6), [false, 'not-running'], 'crashed');
  t.strictSame(of(7), [true, 'not-running'], 'suspended');
  t.strictSame(of(0), [false, 'not-running'], 'no state');
});
