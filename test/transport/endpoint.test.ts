// Real sockets on loopback: sizes, aliases, hostile datagrams, errors of the kernel, and closing.
import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { UdpTransport, type UdpTransportOptions } from '../../agent/transport/endpoint.js';
import { bindError, sendError, TransportError } from '../../agent/transport/errors.js';
import { encodeAnswer, encodeChallenge, encodeFragment, encodeWhole } from '../../agent/transport/frame.js';
import { type ClusterKey, generateKey } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import { maxPlaintextBytes, PacketCodec } from '../../agent/transport/packet.js';
import { mtuProblem } from '../../agent/transport/sockets.js';
import type { DropReason, Peer } from '../../agent/transport/transport.js';
import { formatIpv4, ipv4 } from '../../topology/ipv4.js';
import { freePort, loopbackAddress, type Teardown, until } from '../support/temporary.js';

/** Of version 1, so that the bare codecs of these tests need not answer challenges (replay.test.ts has those that do). */
const key: ClusterKey = { ...generateKey(), version: 1 };
const bareCodec = (other = key) =>
  new PacketCodec(new Keyring(other), randomBytes, { firstCounter: 0, clock: () => 0 });
const [A, B, VM] = [0, 1, 2].map((index) => ipv4(loopbackAddress(index))) as [
  Peer['address'],
  Peer['address'],
  Peer['address'],
];

interface Received {
  readonly payload: Uint8Array;
  readonly from: Peer;
}

interface Agent {
  readonly transport: UdpTransport;
  readonly received: Received[];
  readonly log: string[];
}

async function agent(t: Teardown, options: Partial<UdpTransportOptions> = {}): Promise<Agent> {
  const log: string[] = [];
  const defaults = { address: A, port: 0, mtu: 1500, keyring: new Keyring(key) };
  const transport = new UdpTransport({ ...defaults, ...options, log: (level, text) => log.push(`${level}: ${text}`) });
  const received: Received[] = [];
  transport.onPayload((payload, from) => received.push({ payload, from }));
  await transport.start();
  t.teardown(() => transport.close());
  return { transport, received, log };
}

/** A plain socket that sends datagrams of its own making. */
async function bareSocket(t: Teardown): Promise<dgram.Socket> {
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return socket;
}

function throwAt(socket: dgram.Socket, to: Peer, datagram: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(datagram, to.port, formatIpv4(to.address), (error) => (error ? reject(error) : resolve()));
  });
}

/** So that neither has to ask the other one who it is. */
async function meet(a: Agent, b: Agent): Promise<void> {
  await a.transport.send(b.transport.local, Buffer.from('hello'));
  await until('they know each other', () => b.received.splice(0).length > 0);
}

t.test('messages of every size', async (t) => {
  const [a, b] = [await agent(t), await agent(t, { address: B })];
  await meet(a, b);
  const fits = maxPlaintextBytes(1500) - 1;
  const sizes = [0, 1, fits, fits + 1, 2 * fits, 2_500_000, 8 * 1024 * 1024];
  for (const size of sizes) {
    const before = a.transport.statistics().sentDatagrams;
    const payload = randomBytes(size);
    await a.transport.send(b.transport.local, payload);
    await until(`${size} bytes have come`, () => b.received.length > 0);
    const [{ payload: got, from }] = b.received.splice(0) as [Received];
    t.ok(payload.equals(got), `${size} bytes`);
    t.same(from, a.transport.local);
    if (size <= fits) t.equal(a.transport.statistics().sentDatagrams, before + 1, 'one datagram');
    else t.ok(a.transport.statistics().sentDatagrams >= before + 2, 'several datagrams');
  }
  await t.rejects(a.transport.send(b.transport.local, Buffer.alloc(8 * 1024 * 1024 + 1)), { code: 'too-large' });
});

t.test('small and large MTU, and ends that differ', async (t) => {
  const [small, large] = [await agent(t, { mtu: 576 }), await agent(t, { address: B, mtu: 9216 })];
  const payload = randomBytes(300_000);
  await small.transport.send(large.transport.local, payload);
  await large.transport.send(small.transport.local, payload);
  await until('both have come', () => small.received.length + large.received.length === 2);
  t.ok(payload.equals(large.received[0]!.payload));
  t.ok(payload.equals(small.received[0]!.payload));
  t.throws(
    () => new UdpTransport({ address: A, port: 0, mtu: 575, keyring: new Keyring(key) }),
    /mtu 575: must be 576\.\.9216/,
  );
});

