// What a policy may ask of a token: which slots were not visited yet, by place, level and load. Answered here by
// looking through the slots, which is best for the one question that a holder has; slot-index.ts answers the same
// for those who ask about one token over and over.

/** Questions about the unvisited slots of one token. */
export interface Unvisited {
  /** The first one from `from` on, wrapping; undefined when everyone was visited. */
  from(from: number): number | undefined;
  /** The first one at the level from `from` on, wrapping. */
  atLevel(level: number, from: number): number | undefined;
  /** The one with the highest load at the level; of equal loads the first. */
  heaviestAtLevel(level: number): number | undefined;
  /** The highest level of any; 0 when there is none. */
  highestLevel(): number;
}

/** The state of slots, as the token keeps it. */
export interface Slots {
  readonly levels: Uint8Array;
  /** Empty unless the policy is load-aware. */
  readonly loads: Float32Array;
  readonly visited: Uint8Array;
}

/** Answers by a scan: O(slots) for each question, and nothing to keep. */
export function scanning({ levels, loads, visited }: Slots): Unvisited {
  const first = (from: number, fits: (index: number) => boolean): number | undefined => {
    for (let step = 0; step < levels.length; step += 1) {
      const index = (from + step) % levels.length;
      if (visited[index] === 0 && fits(index)) return index;
    }
    return undefined;
  };
  return {
    from: (from) => first(from, () => true),
    atLevel: (level, from) => first(from, (index) => levels[index] === level),
    heaviestAtLevel: (level) => {
      let best: number | undefined;
      for (let i = 0; i < levels.length; i += 1) {
        if (levels[i] !== level || visited[i] === 1) continue;
        if (best === undefined || loads[i]! > loads[best]!) best = i;
      }
      return best;
    },
    highestLevel: () => {
      let highest = 0;
      for (let i = 0; i < levels.length; i += 1) {
        if (visited[i] === 0 && levels[i]! > highest) highest = levels[i]!;
      }
      return highest;
    },
  };
}
