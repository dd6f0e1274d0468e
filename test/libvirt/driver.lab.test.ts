// The contract suites (of every hypervisor, and of libvirt) against real daemons: two hypervisors in namespaces, joined by a veth pair.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { abortJob } from '../../agent/libvirt/migration-procedures.js';
import { listAllDomains, listFlags } from '../../agent/libvirt/procedures.js';
import { openSession } from '../../agent/libvirt/session.js';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder, until } from '../support/temporary.js';
import { connected, contract } from './contract.js';
import { accelerator, guestXml } from './lab-guest.js';
import { connectHosts, LabHost, labMissing } from './lab-host.js';

// Daemons are started five times, and each probes QEMU's capabilities.
t.setTimeout(240_000);
const missing = labMissing();
if (missing) {
  t.plan(0, missing);
} else {
  const folder = shortFolder(t);
  const comment = (text: string): void => t.comment(text);
  const source = new LabHost({ folder, name: `slv${process.pid}a`, address: '10.77.0.1', comment });
  const target = new LabHost({ folder, name: `slv${process.pid}b`, address: '10.77.0.2', comment });
  for (const host of [source, target]) {
    t.teardown(() => host.down());
    await host.up();
  }
  connectHosts(source, target);
  await Promise.all([source.startLibvirtd(), target.startLibvirtd()]);

  const kind = accelerator(folder);
  t.comment(`guests run under ${kind}`);
  const movable = { uuid: '11111111-2222-4333-8444-000000000001', name: 'web', mac: '52:54:00:00:00:01' };
  const pinned = { uuid: '11111111-2222-4333-8444-000000000002', name: 'db', mac: '52:54:00:00:00:02' };
  const visitor = { uuid: '11111111-2222-4333-8444-000000000009', name: 'visitor', mac: '52:54:00:00:00:09' };
  const xmlFile = (text: string): string => {
    const file = path.join(folder, 'domain.xml');
    writeFileSync(file, text);
    return file;
  };
  source.virsh('create', xmlFile(guestXml({ ...movable, accelerator: kind, folder })));
  const pin = "<cputune><vcpupin vcpu='0' cpuset='0'/></cputune>";
  source.virsh('define', xmlFile(guestXml({ ...pinned, accelerator: kind, folder, top: pin })));
  source.virsh('start', pinned.name);
  const runsAt = (host: LabHost, uuid: string): boolean =>
    host.virsh('list', '--uuid', '--state-running').includes(uuid);

  contract(t, {
    socket: source.socket,
    target: ipv4(target.address),
    targetSocket: target.socket,
    movable,
    currentMemoryMiB: 64,
    pinned,
    deadUri: 'qemu+tcp://{host}:1/system',
    runsAtSource: (uuid) => runsAt(source, uuid),
    knownAtTarget: (uuid) => target.virsh('list', '--all', '--uuid').includes(uuid),
    runsAtTarget: (uuid) => runsAt(target, uuid),
    appear: async () => {
      source.virsh('create', xmlFile(guestXml({ ...visitor, accelerator: kind, folder })));
      return visitor.uuid;
    },
    disappear: async (uuid) => void source.virsh('destroy', uuid),
    abort: async (uuid) => {
      source.virsh('domjobabort', uuid);
      await until('the target has let go of it', () => !target.virsh('list', '--all', '--uuid').includes(uuid), 20_000);
    },
    refuseAtTarget: {
      prepare: (t) => {
        const namesake = { ...movable, uuid: '11111111-2222-4333-8444-000000000007' };
        target.virsh('define', xmlFile(guestXml({ ...namesake, accelerator: kind, folder })));
        t.teardown(() => target.virsh('undefine', namesake.uuid));
      },
      expected: { code: 'failed', text: /domain 'web' already exists with uuid/ },
    },
    suspend: (uuid) => void source.virsh('suspend', uuid),
    resume: (uuid) => void source.virsh('resume', uuid),
    kill: () => source.libvirtd.end('SIGKILL'),
    restart: () => source.startLibvirtd(),
    freeze: (frozen) => (frozen ? source.libvirtd.stop() : source.libvirtd.go()),
    crash: () => source.libvirtd.crash(),
    crashes: () => source.libvirtd.crashes,
    settled: () => source.settled(),
  });

  t.test('a persistent domain is defined on exactly one host afterwards', async (t) => {
    const kept = { uuid: '11111111-2222-4333-8444-000000000003', name: 'kept', mac: '52:54:00:00:00:03' };
    source.virsh('define', xmlFile(guestXml({ ...kept, accelerator: kind, folder })));
    source.virsh('start', kept.name);
    const hypervisor = await connected(t, source.socket);
    t.match(await hypervisor.migrate({ uuid: kept.uuid, target: ipv4(target.address) }), { ok: true });
    t.notMatch(source.virsh('list', '--all', '--uuid'), kept.uuid);
    t.match(target.virsh('list', '--persistent', '--state-running', '--uuid'), kept.uuid);
    t.notMatch(target.virsh('list', '--persistent', '--uuid'), movable.uuid, 'the transient one stayed transient');
  });

  t.test('a card that is plugged in is seen at once', async (t) => {
    const hypervisor = await connected(t, source.socket);
    const macs = async () => (await hypervisor.domains()).find(({ uuid }) => uuid === pinned.uuid)?.macs;
    t.strictSame(await macs(), [pinned.mac]);
    const card =
      "<interface type='ethernet'><mac address='52:54:00:00:00:99'/><model type='virtio'/><rom enabled='no'/></interface>";
    source.virsh('attach-device', pinned.name, xmlFile(card), '--live');
    await until('the new card is seen', async () => (await macs())?.includes('52:54:00:00:00:99') === true);
  });

  t.test('procedures of the fallback are laid out as libvirtd has them', async (t) => {
    const connection = await openSession({ socket: source.socket, uri: 'qemu:///system', callTimeoutMs: 5000 });
    t.teardown(() => connection.close());
    const domains = await connection.call(listAllDomains, { flags: listFlags.active });
    t.strictSame(
      domains.map(({ name }) => name),
      [pinned.name],
    );
    await t.rejects(connection.call(abortJob, { domain: domains[0]! }), {
      name: 'LibvirtError',
      code: 55,
      message: /no job is active/,
    });
  });

  t.test("the read-only socket and an unknown URI are refused in libvirt's words", async (t) => {
    const open = (uri: string, socket: string) => openSession({ socket, uri, callTimeoutMs: 5000, onEvent: () => {} });
    await t.rejects(open('nonsense:///', source.socket), {
      name: 'LibvirtError',
      message: /no connection driver available/,
    });
    const readOnly = await open('qemu:///system', `${source.socket}-ro`);
    t.teardown(() => readOnly.close());
    const [domain] = await readOnly.call(listAllDomains, { flags: listFlags.active });
    await t.rejects(readOnly.call(abortJob, { domain: domain! }), { name: 'LibvirtError' });
  });
}
