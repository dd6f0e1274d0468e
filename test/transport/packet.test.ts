// Datagrams and frames: what is sealed opens again, and nothing else does.
import { randomBytes } from 'node:crypto';
import t from 'tap';
import {
  decodeFrame,
  encodeAcknowledgement,
  encodeAnswer,
  encodeChallenge,
  encodeFragment,
  encodeRun,
  encodeWhole,
  FRAGMENT_HEADER_BYTES,
  fragmentsOf,
} from '../../agent/transport/frame.js';
import { generateKey } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import { type Expects, maxPlaintextBytes, PACKET_OVERHEAD_BYTES, PacketCodec } from '../../agent/transport/packet.js';
import { Pieces } from '../../agent/transport/pieces.js';
import { seededRandom } from './simulated-network.js';

const key = generateKey();
const codec = () => new PacketCodec(new Keyring(key), randomBytes);

function dropOf(receiver: PacketCodec, datagram: Buffer): string {
  const opened = receiver.open(datagram);
  return opened.ok ? 'opened' : (opened.drop ?? 'waiting');
}

t.test('sealed and opened', async (t) => {
  const [sender, receiver] = [codec(), codec()];
  for (const length of [1, 2, 15, 16, 17, 1400, maxPlaintextBytes(9216)]) {
    const plaintext = randomBytes(length);
    const datagram = sender.seal(plaintext);
    t.equal(datagram.length, length + PACKET_OVERHEAD_BYTES);
    const opened = receiver.open(datagram);
    t.ok(opened.ok && opened.plaintext.equals(plaintext), `${length} bytes`);
  }
  t.equal(maxPlaintextBytes(1500), 1500 - 28 - 36);
});

t.test('layout in the clear, and counters that tell the time', async (t) => {
  let nowMs = 123.4;
  const session = () => Buffer.from('0123456789abcdef', 'hex');
  const sender = new PacketCodec(new Keyring(key), session, { clock: () => nowMs });
  const id = key.id.toString(16).padStart(8, '0');
  const header = () => sender.seal(Buffer.from('x')).subarray(0, 20).toString('hex');
  t.equal(header(), `53430100${id}0123456789abcdef80000000`);
  t.equal(header(), `53430100${id}0123456789abcdef80000001`, 'by one in the same moment');
  nowMs += 1000;
  t.match(header(), /80000fa0$/, 'by 4 for each ms');
  nowMs += 0.2;
  t.match(header(), /80000fa1$/);
  nowMs -= 500;
  t.match(header(), /80000fa2$/, 'never back');
});

t.test('a flipped bit anywhere is found out', async (t) => {
  const [sender, receiver] = [codec(), codec()];
  const datagram = sender.seal(Buffer.from('every bit of this counts'));
  const reasonAt = (byte: number, bit: number) => {
    // Bits 4 to 6 of this byte make it a piece of 2, 3 or 5, and nobody has said that pieces are to come.
    if (byte === 3) return bit >= 28 && bit <= 30 ? 'unexpected-piece' : 'malformed';
    if (byte < 2) return 'malformed';
    if (byte === 2) return 'unknown-version';
    return byte < 8 ? 'unknown-key' : 'not-authentic';
  };
  for (let bit = 0; bit < datagram.length * 8; bit++) {
    const flipped = Buffer.from(datagram);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    t.equal(dropOf(receiver, flipped), reasonAt(bit >> 3, bit), `bit ${bit}`);
  }
  t.equal(dropOf(receiver, datagram), 'opened');
});

t.test('cut, lengthened, oversized, garbage', async (t) => {
  const [sender, receiver] = [codec(), codec()];
  const datagram = sender.seal(Buffer.from('a message'));
  for (let length = 0; length < datagram.length; length++) {
    const reason = length <= PACKET_OVERHEAD_BYTES ? 'truncated' : 'not-authentic';
    t.equal(dropOf(receiver, datagram.subarray(0, length)), reason, `first ${length} bytes`);
  }
  t.equal(dropOf(receiver, Buffer.concat([datagram, Buffer.from('!')])), 'not-authentic');
  t.equal(dropOf(receiver, Buffer.concat([datagram, Buffer.alloc(9216)])), 'oversized');
  const random = seededRandom(1);
  for (let i = 0; i < 2000; i++) {
    const garbage = randomBytes(Math.floor(random() * 200));
    // Half of them get past the first look.
    if (i % 2 && garbage.length >= 8) datagram.copy(garbage, 0, 0, 8);
    t.not(dropOf(receiver, garbage), 'opened', { diagnostic: false });
  }
});

