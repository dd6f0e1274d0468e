// One datagram: seals plaintext into it and opens what was received. Knows nothing of sockets, peers, or what
// the plaintext means (frame.ts).
//
//   offset  bytes
//   0       2      magic, "SC"
//   2       1      protocol version, 1
//   3       1      0; of a packet in pieces: pieces - 1 in the high half, this piece's index in the low half
//   4       4      key id (key.ts)
//   8       8      nonce: session, random
//   16      4      nonce: counter
//   20      n      ciphertext, AES-256-GCM; the 20 bytes before it are the additional authenticated data
//   20+n    16     tag
//
// A packet in pieces (2..8) is one ciphertext with one tag, cut over as many datagrams, each of which repeats the header.
// One call of the cipher for several datagrams is why: it costs more than sending one of them. The low half of byte 3
// is 0 in the additional data. pieces.ts says how pieces that nobody has authenticated yet are kept within bounds.
//
// Numbers are big-endian. The version is in the clear so that agents of two versions can share a cluster
// while it is upgraded: a datagram of another version is counted as just that, not as a forgery.
//
// The counter also tells when a datagram was sent, which is how a receiver notices one that was kept back (replay.ts). It
// begins at 2^31 and rises by one with each datagram, and to 2^31 + 4 for each ms since the session began where that is
// more. Agents of the version before begin at 0 and count datagrams only. They take counters as they come, so both
// understand each other.
//
// Why a nonce does not repeat under one key, which would break GCM: within a process the counter takes each
// value at most once for a session, and a new session is drawn when it is used up. Two processes, or two runs of one,
// differ in the session: 64 random bits. After n sessions of all hosts together the chance of any repeat is
// about n^2 / 2^65. A session lasts 6 days (2^31 / 4 ms), so a host has 60 a year and one more for every restart. The
// 2^-32 that NIST SP 800-38D (section 8) asks for is reached after 90,000 sessions under one key: 1000 hosts in a year and
// a half, 100 hosts in 15 years. After a million it is 3e-8. A rotation of the key begins anew. No state on disk is needed.
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { ClusterKey } from './key.js';
import type { Keyring } from './keyring.js';
import { Pieces } from './pieces.js';
import type { DropReason } from './transport.js';

const ALGORITHM = 'aes-256-gcm';
const MAGIC = 0x5343;
export const PROTOCOL_VERSION = 1;
const PIECES_AT = 3;
const KEY_ID_AT = 4;
const NONCE_AT = 8;
const SESSION_BYTES = 8;
const COUNTER_AT = NONCE_AT + SESSION_BYTES;
export const HEADER_BYTES = COUNTER_AT + 4;
const TAG_BYTES = 16;
const TAG = { authTagLength: TAG_BYTES };
/** What sealing adds to a plaintext. */
export const PACKET_OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;
const IPV4_AND_UDP_HEADER_BYTES = 20 + 8;
export const MIN_MTU = 576;
export const MAX_MTU = 9216;
/** Agents may be set to different MTUs, so a receiver takes what any of them may send. */
const MAX_DATAGRAM_BYTES = MAX_MTU - IPV4_AND_UDP_HEADER_BYTES;
/** Own sessions that are still recognised as such: a year of them. */
const MAX_OWN_SESSIONS = 64;
/** Counters from here on tell the time. */
export const FIRST_TIMED_COUNTER = 2 ** 31;
/** What a counter rises by in a ms, at least. */
export const TICKS_PER_MS = 4;

/** The longest plaintext whose datagram fits an IPv4 packet of `mtu` bytes (576..9216). */
export function maxPlaintextBytes(mtu: number): number {
  return mtu - IPV4_AND_UDP_HEADER_BYTES - PACKET_OVERHEAD_BYTES;
}

export type Opened =
  | {
      readonly ok: true;
      readonly plaintext: Buffer;
      /** Who sealed it: one run of one agent. Authenticated, unlike the address that the datagram came from. */
      readonly session: bigint;
      /** Grows with each datagram of a session: names it, and from 2^31 on tells when it was sent. */
      readonly counter: number;
      /** The key that it was sealed with. */
      readonly key: ClusterKey;
    }
  /** `drop` is undefined for a piece of a packet whose other pieces have not come yet. */
  | { readonly ok: false; readonly drop: DropReason | undefined };