t.test('many messages at once, both ways', async (t) => {
  const [a, b] = [await agent(t), await agent(t, { address: B })];
  const messages = Array.from({ length: 12 }, () => randomBytes(100_000));
  await Promise.all(
    messages.flatMap((message) => [
      a.transport.send(b.transport.local, message),
      b.transport.send(a.transport.local, message),
    ]),
  );
  for (const { received } of [a, b]) {
    t.same(
      new Set(received.map(({ payload }) => Buffer.from(payload).toString('hex'))),
      new Set(messages.map((m) => m.toString('hex'))),
    );
    t.equal(received.length, 12, 'each once');
  }
  const busy = await agent(t, { maxOutgoing: 1 });
  const first = busy.transport.send(b.transport.local, messages[0]!);
  await t.rejects(busy.transport.send(b.transport.local, messages[0]!), { code: 'busy' });
  await first;
});

t.test('an alias stands in for a VM address; answers come from the main address', async (t) => {
  const [a, b] = [await agent(t), await agent(t, { address: B })];
  const vm = { address: VM, port: b.transport.local.port };
  await b.transport.bindAlias(VM);
  await b.transport.bindAlias(VM);
  b.transport.onPayload((payload, from) => void b.transport.send(from, payload));
  for (const size of [10, 200_000]) {
    await a.transport.send(vm, Buffer.alloc(size, 7));
    await until('the answer has come', () => a.received.length > 0);
    const [answer] = a.received.splice(0);
    t.equal(answer!.payload.length, size);
    t.same(answer!.from, b.transport.local, 'and not from the VM address');
  }
  await b.transport.unbindAlias(VM);
  // The address is free at once for the agent that the VM has moved to.
  const c = await agent(t, { address: ipv4(loopbackAddress(3)), port: vm.port });
  await c.transport.bindAlias(VM);
  await a.transport.send(vm, Buffer.from('moved'));
  await until('the new host has it', () => c.received.length === 1);
  await t.rejects(b.transport.bindAlias(VM), { code: 'bind-failed', message: /EADDRINUSE.*another process/ });
  await c.transport.unbindAlias(VM);
  await Promise.all([b.transport.bindAlias(VM), b.transport.unbindAlias(VM), b.transport.bindAlias(VM)]);
  await a.transport.send(vm, Buffer.from('back'));
  await until('the old host has it', () => b.received.length === 3);
});

t.test('to oneself', async (t) => {
  const a = await agent(t);
  await a.transport.bindAlias(VM);
  const sent = Buffer.from('note');
  await a.transport.send(a.transport.local, sent);
  await a.transport.send({ address: VM, port: a.transport.local.port }, sent);
  sent.fill(0);
  await until('both have come', () => a.received.length === 2);
  t.same(
    a.received.map(({ payload }) => Buffer.from(payload).toString()),
    ['note', 'note'],
  );
});

t.test('nobody there', async (t) => {
  const a = await agent(t, { giveUpMs: 300 });
  const to = { address: B, port: await freePort(formatIpv4(B)) };
  await t.resolves(a.transport.send(to, Buffer.from('small')), 'a datagram is sent and forgotten');
  const error = { code: 'unacknowledged', message: new RegExp(`:${to.port} acknowledged 0 of 36 fragments .* 300 ms`) };
  await t.rejects(a.transport.send(to, Buffer.alloc(50_000)), error);
  const stranger = await agent(t, { address: B, keyring: new Keyring(generateKey()) });
  await t.rejects(a.transport.send(stranger.transport.local, Buffer.alloc(5000)), { code: 'unacknowledged' });
  t.equal(stranger.received.length, 0);
  t.ok(stranger.transport.statistics().dropped['unknown-key'] > 0);
  t.match(stranger.log[0], /^warn: dropped a datagram from 127\..*: unknown-key \(.*compare the key files\); 1 so far/);
  t.equal(stranger.log.length, 1, 'a flood is logged once');
});

