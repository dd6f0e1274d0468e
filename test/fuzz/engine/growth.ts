// Whether a decoder's time grows in proportion to its input: an input is stretched by repeating a part of it, and the
// time of eight times the length is compared. Measures only; what it makes of a target is fuzzer.ts's.
import { readFileSync } from 'node:fs';
import type { Random } from '../../../tools/random.js';

/** Bytes of the shorter of the two; the other one has eight times as many. */
const shortBytes = 24 * 1024;
const factor = 8;
/** Less than this for the longer one, ms, is quick whatever the growth. */
const quickMs = 20;
/**
 * The longer one's time to that of the shorter one eight times: linear is 1, quadratic 8. In between are the
 * processor's caches, collections of garbage, and n log n.
 */
const tooSteep = 3;
/** Measured again this often before anything is said, twice as long each time up to four times. */
const confirmations = 3;

export interface Stretch {
  readonly before: Buffer;
  readonly part: Buffer;
  readonly after: Buffer;
}

/** A random part of the input to repeat: anything from one byte to a line or all of it. */
export function randomStretch(input: Buffer, random: Random): Stretch {
  const kind = random.integer(0, 3);
  let start = random.integer(0, Math.max(0, input.length - 1));
  let end = Math.min(input.length, start + 2 ** random.integer(0, 6));
  if (kind === 0) {
    start = input.lastIndexOf(0x0a, start - 1) + 1;
    const newline = input.indexOf(0x0a, start);
    end = newline < 0 ? input.length : newline + 1;
  } else if (kind === 1) [start, end] = [0, input.length];
  // What comes after may be what makes a matcher go back.
  const after = random.next() < 0.5 ? input.subarray(end) : Buffer.alloc(0);
  return { before: input.subarray(0, start), part: input.subarray(start, end), after };
}

export function stretched({ before, part, after }: Stretch, bytes: number): Buffer {
  const times = Math.max(1, Math.ceil((bytes - before.length - after.length) / Math.max(1, part.length)));
  const middle = Buffer.alloc(times * part.length, part);
  return Buffer.concat([before, middle, after]);
}

export type Decode = (input: Buffer) => void | Promise<void>;

/**
 * Time that this thread has had on a processor, ms: what else the machine does takes from the clock, not from this.
 * Linux counts it in steps of some milliseconds (proc(5), schedstat); elsewhere it is the clock after all.
 */
function processorMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

/** The shortest of several times that `times` runs take together, ms. */
async function shortest(decode: Decode, input: Buffer, times: number, tries: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < tries; attempt++) {
    const start = processorMs();
    for (let time = 0; time < times; time++) await decode(input);
    best = Math.min(best, processorMs() - start);
  }
  return best;
}

export interface Steep {
  readonly input: Buffer;
  readonly message: string;
}

/** The stretched input and the figures when time grows much faster than length, again and again. */
export async function findSteep(decode: Decode, stretch: Stretch): Promise<Steep | undefined> {
  if (stretch.part.length === 0) return undefined;
  let figures = '';
  let input: Buffer = Buffer.alloc(0);
  for (let round = 0; round <= confirmations; round++) {
    const scale = 2 ** Math.min(round, 2);
    const short = stretched(stretch, shortBytes * scale);
    input = stretched(stretch, shortBytes * scale * factor);
    // An input that is not stretched much, being long itself, proves nothing.
    if (input.length < 6 * short.length) return undefined;
    const longMs = await shortest(decode, input, 1, 1 + round);
    if (longMs < quickMs) return undefined;
    const shortMs = await shortest(decode, short, factor, 1 + round);
    if (longMs < tooSteep * Math.max(shortMs, 1)) return undefined;
    figures = `${factor} times ${short.length} bytes take ${shortMs.toFixed(0)} ms, ${input.length} bytes ${longMs.toFixed(0)} ms`;
  }
  return { input, message: `not linear: ${figures}` };
}
