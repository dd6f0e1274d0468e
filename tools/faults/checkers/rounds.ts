// Which VMs each round of each token has visited, as the decisions tell: the ground for the checkers of L2 and of the
// levels. Judges nothing.
import type { DecisionRecord } from '../../../agent/core/steps.js';
import type { TokenId } from '../../../agent/core/token.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { EventQueue } from '../event-queue.js';
import type { Act, TokenListener } from '../token-watch.js';

export interface Round {
  readonly tokenId: TokenId;
  readonly generation: number;
  readonly number: number;
  readonly startedAtMs: number;
  /** How often each VM decided. */
  readonly visits: Map<Ipv4, number>;
  moves: number;
  /** The one before, if it was whole and of the same generation. */
  readonly before: Round | undefined;
  /** It is the last one of its token. */
  isLast: boolean;
}

export class Rounds implements TokenListener {
  readonly #current = new Map<TokenId, Round>();
  readonly #queue: EventQueue;
  readonly #whole: (round: Round) => void;

  /** `whole` is called when a round has ended: its token has, or the next round of the same generation has begun. */
  constructor(queue: EventQueue, whole: (round: Round) => void) {
    this.#queue = queue;
    this.#whole = whole;
  }

  decided(record: DecisionRecord, { tokenId, generation }: Act): void {
    let current = this.#current.get(tokenId);
    if (current && generation < current.generation) return;
    if (current?.generation !== generation || record.round !== current.number) {
      const follows = current?.generation === generation && record.round === current.number + 1;
      if (current && follows) this.#whole(current);
      current = this.#begin(tokenId, generation, record.round, follows ? current : undefined);
    }
    current.visits.set(record.vm, (current.visits.get(record.vm) ?? 0) + 1);
    if (record.verdict === 'migrate') current.moves += 1;
  }

  ended(tokenId: TokenId): void {
    const current = this.#current.get(tokenId);
    this.#current.delete(tokenId);
    if (!current) return;
    current.isLast = true;
    this.#whole(current);
  }

  #begin(tokenId: TokenId, generation: number, number: number, last: Round | undefined): Round {
    const startedAtMs = this.#queue.nowMs;
    // Only one back: a token may make many rounds.
    const before = last && { ...last, before: undefined };
    const visits = new Map<Ipv4, number>();
    const round: Round = { tokenId, generation, number, startedAtMs, visits, moves: 0, before, isLast: false };
    this.#current.set(tokenId, round);
    return round;
  }
}