export interface PacketCodecOptions {
  /** Monotonic time, ms. Default performance.now. */
  readonly clock?: () => number;
  /** 0..2^32-1; for tests: of what happens when the counter is used up, and, with 0, of the version before. */
  readonly firstCounter?: number;
}

/**
 * Why a piece of the packet with that session and counter need not be kept, or undefined when it may be; asked before
 * anything about it is authentic.
 */
export type Expects = (session: bigint, counter: number) => DropReason | undefined;

export class PacketCodec {
  readonly #keyring: Keyring;
  readonly #clock: () => number;
  readonly #random: (bytes: number) => Uint8Array;
  /** Header of the next datagram. */
  readonly #header = Buffer.alloc(HEADER_BYTES);
  readonly #ownSessions: bigint[] = [];
  readonly #pieces = new Pieces();
  /** Of the latest datagram. */
  #counter = 0;
  /** The counter of the session at time 0 of the clock. */
  #counterAtZero = 0;

  /** `random` must be a cryptographic generator. */
  constructor(keyring: Keyring, random: (bytes: number) => Uint8Array, options: PacketCodecOptions = {}) {
    this.#keyring = keyring;
    this.#random = random;
    this.#clock = options.clock ?? (() => performance.now());
    this.#header.writeUInt16BE(MAGIC, 0);
    this.#header[2] = PROTOCOL_VERSION;
    this.#startSession(options.firstCounter ?? FIRST_TIMED_COUNTER);
  }

  #startSession(counter: number): void {
    this.#header.set(this.#random(SESSION_BYTES), NONCE_AT);
    this.#ownSessions.push(this.#header.readBigUInt64BE(NONCE_AT));
    if (this.#ownSessions.length > MAX_OWN_SESSIONS) this.#ownSessions.shift();
    this.#counter = counter - 1;
    this.#counterAtZero = counter - Math.floor(this.#clock() * TICKS_PER_MS);
  }

