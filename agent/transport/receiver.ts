// What becomes of a received datagram: opened (packet.ts), asked whether it was here before (replay.ts), and handed to what
// it is for, or dropped and counted. Has no socket and sends nothing itself: `ReceiverOutput` does, so that any number of
// datagrams can be fed in by a test.
import { Allowance, Challenges } from './challenges.js';
import type { DropCounter } from './drops.js';
import { Reassembly, type ReassemblyLimits } from './fragments-receive.js';
import {
  type Acknowledgement,
  type Answer,
  type Challenge,
  decodeFrame,
  type Fragment,
  type Frame,
  fragmentsOf,
} from './frame.js';
import type { Opened, PacketCodec } from './packet.js';
import { type ReplayLimits, ReplayWindows } from './replay.js';
import type { DropReason, Peer } from './transport.js';

/** Somebody who plays challenges back could have answers sent to others; agents are never asked so often. */
const MAX_ANSWERS_PER_SECOND = 1000;

export interface ReceiverOptions {
  readonly codec: PacketCodec;
  readonly drops: DropCounter;
  /** A cryptographic generator. */
  readonly random: (bytes: number) => Uint8Array;
  readonly reassembly?: Partial<ReassemblyLimits>;
  readonly replay?: Partial<ReplayLimits>;
}

export interface ReceiverOutput {
  /** A whole message, once. */
  deliver(message: Buffer, from: Peer): void;
  /** A peer's acknowledgement of what this agent sends. */
  acknowledged(acknowledgement: Acknowledgement): void;
  /** To be sent to where fragments came from. */
  sendAcknowledgement(to: Peer, acknowledgement: Acknowledgement): void;
  /** To be sent: who sealed that datagram is asked whether it is alive. */
  sendChallenge(to: Peer, challenge: Challenge): void;
  /** To be answered: a peer asks this agent. */
  answer(to: Peer, challenge: Challenge): void;
}

export class Receiver {
  readonly #codec: PacketCodec;
  readonly #drops: DropCounter;
  readonly #output: ReceiverOutput;
  readonly #reassembly: Reassembly;
  readonly #replays: ReplayWindows;
  readonly #challenges: Challenges;
  readonly #answers = new Allowance(MAX_ANSWERS_PER_SECOND);

  constructor(options: ReceiverOptions, output: ReceiverOutput) {
    this.#codec = options.codec;
    this.#drops = options.drops;
    this.#output = output;
    this.#reassembly = new Reassembly(options.reassembly);
    this.#replays = new ReplayWindows(options.replay);
    this.#challenges = new Challenges(options.random);
  }

  /** What is held now, for the tests of the bounds. */
  get usage() {
    return {
      ...this.#reassembly.usage,
      ...this.#replays.usage,
      silent: this.#challenges.silent,
      waitingPackets: this.#codec.waitingPackets,
    };
  }

  /** When `onTime` wants to be called, ms; Infinity when it need not be. */
  get deadlineMs(): number {
    return this.#reassembly.deadlineMs;
  }

  /** Acknowledges what is due. Returns how many unfinished messages were dropped because nothing more of them came. */
  onTime(nowMs: number): number {
    const { due, abandoned } = this.#reassembly.onTime(nowMs);
    for (const { to, acknowledgement } of due) this.#output.sendAcknowledgement(to, acknowledgement);
    return abandoned;
  }

  /** Takes a datagram, whatever it is. Never throws unless the output does. */
  onDatagram(datagram: Buffer, from: Peer, nowMs: number): void {
    const opened = this.#codec.open(datagram, this.#expects);
    const drop = opened.ok ? this.#receive(opened, from, nowMs) : opened.drop;
    if (drop) this.#drops.count(drop, from, nowMs);
  }

  readonly #expects = (session: bigint, counter: number): DropReason | undefined => {
    if (this.#replays.hasSeen(session, counter)) return 'replayed';
    return this.#reassembly.expects(session) ? undefined : 'unexpected-piece';
  };

  /** Why what was opened is of no use, or undefined when it was. */
  #receive(opened: Opened & { ok: true }, from: Peer, nowMs: number): DropReason | undefined {
    const frame = decodeFrame(opened.plaintext);
    if (frame?.kind === 'answer') return this.#onAnswer(frame, opened, from, nowMs);
    const verdict = this.#replays.judge(opened.session, opened.counter, nowMs, opened.key.version === 1);
    // Agents that do not know each other yet ask each other: neither question may wait for the answer to the other one.
    const isQuestion = frame?.kind === 'challenge' && verdict !== 'replayed' && verdict !== 'untimed';
    if (isQuestion) return this.#onChallenge(frame, from, nowMs);
    if (verdict === 'unproven' || verdict === 'stale') this.#ask(opened, from, nowMs);
    if (verdict !== 'fresh') return verdict;
    return frame ? this.#onFrame(frame, opened.session, from, nowMs) : 'malformed';
  }

  #onFrame(frame: Frame, session: bigint, from: Peer, nowMs: number): DropReason | undefined {
    switch (frame.kind) {
      case 'whole':
        this.#output.deliver(frame.payload, from);
        return undefined;
      case 'fragment':
        return this.#onFragments([frame], session, from, nowMs);
      case 'run':
        return this.#onFragments(fragmentsOf(frame), session, from, nowMs);
      case 'acknowledgement':
        this.#output.acknowledged(frame);
        return undefined;
      default:
        return 'malformed';
    }
  }

  #ask({ session, counter }: Opened & { ok: true }, from: Peer, nowMs: number): void {
    const cookie = this.#challenges.ask(session, nowMs);
    if (cookie) this.#output.sendChallenge(from, { session, counter, cookie });
  }

  #onChallenge(challenge: Challenge, from: Peer, nowMs: number): DropReason | undefined {
    if (!this.#codec.owns(challenge.session) || !this.#answers.take(nowMs)) return 'unexpected-proof';
    this.#output.answer(from, challenge);
    return undefined;
  }

  #onAnswer(answer: Answer, sealed: Opened & { ok: true }, from: Peer, nowMs: number): DropReason | undefined {
    const { session, counter } = sealed;
    if (this.#replays.hasSeen(session, counter)) return 'replayed';
    if (!this.#challenges.isAnswer(session, answer.cookie, nowMs)) return 'unexpected-proof';
    const verdict = this.#replays.prove(session, counter, nowMs);
    if (verdict !== 'fresh') return verdict;
    if (answer.again.length === 0) return undefined;
    const frame = decodeFrame(answer.again);
    return frame ? this.#onFrame(frame, session, from, nowMs) : 'malformed';
  }

  /** Fragments that came together are acknowledged once: an acknowledgement says all that those before it said. */
  #onFragments(fragments: readonly Fragment[], session: bigint, from: Peer, nowMs: number): DropReason | undefined {
    let drop: DropReason | undefined;
    let acknowledgement: Acknowledgement | undefined;
    let message: Buffer | undefined;
    for (const fragment of fragments) {
      const result = this.#reassembly.onFragment(fragment, session, from, nowMs);
      if (result.kind === 'dropped') drop = result.reason;
      else acknowledgement = result.acknowledgement ?? acknowledgement;
      if (result.kind === 'duplicate') drop ??= 'duplicate-fragment';
      if (result.kind === 'completed') message = result.message;
    }
    if (acknowledgement) this.#output.sendAcknowledgement(from, acknowledgement);
    if (message) this.#output.deliver(message, from);
    return drop;
  }
}