t.test('keys', async (t) => {
  const stranger = new PacketCodec(new Keyring(generateKey()), randomBytes);
  t.equal(dropOf(codec(), stranger.seal(Buffer.from('x'))), 'unknown-key');
  const impostor = generateKey();
  const sameId = new PacketCodec(new Keyring({ ...impostor, id: key.id }), randomBytes);
  t.equal(dropOf(codec(), sameId.seal(Buffer.from('x'))), 'not-authentic');
  const both = new PacketCodec(new Keyring([impostor, key]), randomBytes);
  t.equal(dropOf(both, codec().seal(Buffer.from('x'))), 'opened', 'an accepted key that is not sent with');
  t.equal(dropOf(codec(), both.seal(Buffer.from('x'))), 'unknown-key');
});

t.test('nonces: own ones are known, and none comes twice when the counter is used up', async (t) => {
  const sender = new PacketCodec(new Keyring(key), randomBytes, { clock: () => 0, firstCounter: 0xfffffffe });
  const datagrams = [1, 2, 3, 4].map(() => sender.seal(Buffer.from('x')));
  const receiver = codec();
  const opened = datagrams.map((datagram) => receiver.open(datagram));
  const nonces = opened.map((each) => (each.ok ? `${each.session}/${each.counter}` : 'dropped'));
  t.equal(new Set(nonces).size, 4);
  t.match(nonces, [/\/4294967294$/, /\/4294967295$/, /\/2147483648$/, /\/2147483649$/]);
  t.not(nonces[1]?.split('/')[0], nonces[2]?.split('/')[0], 'a new session');
  for (const datagram of datagrams) t.equal(dropOf(sender, datagram), 'own', 'the earlier session too');
});

t.test('frames', async (t) => {
  const scratch = Buffer.alloc(2000, 0xee);
  const transfer = 0x8000000000000001n;
  const payload = Buffer.from('payload');
  t.same(decodeFrame(encodeWhole(scratch, payload)), { kind: 'whole', payload });
  t.same(decodeFrame(encodeWhole(scratch, Buffer.alloc(0))), { kind: 'whole', payload: Buffer.alloc(0) });
  const fragment = { transfer, messageBytes: 8388608, fragmentBytes: 1419, index: 5911, payload };
  const encoded = encodeFragment(scratch, fragment);
  t.equal(encoded.toString('hex'), `02800000000000000100800000058b1717${payload.toString('hex')}`);
  t.same(decodeFrame(encoded), { kind: 'fragment', ...fragment });
  t.equal(decodeFrame(encoded.subarray(0, FRAGMENT_HEADER_BYTES)), undefined, 'a fragment of nothing');
  const run = { transfer, messageBytes: 1000, fragmentBytes: 3, index: 5, payload, count: 3 };
  const decodedRun = decodeFrame(encodeRun(scratch, run));
  t.same(decodedRun, { kind: 'run', ...run });
  const texts = fragmentsOf(run).map((each) => `${each.index} ${Buffer.from(each.payload)}`);
  t.same(texts, ['5 pay', '6 loa', '7 d']);
  t.equal(decodeFrame(encodeRun(scratch, { ...run, fragmentBytes: 0 })), undefined, 'fragments of nothing');
  const nine = { ...run, payload: Buffer.alloc(25) };
  t.equal(decodeFrame(encodeRun(scratch, nine)), undefined, 'nine fragments');
  const acknowledgement = { transfer, firstMissing: 65535, bitmap: Buffer.alloc(32, 0xa5) };
  const encodedAcknowledgement = Buffer.from(encodeAcknowledgement(scratch, acknowledgement));
  t.same(decodeFrame(encodedAcknowledgement), { kind: 'acknowledgement', ...acknowledgement });
  t.equal(decodeFrame(Buffer.concat([encodedAcknowledgement, Buffer.alloc(1)])), undefined, 'bitmap too long');
  t.equal(decodeFrame(encodedAcknowledgement.subarray(0, 10)), undefined);
  const challenge = { session: 0x0123456789abcdefn, counter: 0x80000001, cookie: Buffer.from('cookie!!') };
  const encodedChallenge = Buffer.from(encodeChallenge(scratch, challenge));
  t.equal(encodedChallenge.toString('hex'), '050123456789abcdef80000001636f6f6b69652121');
  t.same(decodeFrame(encodedChallenge), { kind: 'challenge', ...challenge });
  const encodedAnswer = Buffer.from(encodeAnswer(scratch, challenge.cookie));
  t.same(decodeFrame(encodedAnswer), { kind: 'answer', cookie: challenge.cookie, again: Buffer.alloc(0) });
  const withFrame = decodeFrame(encodeAnswer(scratch, challenge.cookie, encodeWhole(Buffer.alloc(9), payload)));
  t.match(withFrame, { kind: 'answer', again: Buffer.from('\x01payload') });
  t.equal(decodeFrame(encodedChallenge.subarray(0, -1)), undefined);
  t.equal(decodeFrame(Buffer.concat([encodedChallenge, Buffer.alloc(1)])), undefined);
  t.equal(decodeFrame(encodedAnswer.subarray(0, -1)), undefined);
  for (const kind of [0, 7, 255]) t.equal(decodeFrame(Buffer.alloc(30, kind)), undefined, `kind ${kind}`);
  t.equal(decodeFrame(Buffer.alloc(0)), undefined);
});

