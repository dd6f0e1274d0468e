// The contract suite against the fake.
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
const movable = { uuid: '11111111-2222-4333-8444-000000000001', name: 'web', mac: '52:54:00:00:00:01' };
const pinned = { uuid: '11111111-2222-4333-8444-000000000002', name: 'db', mac: '52:54:00:00:00:02' };
const pin = "<cputune><vcpupin vcpu='0' cpuset='0'/></cputune>";
daemon.domains.set(movable.uuid, fakeDomain(plainXml(movable), movable.name, movable.uuid));
daemon.domains.set(pinned.uuid, fakeDomain(plainXml(pinned, '', pin), pinned.name, pinned.uuid, { persistent: true }));
await daemon.listen();
t.teardown(() => daemon.kill());

contract(t, {
  socket,
  target: ipv4('192.0.2.1'),
  movable,
  pinned,
  deadUri: 'qemu+tcp://{host}:1/system',
  runsAtSource: (uuid) => daemon.domains.get(uuid)?.state === 1,
  knownAtTarget: (uuid) => daemon.arrived.has(uuid),
  runsAtTarget: (uuid) => daemon.arrived.has(uuid),
  suspend: (uuid) => daemon.setState(uuid, 3, 1, 3),
  resume: (uuid) => daemon.setState(uuid, 1, 5, 4),
  kill: () => daemon.kill(),
  restart: () => daemon.listen(),
  freeze: (frozen) => daemon.freeze(frozen),
});
