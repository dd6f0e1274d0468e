// Where one life of a token ends: why a round is its last, and how its next generation begins.

import { numberAbove } from './generation.js';
import type { Memory } from './memory.js';
import type { CoreSettings } from './settings.js';
import type { Context } from './steps.js';
import type { Token } from './token.js';

export const NOTHING_MOVED = 'a whole round moved nothing';
/** Hops of one generation; it has 32 bits on its way. */
export const MAX_SEQUENCE = 2 ** 31;

/**
 * Rounds in a row that begin only because VMs could not decide yet. Where VMs come all the time there is always one that
 * is new, and a round until nothing moves has to end all the same.
 */
const MAX_WAITED_ROUNDS = 5;

/** Whether a round that has moved nothing is not the last, because VMs had no averages yet; counts that it is so. */
export function waitsForMeasures({ header }: Token): boolean {
  if (header.unmeasured === 0 || header.waitedRounds >= MAX_WAITED_ROUNDS) return false;
  header.waitedRounds += 1;
  return true;
}

/** How long until each VM that is here now has averages, ms. */
export function measuringMs({ pollIntervalMs, stability: { measureMs } }: CoreSettings): number {
  return pollIntervalMs + measureMs;
}

/** The next generation of a token, above all that this host has seen. The copy is not changed. */
export function nextGeneration(copy: Token, memory: Memory, context: Context): Token {
  const { id, generation } = copy.header;
  const highest = Math.max(generation, memory.generation(id));
  const token = copy.copy(numberAbove(highest, () => context.random()));
  if (token.header.sequence >= MAX_SEQUENCE) token.header.sequence = 0;
  memory.sawGeneration(id, token.header.generation);
  return token;
}

/** Why the token is to be retired after this round, or undefined: there is another round to make. */
export function endReason({ header, size }: Token): string | undefined {
  if (size === 0) return 'no VM is left in the token';
  if (header.maxRounds > 0 && header.round >= header.maxRounds) return `${header.maxRounds} rounds made`;
  if (header.migrationsInRound === 0) return NOTHING_MOVED;
  return undefined;
}
