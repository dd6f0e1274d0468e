// The sending end of one fragmented message: which fragment to send next, what an acknowledgement means, when to
// send again, when to give up. Pure: time is passed in, and whoever drives it (outgoing.ts) does the sending.
//
// Loss is found in two ways. A fragment is taken for lost when three fragments that were sent after it have
// arrived (the threshold of RFC 5681, applied to the order of sending as in RFC 9002 section 6.1, so that the loss of a
// retransmission is noticed too); or when nothing has been acknowledged for a retransmission timeout.
import { CongestionWindow, RetransmissionTimeout } from './congestion.js';
import { ACKNOWLEDGED_SPAN, type Acknowledgement, type Fragment, MAX_RUN_FRAGMENTS, type Run } from './frame.js';

const REORDERING_THRESHOLD = 3;
/** So that somebody who plays challenges back cannot keep a message from getting on. */
const MAX_RESTARTS = 2;
/**
 * Besides the time, this many timeouts in a row are needed to give up: after this process was stopped for a while
 * the time is over at once, although the peer may have answered long ago.
 */
const MIN_TIMEOUTS_TO_GIVE_UP = 3;

const UNSENT = 0;
const IN_FLIGHT = 1;
const LOST = 2;
const ACKNOWLEDGED = 3;

export interface OutgoingTransferOptions {
  /** Random 64 bits, never used before. */
  readonly id: bigint;
  /** Must not change until the transfer has ended. */
  readonly message: Uint8Array;
  /** Payload of every fragment but the last, bytes; the message must come to at most 65535 fragments. */
  readonly fragmentBytes: number;
  /** Fails when nothing new was acknowledged for this long, ms. */
  readonly giveUpMs: number;
}

export class OutgoingTransfer {
  readonly id: bigint;
  /** Number of fragments. */
  readonly total: number;
  readonly #message: Uint8Array;
  readonly #fragmentBytes: number;
  readonly #giveUpMs: number;
  readonly #timeout: RetransmissionTimeout;
  readonly #window = new CongestionWindow(ACKNOWLEDGED_SPAN);
  /** For each fragment: where it stands, when and as which transmission it was last sent, and how often (up to 255). */
  readonly #status: Uint8Array;
  readonly #sentAtMs: Float64Array;
  readonly #sentAs: Uint32Array;
  readonly #timesSent: Uint8Array;
  #state: 'sending' | 'done' | 'failed' = 'sending';
  #firstMissing = 0;
  #firstUnsent = 0;
  #inFlight = 0;
  #lost = 0;
  #acknowledged = 0;
  #transmissions = 0;
  /** Everything sent before this transmission either arrived or is overtaken. */
  #latestArrived = 0;
  /** Losses among transmissions before this one belong to a window that was already reduced. */
  #reducedUpTo = 0;
  #timeoutsInARow = 0;
  /** Fragments were lost: from then on each one travels alone, and is authentic alone (pieces.ts). */
  #hasLost = false;
  #restarts = 0;
  /** Fragments that were sent before the latest restart. */
  #forgotten = 0;
  #lastProgressMs: number;
  #timeoutAtMs = Number.POSITIVE_INFINITY;

  constructor(options: OutgoingTransferOptions, nowMs: number) {
    this.id = options.id;
    this.#message = options.message;
    this.#fragmentBytes = options.fragmentBytes;
    this.#giveUpMs = options.giveUpMs;
    this.#timeout = new RetransmissionTimeout(options.giveUpMs);
    this.total = Math.ceil(options.message.length / options.fragmentBytes);
    this.#status = new Uint8Array(this.total);
    this.#sentAtMs = new Float64Array(this.total);
    this.#sentAs = new Uint32Array(this.total);
    this.#timesSent = new Uint8Array(this.total);
    this.#lastProgressMs = nowMs;
  }

  get state(): 'sending' | 'done' | 'failed' {
    return this.#state;
  }

