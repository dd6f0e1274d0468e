// The contract suite against real daemons: two hypervisors in namespaces, joined by a veth pair.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder } from '../support/temporary.js';
import { contract } from './contract.js';
import { accelerator, guestXml } from './lab-guest.js';
import { connectHosts, LabHost, labMissing } from './lab-host.js';

// Daemons are started three times, and each probes QEMU's capabilities.
t.setTimeout(120_000);
const missing = labMissing();
if (missing) {
  t.plan(0, missing);
} else {
  const folder = shortFolder(t);
  const source = new LabHost({ folder, name: `slv${process.pid}a`, address: '10.77.0.1' });
  const target = new LabHost({ folder, name: `slv${process.pid}b`, address: '10.77.0.2' });
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
    movable,
    pinned,
    deadUri: 'qemu+tcp://{host}:1/system',
    runsAtSource: (uuid) => runsAt(source, uuid),
    runsAtTarget: (uuid) => runsAt(target, uuid),
    suspend: (uuid) => void source.virsh('suspend', uuid),
    resume: (uuid) => void source.virsh('resume', uuid),
    kill: () => source.signalLibvirtd('SIGKILL'),
    restart: () => source.startLibvirtd(),
    freeze: (frozen) => source.signalLibvirtd(frozen ? 'SIGSTOP' : 'SIGCONT'),
  });
}
