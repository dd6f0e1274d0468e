// Packets that come in pieces (packet.ts), until they are whole. A piece is not authentic: only the whole packet can be
// opened, so what is kept here is kept on trust, and the bounds are what makes that harmless.
//
// - Pieces are kept only of a session that has an authenticated message under way (fragments-receive.ts): whoever
//   cannot see the traffic cannot guess one, and his pieces take no memory at all. Nor are they of a packet that was here.
// - Somebody who sees the traffic can spoil packets by adding pieces of his own. At most MAX_PACKETS packets wait here.
//   When there are more, the oldest of the session that has most goes (`pieces-limit`, counted once for the packet), so
//   pieces that claim to be of one sender cannot push out those of others. Nothing that is forged gets past the tag.
//   What was spoilt counts as lost, and senders
//   send what was lost in datagrams that are authentic one by one: then he can only do what dropping them would do.
import type { Expects } from './packet.js';
import type { DropReason } from './transport.js';

/** Packets waiting for pieces: several windows of several senders. 64 packets of 8 pieces of 9 kB are 4.7 MB. */
const MAX_PACKETS = 64;
const PIECES_AT = 3;
const SESSION_AT = 8;
const COUNTER_AT = 16;
const HEADER_BYTES = 20;
const MAX_PIECES = 8;
/** Bits of a session that go into the key, so that the key is an exact number. */
const SESSION_MASK = 0x1fffff;

interface Waiting {
  readonly session: bigint;
  readonly mark: number;
  readonly parts: (Buffer | undefined)[];
  missing: number;
}

export type Added =
  | { readonly packet: Buffer; readonly drop?: undefined }
  | { readonly packet?: undefined; readonly drop: DropReason | undefined };

const WAITING: Added = { drop: undefined };
/** The piece is kept; another packet had to go for it. */
const PUSHED_OUT: Added = { drop: 'pieces-limit' };

export class Pieces {
  /** By counter and some of the session; oldest first. Two that share a key push each other out, which is a loss. */
  readonly #waiting = new Map<number, Waiting>();
  /** Where packets are put together: the latest one only. */
  #joined = Buffer.alloc(0);

  /** Packets of which some pieces have come. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Takes a piece, longer than its header, and gives the packet when it was the last one: header, ciphertext, tag. The
   * packet is there until the next one is whole.
   */
  add(datagram: Buffer, expects: Expects): Added {
    const piece = datagram[PIECES_AT]! & 0x0f;
    const mark = datagram[PIECES_AT]! & 0xf0;
    const count = (mark >> 4) + 1;
    if (count > MAX_PIECES || piece >= count) return { drop: 'malformed' };
    const key = (datagram.readUInt32BE(SESSION_AT + 4) & SESSION_MASK) * 2 ** 32 + datagram.readUInt32BE(COUNTER_AT);
    const known = this.#waiting.get(key);
    if (!known) return this.#begin(key, datagram, expects);
    if (known.mark !== mark) return { drop: 'malformed' };
    if (known.parts[piece]) return { drop: 'duplicate-fragment' };
    put(known, piece, datagram);
    if (known.missing > 0) return WAITING;
    this.#waiting.delete(key);
    return { packet: this.#join(known) };
  }

  #begin(key: number, datagram: Buffer, expects: Expects): Added {
    const session = datagram.readBigUInt64BE(SESSION_AT);
    const drop = expects(session, datagram.readUInt32BE(COUNTER_AT));
    if (drop) return { drop };
    const isFull = this.#waiting.size >= MAX_PACKETS;
    if (isFull) this.#pushOut();
    const mark = datagram[PIECES_AT]! & 0xf0;
    const count = (mark >> 4) + 1;
    const waiting = { session, mark, parts: new Array<Buffer | undefined>(count).fill(undefined), missing: count };
    put(waiting, datagram[PIECES_AT]! & 0x0f, datagram);
    this.#waiting.set(key, waiting);
    return isFull ? PUSHED_OUT : WAITING;
  }

  /** The oldest of the session that has most. Looks at all of them, which are few, and only when there is no room. */
  #pushOut(): void {
    const packets = new Map<bigint, number>();
    for (const { session } of this.#waiting.values()) packets.set(session, (packets.get(session) ?? 0) + 1);
    const most = Math.max(...packets.values());
    for (const [key, { session }] of this.#waiting) {
      if (packets.get(session) !== most) continue;
      this.#waiting.delete(key);
      return;
    }
  }

  /**
   * With the header of the first piece, whose index is 0 as the additional data has it. Those of the others have only
   * led them here.
   */
  #join({ parts }: Waiting): Buffer {
    let bytes = 0;
    for (const part of parts) bytes += part!.length;
    if (this.#joined.length < bytes) this.#joined = Buffer.allocUnsafeSlow(bytes);
    let at = 0;
    for (const part of parts) {
      this.#joined.set(part!, at);
      at += part!.length;
    }
    return this.#joined.subarray(0, bytes);
  }
}

function put(waiting: Waiting, piece: number, datagram: Buffer): void {
  waiting.parts[piece] = piece === 0 ? datagram : datagram.subarray(HEADER_BYTES);
  waiting.missing -= 1;
}
