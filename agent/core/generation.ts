// Numbers that order the lives of a token, and the versions of an order, without anybody who hands them out: a counter
// in the upper bits, and 32 random bits below, so that two hosts that count on from the same number still differ.

/** The random part's range. */
export const TAGS = 2 ** 32;
/** Highest counter: the whole stays exact in a double. */
export const MAX_COUNTER = 2 ** 21 - 1;

/** How far a number may be ahead of the highest known: more never happens by counting on, and would use them all up. */
const MAX_LEAD = 2 ** 16;

/** A number above `highest` that nobody else draws. `random` is uniform in [0, 1). */
export function numberAbove(highest: number, random: () => number): number {
  const counter = Math.floor(highest / TAGS) + 1;
  if (counter <= MAX_COUNTER) return counter * TAGS + Math.floor(random() * TAGS);
  // The counters are used up. What is left of the last one's random half still orders many.
  const rest = (MAX_COUNTER + 1) * TAGS - 1 - highest;
  return highest + Math.min(rest, 1 + Math.floor((random() * rest) / 1024));
}

/** Whether a number that a peer tells can have come about by counting on from what is known. */
export function isPlausible(told: number, known: number): boolean {
  return Math.floor(told / TAGS) - Math.floor(known / TAGS) <= MAX_LEAD;
}

/** The two halves, as they travel. */
export function halvesOf(number: number): { counter: number; tag: number } {
  return { counter: Math.floor(number / TAGS), tag: number % TAGS };
}

export function numberOf(counter: number, tag: number): number {
  return counter * TAGS + tag;
}
