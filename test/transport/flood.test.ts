// A flood of everything that is not to be taken: memory stays within its bounds, each kind is counted exactly, and good
// messages go through meanwhile. With SCORE_FLOOD=10000000 in the environment, the first one throws ten million, which takes
// some minutes, and prints what it came to; SCORE_FLOOD_SEED gives another flood.
import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import { setImmediate as breathe } from 'node:timers/promises';
import t from 'tap';
import { UdpTransport } from '../../agent/transport/endpoint.js';
import { generateKey } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import type { Peer } from '../../agent/transport/transport.js';
import { ipv4 } from '../../topology/ipv4.js';
import { type Teardown, until } from '../support/temporary.js';
import { floodProblems } from './flood-checks.js';
import { runFlood } from './hostile.js';

const { SCORE_FLOOD, SCORE_FLOOD_SEED = '1' } = process.env;
t.setTimeout(SCORE_FLOOD ? 3_600_000 : 60_000);

t.test('a hundred thousand, without a socket', async (t) => {
  const report = runFlood(Number(SCORE_FLOOD_SEED), Number(SCORE_FLOOD ?? 100_000));
  if (SCORE_FLOOD) t.comment(JSON.stringify(report, undefined, 2));
  t.same(floodProblems(report), []);
  t.same(Object.keys(report.counted).length, 15, Object.keys(report.counted).join(', '));
});

const address = ipv4('127.0.0.1');

async function socketOf(t: Teardown): Promise<dgram.Socket> {
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return socket;
}

/** Hands on between two agents and keeps the last of what went to `to`, as somebody on the way can. */
async function tap(t: Teardown, to: Peer): Promise<{ at: Peer; recorded: Buffer[] }> {
  const socket = await socketOf(t);
  const recorded: Buffer[] = [];
  let sender = 0;
  socket.on('message', (datagram, from) => {
    const isBack = from.port === to.port;
    if (!isBack) {
      sender = from.port;
      recorded.push(datagram);
      if (recorded.length > 500) recorded.shift();
    }
    socket.send(datagram, isBack ? sender : to.port, '127.0.0.1');
  });
  return { at: { address, port: socket.address().port }, recorded };
}

t.test('over real sockets, into the middle of a conversation', async (t) => {
  const key = generateKey();
  const [a, b] = [0, 1].map(
    () =>
      new UdpTransport({ address, port: 0, mtu: 1500, keyring: new Keyring(key), log: (_, text) => log.push(text) }),
  ) as [UdpTransport, UdpTransport];
  const log: string[] = [];
  const received: string[] = [];
  b.onPayload((payload) => received.push(Buffer.from(payload.subarray(0, 10)).toString().trim()));
  for (const transport of [a, b]) {
    await transport.start();
    t.teardown(() => transport.close());
  }
  const { at, recorded } = await tap(t, b.local);
  const attacker = await socketOf(t);
  let isOver = false;
  let thrown = 0;
  const flood = (async () => {
    while (!isOver || thrown < 10_000) {
      for (let burst = 0; burst < 10; burst++) {
        const some = recorded[Math.floor(Math.random() * recorded.length)] ?? randomBytes(100);
        const changed = Buffer.from(some);
        changed[20 + (thrown % (changed.length - 20))]! ^= 1;
        const datagram = [some, changed, some.subarray(0, 30), randomBytes(thrown % 1400)][thrown++ % 4]!;
        attacker.send(datagram, b.local.port, '127.0.0.1');
      }
      await breathe();
    }
  })();
  for (let n = 0; n < 40; n++) await a.send(at, Buffer.alloc(50_000, 0x20).fill(`${n} `, 0, 4));
  isOver = true;
  await flood;
  await until('all have come', () => received.length >= 40);
  t.equal(received.length, 40, 'each once');
  t.equal(new Set(received).size, 40);
  const { dropped } = b.statistics();
  for (const reason of ['replayed', 'not-authentic', 'truncated', 'malformed'] as const) {
    t.ok(dropped[reason] > 100, `${reason}: ${dropped[reason]}`);
  }
  t.ok(log.length <= Object.keys(dropped).length * 2, `${log.length} lines of log for ${thrown} datagrams`);
});
