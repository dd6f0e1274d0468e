// Which hops of which tokens this host has held or offered in its present life, so that each is acted on once however
// often it arrives. Identity only: what is done with a token is holder.ts's.
import { LRUCache } from 'lru-cache';
import type { TokenHeader, TokenId } from '../token.js';

/** Tokens remembered: many more than can be under way at once. */
const MAX_TOKENS = 64;

/** One hop of one token. */
export interface HopId {
  readonly tokenId: TokenId;
  readonly generation: number;
  readonly sequence: number;
}

export class Hops {
  /** Highest generation and sequence held or offered of each token. */
  readonly #highest = new LRUCache<TokenId, { generation: number; sequence: number }>({ max: MAX_TOKENS });

  note({ tokenId, generation, sequence }: HopId): void {
    if (!this.isKnown({ tokenId, generation, sequence })) this.#highest.set(tokenId, { generation, sequence });
  }

  /** Whether this hop, or a later one, was noted before. */
  isKnown({ tokenId, generation, sequence }: HopId): boolean {
    const known = this.#highest.get(tokenId);
    if (!known || generation > known.generation) return false;
    return generation < known.generation || sequence <= known.sequence;
  }

  /** Whether this hop, or a later one of the same generation, was noted before. */
  isKnownInGeneration({ tokenId, generation, sequence }: HopId): boolean {
    const known = this.#highest.get(tokenId);
    return known !== undefined && known.generation === generation && sequence <= known.sequence;
  }
}

/** A token, or what one is made of. */
export interface Headed {
  readonly header: TokenHeader;
}

export function hopOf({ header: { id: tokenId, generation, sequence } }: Headed): HopId {
  return { tokenId, generation, sequence };
}

/** The hop's own three fields, of a message that names it. */
export function hopIn({ tokenId, generation, sequence }: HopId): HopId {
  return { tokenId, generation, sequence };
}

export function isSameHop(one: HopId, other: HopId): boolean {
  return isSameLife(one, other) && one.sequence === other.sequence;
}

export function isLaterHop(one: HopId, other: HopId): boolean {
  return isSameLife(one, other) && one.sequence > other.sequence;
}

function isSameLife(one: HopId, other: HopId): boolean {
  return one.tokenId === other.tokenId && one.generation === other.generation;
}
