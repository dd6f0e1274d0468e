// Round-robin (thesis 4.1): strict slot order from the VM visited last, wrapping once. The wrap finds VMs
// that joined the token behind the cursor during the round.
import type { Token } from '../token.js';

/** Index of the next unvisited slot, or undefined when the round is complete. */
export function nextRoundRobin(token: Token): number | undefined {
  return token.unvisited.from(token.lowerBound(token.header.cursor));
}
