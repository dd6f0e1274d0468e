// Tokens that this host has handed on, each watched until its next hand-over is complete: the grant is repeated as a
// probe, and a successor that is silent, or does not know the hop any more, is lost. Then the copy here is the
// token (holder.ts makes the next generation of it).
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { HopState, TokenAck } from '../messages.js';
import type { Context } from '../steps.js';
import type { Token, TokenId } from '../token.js';
import { type HopId, hopOf, isSameHop } from './hops.js';

/** Before a grant that nobody has confirmed is repeated, ms; doubles up to the probes' interval. */
const FIRST_REPEAT_MS = 250;
const PROBE_MS = 1_500;
/** Probes in a row without an answer after which the successor is lost: 12 s. One in a thousand of them goes wrong at 40 % loss. */
const MAX_UNANSWERED = 8;

export interface Custodian {
  /** As it was handed on. Not changed any more. */
  readonly token: Token;
  readonly successor: Ipv4;
  readonly incarnation: number;
  /** VMs that the successor said it has. */
  readonly vms: readonly Ipv4[];
  /** The hop by which the token had come here, and from whom; undefined when it was made here. */
  readonly cameBy: { readonly hop: HopId; readonly from: Ipv4 } | undefined;
}

interface Watched extends Custodian {
  /** The successor holds: it was granted the hop and has said so. */
  isConfirmed: boolean;
  unanswered: number;
  probeAtMs: number;
  pauseMs: number;
}

export interface CustodyEvents {
  /** The successor holds, so this host's own predecessor may let go. */
  readonly confirmed: (custodian: Custodian) => void;
  readonly lost: (custodian: Custodian, why: string) => void;
}

export class Custody {
  readonly #context: Context;
  readonly #events: CustodyEvents;
  /** One a token: a hop that comes back through this host and goes on ends the watch over the one before. */
  readonly #watched = new Map<TokenId, Watched>();

  constructor(context: Context, events: CustodyEvents) {
    this.#context = context;
    this.#events = events;
  }

  /** Grants the hop, and watches the successor from now on. */
  begin(custodian: Custodian): void {
    const watched = { ...custodian, isConfirmed: false, unanswered: 0, probeAtMs: 0, pauseMs: FIRST_REPEAT_MS };
    this.#watched.set(custodian.token.header.id, watched);
    this.#grant(watched);
  }

  get(tokenId: TokenId): Custodian | undefined {
    return this.#watched.get(tokenId);
  }

  list(): readonly Custodian[] {
    return [...this.#watched.values()];
  }

  /** Whether a successor has not yet said that it holds: until then the token depends on this host. */
  get isPending(): boolean {
    return [...this.#watched.values()].some(({ isConfirmed }) => !isConfirmed);
  }

  /** What is known of the hop by which the token came here before it was handed on. */
  stateOf(hop: HopId): HopState | undefined {
    const watched = this.#watched.get(hop.tokenId);
    if (!watched?.cameBy || !isSameHop(watched.cameBy.hop, hop)) return undefined;
    return watched.isConfirmed ? 'moved' : 'holding';
  }

  end(tokenId: TokenId): void {
    this.#watched.delete(tokenId);
  }

  /** An acceptance of the hop that is watched. Returns whether it was so. */
  acknowledged(ack: TokenAck): boolean {
    const watched = this.#watched.get(ack.tokenId);
    if (!watched || !isSameHop(ack, hopOf(watched.token)) || ack.host !== watched.successor) return false;
    watched.unanswered = 0;
    if (ack.incarnation === watched.incarnation) this.#grant(watched);
    else this.#lose(watched, 'it has restarted');
    return true;
  }

  /** The successor's answer to a grant. */
  told(hop: HopId, host: Ipv4, state: HopState): void {
    const watched = this.#watched.get(hop.tokenId);
    if (!watched || !isSameHop(hop, hopOf(watched.token)) || host !== watched.successor) return;
    watched.unanswered = 0;
    if (state === 'unknown') return this.#lose(watched, 'it does not know the token any more');
    if (state === 'withdrawn') return;
    if (!watched.isConfirmed) {
      watched.isConfirmed = true;
      this.#events.confirmed(watched);
    }
    if (state !== 'holding') this.#watched.delete(hop.tokenId);
  }

  tick(): void {
    for (const watched of this.#watched.values()) {
      if (this.#context.nowMs < watched.probeAtMs) continue;
      if (watched.unanswered >= MAX_UNANSWERED) this.#lose(watched, 'it does not answer');
      else this.#grant(watched);
    }
  }

  nextDeadlineMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { probeAtMs } of this.#watched.values()) next = Math.min(next, probeAtMs);
    return next;
  }

  #grant(watched: Watched): void {
    const { nowMs, settings, emit } = this.#context;
    watched.unanswered += 1;
    watched.probeAtMs = nowMs + (watched.isConfirmed ? PROBE_MS : watched.pauseMs);
    watched.pauseMs = Math.min(2 * watched.pauseMs, PROBE_MS);
    const { successor: address, incarnation, token } = watched;
    const message = { type: 'token-grant', ...hopOf(token), incarnation } as const;
    emit({ type: 'send', to: { address, port: settings.port }, message });
  }

  #lose(watched: Watched, why: string): void {
    this.#watched.delete(watched.token.header.id);
    this.#events.lost(watched, why);
  }
}