  /** Fragments sent more than once, counting each further time, but not what a restart sends again. */
  get retransmissions(): number {
    return this.#transmissions - this.#forgotten - this.#firstUnsent;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** When `onTime` wants to be called, ms; Infinity when only an acknowledgement or `next` matters. */
  get deadlineMs(): number {
    return this.#state === 'sending' ? this.#timeoutAtMs : Number.POSITIVE_INFINITY;
  }

  /** The fragment to send now, which counts as sent. Undefined when the window is full or nothing is left to send. */
  next(nowMs: number): Fragment | undefined {
    const index = this.#take(nowMs);
    return index === undefined ? undefined : this.#fragments(index, 1);
  }

  /** Index of the fragment to send now, which counts as sent. */
  #take(nowMs: number): number | undefined {
    if (this.#state !== 'sending' || this.#inFlight >= this.#window.fragments) return undefined;
    const index = this.#lost > 0 ? this.#status.indexOf(LOST, this.#firstMissing) : this.#nextUnsent();
    if (index === undefined) return undefined;
    if (this.#status[index] === LOST) this.#lost--;
    else this.#firstUnsent = index + 1;
    this.#status[index] = IN_FLIGHT;
    this.#inFlight++;
    this.#sentAtMs[index] = nowMs;
    this.#sentAs[index] = ++this.#transmissions;
    if (this.#timesSent[index]! < 255) this.#timesSent[index]!++;
    if (this.#timeoutAtMs === Number.POSITIVE_INFINITY) this.#timeoutAtMs = this.#nextTimeout(nowMs);
    return index;
  }

  /**
   * The same, with as many of those after it as may be sent now, up to a run. The first fragment goes alone: it is what
   * makes the receiver take runs. So does everything after a loss.
   */
  nextRun(nowMs: number): Run | undefined {
    const first = this.#take(nowMs);
    if (first === undefined) return undefined;
    let count = 1;
    const mayGoOn = !this.#hasLost && first > 0;
    while (mayGoOn && count < MAX_RUN_FRAGMENTS && this.#take(nowMs) !== undefined) count++;
    return this.#fragments(first, count);
  }

  /** A retransmission timeout from now, or the end of the patience where that comes first and may end it. */
  #nextTimeout(nowMs: number): number {
    const timeoutAtMs = nowMs + this.#timeout.ms;
    const giveUpAtMs = this.#lastProgressMs + this.#giveUpMs;
    if (this.#timeoutsInARow + 1 < MIN_TIMEOUTS_TO_GIVE_UP || giveUpAtMs <= nowMs) return timeoutAtMs;
    return Math.min(timeoutAtMs, giveUpAtMs);
  }

  #nextUnsent(): number | undefined {
    const end = Math.min(this.total, this.#firstMissing + ACKNOWLEDGED_SPAN);
    return this.#firstUnsent < end ? this.#firstUnsent : undefined;
  }

  #fragments(index: number, count: number): Run {
    const start = index * this.#fragmentBytes;
    return {
      transfer: this.id,
      messageBytes: this.#message.length,
      fragmentBytes: this.#fragmentBytes,
      index,
      count,
      payload: this.#message.subarray(start, start + count * this.#fragmentBytes),
    };
  }

  /** Takes an acknowledgement, which may be late, repeated, or nonsense. */
  onAcknowledgement(acknowledgement: Acknowledgement, nowMs: number): void {
    const { firstMissing, bitmap } = acknowledgement;
    // An acknowledgement of what was never sent is not from a receiver of ours.
    if (this.#state !== 'sending' || firstMissing > this.#firstUnsent) return;
    const before = this.#acknowledged;
    for (let index = this.#firstMissing; index < firstMissing; index++) this.#arrived(index, nowMs);
    for (let bit = 0; bit < bitmap.length * 8; bit++) {
      if ((bitmap[bit >> 3]! >> (bit & 7)) & 1) this.#arrived(firstMissing + 1 + bit, nowMs);
    }
    const fresh = this.#acknowledged - before;
    if (fresh === 0) return;
    this.#progressed(fresh, nowMs);
  }

  /** One fragment is acknowledged, perhaps not for the first time. */
  #arrived(index: number, nowMs: number): void {
    const status = index < this.#firstUnsent ? this.#status[index]! : UNSENT;
    if (status === UNSENT || status === ACKNOWLEDGED) return;
    if (status === IN_FLIGHT) this.#inFlight--;
    else this.#lost--;
    this.#status[index] = ACKNOWLEDGED;
    this.#acknowledged++;
    const roundTripMs = nowMs - this.#sentAtMs[index]!;
    const sentOnce = this.#timesSent[index] === 1;
    // Which transmission arrived is only known of a fragment sent once; of another one it was not the last if the
    // answer came sooner than any answer can (as RFC 8985 section 6.2 has it).
    if (sentOnce || roundTripMs >= this.#timeout.shortestMs) {
      this.#latestArrived = Math.max(this.#latestArrived, this.#sentAs[index]!);
    }
    if (sentOnce) this.#timeout.measured(roundTripMs);
  }

  #progressed(fresh: number, nowMs: number): void {
    this.#lastProgressMs = nowMs;
    this.#timeoutsInARow = 0;
    this.#timeout.progressed();
    while (this.#firstMissing < this.total && this.#status[this.#firstMissing] === ACKNOWLEDGED) this.#firstMissing++;
    if (this.#acknowledged === this.total) {
      this.#state = 'done';
      return;
    }
    this.#window.acknowledged(fresh);
    this.#findOvertaken();
    this.#timeoutAtMs = this.#inFlight > 0 ? this.#nextTimeout(nowMs) : Number.POSITIVE_INFINITY;
  }

  #findOvertaken(): void {
    let reduce = false;
    for (let index = this.#firstMissing; index < this.#firstUnsent; index++) {
      const sentAs = this.#sentAs[index]!;
      if (this.#status[index] !== IN_FLIGHT || sentAs + REORDERING_THRESHOLD > this.#latestArrived) continue;
      this.#lose(index);
      if (sentAs > this.#reducedUpTo) reduce = true;
    }
    if (!reduce) return;
    this.#window.lost();
    this.#reducedUpTo = this.#transmissions;
  }

  #lose(index: number): void {
    this.#hasLost = true;
    this.#status[index] = LOST;
    this.#inFlight--;
    this.#lost++;
  }

  /**
   * Forgets what was sent, so that it is sent again as it was at first, in runs: the receiver took nothing. Returns false
   * and does nothing when it took something or this was done often already.
   */
  restart(): boolean {
    if (this.#state !== 'sending' || this.#acknowledged > 0 || this.#restarts >= MAX_RESTARTS) return false;
    this.#restarts++;
    this.#status.fill(UNSENT);
    this.#timesSent.fill(0);
    this.#forgotten += this.#firstUnsent;
    this.#firstUnsent = 0;
    this.#inFlight = 0;
    this.#lost = 0;
    this.#hasLost = false;
    this.#timeoutAtMs = Number.POSITIVE_INFINITY;
    return true;
  }

  /** To be called when `deadlineMs` has come; calling it at other times does no harm. */
  onTime(nowMs: number): void {
    if (this.#state !== 'sending' || nowMs < this.#timeoutAtMs) return;
    this.#timeoutsInARow++;
    if (nowMs - this.#lastProgressMs >= this.#giveUpMs && this.#timeoutsInARow >= MIN_TIMEOUTS_TO_GIVE_UP) {
      this.#state = 'failed';
      return;
    }
    for (let index = this.#firstMissing; index < this.#firstUnsent; index++) {
      if (this.#status[index] === IN_FLIGHT) this.#lose(index);
    }
    // Only the first timeout of a row tells something new about the path.
    if (this.#timeoutsInARow === 1) this.#window.timedOut();
    this.#reducedUpTo = this.#transmissions;
    this.#timeout.expired();
    this.#timeoutAtMs = Number.POSITIVE_INFINITY;
  }
}