  #nextCounter(): number {
    const inTime = this.#counterAtZero + Math.floor(this.#clock() * TICKS_PER_MS);
    this.#counter = Math.max(this.#counter + 1, inTime);
    if (this.#counter > 0xffffffff) {
      this.#startSession(FIRST_TIMED_COUNTER);
      this.#counter++;
    }
    return this.#counter;
  }

  /** Whether this codec seals, or has sealed, with that session. */
  owns(session: bigint): boolean {
    return this.#ownSessions.includes(session);
  }

  /** Packets of which some pieces have come and are kept. */
  get waitingPackets(): number {
    return this.#pieces.size;
  }

  /** The counter of the datagram that was sealed last. */
  get latestCounter(): number {
    return this.#counter;
  }

  /** Makes a datagram of `plaintext`, in a buffer of its own. */
  seal(plaintext: Uint8Array): Buffer {
    const { ciphertext, tag } = this.#encrypt(plaintext, 0);
    const datagram = Buffer.allocUnsafe(PACKET_OVERHEAD_BYTES + plaintext.length);
    datagram.set(this.#header, 0);
    datagram.set(ciphertext, HEADER_BYTES);
    datagram.set(tag, HEADER_BYTES + plaintext.length);
    return datagram;
  }

  /**
   * Makes 2..8 datagrams of about the same length of `plaintext`. They lie in `target`, one after the other, which must
   * have room for `piecesBytes`; by default it is theirs alone.
   */
  sealInPieces(
    plaintext: Uint8Array,
    pieces: number,
    target: Buffer = Buffer.allocUnsafeSlow(piecesBytes(plaintext.length, pieces)),
  ): Buffer[] {
    const mark = (pieces - 1) << 4;
    const { ciphertext, tag } = this.#encrypt(plaintext, mark);
    const sealedBytes = ciphertext.length + TAG_BYTES;
    const datagrams: Buffer[] = [];
    for (let piece = 0, at = 0; piece < pieces; piece++) {
      this.#header[PIECES_AT] = mark | piece;
      target.set(this.#header, at);
      const start = Math.floor((piece * sealedBytes) / pieces);
      const end = Math.floor(((piece + 1) * sealedBytes) / pieces);
      copySealed(ciphertext, tag, start, end, target, at + HEADER_BYTES);
      const next = at + HEADER_BYTES + end - start;
      datagrams.push(target.subarray(at, next));
      at = next;
    }
    return datagrams;
  }

  /** Under a header of its own, which stays in `#header` until the next one. */
  #encrypt(plaintext: Uint8Array, mark: number): { ciphertext: Buffer; tag: Buffer } {
    const counter = this.#nextCounter();
    const key = this.#keyring.sending;
    const header = this.#header;
    header[PIECES_AT] = mark;
    header.writeUInt32BE(key.id, KEY_ID_AT);
    header.writeUInt32BE(counter, COUNTER_AT);
    const cipher = createCipheriv(ALGORITHM, key.secret, header.subarray(NONCE_AT), TAG);
    cipher.setAAD(header);
    const ciphertext = cipher.update(plaintext);
    // GCM is a stream: update() gave everything, final() only makes the tag.
    cipher.final();
    return { ciphertext, tag: cipher.getAuthTag() };
  }

  /** Opens what was received, whatever it is. Never throws. `expects` tells of which packets pieces are kept; of none by default. */
  open(datagram: Buffer, expects: Expects = () => 'unexpected-piece'): Opened {
    const length = datagram.length;
    if (length > MAX_DATAGRAM_BYTES) return { ok: false, drop: 'oversized' };
    if (length < 4) return { ok: false, drop: 'truncated' };
    if (datagram.readUInt16BE(0) !== MAGIC) return { ok: false, drop: 'malformed' };
    if (datagram[2] !== PROTOCOL_VERSION) return { ok: false, drop: 'unknown-version' };
    if (datagram[PIECES_AT] !== 0) return this.#openPiece(datagram, expects);
    return this.#openWhole(datagram);
  }

  #openPiece(datagram: Buffer, expects: Expects): Opened {
    if (datagram.length <= HEADER_BYTES) return { ok: false, drop: 'truncated' };
    if (!this.#keyring.find(datagram.readUInt32BE(KEY_ID_AT))) return { ok: false, drop: 'unknown-key' };
    const added = this.#pieces.add(datagram, expects);
    return added.packet ? this.#openWhole(added.packet) : { ok: false, drop: added.drop };
  }

  #openWhole(datagram: Buffer): Opened {
    if (datagram.length <= PACKET_OVERHEAD_BYTES) return { ok: false, drop: 'truncated' };
    const key = this.#keyring.find(datagram.readUInt32BE(KEY_ID_AT));
    if (!key) return { ok: false, drop: 'unknown-key' };
    const session = datagram.readBigUInt64BE(NONCE_AT);
    // Before decrypting: whoever forges this field only has his own datagram dropped.
    if (this.owns(session)) return { ok: false, drop: 'own' };
    const plaintext = decrypt(key.secret, datagram);
    if (!plaintext) return { ok: false, drop: 'not-authentic' };
    return { ok: true, plaintext, session, counter: datagram.readUInt32BE(COUNTER_AT), key };
  }
}

/** Bytes of all the datagrams of a packet in pieces. */
export function piecesBytes(plaintextBytes: number, pieces: number): number {
  return plaintextBytes + TAG_BYTES + pieces * HEADER_BYTES;
}

/** Copies bytes `start`..`end` of the ciphertext with the tag behind it. */
function copySealed(ciphertext: Buffer, tag: Buffer, start: number, end: number, target: Buffer, at: number): void {
  const tagAt = ciphertext.length;
  if (start < tagAt) ciphertext.copy(target, at, start, Math.min(end, tagAt));
  if (end > tagAt) tag.copy(target, at + Math.max(0, tagAt - start), Math.max(0, start - tagAt), end - tagAt);
}

function decrypt(secret: KeyObject, datagram: Buffer): Buffer | undefined {
  const tagAt = datagram.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, secret, datagram.subarray(NONCE_AT, HEADER_BYTES), TAG);
  decipher.setAAD(datagram.subarray(0, HEADER_BYTES));
  decipher.setAuthTag(datagram.subarray(tagAt));
  const plaintext = decipher.update(datagram.subarray(HEADER_BYTES, tagAt));
  try {
    decipher.final();
  } catch {
    // The only way that Node reports a wrong tag; the caller counts it.
    return undefined;
  }
  return plaintext;
}
