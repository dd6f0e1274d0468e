// The distributed policy (thesis 4.1, Algorithm 1): the VMs with the highest communication level first, in
// id order. Mended where the printed algorithm cannot run: the test of line 13 is a comparison, the inner
// loop ends when no VM has the level, and visited VMs are tracked, so each is visited once a round.
import type { Token } from '../token.js';

/** Index of the next unvisited slot, or undefined when the round is complete. Sets `header.level`. */
export function nextDistributed(token: Token): number | undefined {
  if (token.visitedCount === token.size) return undefined;
  const { header, unvisited } = token;
  const sameLevel = unvisited.atLevel(header.level, token.lowerBound(header.cursor));
  if (sameLevel !== undefined) return sameLevel;
  while (header.level > 0) {
    header.level -= 1;
    const index = unvisited.atLevel(header.level, 0);
    if (index !== undefined) return index;
  }
  // Levels are exhausted, yet VMs remain: their levels were raised after the policy had passed them.
  header.level = unvisited.highestLevel();
  return unvisited.atLevel(header.level, 0);
}
