// The transport's frames, datagrams and pieces: bytes that anybody on the network may send.
import { createHash } from 'node:crypto';
import {
  decodeFrame,
  encodeAcknowledgement,
  encodeAnswer,
  encodeChallenge,
  encodeFragment,
  encodeRun,
  encodeWhole,
  type Frame,
  fragmentsOf,
} from '../../../agent/transport/frame.js';
import { generateKey } from '../../../agent/transport/key.js';
import { Keyring } from '../../../agent/transport/keyring.js';
import { PacketCodec } from '../../../agent/transport/packet.js';
import { Bytes, withLength } from '../engine/bytes.js';
import { holds, type Target } from '../engine/target.js';

const fragment = {
  transfer: 0x1122334455667788n,
  messageBytes: 25,
  fragmentBytes: 10,
  index: 1,
  payload: Buffer.alloc(10, 'f'),
};
const room = Buffer.alloc(70_000);

function encoded(frame: Frame): Buffer {
  switch (frame.kind) {
    case 'whole':
      return encodeWhole(room, frame.payload);
    case 'fragment':
      return encodeFragment(room, frame);
    case 'run':
      return encodeRun(room, frame);
    case 'acknowledgement':
      return encodeAcknowledgement(room, frame);
    case 'challenge':
      return encodeChallenge(room, frame);
    case 'answer':
      return encodeAnswer(room, frame.cookie, frame.again);
  }
}

export const frame: Target = {
  name: 'transport-frame',
  seeds: () => [
    Buffer.from(encodeWhole(room, Buffer.from('a message'))),
    Buffer.from(encodeFragment(room, fragment)),
    Buffer.from(encodeRun(room, { ...fragment, index: 0, count: 3, payload: Buffer.alloc(25, 'r') })),
    Buffer.from(encodeAcknowledgement(room, { transfer: 7n, firstMissing: 2, bitmap: Buffer.from([5, 1]) })),
    Buffer.from(encodeChallenge(room, { session: 5n, counter: 9, cookie: Buffer.alloc(8, 'c') })),
    Buffer.from(encodeAnswer(room, Buffer.alloc(8, 'c'), Buffer.from([1, 2]))),
  ],
  run(input) {
    const found = decodeFrame(input);
    if (!found) return;
    holds(encoded(found).equals(input), 'what is decoded encodes to the same bytes');
    if (found.kind !== 'run') return;
    const fragments = fragmentsOf(found);
    holds(Buffer.concat(fragments.map(({ payload }) => payload)).equals(found.payload), 'a run is its fragments');
  },
  decode: (input) => void decodeFrame(input),
};

/** Not random, so that the same input is the same again. */
function digits(): (bytes: number) => Uint8Array {
  let count = 0;
  return (bytes) => createHash('sha512').update(`random ${count++}`).digest().subarray(0, bytes);
}

const keyring = new Keyring(generateKey(digits()));
const peer = () => new PacketCodec(keyring, digits(), { clock: () => 1000 });
/** The session of a codec is drawn first. Another one draws another. */
const own = (bytes: number) => createHash('sha512').update('another').digest().subarray(0, bytes);

const plaintext = Buffer.alloc(300, 'plain text ');
const sealed = [
  peer().seal(plaintext),
  ...peer().sealInPieces(plaintext, 3),
  ...peer().sealInPieces(Buffer.alloc(40, 'q'), 8),
].map((datagram) => Buffer.from(datagram));

export const datagrams: Target = {
  name: 'transport-datagrams',
  seeds: () => [
    ...sealed.map(withLength),
    Buffer.concat(sealed.slice(1, 4).map(withLength)),
    Buffer.concat(sealed.slice(4).map(withLength)),
    Buffer.concat([...sealed.slice(1, 3), ...sealed.slice(2, 4)].map(withLength)),
  ],
  run(input) {
    const codec = new PacketCodec(keyring, own, { clock: () => 1000 });
    const bytes = new Bytes(input);
    while (!bytes.isOver) {
      const datagram = bytes.part();
      const opened = codec.open(datagram, () => undefined);
      if (!opened.ok) continue;
      holds(
        opened.plaintext.equals(plaintext) || opened.plaintext.equals(Buffer.alloc(40, 'q')),
        'nothing forged is opened',
      );
    }
  },
};
