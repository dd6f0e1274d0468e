// Which hops of which tokens this host has met, so that each is accepted once however often it arrives. Identity
// only: what is done with a token is holder.ts's.
import { LRUCache } from 'lru-cache';
import type { TokenHeader, TokenId } from './token.js';

/** Tokens remembered: many more than can be under way at once. */
const MAX_TOKENS = 64;

export class Hops {
  /** Highest generation and sequence accepted or made of each token. */
  readonly #highest = new LRUCache<TokenId, { generation: number; sequence: number }>({ max: MAX_TOKENS });

  note({ id, generation, sequence }: TokenHeader): void {
    this.#highest.set(id, { generation, sequence });
  }

  /** Whether this hop, or a later one, was noted before. */
  isKnown({ id, generation, sequence }: TokenHeader): boolean {
    const known = this.#highest.get(id);
    if (!known || generation > known.generation) return false;
    return generation < known.generation || sequence <= known.sequence;
  }
}

/** A token, or what one is made of. */
export interface Headed {
  readonly header: TokenHeader;
}

export function isSameHop({ header: one }: Headed, { header: other }: Headed): boolean {
  return one.id === other.id && one.generation === other.generation && one.sequence === other.sequence;
}

export function isLaterHop({ header: one }: Headed, { header: other }: Headed): boolean {
  return one.id === other.id && one.generation === other.generation && one.sequence > other.sequence;
}
