// A flood of datagrams that nobody should send, by seed, each with the reason that it has to be dropped for; and a receiver
// to throw them at, without a socket. What it must not do is checked by flood.test.ts.
import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DropCounter } from '../../agent/transport/drops.js';
import { type Challenge, encodeAnswer, encodeFragment, encodeWhole } from '../../agent/transport/frame.js';
import { type ClusterKey, generateKey } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import { PacketCodec } from '../../agent/transport/packet.js';
import { Receiver } from '../../agent/transport/receiver.js';
import type { DropReason, Peer } from '../../agent/transport/transport.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { seededRandom } from './simulated-network.js';

const MIB = 1024 * 1024;
const scratch = Buffer.alloc(9000);
/** No frame. */
const NONSENSE = Buffer.alloc(100, 0xee);

/** Pseudo-random bytes; for tests only. */
function bytesOf(random: () => number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; i++) bytes[i] = random() * 256;
  return bytes;
}

const NET = ipv4('10.0.0.0');
function peerOf(index: number): Peer {
  return { address: (NET + index) as Ipv4, port: 7470 };
}

/** A member of the cluster that seals datagrams. */
class Member {
  readonly codec: PacketCodec;
  readonly peer: Peer;

  constructor(key: ClusterKey, random: () => number, index: number, clock: () => number) {
    this.codec = new PacketCodec(new Keyring(key), (length) => bytesOf(random, length), { clock });
    this.peer = peerOf(index);
  }

  say(text: string): Buffer {
    return this.codec.seal(encodeWhole(scratch, Buffer.from(text)));
  }
}

export interface Hostile {
  readonly datagram: Buffer;
  readonly from: Peer;
  /** Why it has to be dropped; undefined for one that is good. */
  readonly reason: DropReason | undefined;
}

/** The kinds, and how often each comes among those that cost little to make. */
const KINDS = [
  ...['noise', 'truncated', 'oversized', 'version', 'stranger', 'wrong tag', 'forged header', 'forged piece'],
  ...['spoiling piece', 'replay', 'replay', 'replay', 'dead session', 'dead session', 'bomb', 'bomb', 'too large'],
  ...['nonsense', 'wrong answer', 'untimed', 'own', 'good'],
] as const;
type Kind = (typeof KINDS)[number];

