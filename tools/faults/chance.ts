// Random numbers of one run: a stream for each part, all drawn from the run's one seed, so that a change in one part
// does not shift what the others draw.
import { type Random, seededRandom } from '../random.js';

export class Chance {
  readonly #random: Random;

  private constructor(random: Random) {
    this.#random = random;
  }

  /** The stream of this name under this seed. */
  static of(seed: number, name: string): Chance {
    return new Chance(seededRandom(mixed(`${seed}/${name}`)));
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.#random.next();
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.#random.next();
  }

  /** Uniform integer, both ends included. */
  integer(low: number, high: number): number {
    return this.#random.integer(low, high);
  }

  logUniform(low: number, high: number): number {
    return this.#random.logUniform(low, high);
  }

  /** True with this probability. Draws nothing when it is 0, so that what is off costs no number. */
  hits(probability: number): boolean {
    return probability > 0 && this.#random.next() < probability;
  }

  /** Exponentially distributed with this mean: the time to the next of events that know nothing of each other. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.#random.next());
  }

  /** One of them; undefined of none. */
  pick<Item>(items: readonly Item[]): Item | undefined {
    return items.length === 0 ? undefined : items[Math.floor(this.#random.next() * items.length)];
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    return this.#random.shuffled(items);
  }
}

/** FNV-1a, 32 bits, and murmur3's last mixing. */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
