// The load-aware policy (thesis 4.1): levels as in the distributed policy, but within a level the VM with
// the highest aggregate load (in + out) goes first; equal loads go in id order.
import type { Token } from '../token.js';

/** Index of the next unvisited slot, or undefined when the round is complete. Sets `header.level`. */
export function nextLoadAware(token: Token): number | undefined {
  if (token.visitedCount === token.size) return undefined;
  const { header, unvisited } = token;
  for (; header.level > 0; header.level -= 1) {
    const index = unvisited.heaviestAtLevel(header.level);
    if (index !== undefined) return index;
  }
  const lowest = unvisited.heaviestAtLevel(0);
  if (lowest !== undefined) return lowest;
  header.level = unvisited.highestLevel();
  return unvisited.heaviestAtLevel(header.level);
}
