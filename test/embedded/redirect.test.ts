// The loopback redirect over two agents' real transports on one machine: who receives for a VM's address.
import dgram from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { RedirectedVm } from '../../agent/core/drivers.js';
import { LoopbackRedirect } from '../../agent/embedded/redirect.js';
import { UdpTransport } from '../../agent/transport/endpoint.js';
import { generateKey } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import { formatIpv4, type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { redirectContract } from '../contract/redirect.js';
import { freePort, loopbackAddress, type Teardown, until } from '../support/temporary.js';

const vm = (index: number): RedirectedVm => ({ address: ipv4(loopbackAddress(100 + index)), mac: '52:54:00:00:00:01' });

/** Two agents with one key on one port, and what each has received. */
async function twoAgents(test: Teardown) {
  const keyring = new Keyring(generateKey());
  const port = await freePort('0.0.0.0');
  const agents = [0, 1].map((index) => {
    const address = ipv4(loopbackAddress(index));
    const transport = new UdpTransport({ address, port, mtu: 1500, keyring, log: () => {} });
    const received: string[] = [];
    transport.onPayload((payload) => received.push(Buffer.from(payload).toString()));
    test.teardown(() => transport.close());
    return { transport, received };
  });
  for (const { transport } of agents) await transport.start();
  return { port, a: agents[0]!, b: agents[1]! };
}

redirectContract(t, async (t) => {
  const { port, a, b } = await twoAgents(t);
  const vms = [vm(20), vm(21)];
  const occupied = async (address: string): Promise<boolean> => {
    const socket = dgram.createSocket('udp4');
    const bound = await new Promise<boolean>((resolve) => {
      socket.once('error', () => resolve(false));
      socket.bind(port, address, () => resolve(true));
    });
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    return !bound;
  };
  return {
    redirect: new LoopbackRedirect(a.transport),
    vms,
    ports: [],
    answering: async (addresses) => {
      a.received.length = 0;
      for (const address of addresses) await b.transport.send({ address: ipv4(address), port }, Buffer.from(address));
      // The host's own address always answers; sent last over loopback, its message comes last.
      await b.transport.send({ address: ipv4(loopbackAddress(0)), port }, Buffer.from('the host'));
      await until('the last message', () => a.received.includes('the host'));
      await sleep(20);
      return addresses.filter((address) => a.received.includes(address));
    },
    installed: async () => {
      const all = vms.map(({ address }) => formatIpv4(address));
      const states = await Promise.all(all.map(occupied));
      return all.filter((_, index) => states[index]);
    },
  };
});

t.test('a message to a VM reaches the agent that the VM moved to', async (t) => {
  const { port, a, b } = await twoAgents(t);
  const source = new LoopbackRedirect(a.transport);
  const target = new LoopbackRedirect(b.transport);
  const moving = vm(0);
  t.same(await source.apply([moving]), []);
  await b.transport.send({ address: moving.address, port }, Buffer.from('before'));
  await until('the source has it', () => a.received.length > 0);
  t.same(a.received, ['before']);

  t.same(await source.apply([]), []);
  t.same(await target.apply([moving]), []);
  await a.transport.send({ address: moving.address, port }, Buffer.from('after'));
  await until('the target has it', () => b.received.length > 0);
  t.same(b.received, ['after']);
  t.same(a.received, ['before'], 'the source hears no more of it');
});

t.test('the target waits a moment for the source to give the address up', async (t) => {
  const { a, b } = await twoAgents(t);
  const source = new LoopbackRedirect(a.transport);
  const target = new LoopbackRedirect(b.transport, { patienceMs: 5000 });
  await source.apply([vm(1)]);
  const claimed = target.apply([vm(1)]);
  await source.apply([]);
  t.same(await claimed, [], 'bound within the same apply');
});

t.test('an address that stays in use is told, does not hold up others, and is tried again', async (t) => {
  const { port, a, b } = await twoAgents(t);
  const source = new LoopbackRedirect(a.transport);
  const target = new LoopbackRedirect(b.transport, { patienceMs: 0 });
  await source.apply([vm(2)]);
  const notes = await target.apply([vm(2), vm(3)]);
  t.equal(notes.length, 1);
  t.match(notes[0], new RegExp(`^${loopbackAddress(102)} is in use by another agent`));
  await a.transport.send({ address: vm(3).address, port }, Buffer.from('other'));
  await until('the other address works', () => b.received.length > 0);

  await source.remove();
  t.same(await target.apply([vm(2), vm(3)]), []);
  await a.transport.send({ address: vm(2).address, port }, Buffer.from('late'));
  await until('the address works', () => b.received.includes('late'));
});

t.test('an address that cannot be bound at all is an error, and the others are in place', async (t) => {
  const { port, a, b } = await twoAgents(t);
  const redirect = new LoopbackRedirect(a.transport);
  // TEST-NET-1 (RFC 5737) is no address of this machine.
  const foreign: RedirectedVm = { address: ipv4('192.0.2.77'), mac: '52:54:00:00:00:02' };
  await t.rejects(redirect.apply([foreign, vm(4)]), {
    message: /loopback redirect: cannot bind 192\.0\.2\.77.*EADDRNOTAVAIL/,
  });
  await b.transport.send({ address: vm(4).address, port }, Buffer.from('here'));
  await until('the good address works', () => a.received.length > 0);
});

t.test('remove gives up what apply bound, and only that', async (t) => {
  const bound = new Set<Ipv4>();
  const redirect = new LoopbackRedirect({
    bindAlias: async (address) => void bound.add(address),
    unbindAlias: async (address) => void bound.delete(address),
  });
  bound.add(vm(9).address);
  await redirect.apply([vm(5), vm(6)]);
  t.equal(bound.size, 3);
  await redirect.remove();
  t.same([...bound], [vm(9).address]);
});
