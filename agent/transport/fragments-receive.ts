// The receiving end of fragmented messages: puts them together, says what to acknowledge, and bounds what peers can
// make this process hold. Pure: time is passed in, and the endpoint sends the acknowledgements.
//
// A transfer is known by its id alone: 64 random bits inside the encrypted part. The address that a fragment came
// from is no part of it, because that is neither authenticated (a recorded transfer that is played back from
// another address would be a new one, and be delivered again) nor stable (NAT rewrites ports). Nor is the session
// of its sender, which may change in the middle of a transfer. Two transfers that draw the same id: 1 chance in 2^64 for each pair under way at once.
// Acknowledgements go to where the latest fragment came from, so that a played-back one cannot turn them away.
//
// What one sender may take is bounded, so that it cannot take the room of the others (`sender-limit`): 16 of 256 messages
// and 16 of 64 MiB. A sender is a session, which is authenticated and has proven itself (replay.ts), and also an address,
// which is not, but an agent that restarts over and over has many sessions and one address. Both have to have room. A
// message that no sender may send is `message-too-large`; that all the room is taken is `reassembly-limit`, which takes
// four senders or more. Those under way are never pushed out; one that stands still for 15 s goes by itself.
//
// Fragments of a message that was delivered are acknowledged again, since the acknowledgement may have been
// lost, but never delivered again while the message is remembered (`rememberMs`, `maxRemembered`).
import type { Ipv4 } from '../../topology/ipv4.js';
import { ACKNOWLEDGED_SPAN, type Acknowledgement, type Fragment, MAX_FRAGMENTS } from './frame.js';
import { Shares } from './shares.js';
import type { Peer } from './transport.js';

export interface ReassemblyLimits {
  /** Largest message, bytes. 8 MiB: a token of a million slots of 5 bytes, and room. */
  readonly maxMessageBytes: number;
  /** Memory for unfinished messages of all senders, bytes, counted in full from the first fragment on. */
  readonly maxBytes: number;
  /** Of these, for one session and for one address. At least one largest message, or that is not received at all. */
  readonly maxBytesPerSender: number;
  /** Unfinished messages of all senders. */
  readonly maxTransfers: number;
  readonly maxTransfersPerSender: number;
  /** An unfinished message that nothing was added to for this long is dropped, ms. Longer than senders take to give up. */
  readonly idleMs: number;
  /** How long and how many finished transfers are remembered. */
  readonly rememberMs: number;
  readonly maxRemembered: number;
}

const MIB = 1024 * 1024;
export const DEFAULT_REASSEMBLY_LIMITS: ReassemblyLimits = {
  maxMessageBytes: 8 * MIB,
  maxBytes: 64 * MIB,
  maxBytesPerSender: 16 * MIB,
  maxTransfers: 256,
  maxTransfersPerSender: 16,
  idleMs: 15_000,
  rememberMs: 600_000,
  maxRemembered: 16_384,
};

/** An acknowledgement is held back for this long, ms, in case there is more to acknowledge. */
const ACKNOWLEDGEMENT_DELAY_MS = 5;
/** At first every second fragment is acknowledged, so that the sender's window opens fast; later every eighth. */
const EAGER_FRAGMENTS = 32;
const EAGER_EVERY = 2;
const LATER_EVERY = 8;
/** What a transfer takes besides its bytes and one flag for each fragment; an estimate on the high side. */
const TRANSFER_OVERHEAD_BYTES = 512;

export type FragmentResult =
  | { readonly kind: 'stored'; readonly acknowledgement?: Acknowledgement }
  /** The message is whole and the caller's own; `stored` before it, only acknowledgements after it. */
  | { readonly kind: 'completed'; readonly acknowledgement: Acknowledgement; readonly message: Buffer }
  | { readonly kind: 'duplicate'; readonly acknowledgement: Acknowledgement }
  | { readonly kind: 'dropped'; readonly reason: 'malformed' | LimitReason };

/** Which limit stands against a message. */
export type LimitReason = 'message-too-large' | 'sender-limit' | 'reassembly-limit';

/** An acknowledgement that was held back and is now due. */
export interface DueAcknowledgement {
  readonly to: Peer;
  readonly acknowledgement: Acknowledgement;
}

interface IncomingTransfer {
  readonly id: bigint;
  readonly session: bigint;
  /** Where its first fragment came from. */
  readonly address: Ipv4;
  readonly fragmentBytes: number;
  readonly total: number;
  readonly message: Buffer;
  /** 1 for each fragment that has come. */
  readonly has: Uint8Array;
  /** What it counts for against the limits. */
  readonly bytes: number;
  received: number;
  firstMissing: number;
  /** One past the highest index that has come. */
  end: number;
  unacknowledged: number;
  lastAddedMs: number;
  from: Peer;
}

