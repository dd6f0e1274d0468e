// What an agent must not forget when it restarts: the shape, and the check of what was read back. Reading and
// writing the file is agent/memory-file.ts's.
import type { Ipv4 } from '../../topology/ipv4.js';
import type { TokenId } from './token.js';

/** Tokens remembered: many more than can be under way at once. */
export const MAX_REMEMBERED_TOKENS = 64;

/** The cluster's standing order (orders.ts). */
export interface Order {
  /** Counter and random bits, as a generation (generation.ts); higher wins. 0: no order was ever given. */
  readonly version: number;
  readonly paused: boolean;
  /** Tokens of lower epochs are retired. Never falls. */
  readonly epoch: number;
}

export const NO_ORDER: Order = { version: 0, paused: false, epoch: 0 };

/** A promise of room, so that a restart does not give the room away twice. */
export interface Promised {
  readonly uuid: string;
  readonly vm: Ipv4;
  readonly macs: readonly string[];
  readonly memoryMiB: number;
  /** As in the request; absent: not known, and no groups. */
  readonly vcpus?: number;
  readonly antiAffinity?: readonly string[];
}

/**
 * Failed migrations from this host in a row; `openSinceMs`, wall clock: there were too many, or there is another reason,
 * and then `because` has it. `memory-damaged`: nobody knows what the operator had set.
 */
export interface BreakerState {
  readonly failures: number;
  readonly openSinceMs?: number;
  readonly because?: 'memory-damaged';
}

/** What of the host's standing outlasts a restart. */
export interface KeptStanding {
  readonly maintenance: 'none' | 'accepts-none' | 'drains';
  readonly breaker: BreakerState;
}

export const NOTHING_SET: KeptStanding = { maintenance: 'none', breaker: { failures: 0 } };

export interface Remembered {
  readonly order: Order;
  /** Highest generation seen of each token, the latest last; `ended` when the token has reached its end. */
  readonly tokens: readonly { readonly id: TokenId; readonly generation: number; readonly ended: boolean }[];
  readonly promises: readonly Promised[];
  /** There may be promises that are not among these. */
  readonly promisesLost?: true;
  /** Absent: nothing is set. */
  readonly standing?: KeptStanding;
}

/** What a host remembers on which no agent ever ran: it has promised nothing. */
export const NOTHING: Remembered = { order: NO_ORDER, tokens: [], promises: [] };

/**
 * What a host goes on with that had a memory and cannot read it. It may have been under maintenance, or its breaker open:
 * nothing moves until the operator has looked. `wallMs`: wall clock, ms since 1970.
 */
export function afterDamage(wallMs: number): Remembered {
  const breaker = { failures: 0, openSinceMs: Math.max(0, Math.round(wallMs)), because: 'memory-damaged' } as const;
  return { ...NOTHING, promisesLost: true, standing: { ...NOTHING_SET, breaker } };
}
