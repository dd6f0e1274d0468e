// Offers the token to the next VM's host: sends it to the VM's own address, waits for the acknowledgement,
// sends again, and says in the end whether it was accepted, and if not why. The token stays here until then; the
// grant that follows, and the watch over it, are custody.ts's.
import type { Message, TokenAck, TokenState } from '../messages.js';
import type { Context } from '../steps.js';
import type { Token } from '../token.js';
import { hopOf, isSameHop } from './hops.js';
import type { TokenChange } from './token-change.js';

/** Wait for an acknowledgement before sending again, ms; grows by half each time up to the ceiling. */
const ACK_TIMEOUT_MS = 400;
const ACK_TIMEOUT_CEILING_MS = 3_000;
/** Sends without any answer until the VM counts as unreachable: about 8 s. */
const MAX_SILENT_SENDS = 6;
/** A send that failed, ms after the first without an answer, is the last: a large token takes its time to fail. */
const MAX_SILENT_MS = 8_000;
/** Refusals accepted: the VM may be arriving, or its host may have no room for another token. Every 500 ms, so 10 s. */
const MAX_REFUSALS = 20;
const REFUSAL_PAUSE_MS = 500;

export type PassResult =
  /** `incarnation` is absent when the receiver needs no grant. */
  | { readonly end: 'accepted'; readonly ack: TokenAck }
  | { readonly end: 'refused' | 'silent'; readonly why: string }
  /** Another host knows that this token lives on in a higher generation, or has ended. */
  | { readonly end: 'dead'; readonly state: TokenState }
  /** The VM runs here by now. */
  | { readonly end: 'here' }
  /** An agent that needs no grant has taken it, and has passed it on. */
  | { readonly end: 'overtaken' };

export interface PassingOptions {
  readonly token: Token;
  /** The token as changes against what its next host is believed to keep; tried once, then the token goes whole. */
  readonly change: TokenChange | undefined;
  /** Whether this host will keep the version that it sends. */
  readonly keeps: boolean;
  readonly nextDelivery: () => number;
  readonly done: (result: PassResult) => void;
  /** The offer is about to be repeated for the second time or later: whoever it is meant for may not be there. */
  readonly unanswered?: () => void;
}

export class Passing {
  readonly #context: Context;
  readonly #token: Token;
  readonly #keeps: boolean;
  #change: TokenChange | undefined;
  readonly #done: (result: PassResult) => void;
  readonly #nextDelivery: () => number;
  readonly #unanswered: () => void;
  #silentSends = 0;
  #silentSinceMs: number;
  #refusals = 0;
  #delivery = 0;
  /** When to send again, ms; infinite while a large token is still on its way. */
  #resendAtMs = 0;
  #isOver = false;

  constructor(context: Context, options: PassingOptions) {
    this.#context = context;
    this.#token = options.token;
    this.#change = options.change;
    this.#keeps = options.keeps;
    this.#nextDelivery = options.nextDelivery;
    this.#silentSinceMs = context.nowMs;
    this.#done = options.done;
    this.#unanswered = options.unanswered ?? (() => {});
  }

  nextDeadlineMs(): number {
    return this.#isOver ? Number.POSITIVE_INFINITY : this.#resendAtMs;
  }

  tick(): void {
    if (this.#isOver || this.#context.nowMs < this.#resendAtMs) return;
    if (this.#silentSends >= MAX_SILENT_SENDS) return this.#end({ end: 'silent', why: 'no acknowledgement' });
    // Silence may mean that nobody there reads changes.
    if (this.#silentSends > 0) this.#change = undefined;
    if (this.#silentSends > 1) this.#unanswered();
    this.#silentSends += 1;
    this.#delivery = this.#nextDelivery();
    this.#resendAtMs = Number.POSITIVE_INFINITY;
    const to = { address: this.#token.header.holder, port: this.#context.settings.port };
    this.#context.emit({ type: 'send', to, message: this.#message(), delivery: this.#delivery });
  }

  #message(): Message {
    const marks = { offer: true, ...(this.#keeps ? { kept: true } : {}) };
    if (this.#change) return { type: 'token-change', change: this.#change, ...marks };
    return { type: 'token', token: this.#token, ...marks };
  }

  /** The send ended, with `error` if it failed: from now on the acknowledgement may be late. */
  sent(delivery: number, error: string | undefined): void {
    if (this.#isOver || delivery !== this.#delivery) return;
    const isLast = this.#context.nowMs - this.#silentSinceMs >= MAX_SILENT_MS;
    if (error !== undefined && isLast) return this.#end({ end: 'silent', why: error });
    const timeoutMs = Math.min(ACK_TIMEOUT_MS * 1.5 ** (this.#silentSends - 1), ACK_TIMEOUT_CEILING_MS);
    this.#resendAtMs = this.#context.nowMs + timeoutMs;
  }

  acknowledged(ack: TokenAck): void {
    if (this.#isOver || !isSameHop(ack, hopOf(this.#token))) return;
    if (ack.accepted) return this.#end({ end: 'accepted', ack });
    if (ack.baseUnknown) return this.#sendWhole();
    this.#refusals += 1;
    this.#silentSends = 0;
    this.#silentSinceMs = this.#context.nowMs;
    if (this.#refusals >= MAX_REFUSALS) return this.#end({ end: 'refused', why: ack.reason });
    this.#resendAtMs = this.#context.nowMs + REFUSAL_PAUSE_MS;
  }

  /** At once, and once: a repeated refusal is about changes sent before. */
  #sendWhole(): void {
    if (!this.#change) return;
    this.#change = undefined;
    this.#silentSends = 0;
    this.#silentSinceMs = this.#context.nowMs;
    this.#resendAtMs = this.#context.nowMs;
    this.tick();
  }

  /** The host asked knows better: this token is superseded, or has ended. */
  told(state: TokenState): void {
    if (!this.#isOver) this.#end({ end: 'dead', state });
  }

  #end(result: PassResult): void {
    this.#isOver = true;
    this.#done(result);
  }
}