export class Reassembly {
  readonly #limits: ReassemblyLimits;
  /** Least recently added to first: the order in which they time out. */
  readonly #transfers = new Map<bigint, IncomingTransfer>();
  readonly #sessions: Shares<bigint>;
  readonly #addresses: Shares<Ipv4>;
  /** Transfer id -> when an acknowledgement is due, ms. The delay is the same for all, so this is in order of time. */
  readonly #held = new Map<bigint, number>();
  /** Finished transfer id -> when it may be forgotten, ms; in order of time. */
  readonly #finished = new Map<bigint, number>();
  #bytes = 0;

  constructor(limits: Partial<ReassemblyLimits> = {}) {
    this.#limits = { ...DEFAULT_REASSEMBLY_LIMITS, ...limits };
    const share = { transfers: this.#limits.maxTransfersPerSender, bytes: this.#limits.maxBytesPerSender };
    this.#sessions = new Shares(share);
    this.#addresses = new Shares(share);
  }

  /** What is held now, for statistics and for the tests of the bounds. */
  get usage(): { bytes: number; transfers: number; senders: number; remembered: number; heldAcknowledgements: number } {
    return {
      bytes: this.#bytes,
      transfers: this.#transfers.size,
      senders: this.#sessions.size,
      remembered: this.#finished.size,
      heldAcknowledgements: this.#held.size,
    };
  }

  /** Whether an authenticated message of the sender with that session is under way. */
  expects(session: bigint): boolean {
    return this.#sessions.has(session);
  }

  /** When `onTime` wants to be called, ms; Infinity when it need not be. */
  get deadlineMs(): number {
    const [due] = this.#held.values();
    const [oldest] = this.#transfers.values();
    const expiry = oldest ? oldest.lastAddedMs + this.#limits.idleMs : Number.POSITIVE_INFINITY;
    return Math.min(due ?? Number.POSITIVE_INFINITY, expiry);
  }

  /** Takes a fragment of the sender with that session (packet.ts), to be acknowledged to `from`. */
  onFragment(fragment: Fragment, session: bigint, from: Peer, nowMs: number): FragmentResult {
    if (!isConsistent(fragment)) return { kind: 'dropped', reason: 'malformed' };
    const total = totalOf(fragment);
    if (this.#isFinished(fragment.transfer, nowMs)) {
      const acknowledgement = { transfer: fragment.transfer, firstMissing: total, bitmap: NOTHING };
      return { kind: 'duplicate', acknowledgement };
    }
    const known = this.#transfers.get(fragment.transfer);
    const limit = known ? undefined : this.#limitOn(fragment, total, session, from.address);
    if (limit) return { kind: 'dropped', reason: limit };
    const transfer = known ?? this.#admit(fragment, total, session, from, nowMs);
    if (transfer.message.length !== fragment.messageBytes || transfer.fragmentBytes !== fragment.fragmentBytes) {
      return { kind: 'dropped', reason: 'malformed' };
    }
    transfer.from = from;
    if (transfer.has[fragment.index] === 1) {
      return { kind: 'duplicate', acknowledgement: this.#acknowledge(transfer) };
    }
    return this.#add(transfer, fragment, nowMs);
  }

  #limitOn(fragment: Fragment, total: number, session: bigint, address: Ipv4): LimitReason | undefined {
    const { maxMessageBytes, maxTransfers, maxBytes } = this.#limits;
    if (fragment.messageBytes > maxMessageBytes) return 'message-too-large';
    const bytes = bytesTaken(fragment, total);
    const hasShare = this.#sessions.hasRoom(session, bytes) && this.#addresses.hasRoom(address, bytes);
    if (!hasShare) return 'sender-limit';
    return this.#transfers.size >= maxTransfers || this.#bytes + bytes > maxBytes ? 'reassembly-limit' : undefined;
  }

  /** Starts a transfer that no limit stands against. */
  #admit(fragment: Fragment, total: number, session: bigint, from: Peer, nowMs: number): IncomingTransfer {
    const bytes = bytesTaken(fragment, total);
    this.#bytes += bytes;
    this.#sessions.take(session, bytes);
    this.#addresses.take(from.address, bytes);
    const transfer: IncomingTransfer = {
      id: fragment.transfer,
      session,
      address: from.address,
      fragmentBytes: fragment.fragmentBytes,
      total,
      // Not cleared: it is handed out only when every byte of it was written.
      message: Buffer.allocUnsafeSlow(fragment.messageBytes),
      has: new Uint8Array(total),
      bytes,
      received: 0,
      firstMissing: 0,
      end: 0,
      unacknowledged: 0,
      lastAddedMs: nowMs,
      from,
    };
    this.#transfers.set(transfer.id, transfer);
    return transfer;
  }

