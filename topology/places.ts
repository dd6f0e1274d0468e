// The tree of groups, flattened: every place (a full group path) is a small number, and for each place and
// level a typed array holds the number of the group that contains it. Knows no addresses.
import { groupNames } from './content.js';
import type { Level, Place } from './cost-map.js';

export class Places {
  /** Group paths as written, by place. */
  readonly #paths: readonly string[];
  /** Names in a path: the levels 1..depth have groups; level depth + 1 is the whole data centre. */
  readonly #depth: number;
  /** The group of `place` at `level` (1..depth) is at `place * depth + level - 1`. */
  readonly #groups: Uint32Array;
  /** How many different groups there are at the levels 1..depth. */
  readonly groupCounts: readonly number[];

  /** `paths` are all different; each has `depth` names, top down. Throws RangeError when one has not. */
  constructor(paths: readonly string[], depth: number) {
    this.#paths = paths;
    this.#depth = depth;
    this.#groups = new Uint32Array(paths.length * depth);
    // A group's name is its whole path, so rack-1 of pod-1 and rack-1 of pod-2 are different groups. Instead of
    // long joined names the key is the number of the group above and the name in it.
    const members = Array.from({ length: depth }, () => new Map<string, number>());
    for (const [place, path] of paths.entries()) {
      const names = groupNames(path);
      if (names.length !== depth) throw new RangeError(`the place ${path} has not ${depth} names`);
      let above = 0;
      for (const [index, name] of names.entries()) {
        const level = depth - index;
        const known = members[level - 1]!;
        const key = `${above}/${name}`;
        const group = known.get(key) ?? known.size;
        known.set(key, group);
        this.#groups[place * depth + level - 1] = group;
        above = group;
      }
    }
    this.groupCounts = members.map((known) => known.size);
  }

  /** The lowest level at which the two places are in one group; for two servers at one place that is 1. */
  commonLevel(a: Place, b: Place): Level {
    const depth = this.#depth;
    const startOfA = a * depth;
    const startOfB = b * depth;
    let level = 1;
    while (level <= depth && this.#groups[startOfA + level - 1] !== this.#groups[startOfB + level - 1]) level++;
    return level;
  }

  /** Number of the group of a place at a level, 1..depth + 1; the topmost is the data centre, which is group 0. */
  groupOf(place: Place, level: Level): number {
    return level > this.#depth ? 0 : this.#groups[place * this.#depth + level - 1]!;
  }

  pathOf(place: Place): string {
    return this.#paths[place]!;
  }
}
