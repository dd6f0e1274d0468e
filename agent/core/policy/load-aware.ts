// The load-aware policy (thesis 4.1): levels as in the distributed policy, but within a level the VM with
// the highest aggregate load (in + out) goes first; equal loads go in id order.
import type { Token } from '../token.js';

/** Index of the next unvisited slot, or undefined when the round is complete. Sets `header.level`. */
export function nextLoadAware(token: Token): number | undefined {
  if (token.visitedCount === token.size) return undefined;
  for (let level = token.header.level; level >= 0; level -= 1) {
    const index = heaviestAtLevel(token, level);
    if (index !== undefined) return setLevel(token, level, index);
  }
  const highest = token.highestUnvisitedLevel();
  return setLevel(token, highest, heaviestAtLevel(token, highest)!);
}

function setLevel(token: Token, level: number, index: number): number {
  token.header.level = level;
  return index;
}

function heaviestAtLevel(token: Token, level: number): number | undefined {
  let best: number | undefined;
  for (let i = 0; i < token.size; i += 1) {
    if (token.levels[i] !== level || token.visited[i] === 1) continue;
    if (best === undefined || token.loads[i]! > token.loads[best]!) best = i;
  }
  return best;
}
