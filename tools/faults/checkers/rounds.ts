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
  /** When the next one began. */
  endedAtMs: number | undefined;
  /** How often each VM decided. */
  readonly visits: Map<Ipv4, number>;
  moves: number;
}

export class Rounds implements TokenListener {
  /** The rounds under way, and before each the last whole one. */
  readonly #current = new Map<TokenId, Round>();
  readonly #last = new Map<TokenId, Round>();
  readonly #queue: EventQueue;
  readonly #whole: (round: Round, before: Round | undefined) => void;

  /** `whole` is called when a round has ended because the next one of the same generation has begun. */
  constructor(queue: EventQueue, whole: (round: Round, before: Round | undefined) => void) {
    this.#queue = queue;
    this.#whole = whole;
  }

  decided(record: DecisionRecord, { tokenId, generation }: Act): void {
    let current = this.#current.get(tokenId);
    if (current && generation < current.generation) return;
    if (current?.generation !== generation || record.round !== current.number) {
      if (current) this.#end(current, generation, record.round);
      current = this.#begin(tokenId, generation, record.round);
    }
    current.visits.set(record.vm, (current.visits.get(record.vm) ?? 0) + 1);
    if (record.verdict === 'migrate') current.moves += 1;
  }

  #begin(tokenId: TokenId, generation: number, number: number): Round {
    const { nowMs } = this.#queue;
    const visits = new Map<Ipv4, number>();
    const round = { tokenId, generation, number, startedAtMs: nowMs, endedAtMs: undefined, visits, moves: 0 };
    this.#current.set(tokenId, round);
    return round;
  }

  #end(round: Round, generation: number, next: number): void {
    round.endedAtMs = this.#queue.nowMs;
    const before = this.#last.get(round.tokenId);
    this.#last.set(round.tokenId, round);
    if (generation !== round.generation || next !== round.number + 1) return;
    const follows = before?.generation === round.generation && before.number === round.number - 1;
    this.#whole(round, follows ? before : undefined);
  }
}
