// What a datagram's plaintext holds: a whole message, a fragment of one, an acknowledgement of fragments, or a challenge to
// prove that its sender is alive, or the answer to one.
// Encoding and decoding only. The messages themselves are protobuf; this small frame around them is a fixed
// layout of our own because it is written and read for every datagram and has nothing optional.
//
//   kind 1, whole message     kind 2, fragment                   kind 3, acknowledgement
//   0  1  kind                0   1  kind                        0   1  kind
//   1  n  message             1   8  transfer id                 1   8  transfer id
//                             9   4  bytes of the message        9   2  first missing fragment: all before it have come
//                             13  2  bytes of a fragment         11  n  bitmap of those after it: bit b (lowest first) of
//                             15  2  index of this fragment             byte k is fragment first + 1 + 8k + b; 0..32 bytes
//                             17  n  its bytes
//
// Kind 4, a run, is laid out as a fragment is, and holds that fragment and those after it, up to 8 in all.
//
//   kind 5, challenge (challenges.ts)         kind 6, answer
//   0  1  kind                                0  1  kind
//   1  8  session that is asked               1  8  cookie of the challenge
//   9  4  counter of the datagram that is     9  n  the frame of that datagram, once more; may be empty
//         asked about
//   13 8  cookie
//
// Agents of the version before know no kind 5 and 6; they are never asked, and so never answered.
//
// Numbers are big-endian. All fragments but the last have the stated length, so a fragment's place follows from
// its index, fragments cannot overlap, and the receiver knows from any one of them how much room it needs.

const KIND_WHOLE = 1;
const KIND_FRAGMENT = 2;
const KIND_ACKNOWLEDGEMENT = 3;
const KIND_RUN = 4;
const KIND_CHALLENGE = 5;
const KIND_ANSWER = 6;
const COOKIE_BYTES = 8;
const CHALLENGE_BYTES = 13 + COOKIE_BYTES;
/** What a frame that travels in an answer is longer by. */
export const ANSWER_HEADER_BYTES = 1 + COOKIE_BYTES;
export const WHOLE_HEADER_BYTES = 1;
export const FRAGMENT_HEADER_BYTES = 17;
const ACKNOWLEDGEMENT_HEADER_BYTES = 11;
const MAX_BITMAP_BYTES = 32;
/** A sender keeps within this many fragments of the first missing one, so that every one has its bit. */
export const ACKNOWLEDGED_SPAN = MAX_BITMAP_BYTES * 8;
/** Fragments in a run, which are sealed together (packet.ts). */
export const MAX_RUN_FRAGMENTS = 8;
const NOTHING = new Uint8Array(0);
/** An index is 16 bits. */
export const MAX_FRAGMENTS = 0xffff;

export interface Fragment {
  /** Random, drawn by the sender: names the transfer in fragments and acknowledgements. 64 bits. */
  readonly transfer: bigint;
  /** Length of the whole message. */
  readonly messageBytes: number;
  /** Length of every fragment but the last. */
  readonly fragmentBytes: number;
  readonly index: number;
  readonly payload: Uint8Array;
}

/** Several fragments in a row: `index` is of the first, the payload is all of theirs. */
export interface Run extends Fragment {
  /** 1..8; a run of 1 is sent as a fragment. */
  readonly count: number;
}

export interface Acknowledgement {
  readonly transfer: bigint;
  /** Index of the first fragment that has not come; equals the number of fragments when all have. */
  readonly firstMissing: number;
  /** Which fragments after `firstMissing` have come, as in the table above. */
  readonly bitmap: Uint8Array;
}

export interface Challenge {
  /** The session that is asked, and which datagram of it led to that. */
  readonly session: bigint;
  readonly counter: number;
  /** 8 bytes to give back. */
  readonly cookie: Uint8Array;
}

export interface Answer {
  readonly cookie: Buffer;
  /** The frame that the receiver did not take before, or nothing. */
  readonly again: Buffer;
}

export type Frame =
  | { readonly kind: 'whole'; readonly payload: Buffer }
  | ({ readonly kind: 'fragment' } & Fragment)
  | ({ readonly kind: 'run' } & Run)
  | ({ readonly kind: 'acknowledgement' } & Acknowledgement)
  | ({ readonly kind: 'challenge' } & Challenge)
  | ({ readonly kind: 'answer' } & Answer);

