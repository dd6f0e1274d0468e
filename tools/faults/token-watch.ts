// Who acts in which generation of which token, as it can be told from the wire and from what agents decide: the ground
// for the checkers of S3, L1 and L2, and for faults that strike the holder. Judges nothing.
import type { Message } from '../../agent/core/messages.js';
import type { Remembered } from '../../agent/core/remembered.js';
import type { DecisionRecord, Effect } from '../../agent/core/steps.js';
import type { Token, TokenId } from '../../agent/core/token.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { EventQueue } from './event-queue.js';
import type { AgentView, Observer } from './observer.js';

/** One life of one host's agent. */
export interface Actor {
  readonly host: Ipv4;
  readonly life: number;
}

export interface Act extends Actor {
  readonly tokenId: TokenId;
  readonly generation: number;
  readonly sequence: number;
}

/** One token, from its injection on. */
export interface Watched {
  readonly id: TokenId;
  readonly fixedList: boolean;
  readonly beganAtMs: number;
  /** Generations that somebody has acted in, so far. */
  generations: number;
  /** The highest that anybody has written down: its maker may have ended before he acted. */
  seen: number;
  /** The highest that anybody has acted in. */
  generation: number;
  /** Of that generation: who acted last, who gave him the token, and when it was. */
  actor: Actor;
  giver: Actor | undefined;
  actedAtMs: number;
  isEnded: boolean;
  /** An operator has ended it, though perhaps nobody has met it since. */
  isRetired: boolean;
  /** Nobody alive has had it. */
  readonly isLost: boolean;
  /** Lives of agents that have had it. */
  readonly known: Set<string>;
  /** When each of those last had it, and the longest that it was away from any. */
  readonly lastHadMs: Map<string, number>;
  longestAwayMs: number;
}

export interface TokenListener {
  acted?(act: Act): void;
  /** `record.round` and so on of a generation. */
  decided?(record: DecisionRecord, act: Act): void;
  /** Somebody says that it has ended. */
  ended?(tokenId: TokenId): void;
  /** `actor` has granted this hop. */
  granted?(act: Act, incarnation: number): void;
}

export class TokenWatch implements Observer {
  readonly tokens = new Map<TokenId, Watched>();
  /** Which life of which host drew this number. */
  readonly incarnations = new Map<number, Actor>();
  /** Agents that run, or are stopped for a while. */
  readonly lives = new Set<string>();
  readonly #queue: EventQueue;
  readonly #listeners: TokenListener[] = [];
  /** Highest generation in which each life of an agent has met each token. */
  readonly #met = new Map<string, number>();

  constructor(queue: EventQueue) {
    this.#queue = queue;
  }

  listen(listener: TokenListener): void {
    this.#listeners.push(listener);
  }

  started(host: AgentView): void {
    this.lives.add(keyOf(host));
  }

  stopped(host: AgentView): void {
    this.lives.delete(keyOf(host));
  }

  /** An operator has retired all tokens. */
  retire(): void {
    for (const watched of this.tokens.values()) watched.isRetired = true;
  }

  sent(host: AgentView, message: Message): void {
    switch (message.type) {
      case 'token':
        return this.#offers(host, message.token.header);
      case 'token-change':
        return this.#offers(host, message.change.header);
      case 'token-ack':
        if (message.incarnation !== undefined) this.incarnations.set(message.incarnation, actorOf(host));
        return;
      case 'token-grant':
        return this.#grants(host, message);
      case 'round-end':
        return this.#ends(message.tokenId);
    }
  }

  arrives(host: AgentView, message: Message): void {
    if (message.type !== 'token-grant') return;
    const receiver = this.incarnations.get(message.incarnation);
    if (!receiver || !isSame(receiver, host)) return;
    this.#meets(host, message.tokenId, message.generation);
    this.#has(host, message.tokenId);
  }

