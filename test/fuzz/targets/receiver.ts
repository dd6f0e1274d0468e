// Datagrams as they come in, from three agents that have the key and from anybody: sealed, played back, forged. What a
// peer with the key may say is anything at all; what others say must change nothing.
import { createHash } from 'node:crypto';
import { DropCounter } from '../../../agent/transport/drops.js';
import { encodeAnswer, encodeWhole } from '../../../agent/transport/frame.js';
import { generateKey } from '../../../agent/transport/key.js';
import { Keyring } from '../../../agent/transport/keyring.js';
import { PacketCodec } from '../../../agent/transport/packet.js';
import { Receiver } from '../../../agent/transport/receiver.js';
import { ipv4 } from '../../../topology/ipv4.js';
import { Bytes, withLength } from '../engine/bytes.js';
import { holds, type Target } from '../engine/target.js';

/** Not random, so that the same input is the same again. */
function digits(name: string): (bytes: number) => Uint8Array {
  let count = 0;
  return (bytes) => createHash('sha512').update(`${name} ${count++}`).digest().subarray(0, bytes);
}

const keyring = new Keyring(generateKey(digits('key')));
const room = Buffer.alloc(70_000);
const limits = {
  ...{ maxMessageBytes: 65_536, maxBytes: 262_144, maxBytesPerSender: 131_072, maxTransfers: 8 },
  ...{ maxTransfersPerSender: 4, idleMs: 1000, rememberMs: 5000, maxRemembered: 16 },
};
const maxSessions = 2;
/** What becomes of a part: given as it is, sealed by one of three, sealed in pieces, or an earlier one once more. */
const kinds = { asItIs: 0, sealed: 1, inPieces: 4, again: 7, answered: 8 } as const;
const peers = 3;

function step(kind: number, part: Uint8Array, ms = 0): Buffer {
  return Buffer.concat([Buffer.from([kind, ms]), withLength(part)]);
}

const whole = (text: string) => Buffer.from(encodeWhole(room, Buffer.from(text)));
const fragment = (index: number) =>
  Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 25, 0, 10, 0, index, ...Buffer.alloc(10, index)]);

export const receiver: Target = {
  name: 'transport-receiver',
  maxBytes: 2048,
  seeds: () => [
    Buffer.concat([
      step(1, whole('first')),
      step(8, whole('')),
      step(1, whole('second'), 1),
      step(7, Buffer.from([2])),
    ]),
    Buffer.concat([
      step(2, fragment(0)),
      step(8, fragment(0)),
      step(2, fragment(0)),
      step(5, fragment(1), 9),
      step(2, fragment(2).subarray(0, 22)),
    ]),
    Buffer.concat([
      step(0, Buffer.from('SC')),
      step(3, Buffer.from([5, ...Buffer.alloc(20, 1)])),
      step(1, Buffer.from([9])),
    ]),
  ],
  run(input) {
    let nowMs = 1000;
    const clock = () => nowMs;
    const own = new PacketCodec(keyring, digits('own'), { clock });
    const senders = Array.from(
      { length: peers },
      (_, index) => new PacketCodec(keyring, digits(`peer ${index}`), { clock }),
    );
    const sealed: Buffer[] = [];
    let cookie: Uint8Array = Buffer.alloc(8);
    let delivered = 0;
    const drops = new DropCounter(() => {});
    const receiver = new Receiver(
      {
        codec: own,
        drops,
        random: digits('receiver'),
        reassembly: limits,
        replay: { maxSessions, maxUntimedSessions: 1 },
      },
      {
        deliver: () => void delivered++,
        acknowledged: () => {},
        sendAcknowledgement: () => {},
        sendChallenge: (_, challenge) => {
          cookie = Buffer.from(challenge.cookie);
        },
        answer: () => {},
      },
    );
    const bytes = new Bytes(input);
    while (!bytes.isOver) {
      const kind = bytes.number(1) % 12;
      nowMs += bytes.number(1) * 8;
      const part = bytes.part();
      const sender = senders[kind % peers]!;
      let datagrams: Buffer[] = [part];
      if (kind === kinds.again) datagrams = sealed.slice(part[0] ?? 0).slice(0, 4);
      else if (kind >= kinds.answered) datagrams = [sender.seal(encodeAnswer(room, cookie, part))];
      else if (kind >= kinds.inPieces) datagrams = sender.sealInPieces(part, 2 + (part.length % 7));
      else if (kind >= kinds.sealed) datagrams = [sender.seal(part)];
      if (kind !== kinds.asItIs && kind !== kinds.again) sealed.push(...datagrams);
      for (const datagram of datagrams)
        receiver.onDatagram(datagram, { address: ipv4('10.0.0.1'), port: 1 + kind }, nowMs);
      if (receiver.deadlineMs <= nowMs) receiver.onTime(nowMs);
      const { bytes: held, transfers, proven, untimed, waitingPackets } = receiver.usage;
      holds(held <= limits.maxBytes && transfers <= limits.maxTransfers, 'memory within its bound');
      holds(untimed <= 1 && waitingPackets <= 64, 'what is kept of strangers has a bound');
      // A session that was proven lately stays for a while, beyond the bound.
      holds(proven <= peers, 'only those with the key are known');
      holds(delivered <= sealed.length, 'a datagram delivers one message at most');
    }
  },
};
