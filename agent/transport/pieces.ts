// Packets that come in pieces (packet.ts), until they are whole. A piece is not authentic: only the whole packet can be
// opened, so what is kept here is kept on trust, and the bounds are what makes that harmless.
//
// - Pieces are kept only of a session that has an authenticated message under way (fragments-receive.ts): whoever
//   cannot see the traffic cannot guess one, and his pieces take no memory at all.
// - Somebody who sees the traffic can spoil packets by adding pieces of his own. At most MAX_PACKETS packets wait here,
//   the oldest goes first, and nothing that is forged gets past the tag. What was spoilt counts as lost, and senders
//   send what was lost in datagrams that are authentic one by one: then he can only do what dropping them would do.
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
  readonly mark: number;
  readonly parts: (Buffer | undefined)[];
  missing: number;
}

export type Added =
  | { readonly packet: Buffer; readonly drop?: undefined }
  | { readonly packet?: undefined; readonly drop: DropReason | undefined };

const WAITING: Added = { drop: undefined };

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
  add(datagram: Buffer, isKnown: (session: bigint) => boolean): Added {
    const piece = datagram[PIECES_AT]! & 0x0f;
    const mark = datagram[PIECES_AT]! & 0xf0;
    const count = (mark >> 4) + 1;
    if (count > MAX_PIECES || piece >= count) return { drop: 'malformed' };
    const key = (datagram.readUInt32BE(SESSION_AT + 4) & SESSION_MASK) * 2 ** 32 + datagram.readUInt32BE(COUNTER_AT);
    const waiting = this.#waiting.get(key) ?? this.#begin(key, datagram.readBigUInt64BE(SESSION_AT), mark, isKnown);
    if (!waiting) return { drop: 'unexpected-piece' };
    if (waiting.mark !== mark) return { drop: 'malformed' };
    if (waiting.parts[piece]) return { drop: 'duplicate-fragment' };
    waiting.parts[piece] = piece === 0 ? datagram : datagram.subarray(HEADER_BYTES);
    waiting.missing -= 1;
    if (waiting.missing > 0) return WAITING;
    this.#waiting.delete(key);
    return { packet: this.#join(waiting) };
  }

  #begin(key: number, session: bigint, mark: number, isKnown: (session: bigint) => boolean): Waiting | undefined {
    if (!isKnown(session)) return undefined;
    if (this.#waiting.size >= MAX_PACKETS) {
      const [oldest] = this.#waiting.keys();
      this.#waiting.delete(oldest!);
    }
    const count = (mark >> 4) + 1;
    const waiting = { mark, parts: new Array<Buffer | undefined>(count).fill(undefined), missing: count };
    this.#waiting.set(key, waiting);
    return waiting;
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
