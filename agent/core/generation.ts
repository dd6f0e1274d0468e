// Numbers that order the lives of a token, and the versions of an order, without anybody who hands them out: a counter
// in the upper bits, and 32 random bits below, so that two hosts that count on from the same number still differ.

/** The random part's range. */
export const TAGS = 2 ** 32;
/** Highest counter: the whole stays exact in a double. */
export const MAX_COUNTER = 2 ** 21 - 1;

/** A number above `highest` that nobody else draws. `random` is uniform in [0, 1). */
export function numberAbove(highest: number, random: () => number): number {
  return (Math.floor(highest / TAGS) + 1) * TAGS + Math.floor(random() * TAGS);
}

/** The two halves, as they travel. */
export function halvesOf(number: number): { counter: number; tag: number } {
  return { counter: Math.floor(number / TAGS), tag: number % TAGS };
}

export function numberOf(counter: number, tag: number): number {
  return counter * TAGS + tag;
}
