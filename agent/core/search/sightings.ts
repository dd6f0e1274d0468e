// The tokens that have been here: the last copy of each, when that was, and how long it usually stays away. From
// these follows when its silence becomes suspicious.
import type { Context } from '../steps.js';
import type { Token, TokenId } from '../token.js';

/** Tokens remembered with a copy each; the longest ago goes first. */
const MAX_SIGHTINGS = 8;
/** Silence is suspicious after so many times the usual absence. */
const PATIENCE = 3;
const SILENCE_MS = { least: 60_000, most: 3_600_000 } as const;
/** Hosts that have become suspicious ask one after the other, spread over this time, ms. */
const STAGGER_MS = 15_000;
/** An absence that was long once counts for less each time. */
const FADING = 0.8;

export interface Sighting {
  readonly id: TokenId;
  /** As it was when it was last here. Not changed any more once it has left. */
  token: Token;
  /** When it was last here, or was last heard of, ms. */
  atMs: number;
  arrivedAtMs: number;
  longestMs: number;
  staggerMs: number;
}

export class Sightings {
  readonly #context: Context;
  readonly #hasEnded: (id: TokenId) => boolean;
  /** In the order of their last arrival. */
  readonly #sightings = new Map<TokenId, Sighting>();

  constructor(context: Context, hasEnded: (id: TokenId) => boolean) {
    this.#context = context;
    this.#hasEnded = hasEnded;
  }

  arrived(token: Token): void {
    const { nowMs } = this.#context;
    const { id } = token.header;
    const before = this.#sightings.get(id);
    const absenceMs = before ? nowMs - before.arrivedAtMs : 0;
    const longestMs = Math.max(absenceMs, FADING * (before?.longestMs ?? 0));
    const staggerMs = STAGGER_MS * this.#context.random();
    this.#sightings.delete(id);
    this.#sightings.set(id, { id, token, atMs: nowMs, arrivedAtMs: nowMs, longestMs, staggerMs });
    const ids = [...this.#sightings.keys()];
    if (ids.length > MAX_SIGHTINGS) this.#sightings.delete(ids.find((each) => this.#hasEnded(each)) ?? ids[0]!);
  }

  /** The token goes; it must not be changed any more. */
  left(token: Token): void {
    const sighting = this.#sightings.get(token.header.id);
    if (!sighting) return;
    sighting.token = token;
    sighting.atMs = this.#context.nowMs;
  }

  /** A higher generation has shown up: if that is lost with its only host, this copy is wanted soon. */
  outlived(token: Token): void {
    this.left(token);
    const sighting = this.#sightings.get(token.header.id);
    if (sighting) sighting.atMs = this.#context.nowMs - Math.max(0, silenceMs(sighting) - SILENCE_MS.least / 2);
  }

  get(id: TokenId): Sighting | undefined {
    return this.#sightings.get(id);
  }

  list(): Iterable<Sighting> {
    return this.#sightings.values();
  }

  /** It was somewhere else so long ago: patience begins anew from there. */
  heardOf(sighting: Sighting, agoMs: number): void {
    sighting.atMs = Math.max(sighting.atMs, this.#context.nowMs - agoMs);
  }

  forget(id: TokenId): void {
    this.#sightings.delete(id);
  }
}

/** When the token's silence becomes suspicious, ms. */
export function suspiciousAtMs(sighting: Sighting): number {
  return sighting.atMs + silenceMs(sighting) + sighting.staggerMs;
}

/** How long the token may stay away: a few times what a round takes, by its own account and by what was seen here. */
export function silenceMs({ token: { header, size }, longestMs }: Sighting): number {
  const roundMs = header.sequence > 0 ? (header.heldMs / header.sequence) * size : 0;
  return Math.min(SILENCE_MS.most, Math.max(SILENCE_MS.least, PATIENCE * Math.max(longestMs, roundMs)));
}