export class HostileFlood {
  readonly receiver: Receiver;
  readonly drops = new DropCounter(() => {});
  /** Good messages that were delivered. */
  readonly delivered: string[] = [];
  /** What came out otherwise. */
  challenges = 0;
  acknowledgements = 0;
  readonly #random: () => number;
  readonly #own: PacketCodec;
  readonly #honest: Member;
  readonly #bomber: Member;
  readonly #stranger: Member;
  readonly #before: PacketCodec;
  readonly #dead: readonly Member[];
  readonly #noise: Buffer;
  readonly #recorded: Buffer[] = [];
  #bombs = 0;
  #nowMs = 1000;
  #said = 0;
  #spoilt = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    const random = this.#random;
    const clock = () => this.#nowMs;
    const key = generateKey((length) => createHash('sha256').update(`${seed}`).digest().subarray(0, length));
    const bytes = (length: number) => bytesOf(random, length);
    this.#own = new PacketCodec(new Keyring(key), bytes, { clock });
    const options = { codec: this.#own, drops: this.drops, random: bytes };
    this.receiver = new Receiver(options, {
      deliver: (message) => void this.delivered.push(message.toString('latin1', 0, 20)),
      acknowledged: () => {},
      sendAcknowledgement: () => void this.acknowledgements++,
      sendChallenge: (to, challenge) => this.#onChallenge(to, challenge),
      answer: () => {},
    });
    this.#honest = new Member(key, random, 1, clock);
    this.#bomber = new Member(key, random, 2, clock);
    this.#dead = Array.from({ length: 10_000 }, (_, index) => new Member(key, random, 100 + index, clock));
    this.#stranger = new Member(generateKey(bytes), random, 4, clock);
    this.#before = new PacketCodec(new Keyring(key), bytes, { firstCounter: 0, clock: () => 0 });
    // Nowhere the letters that a datagram begins with.
    this.#noise = bytes(20_000).map((byte) => (byte === 0x53 ? 0 : byte)) as Buffer;
    for (const member of [this.#honest, this.#bomber]) this.#meet(member);
    // The most that one sender may have under way; what it begins beyond has to be refused.
    for (let i = 0; i < 16; i++) this.#give(this.#bomb(1000 * 1000));
    this.#recorded.push(...Array.from({ length: 1000 }, () => this.#honest.say('before')));
    for (const datagram of this.#recorded) this.#give({ datagram, from: this.#honest.peer, reason: undefined });
    for (let i = 0; i < 64; i++) this.#give(this.#make('spoiling piece'));
    this.delivered.length = 0;
  }

  #onChallenge(to: Peer, { cookie }: Challenge): void {
    this.challenges++;
    const member = [this.#honest, this.#bomber].find(({ peer }) => peer.address === to.address);
    const datagram = member?.codec.seal(encodeAnswer(scratch, cookie));
    if (datagram) this.receiver.onDatagram(datagram, to, this.#nowMs);
  }

  #meet(member: Member): void {
    this.#give({ datagram: member.say('hello'), from: member.peer, reason: 'unproven' });
  }

  #give({ datagram, from }: Hostile): void {
    this.receiver.onDatagram(datagram, from, this.#nowMs);
  }

  /** The next of the flood, after it has been given to the receiver. A hundred thousand of them come in a second. */
  next(): Hostile {
    this.#nowMs += 0.01;
    const kind = KINDS[Math.floor(this.#random() * KINDS.length)]!;
    if (this.#nowMs >= this.receiver.deadlineMs) this.receiver.onTime(this.#nowMs);
    const hostile = this.#make(kind);
    const transfers = kind === 'bomb' ? this.receiver.usage.transfers : 0;
    this.#give(hostile);
    // Those of before are given up after a while; then there is room for as many new ones.
    const isTaken = kind === 'bomb' && this.receiver.usage.transfers > transfers;
    return isTaken ? { ...hostile, reason: undefined } : hostile;
  }

  #make(kind: Kind): Hostile {
    const random = this.#random;
    const below = (limit: number) => Math.floor(random() * limit);
    const honest = this.#honest.peer;
    const recorded = this.#recorded[below(this.#recorded.length)]!;
    const forged = (reason: DropReason, change: (datagram: Buffer) => unknown): Hostile => {
      const datagram = Buffer.from(recorded);
      change(datagram);
      return { datagram, from: peerOf(below(2 ** 24)), reason };
    };
    switch (kind) {
      case 'noise': {
        const datagram = this.#noise.subarray(below(10_000)).subarray(0, 4 + below(1400));
        return { datagram, from: peerOf(below(2 ** 24)), reason: 'malformed' };
      }
      case 'truncated':
        return { datagram: recorded.subarray(0, below(37)), from: honest, reason: 'truncated' };
      case 'oversized':
        return { datagram: this.#noise.subarray(0, 9189 + below(10_000)), from: honest, reason: 'oversized' };
      case 'version':
        return forged('unknown-version', (datagram) => datagram.writeUInt8(2 + below(254), 2));
      case 'stranger':
        return { datagram: this.#stranger.say('let me in'), from: this.#stranger.peer, reason: 'unknown-key' };
      case 'wrong tag':
        return forged('not-authentic', (datagram) => (datagram[datagram.length - 1 - below(16)]! ^= 1 + below(255)));
      case 'forged header':
        // Another counter or session: a new nonce for an old ciphertext.
        return forged('not-authentic', (datagram) => (datagram[8 + below(12)]! ^= 1 + below(255)));
      case 'forged piece':
        // Of a session that has nothing under way; session and counter are made up.
        return forged('unexpected-piece', (datagram) => {
          datagram[3] = 0x70 | below(8);
          const at = below(10_000);
          this.#noise.copy(datagram, 8, at, at + 12);
        });
      case 'spoiling piece': {
        // Of a session that has something under way, which a forger can see; the 64 that are kept are there already. Just
        // after its unfinished messages have been given up, nothing is.
        const reason = this.receiver.usage.transfers > 0 ? 'pieces-limit' : 'unexpected-piece';
        const piece = this.#bomber.codec.seal(scratch.subarray(0, 100));
        piece[3] = 0x70;
        piece.writeUInt32BE(0xf0000000 + this.#spoilt++, 16);
        return { datagram: piece, from: peerOf(below(2 ** 24)), reason };
      }
      case 'replay':
        return { datagram: recorded, from: peerOf(below(2 ** 24)), reason: 'replayed' };
      case 'dead session': {
        // Authentic, and recorded before the receiver was started.
        const member = this.#dead[below(this.#dead.length)]!;
        return { datagram: member.say('long ago'), from: peerOf(below(2 ** 24)), reason: 'unproven' };
      }
      case 'bomb':
        return this.#bomb(1000 * (2 + below(8000)));
      case 'too large':
        return { ...this.#bomb(8 * MIB + 1 + below(8 * MIB)), reason: 'message-too-large' };
      case 'nonsense':
        return {
          datagram: this.#honest.codec.seal(NONSENSE),
          from: honest,
          reason: 'malformed',
        };
      case 'wrong answer': {
        const datagram = this.#honest.codec.seal(encodeAnswer(scratch, this.#noise.subarray(0, 8)));
        return { datagram, from: honest, reason: 'unexpected-proof' };
      }
      case 'untimed':
        return { datagram: this.#before.seal(NONSENSE), from: honest, reason: 'untimed' };
      case 'own':
        return { datagram: this.#own.seal(scratch.subarray(0, 1 + below(1000))), from: honest, reason: 'own' };
      case 'good':
        return { datagram: this.#honest.say(`good ${this.#said++}`), from: honest, reason: undefined };
    }
  }

  /** The first fragment of a message that never comes whole. */
  #bomb(messageBytes: number): Hostile {
    const fragment = {
      transfer: BigInt(++this.#bombs),
      messageBytes,
      fragmentBytes: 1000,
      index: 0,
      payload: scratch.subarray(0, 1000),
    };
    const datagram = this.#bomber.codec.seal(encodeFragment(Buffer.alloc(1100), fragment));
    return { datagram, from: this.#bomber.peer, reason: 'sender-limit' };
  }

  get said(): number {
    return this.#said;
  }
}

/** What a flood came to. */
export interface FloodReport {
  readonly datagrams: number;
  readonly seconds: number;
  /** How many were made for each reason, and how many were counted. */
  readonly made: Readonly<Record<string, number>>;
  readonly counted: Readonly<Record<string, number>>;
  readonly said: number;
  readonly heard: number;
  readonly challenges: number;
  /** The most that each internal table held. */
  readonly most: Readonly<Record<string, number>>;
  /** Growth from a tenth of the flood to its end, MiB. */
  readonly heapGrowthMiB: number;
  readonly residentGrowthMiB: number;
}

/** Runs a flood. */
export function runFlood(seed: number, datagrams: number): FloodReport {
  const flood = new HostileFlood(seed);
  const before = flood.drops.counts();
  const made: Record<string, number> = {};
  const most: Record<string, number> = {};
  let heard = 0;
  let start = memory();
  const startedMs = performance.now();
  for (let i = 1; i <= datagrams; i++) {
    const { reason } = flood.next();
    if (reason) made[reason] = (made[reason] ?? 0) + 1;
    if (i % 100 === 0) {
      for (const [table, size] of Object.entries(flood.receiver.usage)) most[table] = Math.max(most[table] ?? 0, size);
      heard += flood.delivered.splice(0).length;
    }
    if (i === Math.floor(datagrams / 10)) start = memory();
  }
  const end = memory();
  heard += flood.delivered.splice(0).length;
  const counted = Object.fromEntries(
    Object.entries(flood.drops.counts())
      .map(([reason, count]) => [reason, count - before[reason as DropReason]] as const)
      .filter(([, count]) => count > 0),
  );
  return {
    ...{ datagrams, seconds: (performance.now() - startedMs) / 1000, made, counted, said: flood.said, heard },
    ...{ challenges: flood.challenges, most },
    heapGrowthMiB: (end.heap - start.heap) / MIB,
    residentGrowthMiB: (end.resident - start.resident) / MIB,
  };
}

/** After a garbage collection: what is only waiting for one is no growth. */
function memory(): { heap: number; resident: number } {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}
