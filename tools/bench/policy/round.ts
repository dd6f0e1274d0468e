// One round of a token, in which each holder does to the slots what holders do (thesis 4.1): writes its own level,
// raises its neighbours'. Played once with the index, and once more with a scan at some of its hops.
import { nextSlot } from '../../../agent/core/policy/index.js';
import type { Token } from '../../../agent/core/token.js';
import { seededRandom } from '../../random.js';

/** Peers of a VM: the thesis's mean of active flows (ch. 5). */
const neighbours = 10;
const highestLevel = 4;

export interface Round {
  /** For the whole round, the building of the index included. */
  readonly us: number;
  /** Slots as they were visited. */
  readonly order: Uint32Array;
  /** The policy's working level before each hop. */
  readonly levels: Uint8Array;
}

/** What the holders of a round tell the slots, drawn beforehand so that drawing is not measured. */
export interface Told {
  /** By hop: the slots that are raised. */
  readonly raised: Uint32Array;
  /** By hop: the holder's own level, and after it one for each raised slot. */
  readonly levels: Uint8Array;
  readonly loads: Float32Array;
}

export function drawTold(size: number, seed: number): Told {
  const { next } = seededRandom(seed);
  // Those who talk sit close more often than not: low levels are as frequent as the thesis's rounds make them.
  const level = (): number => Math.floor(next() * next() * (highestLevel + 1));
  const raised = Uint32Array.from({ length: size * neighbours }, () => Math.floor(next() * size));
  const levels = Uint8Array.from({ length: size * (neighbours + 1) }, level);
  return { raised, levels, loads: Float32Array.from({ length: size }, () => 10 ** (3 + 3 * next())) };
}

/** Plays a whole round with the index, which `startRound` builds anew. */
export function roundWithIndex(token: Token, told: Told): Round {
  const { size } = token;
  const order = new Uint32Array(size);
  const levels = new Uint8Array(size);
  token.keepIndex();
  const start = performance.now();
  token.startRound();
  let hop = 0;
  for (let levelBefore = token.header.level; ; levelBefore = token.header.level) {
    const slot = nextSlot(token);
    if (slot === undefined) break;
    order[hop] = slot;
    levels[hop] = levelBefore;
    tell(token, slot, hop, told);
    hop += 1;
  }
  const us = (performance.now() - start) * 1000;
  if (hop !== size) throw new Error(`${hop} hops for ${size} slots`);
  return { us, order, levels };
}

/**
 * The same round without an index: at `count` hops spread over it the next slot is looked for by a scan, and must be
 * the same one; the other hops follow the record. All hops by scan would take hours. Microseconds of each scanned hop.
 */
export function replayScanning(token: Token, told: Told, { order, levels }: Round, count: number): number[] {
  const every = Math.max(1, Math.floor(token.size / count));
  const times: number[] = [];
  token.startRound();
  for (const [hop, slot] of order.entries()) {
    if (hop % every === Math.floor(every / 2)) {
      token.header.level = levels[hop]!;
      const start = performance.now();
      const found = nextSlot(token);
      tell(token, slot, hop, told);
      times.push((performance.now() - start) * 1000);
      if (found !== slot) throw new Error(`hop ${hop}: the scan finds slot ${found}, the index ${slot}`);
    } else {
      tell(token, slot, hop, told);
    }
  }
  return times;
}

function tell(token: Token, slot: number, hop: number, { raised, levels, loads }: Told): void {
  const firstLevel = hop * (neighbours + 1);
  token.write(slot, levels[firstLevel]!, loads[hop]!);
  for (let at = 0; at < neighbours; at += 1) {
    token.raise(raised[hop * neighbours + at]!, levels[firstLevel + 1 + at]!, loads[hop]! / neighbours);
  }
  token.markVisited(slot);
}