/** Reads a plaintext. Undefined when it is no frame of this version. Payloads are views, not copies. */
export function decodeFrame(plaintext: Buffer): Frame | undefined {
  switch (plaintext[0]) {
    case KIND_WHOLE:
      return { kind: 'whole', payload: plaintext.subarray(WHOLE_HEADER_BYTES) };
    case KIND_FRAGMENT:
      if (plaintext.length <= FRAGMENT_HEADER_BYTES) return undefined;
      return { kind: 'fragment', ...decodeFragment(plaintext) };
    case KIND_RUN:
      return decodeRun(plaintext);
    case KIND_ACKNOWLEDGEMENT:
      if (plaintext.length < ACKNOWLEDGEMENT_HEADER_BYTES) return undefined;
      if (plaintext.length > ACKNOWLEDGEMENT_HEADER_BYTES + MAX_BITMAP_BYTES) return undefined;
      return {
        kind: 'acknowledgement',
        transfer: plaintext.readBigUInt64BE(1),
        firstMissing: plaintext.readUInt16BE(9),
        bitmap: plaintext.subarray(ACKNOWLEDGEMENT_HEADER_BYTES),
      };
    case KIND_CHALLENGE:
      if (plaintext.length !== CHALLENGE_BYTES) return undefined;
      return {
        kind: 'challenge',
        session: plaintext.readBigUInt64BE(1),
        counter: plaintext.readUInt32BE(9),
        cookie: plaintext.subarray(13),
      };
    case KIND_ANSWER:
      if (plaintext.length < ANSWER_HEADER_BYTES) return undefined;
      return {
        kind: 'answer',
        cookie: plaintext.subarray(1, ANSWER_HEADER_BYTES),
        again: plaintext.subarray(ANSWER_HEADER_BYTES),
      };
    default:
      return undefined;
  }
}

function decodeFragment(plaintext: Buffer): Fragment {
  return {
    transfer: plaintext.readBigUInt64BE(1),
    messageBytes: plaintext.readUInt32BE(9),
    fragmentBytes: plaintext.readUInt16BE(13),
    index: plaintext.readUInt16BE(15),
    payload: plaintext.subarray(FRAGMENT_HEADER_BYTES),
  };
}

function decodeRun(plaintext: Buffer): Frame | undefined {
  if (plaintext.length <= FRAGMENT_HEADER_BYTES) return undefined;
  const fragment = decodeFragment(plaintext);
  const count = Math.ceil(fragment.payload.length / fragment.fragmentBytes);
  return count <= MAX_RUN_FRAGMENTS ? { kind: 'run', ...fragment, count } : undefined;
}

/** The fragments of a run, in order; their payloads are views of its own. */
export function fragmentsOf(run: Run): Fragment[] {
  const { transfer, messageBytes, fragmentBytes, index, payload } = run;
  return Array.from({ length: run.count }, (_, i) => ({
    transfer,
    messageBytes,
    fragmentBytes,
    index: index + i,
    payload: payload.subarray(i * fragmentBytes, (i + 1) * fragmentBytes),
  }));
}

/** The encoders write to the start of `target`, which must have room, and return the part that they wrote. */
export function encodeWhole(target: Buffer, payload: Uint8Array): Buffer {
  target[0] = KIND_WHOLE;
  target.set(payload, WHOLE_HEADER_BYTES);
  return target.subarray(0, WHOLE_HEADER_BYTES + payload.length);
}

export function encodeFragment(target: Buffer, fragment: Fragment): Buffer {
  return encodeFragments(KIND_FRAGMENT, target, fragment);
}

export function encodeRun(target: Buffer, run: Run): Buffer {
  return encodeFragments(KIND_RUN, target, run);
}

function encodeFragments(kind: number, target: Buffer, fragment: Fragment): Buffer {
  target[0] = kind;
  target.writeBigUInt64BE(fragment.transfer, 1);
  target.writeUInt32BE(fragment.messageBytes, 9);
  target.writeUInt16BE(fragment.fragmentBytes, 13);
  target.writeUInt16BE(fragment.index, 15);
  target.set(fragment.payload, FRAGMENT_HEADER_BYTES);
  return target.subarray(0, FRAGMENT_HEADER_BYTES + fragment.payload.length);
}

export function encodeAcknowledgement(target: Buffer, acknowledgement: Acknowledgement): Buffer {
  target[0] = KIND_ACKNOWLEDGEMENT;
  target.writeBigUInt64BE(acknowledgement.transfer, 1);
  target.writeUInt16BE(acknowledgement.firstMissing, 9);
  target.set(acknowledgement.bitmap, ACKNOWLEDGEMENT_HEADER_BYTES);
  return target.subarray(0, ACKNOWLEDGEMENT_HEADER_BYTES + acknowledgement.bitmap.length);
}

export function encodeChallenge(target: Buffer, challenge: Challenge): Buffer {
  target[0] = KIND_CHALLENGE;
  target.writeBigUInt64BE(challenge.session, 1);
  target.writeUInt32BE(challenge.counter, 9);
  target.set(challenge.cookie, 13);
  return target.subarray(0, CHALLENGE_BYTES);
}

/** `again`: the frame to send once more, if any. */
export function encodeAnswer(target: Buffer, cookie: Uint8Array, again: Uint8Array = NOTHING): Buffer {
  target[0] = KIND_ANSWER;
  target.set(cookie, 1);
  target.set(again, ANSWER_HEADER_BYTES);
  return target.subarray(0, ANSWER_HEADER_BYTES + again.length);
}
