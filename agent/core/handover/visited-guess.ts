// Three guesses at who was visited, one of which is nearly right at any time of a round, so that the marks of half a
// million slots travel as a few exceptions. A guess need not be right; it must only be the same on both ends.
import type { SlotColumns, TokenHeader } from '../token.js';

export type GuessName = 'nobody' | 'base' | 'policy';
export const GUESS_NAMES: readonly GuessName[] = ['nobody', 'base', 'policy'];

/** A mark for each slot, 0 or 1. `slots` holds the levels and loads to guess by, and the base's marks. */
export function guessVisited(name: GuessName, header: TokenHeader, slots: SlotColumns): Uint8Array {
  if (name === 'base') return slots.visited;
  const marks = new Uint8Array(slots.ids.length);
  if (name === 'policy') markByPolicy(marks, header, slots);
  return marks;
}

/** Those whom the policy (policy/) comes to before the cursor if no level or load changes meanwhile. */
function markByPolicy(marks: Uint8Array, { policy, level, cursor }: TokenHeader, slots: SlotColumns): void {
  const { ids, levels, loads } = slots;
  const cursorAt = loads.length > 0 ? ids.indexOf(cursor) : -1;
  const cursorLoad = cursorAt < 0 ? Number.POSITIVE_INFINITY : loads[cursorAt]!;
  for (let i = 0; i < ids.length; i += 1) {
    const isBefore = ids[i]! <= cursor;
    if (policy === 'round-robin') marks[i] = isBefore ? 1 : 0;
    else if (levels[i] !== level) marks[i] = levels[i]! > level ? 1 : 0;
    else if (policy === 'distributed') marks[i] = isBefore ? 1 : 0;
    else marks[i] = loads[i]! > cursorLoad || (loads[i] === cursorLoad && isBefore) ? 1 : 0;
  }
}
