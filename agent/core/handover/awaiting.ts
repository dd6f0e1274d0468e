// Offers that this host has accepted and that have not been granted to it: the token is here, and nobody acts on it.
// Each acceptance is repeated until the sender grants the hop, or says that it went on without this host.
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { Address, TokenAck } from '../messages.js';
import type { Context } from '../steps.js';
import type { Token, TokenId } from '../token.js';
import { type HopId, hopOf, isLaterHop, isSameHop } from './hops.js';

/** Before an acceptance is repeated, ms; doubles up to the last. */
const REPEAT_MS = { first: 300, last: 3_000 } as const;
/** An offer whose sender is silent for so long is forgotten, ms: the sender's predecessor has noticed by then. */
const FORGET_MS = 60_000;

interface Awaited {
  readonly token: Token;
  /** The sender's own address: where the token came from. */
  readonly from: Address;
  readonly ack: TokenAck;
  readonly forgetAtMs: number;
  repeatAtMs: number;
  pauseMs: number;
}

export class Awaiting {
  readonly #context: Context;
  /** One a token, so bounded by the tokens that a host takes at once (handover.ts). */
  readonly #awaited = new Map<TokenId, Awaited>();

  constructor(context: Context) {
    this.#context = context;
  }

  get count(): number {
    return this.#awaited.size;
  }

  /** Of the token that awaits its grant. */
  generation(tokenId: TokenId): number | undefined {
    return this.#awaited.get(tokenId)?.token.header.generation;
  }

  /** Keeps the offer and sends the acceptance; a newer hop of the same token takes the place of an older one. */
  accept(token: Token, from: Address, ack: TokenAck): void {
    const { nowMs } = this.#context;
    const awaited = { token, from, ack, forgetAtMs: nowMs + FORGET_MS, repeatAtMs: 0, pauseMs: REPEAT_MS.first };
    this.#awaited.set(token.header.id, awaited);
    this.#send(awaited);
  }

  /** An offer that is here already has come again. Returns whether it was so. */
  repeated(hop: HopId): boolean {
    const awaited = this.#awaited.get(hop.tokenId);
    if (!awaited || !isSameHop(hopOf(awaited.token), hop)) return false;
    this.#send(awaited);
    return true;
  }

  /** Takes the token of this hop out, if it is here. */
  take(hop: HopId): { readonly token: Token; readonly from: Ipv4 } | undefined {
    const awaited = this.#awaited.get(hop.tokenId);
    if (!awaited || !isSameHop(hopOf(awaited.token), hop)) return undefined;
    this.#awaited.delete(hop.tokenId);
    return { token: awaited.token, from: awaited.from.address };
  }

  /** The sender has gone on without this host. Nobody else can say so. */
  withdrawn(hop: HopId, from: Ipv4): void {
    if (this.#awaited.get(hop.tokenId)?.from.address === from) this.take(hop);
  }

  /** Whether a later hop of the same generation awaits its grant. */
  isOlder(hop: HopId): boolean {
    const awaited = this.#awaited.get(hop.tokenId);
    return awaited !== undefined && isLaterHop(hopOf(awaited.token), hop);
  }

  /** Forgets the token's offer of this generation and of older ones. */
  forget(tokenId: TokenId, generation: number): void {
    const awaited = this.#awaited.get(tokenId);
    if (awaited && awaited.token.header.generation <= generation) this.#awaited.delete(tokenId);
  }

  tick(): void {
    for (const [tokenId, awaited] of this.#awaited) {
      if (this.#context.nowMs >= awaited.forgetAtMs) this.#awaited.delete(tokenId);
      else if (this.#context.nowMs >= awaited.repeatAtMs) this.#send(awaited);
    }
  }

  nextDeadlineMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { repeatAtMs, forgetAtMs } of this.#awaited.values()) next = Math.min(next, repeatAtMs, forgetAtMs);
    return next;
  }

  #send(awaited: Awaited): void {
    awaited.repeatAtMs = this.#context.nowMs + awaited.pauseMs;
    awaited.pauseMs = Math.min(2 * awaited.pauseMs, REPEAT_MS.last);
    this.#context.emit({ type: 'send', to: awaited.from, message: awaited.ack });
  }
}
