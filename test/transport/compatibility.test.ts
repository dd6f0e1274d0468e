// Agents of the version before (protocol 1 without proofs and with plain counters) in one cluster with this one. Their side is
// written down here once more, from their description, and must not be changed when ours is.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import t from 'tap';
import { UdpTransport } from '../../agent/transport/endpoint.js';
import { type ClusterKey, generateKey } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import { ipv4 } from '../../topology/ipv4.js';
import { type Teardown, until } from '../support/temporary.js';

const address = ipv4('127.0.0.1');

/** An agent of the version before: sends what it is told to, acknowledges nothing, asks nothing, answers nothing. */
class Before {
  readonly socket: dgram.Socket;
  readonly #key: ClusterKey;
  readonly #session = randomBytes(8);
  #counter = 0;
  /** Frames that it could open. */
  readonly frames: Buffer[] = [];

  private constructor(socket: dgram.Socket, key: ClusterKey) {
    this.socket = socket;
    this.#key = key;
    socket.on('message', (datagram) => this.frames.push(this.#open(datagram)));
  }

  static async start(t: Teardown, key: ClusterKey): Promise<Before> {
    const socket = dgram.createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    t.teardown(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    return new Before(socket, key);
  }

  get local() {
    return { address, port: this.socket.address().port };
  }

  seal(frame: Buffer): Buffer {
    const header = Buffer.alloc(20);
    header.write('SC\x01\x00', 'latin1');
    header.writeUInt32BE(this.#key.id, 4);
    header.set(this.#session, 8);
    header.writeUInt32BE(this.#counter++, 16);
    const cipher = createCipheriv('aes-256-gcm', this.#key.secret, header.subarray(8), { authTagLength: 16 });
    cipher.setAAD(header);
    const ciphertext = Buffer.concat([cipher.update(frame), cipher.final()]);
    return Buffer.concat([header, ciphertext, cipher.getAuthTag()]);
  }

  #open(datagram: Buffer): Buffer {
    if (datagram.toString('latin1', 0, 4) !== 'SC\x01\x00') throw new Error('not a single datagram of protocol 1');
    const key = this.#key.secret;
    const decipher = createDecipheriv('aes-256-gcm', key, datagram.subarray(8, 20), { authTagLength: 16 });
    decipher.setAAD(datagram.subarray(0, 20));
    decipher.setAuthTag(datagram.subarray(-16));
    return Buffer.concat([decipher.update(datagram.subarray(20, -16)), decipher.final()]);
  }

  /** A whole message. */
  say(text: string): Buffer {
    return this.seal(Buffer.concat([Buffer.from([1]), Buffer.from(text)]));
  }
}

async function meeting(t: Teardown, version: 1 | 2) {
  const key: ClusterKey = { ...generateKey(), version };
  const log: string[] = [];
  const options = {
    address,
    port: 0,
    mtu: 1500,
    keyring: new Keyring(key),
    log: (_: string, m: string) => void log.push(m),
  };
  const now = new UdpTransport(options);
  const received: string[] = [];
  now.onPayload((payload) => received.push(Buffer.from(payload).toString()));
  await now.start();
  t.teardown(() => now.close());
  const before = await Before.start(t, key);
  const throwAt = (datagram: Buffer) => before.socket.send(datagram, now.local.port, '127.0.0.1');
  return { now, before, received, log, throwAt };
}

t.test('under a key of version 1 both understand each other, and what comes twice is dropped', async (t) => {
  const { now, before, received, throwAt } = await meeting(t, 1);
  const said = ['one', 'two', 'three'].map((text) => before.say(text));
  throwAt(said[1]!);
  throwAt(said[0]!);
  throwAt(said[2]!);
  await until('all have come', () => received.length === 3);
  t.same(received, ['two', 'one', 'three']);
  for (const datagram of said) throwAt(datagram);
  await until('the second ones are counted', () => now.statistics().dropped.replayed === 3);
  await now.send(before.local, Buffer.from('hello'));
  await until('it has come', () => before.frames.length > 0);
  t.same(before.frames.map(String), ['\x01hello'], 'as they know it, and nothing else: it is never asked for a proof');

  const fragments = [0, 1].map((index) => {
    const header = Buffer.from('02000000000000000700000014000a0000', 'hex');
    header.writeUInt16BE(index, 15);
    return before.seal(Buffer.concat([header, Buffer.alloc(10, 0x61 + index)]));
  });
  for (const fragment of fragments) throwAt(fragment);
  await until('it is put together', () => received.length === 4);
  t.equal(received[3], 'aaaaaaaaaabbbbbbbbbb');
  await until('it is acknowledged', () => before.frames.length === 2);
  t.equal(before.frames[1]!.toString('hex'), '0300000000000000070002');
});

t.test('under a key of version 2 they are refused: what they sent before cannot be played back', async (t) => {
  const { now, before, received, log, throwAt } = await meeting(t, 2);
  throwAt(before.say('one'));
  await until('it is counted', () => now.statistics().dropped.untimed === 1);
  t.same(received, []);
  t.match(log.join('\n'), /untimed \(from an agent of an old version, under a key .* upgrade it\)/);
});