  #add(transfer: IncomingTransfer, fragment: Fragment, nowMs: number): FragmentResult {
    const { index } = fragment;
    transfer.message.set(fragment.payload, index * transfer.fragmentBytes);
    transfer.has[index] = 1;
    transfer.received++;
    transfer.unacknowledged++;
    while (transfer.firstMissing < transfer.total && transfer.has[transfer.firstMissing] === 1) transfer.firstMissing++;
    // Out of its turn: either it leaves a gap or it fills one. The sender wants to know both at once (RFC 5681, 4.2).
    const outOfTurn = index !== transfer.end;
    transfer.end = Math.max(transfer.end, index + 1);
    if (transfer.received === transfer.total) return this.#complete(transfer, nowMs);
    transfer.lastAddedMs = nowMs;
    this.#transfers.delete(transfer.id);
    this.#transfers.set(transfer.id, transfer);
    const every = transfer.received <= EAGER_FRAGMENTS ? EAGER_EVERY : LATER_EVERY;
    const isLast = index === transfer.total - 1;
    if (outOfTurn || isLast || transfer.unacknowledged >= every) {
      return { kind: 'stored', acknowledgement: this.#acknowledge(transfer) };
    }
    if (!this.#held.has(transfer.id)) this.#held.set(transfer.id, nowMs + ACKNOWLEDGEMENT_DELAY_MS);
    return { kind: 'stored' };
  }

  #complete(transfer: IncomingTransfer, nowMs: number): FragmentResult {
    const acknowledgement = this.#acknowledge(transfer);
    this.#release(transfer);
    // Deleted first: an id that was remembered for its full time and came again belongs at the end.
    this.#finished.delete(transfer.id);
    this.#finished.set(transfer.id, nowMs + this.#limits.rememberMs);
    if (this.#finished.size > this.#limits.maxRemembered) {
      const [oldest] = this.#finished.keys();
      this.#finished.delete(oldest!);
    }
    return { kind: 'completed', acknowledgement, message: transfer.message };
  }

  #acknowledge(transfer: IncomingTransfer): Acknowledgement {
    transfer.unacknowledged = 0;
    this.#held.delete(transfer.id);
    return { transfer: transfer.id, firstMissing: transfer.firstMissing, bitmap: bitmapOf(transfer) };
  }

  #isFinished(id: bigint, nowMs: number): boolean {
    const forgetAtMs = this.#finished.get(id);
    return forgetAtMs !== undefined && nowMs < forgetAtMs;
  }

  #release(transfer: IncomingTransfer): void {
    this.#transfers.delete(transfer.id);
    this.#held.delete(transfer.id);
    this.#bytes -= transfer.bytes;
    this.#sessions.release(transfer.session, transfer.bytes);
    this.#addresses.release(transfer.address, transfer.bytes);
  }

  /**
   * To be called when `deadlineMs` has come; at other times it does no harm. Returns the acknowledgements to send and
   * how many unfinished messages were dropped because nothing more of them came.
   */
  onTime(nowMs: number): { readonly due: readonly DueAcknowledgement[]; readonly abandoned: number } {
    let abandoned = 0;
    for (const transfer of this.#transfers.values()) {
      if (nowMs < transfer.lastAddedMs + this.#limits.idleMs) break;
      this.#release(transfer);
      abandoned++;
    }
    for (const [id, forgetAtMs] of this.#finished) {
      if (nowMs < forgetAtMs) break;
      this.#finished.delete(id);
    }
    const due: DueAcknowledgement[] = [];
    for (const [id, dueMs] of this.#held) {
      if (nowMs < dueMs) break;
      const transfer = this.#transfers.get(id)!;
      due.push({ to: transfer.from, acknowledgement: this.#acknowledge(transfer) });
    }
    return { due, abandoned };
  }
}

const NOTHING = new Uint8Array(0);

/** Number of fragments of the message that the fragment belongs to. */
function totalOf(fragment: Fragment): number {
  return Math.ceil(fragment.messageBytes / fragment.fragmentBytes);
}

/** What a message counts for against the limits. */
function bytesTaken(fragment: Fragment, total: number): number {
  return fragment.messageBytes + total + TRANSFER_OVERHEAD_BYTES;
}

/** Whether a fragment's numbers agree with each other: what it says of the message makes it exactly this long. */
function isConsistent({ messageBytes, fragmentBytes, index, payload }: Fragment): boolean {
  if (fragmentBytes === 0 || messageBytes <= fragmentBytes) return false;
  const total = Math.ceil(messageBytes / fragmentBytes);
  if (total > MAX_FRAGMENTS || index >= total) return false;
  const expected = index === total - 1 ? messageBytes - index * fragmentBytes : fragmentBytes;
  return payload.length === expected;
}

function bitmapOf(transfer: IncomingTransfer): Uint8Array {
  const first = transfer.firstMissing + 1;
  const bits = Math.min(ACKNOWLEDGED_SPAN, transfer.end - first);
  if (bits <= 0) return NOTHING;
  const bitmap = new Uint8Array((bits + 7) >> 3);
  for (let bit = 0; bit < bits; bit++) {
    if (transfer.has[first + bit] === 1) bitmap[bit >> 3]! |= 1 << (bit & 7);
  }
  return bitmap;
}
