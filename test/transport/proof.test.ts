// Two transports on real sockets that do not know each other, or no longer do, with somebody between them who records and
// plays back: every message arrives once, and nothing that was recorded arrives again.
import dgram from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { UdpTransport, type UdpTransportOptions } from '../../agent/transport/endpoint.js';
import { generateKey } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import type { Peer } from '../../agent/transport/transport.js';
import { ipv4 } from '../../topology/ipv4.js';
import { type Teardown, until } from '../support/temporary.js';

const address = ipv4('127.0.0.1');
const key = generateKey();

interface Agent {
  readonly transport: UdpTransport;
  readonly received: string[];
}

async function agent(t: Teardown, options: Partial<UdpTransportOptions> = {}): Promise<Agent> {
  const defaults = { address, port: 0, mtu: 1500, keyring: new Keyring(key), log: () => {} };
  const transport = new UdpTransport({ ...defaults, ...options });
  const received: string[] = [];
  transport.onPayload((payload) => received.push(Buffer.from(payload).toString()));
  await transport.start();
  t.teardown(() => transport.close());
  return { transport, received };
}

/** Hands everything on between the first that sends and `to`, and keeps what goes to `to`. */
async function recorder(t: Teardown, to: Peer): Promise<{ at: Peer; recorded: Buffer[]; throwAt(to: Peer): void }> {
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  const recorded: Buffer[] = [];
  let sender = 0;
  socket.on('message', (datagram, from) => {
    if (from.port !== to.port) {
      sender = from.port;
      recorded.push(datagram);
    }
    socket.send(datagram, from.port === to.port ? sender : to.port, '127.0.0.1');
  });
  const throwAt = (peer: Peer) => {
    for (const datagram of recorded) socket.send(datagram, peer.port, '127.0.0.1');
  };
  return { at: { address, port: socket.address().port }, recorded, throwAt };
}

const texts = (count: number) => Array.from({ length: count }, (_, i) => `message ${i}`);
const large = 'x'.repeat(300_000);

t.test('the first messages between two agents, both ways at once, small and large', async (t) => {
  const [a, b] = [await agent(t), await agent(t)];
  const both = [
    [a, b],
    [b, a],
  ] as const;
  const sends = both.flatMap(([from, to]) =>
    [...texts(10), large].map((text) => from.transport.send(to.transport.local, Buffer.from(text))),
  );
  await Promise.all(sends);
  for (const { received } of [a, b]) {
    await until('all have come', () => received.length >= 11);
    t.same(new Set(received), new Set([...texts(10), large]));
    t.equal(received.length, 11, 'each once');
  }
});

t.test('what was recorded is not taken again: by the same agent, after its restart, or by another one', async (t) => {
  const [a, b] = [await agent(t), await agent(t)];
  const { at, recorded, throwAt } = await recorder(t, b.transport.local);
  for (const text of [...texts(10), large]) await a.transport.send(at, Buffer.from(text));
  await until('all have come', () => b.received.length === 11);
  const before = b.transport.statistics();
  t.ok(recorded.length > 200, 'with runs');
  throwAt(b.transport.local);
  await until(
    'all are counted',
    () => b.transport.statistics().receivedDatagrams === before.receivedDatagrams + recorded.length,
  );
  t.equal(b.transport.statistics().dropped.replayed - before.dropped.replayed, recorded.length);
  t.equal(b.received.length, 11);

  // Restarted: another socket on the same port. The sender lives, and would prove itself; the recorded ones stay dead.
  const { port } = b.transport.local;
  await b.transport.close();
  const again = await agent(t, { port });
  throwAt(again.transport.local);
  await until('all are counted', () => again.transport.statistics().receivedDatagrams >= recorded.length);
  await sleep(100);
  t.same(again.received, [], 'nothing of the former life');
  await a.transport.send(at, Buffer.from('still there'));
  await until('it has come', () => again.received.length > 0);
  throwAt(again.transport.local);
  await sleep(200);
  t.same(again.received, ['still there'], 'nor after the sender is known');
});

t.test('what an answer says again is for who asked, and for nobody who has it already', async (t) => {
  const [a, b, c] = [await agent(t), await agent(t), await agent(t)];
  const { at, recorded } = await recorder(t, b.transport.local);
  await a.transport.send(at, Buffer.from('hello'));
  await until('they know each other', () => b.received.splice(0).length === 1);
  await a.transport.send(at, Buffer.from('only for b'));
  await until('it has come', () => b.received.length === 1);
  // Somebody plays it to another agent, has the question answered, and gives the answer to the first one.
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  const throwAndCatch = (datagram: Buffer, to: Agent) =>
    new Promise<Buffer>((resolve) => {
      socket.once('message', resolve);
      socket.send(datagram, to.transport.local.port, '127.0.0.1');
    });
  const challenge = await throwAndCatch(recorded.at(-1)!, c);
  const answer = await throwAndCatch(challenge, a);
  const counted = () => b.transport.statistics().dropped['unexpected-proof'];
  socket.send(answer, b.transport.local.port, '127.0.0.1');
  await until('it is counted', () => counted() === 1);
  t.same(b.received, ['only for b'], 'once');
  socket.send(answer, c.transport.local.port, '127.0.0.1');
  await until('it is there', () => c.received.length === 1);
  t.same(c.received, ['only for b'], 'who can send datagrams elsewhere can do that with any of them, once');
  const again = await throwAndCatch(challenge, a);
  t.ok(again.length < answer.length, 'and it is not said a third time');
});

t.test('an agent that knows no more room for sessions asks again and again, and loses nothing', async (t) => {
  let nowMs = 0;
  const b = await agent(t, { replay: { maxSessions: 2 }, clock: () => nowMs });
  const others = await Promise.all([agent(t), agent(t), agent(t), agent(t)]);
  for (let round = 0; round < 3; round++) {
    for (const [index, { transport }] of others.entries()) {
      nowMs += 21_000;
      await transport.send(b.transport.local, Buffer.from(`${round}/${index}`));
      await until('it has come', () => b.received.includes(`${round}/${index}`));
    }
  }
  t.equal(b.received.length, 12, 'each once');
  t.equal(b.transport.statistics().dropped.unproven, 12);
});

t.test('a sender whose time stands still is asked, and heard', async (t) => {
  let nowMs = 1e6;
  const a = await agent(t, { clock: () => 5 });
  const b = await agent(t, { clock: () => nowMs });
  for (let day = 0; day < 5; day++) {
    nowMs += 86_400_000;
    await a.transport.send(b.transport.local, Buffer.from(`day ${day}`));
    await until('it has come', () => b.received.includes(`day ${day}`));
  }
  t.equal(b.transport.statistics().dropped.stale, 4);
  t.equal(b.received.length, 5);
});
