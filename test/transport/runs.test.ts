// Fragments that are sealed together, over real sockets through a relay that drops, spoils, doubles and swaps their
// pieces: every message arrives whole and once, and after a loss fragments travel alone.
import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import t from 'tap';
import { UdpTransport } from '../../agent/transport/endpoint.js';
import { generateKey } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import type { Peer } from '../../agent/transport/transport.js';
import { ipv4 } from '../../topology/ipv4.js';
import { type Teardown, until } from '../support/temporary.js';
import { seededRandom } from './simulated-network.js';

const address = ipv4('127.0.0.1');
const key = generateKey();

async function agent(t: Teardown, clock = () => performance.now()): Promise<UdpTransport> {
  const transport = new UdpTransport({ address, port: 0, mtu: 1500, keyring: new Keyring(key), log: () => {}, clock });
  await transport.start();
  t.teardown(() => transport.close());
  return transport;
}

/** Hands datagrams on between the first that sends and `to`; `meddle` gives what to hand on instead of one. */
async function relay(t: Teardown, to: Peer, meddle: (datagram: Buffer) => Buffer[]): Promise<Peer> {
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  let sender = 0;
  socket.on('message', (datagram, from) => {
    if (from.port !== to.port) sender = from.port;
    for (const each of meddle(datagram)) socket.send(each, from.port === to.port ? sender : to.port, '127.0.0.1');
  });
  return { address, port: socket.address().port };
}

const isPiece = (datagram: Buffer): boolean => datagram[3] !== 0;

/** Sends through a meddling relay; returns how many pieces came by, and the sender. */
async function sendThrough(
  t: Teardown & Pick<typeof import('tap').t, 'equal' | 'ok'>,
  meddle: (datagram: Buffer) => Buffer[],
  clock?: () => number,
) {
  const [a, b] = [await agent(t, clock), await agent(t, clock)];
  const received: Uint8Array[] = [];
  b.onPayload((payload) => received.push(payload));
  let pieces = 0;
  const via = await relay(t, b.local, (datagram) => {
    if (isPiece(datagram)) pieces++;
    return meddle(datagram);
  });
  const payload = randomBytes(300_000);
  await a.send(via, payload);
  await until('it has come', () => received.length > 0);
  t.equal(received.length, 1, 'once');
  t.ok(payload.equals(received[0]!), 'whole');
  return { pieces, sender: a.statistics(), receiver: b.statistics() };
}

t.test('without trouble nearly all fragments travel in runs', async (t) => {
  // Time goes slowly, so that a busy machine is no reason to send again.
  const { pieces, sender } = await sendThrough(
    t,
    (datagram) => [datagram],
    () => performance.now() / 50,
  );
  t.ok(pieces > 200, `${pieces} of 212 fragments`);
  t.equal(sender.retransmittedFragments, 0);
});

t.test('a receiver that takes no pieces, or somebody who drops them all, costs one timeout', async (t) => {
  const { pieces, sender } = await sendThrough(t, (datagram) => (isPiece(datagram) ? [] : [datagram]));
  t.ok(pieces > 0 && pieces < 40, `${pieces} pieces were tried`);
  t.ok(sender.retransmittedFragments <= pieces);
});

t.test('spoilt pieces spoil nothing but their packets', async (t) => {
  const spoil = (datagram: Buffer): Buffer[] => {
    const spoilt = Buffer.from(datagram);
    spoilt[spoilt.length - 1]! ^= 1;
    return isPiece(datagram) ? [spoilt, datagram] : [datagram];
  };
  const { receiver } = await sendThrough(t, spoil);
  t.ok(receiver.dropped['not-authentic'] > 0);
});

t.test('lost, doubled and swapped datagrams', async (t) => {
  const random = seededRandom(5);
  for (let attempt = 0; attempt < 5; attempt++) {
    let held: Buffer | undefined;
    await sendThrough(t, (datagram) => {
      if (random() < 0.02) return [];
      const copies = random() < 0.05 ? [datagram, datagram] : [datagram];
      if (held === undefined && isPiece(datagram) && random() < 0.2) {
        held = datagram;
        return [];
      }
      const swapped = held ? [...copies, held] : copies;
      held = undefined;
      return swapped;
    });
  }
});
