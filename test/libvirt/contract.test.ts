// The contract suites against the fake: of every hypervisor, and of libvirt.
import path from 'node:path';
import t from 'tap';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder } from '../support/temporary.js';
import { contract } from './contract.js';
import { fakeDomain } from './fake-domain.js';
import { FakeLibvirtd } from './fake-libvirtd.js';
import { plainXml } from './xml-samples.js';

const socket = path.join(shortFolder(t), 'sock');
const daemon = new FakeLibvirtd(socket);
const targetSocket = path.join(shortFolder(t), 'sock');
daemon.target = new FakeLibvirtd(targetSocket);
await daemon.target.listen();
t.teardown(() => daemon.target?.kill());
const visitor = { uuid: '11111111-2222-4333-8444-000000000009', name: 'visitor', mac: '52:54:00:00:00:09' };
const movable = { uuid: '11111111-2222-4333-8444-000000000001', name: 'web', mac: '52:54:00:00:00:01' };
const pinned = { uuid: '11111111-2222-4333-8444-000000000002', name: 'db', mac: '52:54:00:00:00:02' };
const pin = "<cputune><vcpupin vcpu='0' cpuset='0'/></cputune>";
daemon.domains.set(movable.uuid, fakeDomain(plainXml(movable), movable.name, movable.uuid));
daemon.domains.set(pinned.uuid, fakeDomain(plainXml(pinned, '', pin), pinned.name, pinned.uuid, { persistent: true }));
await daemon.listen();
t.teardown(() => daemon.kill());

let crashes = 0;

contract(t, {
  socket,
  target: ipv4('192.0.2.1'),
  targetSocket,
  movable,
  currentMemoryMiB: 32,
  pinned,
  deadUri: 'qemu+tcp://{host}:1/system',
  runsAtSource: (uuid) => daemon.domains.get(uuid)?.state === 1,
  knownAtTarget: (uuid) => daemon.arrived.has(uuid),
  runsAtTarget: (uuid) => daemon.arrived.has(uuid),
  appear: async () => {
    daemon.domains.set(visitor.uuid, fakeDomain(plainXml(visitor), visitor.name, visitor.uuid));
    daemon.setState(visitor.uuid, 1, 1, 2);
    return visitor.uuid;
  },
  disappear: async (uuid) => {
    daemon.setState(uuid, 5, 2, 5);
    daemon.domains.delete(uuid);
  },
  abort: (uuid) => daemon.domains.get(uuid)!.endJob!(78, 'operation aborted: migration out job: canceled by client'),
  refuseAtTarget: {
    prepare: (t) => {
      const message = "operation failed: domain 'web' already exists with uuid 11111111-2222-4333-8444-000000000007";
      daemon.faults.set(305, { kind: 'error', code: 9, message });
      t.teardown(() => daemon.faults.clear());
    },
    expected: { code: 'failed', text: /^operation failed: domain 'web' already exists with uuid/ },
  },
  suspend: (uuid) => daemon.setState(uuid, 3, 1, 3),
  resume: (uuid) => daemon.setState(uuid, 1, 5, 4),
  kill: () => daemon.kill(),
  restart: () => daemon.listen(),
  freeze: (frozen) => daemon.freeze(frozen),
  crash: async () => {
    crashes++;
    await daemon.kill();
    await daemon.listen();
  },
  crashes: () => crashes,
  settled: async () => {},
});
