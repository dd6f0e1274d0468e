// The distributed policy (thesis 4.1, Algorithm 1): the VMs with the highest communication level first, in
// id order. Mended where the printed algorithm cannot run: the test of line 13 is a comparison, the inner
// loop ends when no VM has the level, and visited VMs are tracked, so each is visited once a round.
import type { Token } from '../token.js';

/** Index of the next unvisited slot, or undefined when the round is complete. Sets `header.level`. */
export function nextDistributed(token: Token): number | undefined {
  if (token.visitedCount === token.size) return undefined;
  const { header } = token;
  const after = token.lowerBound(header.cursor);
  const sameLevel = unvisitedAtLevel(token, header.level, after);
  if (sameLevel !== undefined) return sameLevel;
  for (let level = header.level - 1; level >= 0; level -= 1) {
    const index = unvisitedAtLevel(token, level, 0);
    if (index !== undefined) return setLevel(token, level, index);
  }
  // Levels are exhausted, yet VMs remain: their levels were raised after the policy had passed them.
  const highest = token.highestUnvisitedLevel();
  return setLevel(token, highest, unvisitedAtLevel(token, highest, 0)!);
}

function setLevel(token: Token, level: number, index: number): number {
  token.header.level = level;
  return index;
}

function unvisitedAtLevel(token: Token, level: number, start: number): number | undefined {
  for (let step = 0; step < token.size; step += 1) {
    const index = (start + step) % token.size;
    if (token.levels[index] === level && token.visited[index] === 0) return index;
  }
  return undefined;
}
