// Packet framing of libvirt's RPC: u32 length (itself included), six header words, XDR body. Cuts the byte
// stream into packets and back; does not look into bodies and holds no socket.
import { XdrDecoder, XdrEncoder } from './xdr.js';

/** Header's `type`. Streams (3, 6) and descriptor passing (4, 5) are never asked for by this client. */
export const messageType = { call: 0, reply: 1, event: 2 } as const;

/** Header's `status`. */
export const messageStatus = { ok: 0, error: 1 } as const;

export interface Packet {
  readonly program: number;
  readonly version: number;
  readonly procedure: number;
  readonly type: number;
  /** Ties a reply to its call; 0 on events. */
  readonly serial: number;
  readonly status: number;
  readonly body: Buffer;
}

const lengthBytes = 4;
const headerBytes = 24;

/** libvirt's own bound on a message (32 MiB since 2.0), plus the length word. */
export const maxPacketBytes = 32 * 1024 * 1024 + lengthBytes;

/** A stream of bytes that cannot be cut into packets any more: its connection is of no use. */
export class FrameError extends Error {
  readonly code: 'too-short' | 'too-long';

  constructor(code: 'too-short' | 'too-long', message: string) {
    super(message);
    this.name = 'FrameError';
    this.code = code;
  }
}

export function encodePacket(packet: Packet): Buffer {
  const length = lengthBytes + headerBytes + packet.body.length;
  if (length > maxPacketBytes)
    throw new FrameError('too-long', `a packet of ${length} bytes is above ${maxPacketBytes}`);
  const header = new XdrEncoder().uint(length).uint(packet.program).uint(packet.version).int(packet.procedure);
  header.int(packet.type).uint(packet.serial).int(packet.status);
  return Buffer.concat([header.finish(), packet.body]);
}

/**
 * Collects chunks until a packet is whole. Holds at most one packet and the chunk that ended it; memory grows
 * with the bytes that arrived, never with the length that a packet claims.
 */
export class PacketReader {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #held = 0;
  /** Length of the packet at the front; 0 while its length word is not whole. */
  #wanted = 0;

  /** `maxBytes` is the longest packet that is accepted, length word included. */
  constructor(maxBytes: number = maxPacketBytes) {
    this.#maxBytes = maxBytes;
  }

  /** Takes the bytes that arrived and returns the packets that they complete. Throws FrameError on an impossible length. */
  push(chunk: Buffer): Packet[] {
    const packets: Packet[] = [];
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    while (this.#held >= lengthBytes) {
      if (this.#wanted === 0) this.#wanted = this.#readLength();
      if (this.#held < this.#wanted) break;
      packets.push(this.#cut());
    }
    return packets;
  }

  #readLength(): number {
    // The length word may be spread over several chunks.
    if (this.#chunks[0]!.length < lengthBytes) this.#chunks = [Buffer.concat(this.#chunks)];
    const length = this.#chunks[0]!.readUInt32BE();
    const least = lengthBytes + headerBytes;
    if (length < least)
      throw new FrameError('too-short', `a packet claims ${length} bytes; the header alone needs ${least}`);
    if (length > this.#maxBytes)
      throw new FrameError('too-long', `a packet claims ${length} bytes, above ${this.#maxBytes}`);
    return length;
  }

  #cut(): Packet {
    const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    const packet = decodePacket(all.subarray(lengthBytes, this.#wanted));
    const rest = all.subarray(this.#wanted);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    this.#wanted = 0;
    return packet;
  }
}

function decodePacket(bytes: Buffer): Packet {
  const decoder = new XdrDecoder(bytes);
  return {
    program: decoder.uint(),
    version: decoder.uint(),
    procedure: decoder.int(),
    type: decoder.int(),
    serial: decoder.uint(),
    status: decoder.int(),
    body: bytes.subarray(headerBytes),
  };
}