t.test('every kind of hostile datagram is counted, and the agent goes on', async (t) => {
  const newer = generateKey();
  const b = await agent(t, { address: B, keyring: new Keyring([key, newer]) });
  const socket = await bareSocket(t);
  const scratch = Buffer.alloc(9000);
  const member = bareCodec();
  const good = () => member.seal(encodeWhole(scratch, Buffer.from('hello')));
  const sealWith = (other: ClusterKey) => bareCodec(other).seal(encodeWhole(scratch, Buffer.from('hello')));
  const withByte = (at: number, value: number) => {
    const datagram = good();
    datagram[at] = value;
    return datagram;
  };
  const fragment = { transfer: 7n, messageBytes: 200, fragmentBytes: 100, index: 0, payload: Buffer.alloc(100) };
  const sealedFragment = (changes: object) => member.seal(encodeFragment(scratch, { ...fragment, ...changes }));
  const ownOne = await captured(t, b.transport);
  const twice = good();
  await throwAt(socket, b.transport.local, twice);
  await until('it has come', () => b.received.splice(0).length === 1);
  const hostile: [DropReason, Buffer][] = [
    ['truncated', Buffer.alloc(0)],
    ['truncated', good().subarray(0, 30)],
    ['not-authentic', good().subarray(0, 40)],
    ['oversized', randomBytes(20_000)],
    ['unknown-version', withByte(2, 2)],
    ['unknown-key', sealWith(generateKey())],
    ['not-authentic', sealWith({ ...generateKey(), id: key.id })],
    ['malformed', Buffer.from('GET / HTTP/1.1\r\nHost: score\r\n\r\n')],
    ['malformed', member.seal(Buffer.from([9, 9, 9]))],
    ['malformed', sealedFragment({ index: 2 })],
    [
      'message-too-large',
      sealedFragment({ messageBytes: 9_000_000, fragmentBytes: 1000, payload: Buffer.alloc(1000) }),
    ],
    ['own', ownOne],
    ['replayed', twice],
    ['untimed', bareCodec(newer).seal(Buffer.from([1]))],
    ['unproven', new PacketCodec(new Keyring(key), randomBytes).seal(Buffer.from([1]))],
    ['unexpected-proof', member.seal(encodeChallenge(scratch, { session: 1n, counter: 2, cookie: Buffer.alloc(8) }))],
    ['unexpected-proof', new PacketCodec(new Keyring(key), randomBytes).seal(encodeAnswer(scratch, Buffer.alloc(8)))],
  ];
  for (const [reason, datagram] of hostile) {
    const before = b.transport.statistics().dropped[reason];
    await throwAt(socket, b.transport.local, datagram);
    await until(`${reason} is counted`, () => b.transport.statistics().dropped[reason] === before + 1);
  }
  t.equal(b.received.length, 0);
  const total = Object.values(b.transport.statistics().dropped).reduce((sum, count) => sum + count, 0);
  t.equal(total, hostile.length, 'each counted once');
  await throwAt(socket, b.transport.local, good());
  await until('a good one still arrives', () => b.received.length === 1);
});

/** A datagram that the transport itself sent. */
async function captured(t: Teardown, transport: UdpTransport): Promise<Buffer> {
  const socket = await bareSocket(t);
  const datagram = new Promise<Buffer>((resolve) => socket.once('message', resolve));
  await transport.send({ address: ipv4('127.0.0.1'), port: socket.address().port }, Buffer.from('mine'));
  return datagram;
}

t.test('fragments that are sent again, from another address: acknowledged, not delivered', async (t) => {
  const b = await agent(t, { address: B });
  const member = bareCodec();
  const payload = Buffer.alloc(100, 1);
  const fragments = () =>
    [0, 1, 2].map((index) =>
      member.seal(
        encodeFragment(Buffer.alloc(200), { transfer: 9n, messageBytes: 300, fragmentBytes: 100, index, payload }),
      ),
    );
  const recorded = fragments();
  const [first, second] = [await bareSocket(t), await bareSocket(t)];
  let acknowledgements = 0;
  second.on('message', () => acknowledgements++);
  for (const datagram of recorded) await throwAt(first, b.transport.local, datagram);
  await until('it has come', () => b.received.length === 1);
  for (const datagram of fragments()) await throwAt(second, b.transport.local, datagram);
  await until('all are counted', () => b.transport.statistics().dropped['duplicate-fragment'] === 3);
  await until('all are acknowledged', () => acknowledgements === 3);
  for (const datagram of recorded) await throwAt(second, b.transport.local, datagram);
  await until('played back, they are counted as that', () => b.transport.statistics().dropped.replayed === 3);
  t.equal(b.received.length, 1);
});

