// What this agent does not forget when it restarts: kept up to date here, and written as effects that are carried
// out before those that rely on them. Its shape is remembered.ts's.
import { LRUCache } from 'lru-cache';
import { isPlausible } from './generation.js';
import {
  type KeptStanding,
  MAX_REMEMBERED_TOKENS,
  NO_ORDER,
  NOTHING_SET,
  type Order,
  type Promised,
  type Remembered,
} from './remembered.js';
import type { Context } from './steps.js';
import type { TokenId } from './token.js';

export class Memory {
  /** This agent's former life, if it had one, may have promised what nobody knows here. */
  readonly isBlank: boolean;
  /** Until then a next life would have to be as careful. As reservations.ts. */
  readonly #blankUntilMs: number;
  /** The file says so. */
  #isWrittenBlank: boolean;
  readonly #context: Context;
  #order: Order;
  #standing: KeptStanding;
  readonly #tokens = new LRUCache<TokenId, { readonly generation: number; readonly ended: boolean }>({
    max: MAX_REMEMBERED_TOKENS,
  });
  /** By domain uuid. Bounded as reservations are. */
  readonly #promises: Map<string, Promised>;

  constructor(context: Context, remembered: Remembered | undefined) {
    this.#context = context;
    this.#isWrittenBlank = remembered?.promisesLost === true;
    this.isBlank = remembered === undefined || this.#isWrittenBlank;
    this.#blankUntilMs = this.isBlank ? context.nowMs + context.settings.reservationTtlMs : Number.NEGATIVE_INFINITY;
    this.#order = remembered?.order ?? NO_ORDER;
    this.#standing = remembered?.standing ?? NOTHING_SET;
    this.#promises = new Map(remembered?.promises.map((each) => [each.uuid, each]));
    for (const { id, generation, ended } of remembered?.tokens ?? []) this.#tokens.set(id, { generation, ended });
  }

  get order(): Order {
    return this.#order;
  }

  setOrder(order: Order): void {
    this.#order = order;
    this.#save();
  }

  get standing(): KeptStanding {
    return this.#standing;
  }

  setStanding(standing: KeptStanding): void {
    this.#standing = standing;
    this.#save();
  }

  /** Highest generation of the token that this host has seen; 0 when it has seen none. */
  generation(id: TokenId): number {
    return this.#tokens.get(id)?.generation ?? 0;
  }

  hasEnded(id: TokenId): boolean {
    return this.#tokens.peek(id)?.ended ?? false;
  }

  /** Takes note of a generation; a lower one than is known is ignored. */
  sawGeneration(id: TokenId, generation: number): void {
    const known = this.generation(id);
    if (generation <= known || !isPlausible(generation, known)) return;
    // A token that was found dead here can live on in a later generation.
    this.#tokens.set(id, { generation, ended: false });
    this.#save();
  }

  ended(id: TokenId, generation: number): void {
    const known = this.#tokens.get(id);
    if (known && (known.ended || known.generation > generation)) return;
    this.#tokens.set(id, { generation, ended: true });
    this.#save();
  }

  promises(): readonly Promised[] {
    return [...this.#promises.values()];
  }

  promised(promise: Promised): void {
    this.#promises.set(promise.uuid, promise);
    this.#save();
  }

  unpromised(uuid: string): void {
    if (this.#promises.delete(uuid)) this.#save();
  }

  /** At the end of every step: takes back, once it is no longer so, that promises may be missing. */
  tick(): void {
    if (this.#isWrittenBlank && this.#context.nowMs >= this.#blankUntilMs) this.#save();
  }

  #save(): void {
    const tokens = [...this.#tokens.entries()].reverse().map(([id, known]) => ({ id, ...known }));
    const { maintenance, breaker } = this.#standing;
    const isSet = maintenance !== 'none' || breaker.failures > 0 || breaker.openSinceMs !== undefined;
    const standing = isSet ? { standing: this.#standing } : {};
    this.#isWrittenBlank = this.#context.nowMs < this.#blankUntilMs;
    const lost = this.#isWrittenBlank ? ({ promisesLost: true } as const) : {};
    const remembered = { order: this.#order, tokens, promises: this.promises(), ...lost, ...standing };
    this.#context.emit({ type: 'remember', remembered });
  }
}
