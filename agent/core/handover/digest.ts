// A 64-bit digest of a token's slots, by which a host that applied changes knows that it has what the sender has. It
// guards against a wrong base, not against people: messages are authenticated by the transport.
import type { SlotColumns } from '../token.js';

export interface Digest {
  /** Unsigned 32 bits each. */
  readonly low: number;
  readonly high: number;
}

/** Odd constants without structure: the first digits of the golden ratio, and primes of the xxHash family. */
const [SEED_LOW, SEED_HIGH] = [0x9e3779b9, 0x7f4a7c15];
const [TIMES_LOW, TIMES_HIGH] = [0x85ebca77, 0xc2b2ae3d];

/** The same for the same slots on every machine. Each step is one-to-one in the state, so no change can be undone by luck alone. */
export function digestOf({ ids, levels, loads, visited }: SlotColumns): Digest {
  const loadBits = new Uint32Array(loads.buffer, loads.byteOffset, loads.length);
  let low = SEED_LOW ^ ids.length;
  let high = SEED_HIGH;
  for (let i = 0; i < ids.length; i += 1) {
    const id = ids[i]!;
    const state = (levels[i]! << 1) | visited[i]!;
    low = Math.imul(low ^ id, TIMES_LOW);
    low ^= low >>> 15;
    low = Math.imul(low + state, TIMES_HIGH);
    high = Math.imul(high ^ low ^ id, TIMES_HIGH);
    high = (high << 13) | (high >>> 19);
    high += state;
  }
  for (let i = 0; i < loadBits.length; i += 1) {
    low = Math.imul(low ^ loadBits[i]!, TIMES_LOW);
    low ^= low >>> 15;
    high = Math.imul(high ^ low, TIMES_HIGH);
    high = (high << 13) | (high >>> 19);
  }
  return { low: (low ^ (high >>> 16)) >>> 0, high: high >>> 0 };
}