/** Opens all of them; what each one gave. */
const all: Expects = () => undefined;
function dropsOf(receiver: PacketCodec, datagrams: readonly Buffer[], expects = all): string[] {
  return datagrams.map((datagram) => {
    const opened = receiver.open(datagram, expects);
    return opened.ok ? opened.plaintext.toString('latin1') : (opened.drop ?? 'waiting');
  });
}

t.test('a packet in pieces opens when the last one has come, in any order', async (t) => {
  const [sender, receiver] = [codec(), codec()];
  const random = seededRandom(3);
  for (let count = 2; count <= 8; count++) {
    for (const length of [1, 7, 40, 1419 * count + 17]) {
      const plaintext = randomBytes(length).toString('latin1');
      const pieces = sender.sealInPieces(Buffer.from(plaintext, 'latin1'), count);
      t.equal(pieces.length, count);
      t.ok(Math.max(...pieces.map((piece) => piece.length)) <= 1472, 'each fits its datagram');
      const shuffled = pieces.sort(() => random() - 0.5);
      const results = dropsOf(receiver, shuffled);
      t.same(new Set(results.slice(0, -1)), new Set(['waiting']));
      t.equal(results.at(-1), plaintext, `${length} bytes in ${count} pieces`);
    }
  }
});

t.test(
  'pieces of a session that is not known take no room, and those of strangers and forgers open nothing',
  async (t) => {
    const [sender, receiver] = [codec(), codec()];
    const pieces = sender.sealInPieces(Buffer.from('a run'), 2);
    t.same(
      pieces.map((piece) => dropOf(receiver, piece)),
      ['unexpected-piece', 'unexpected-piece'],
    );
    const stranger = new PacketCodec(new Keyring(generateKey()), randomBytes).sealInPieces(Buffer.from('x'), 2);
    t.same(dropsOf(receiver, stranger), ['unknown-key', 'unknown-key']);
    for (let bit = 160; bit < pieces[1]!.length * 8; bit++) {
      const forged = Buffer.from(pieces[1]!);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      t.not(dropsOf(codec(), [pieces[0]!, forged]).at(-1), 'a run', `bit ${bit}`, { diagnostic: false });
    }
    t.same(dropsOf(receiver, [pieces[0]!, pieces[0]!]), ['waiting', 'duplicate-fragment']);
    const other = Buffer.from(pieces[1]!);
    other[3] = 0x21;
    t.same(dropsOf(receiver, [other]), ['malformed'], 'a piece of three among those of two');
    for (const mark of [0x12, 0x01, 0x80, 0xf0]) {
      other[3] = mark;
      t.same(dropsOf(receiver, [other]), ['malformed'], `mark ${mark}`);
    }
    t.same(dropsOf(receiver, [pieces[1]!.subarray(0, 20)]), ['truncated']);
    t.same(dropsOf(receiver, [pieces[1]!]), ['a run'], 'and the right one still fits');
  },
);

t.test('unfinished packets are bounded: the oldest of the sender with most goes first', async (t) => {
  const sender = codec();
  const pieces = new Pieces();
  const [first, ...others] = Array.from({ length: 1000 }, () => sender.sealInPieces(Buffer.from('x'), 2));
  const drops = [first!, ...others].map(([piece]) => pieces.add(piece!, all).drop);
  t.equal(pieces.size, 64);
  t.equal(drops.filter((drop) => drop === 'pieces-limit').length, 1000 - 64, 'each that had to go is counted');
  t.same(pieces.add(first![1]!, all), { drop: 'pieces-limit' }, 'it begins anew');
  t.ok(pieces.add(others.at(-1)![1]!, all).packet, 'a young one is finished');

  const honest = codec();
  const kept = Array.from({ length: 8 }, () => honest.sealInPieces(Buffer.from('mine'), 2));
  for (const [piece] of kept) pieces.add(piece!, all);
  for (let i = 0; i < 1000; i++) pieces.add(sender.sealInPieces(Buffer.from('x'), 2)[0]!, all);
  t.ok(
    kept.every(([, last]) => pieces.add(last!, all).packet),
    'pieces of one sender push out none of another',
  );
});