  effect(host: AgentView, effect: Effect): void {
    if (effect.type === 'round-ended') this.#ends(effect.report.tokenId);
    if (effect.type === 'remember') this.#remembers(host, effect.remembered);
    if (effect.type !== 'decided') return;
    const { record } = effect;
    const generation = this.#met.get(`${keyOf(host)}/${record.tokenId}`) ?? 0;
    const act = { ...actorOf(host), tokenId: record.tokenId, generation, sequence: record.sequence };
    this.#acts(host, act, false);
    for (const listener of this.#listeners) listener.decided?.(record, act);
  }

  /** A host writes down the highest generation that it has seen before it acts in it. */
  #remembers(host: AgentView, { tokens }: Remembered): void {
    for (const { id, generation, ended } of tokens) {
      this.#meets(host, id, generation);
      const watched = this.tokens.get(id);
      if (watched && watched.seen < generation) watched.seen = generation;
      if (ended) this.#ends(id);
    }
  }

  #offers(host: AgentView, header: Token['header']): void {
    const { id, generation, sequence, fixedList } = header;
    this.#acts(host, { ...actorOf(host), tokenId: id, generation, sequence }, fixedList);
  }

  #acts(host: AgentView, act: Act, fixedList: boolean): void {
    const { tokenId, generation } = act;
    const watched = this.tokens.get(tokenId) ?? this.#begin(act, fixedList);
    this.#meets(host, tokenId, generation);
    this.#has(host, tokenId);
    if (generation >= watched.generation) {
      const isNew = generation > watched.generation;
      if (isNew) {
        watched.giver = undefined;
        watched.generations += 1;
      }
      watched.generation = generation;
      watched.actor = actorOf(host);
      watched.actedAtMs = this.#queue.nowMs;
    }
    for (const listener of this.#listeners) listener.acted?.(act);
  }

  #begin(act: Act, fixedList: boolean): Watched {
    const { lives } = this;
    const watched: Watched = {
      id: act.tokenId,
      fixedList,
      beganAtMs: this.#queue.nowMs,
      generations: 1,
      seen: act.generation,
      generation: act.generation,
      actor: act,
      giver: undefined,
      actedAtMs: this.#queue.nowMs,
      isEnded: false,
      isRetired: false,
      get isLost() {
        return ![...this.known].some((key) => lives.has(key));
      },
      known: new Set(),
      lastHadMs: new Map(),
      longestAwayMs: 0,
    };
    this.tokens.set(act.tokenId, watched);
    return watched;
  }

  #grants(host: AgentView, { tokenId, generation, sequence, incarnation }: Message & { type: 'token-grant' }): void {
    const watched = this.tokens.get(tokenId);
    const receiver = this.incarnations.get(incarnation);
    if (watched && receiver && watched.generation === generation && isSame(watched.actor, host)) {
      watched.giver = actorOf(host);
      watched.actor = receiver;
    }
    const act = { ...actorOf(host), tokenId, generation, sequence };
    for (const listener of this.#listeners) listener.granted?.(act, incarnation);
  }

  #meets(host: AgentView, tokenId: TokenId, generation: number): void {
    const key = `${keyOf(host)}/${tokenId}`;
    if ((this.#met.get(key) ?? 0) < generation) this.#met.set(key, generation);
  }

  #has(host: AgentView, tokenId: TokenId): void {
    const watched = this.tokens.get(tokenId);
    if (!watched) return;
    const key = keyOf(host);
    const { nowMs } = this.#queue;
    watched.known.add(key);
    watched.longestAwayMs = Math.max(watched.longestAwayMs, nowMs - (watched.lastHadMs.get(key) ?? nowMs));
    watched.lastHadMs.set(key, nowMs);
  }

  #ends(tokenId: TokenId): void {
    const watched = this.tokens.get(tokenId);
    if (!watched || watched.isEnded) return;
    watched.isEnded = true;
    for (const listener of this.#listeners) listener.ended?.(tokenId);
  }
}

export function actorOf({ address, life }: AgentView): Actor {
  return { host: address, life };
}

export function keyOf({ address, life }: AgentView): string {
  return `${address}/${life}`;
}

export function isSame(actor: Actor, host: AgentView): boolean {
  return actor.host === host.address && actor.life === host.life;
}