t.test('the kernel says no', async (t) => {
  const a = await agent(t);
  const taken = { address: A, port: a.transport.local.port };
  const second = new UdpTransport({ ...taken, mtu: 1500, keyring: new Keyring(key) });
  await t.rejects(second.start(), {
    code: 'bind-failed',
    message: new RegExp(`${formatIpv4(A)}:${taken.port}.*EADDRINUSE`),
  });
  const elsewhere = new UdpTransport({ address: ipv4('192.0.2.1'), port: 0, mtu: 1500, keyring: new Keyring(key) });
  await t.rejects(elsewhere.start(), { code: 'bind-failed', message: /192\.0\.2\.1.*EADDRNOTAVAIL.*check "host"/ });

  // Broadcast is not allowed on the socket, so these are refused by the real kernel.
  const broadcast = { address: ipv4('255.255.255.255'), port: 9 };
  await t.rejects(a.transport.send(broadcast, Buffer.from('x')), {
    code: 'send-failed',
    message: /255\.255\.255\.255:9/,
  });
  const patient = await agent(t, { giveUpMs: 200 });
  const large = patient.transport.send(broadcast, Buffer.alloc(5000));
  await t.rejects(large, { code: 'unacknowledged', message: /the last error was: cannot send to 255/ });

  const tooLong = Object.assign(new Error('send EMSGSIZE'), { code: 'EMSGSIZE' });
  t.match(sendError(tooLong, '10.0.0.1:7470', 1472, 1500), {
    code: 'path-mtu',
    message: /10\.0\.0\.1:7470 does not take a datagram of 1472 bytes: set "mtu" \(now 1500\)/,
  });
  const privileged = Object.assign(new Error('bind EACCES'), { code: 'EACCES' });
  t.match(bindError(privileged, '10.0.0.1:70').message, /10\.0\.0\.1:70.*CAP_NET_BIND_SERVICE/);
});

t.test('an interface with a smaller MTU than the settings say', async (t) => {
  const sys = t.testdir({});
  mkdirSync(path.join(sys, 'eth0'));
  writeFileSync(path.join(sys, 'eth0', 'mtu'), '1400\n');
  const entry = { address: '10.0.1.1', netmask: '', family: 'IPv4' as const, mac: '', internal: false, cidr: null };
  const interfaces = { lo: [], eth0: [entry] };
  t.match(
    mtuProblem(ipv4('10.0.1.1'), 1500, interfaces, sys),
    /"mtu" is 1500 but eth0, which has 10\.0\.1\.1, takes 1400.*set "mtu: 1400"/,
  );
  t.equal(mtuProblem(ipv4('10.0.1.1'), 1400, interfaces, sys), undefined);
  t.equal(mtuProblem(ipv4('10.0.1.2'), 1500, interfaces, sys), undefined, 'an address of no interface');
  t.equal(mtuProblem(ipv4('10.0.1.1'), 1500, interfaces, `${sys}/none`), undefined, 'no sysfs');
});

t.test('a listener that throws is logged and harms nobody else', async (t) => {
  const [a, b] = [await agent(t), await agent(t, { address: B })];
  await meet(a, b);
  b.log.length = 0;
  let calls = 0;
  b.transport.onPayload(() => {
    throw new Error(`bug ${++calls}`);
  });
  await a.transport.send(b.transport.local, Buffer.from('one'));
  await a.transport.send(b.transport.local, Buffer.from('two'));
  await until('both were handled', () => calls === 2);
  t.equal(b.received.length, 2);
  t.match(b.log[0], /^error: a message from 127\..* could not be handled: Error: bug 1\n.*at /);
});

t.test('closing', async (t) => {
  const a = await agent(t);
  await a.transport.bindAlias(VM);
  const { port } = a.transport.local;
  const nobody = { address: B, port: await freePort(formatIpv4(B)) };
  const sending = a.transport.send(nobody, Buffer.alloc(100_000));
  const rejected = t.rejects(sending, { code: 'closed' });
  await a.transport.close();
  await rejected;
  await a.transport.close();
  await t.rejects(a.transport.send(nobody, Buffer.from('x')), { code: 'closed' });
  await t.rejects(a.transport.bindAlias(VM), { code: 'closed' });
  for (const address of [A, VM]) {
    const again = new UdpTransport({ address, port, mtu: 1500, keyring: new Keyring(key) });
    await again.start();
    await again.close();
  }
  const never = new UdpTransport({ address: A, port: 0, mtu: 1500, keyring: new Keyring(key) });
  await t.rejects(never.send(nobody, Buffer.from('x')), TransportError);
  const starting = never.start();
  await never.close();
  await t.rejects(starting, { code: 'closed' }, 'closed while it was starting');
  // Node lists a closed socket until the event loop has come around.
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  const left = process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap');
  t.same(left, [], 'no socket is left');
});
