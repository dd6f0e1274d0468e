// A token told as changes against an earlier version of it: finding them, and making them. Pure arrays; how they are
// written is proto/change-codec.ts's, which versions a host keeps is versions.ts's.

import { MAX_SLOTS, type SlotColumns, Token, type TokenHeader } from '../token.js';
import { type Digest, digestOf } from './digest.js';
import { GUESS_NAMES, type GuessName, guessVisited } from './visited-guess.js';

/** A version's place in the life of its token. */
export interface Hop {
  readonly generation: number;
  readonly sequence: number;
}

export interface TokenChange {
  /** Of the token after the changes, whole. */
  readonly header: TokenHeader;
  readonly base: Hop;
  /** Of the slots after the changes. */
  readonly digest: Digest;
  /** Indices in the base, ascending. */
  readonly dropped: Uint32Array;
  /** Ids, ascending; their level and load are 0 unless named below. */
  readonly added: Uint32Array;
  /** Indices after dropping and adding, ascending, and the new level of each. */
  readonly levelsAt: Uint32Array;
  readonly levels: Uint8Array;
  /** The same for loads; empty unless the policy is load-aware. */
  readonly loadsAt: Uint32Array;
  readonly loads: Float32Array;
  readonly visitedGuess: GuessName;
  /** Lengths of runs of slots where the guess is right, wrong, right, ...; they add up to the slots. */
  readonly visitedRuns: Uint32Array;
}

const NONE = new Uint32Array(0);

/** What makes `token` of `base`, which was version `hop` of the same token. */
export function changesBetween(base: SlotColumns, hop: Hop, token: Token): TokenChange {
  const { header } = token;
  const { dropped, added } = base.ids === token.ids ? { dropped: NONE, added: NONE } : membership(base.ids, token.ids);
  const before = withMembers(base, dropped, added, header.policy === 'load-aware');
  const levelsAt = differences(before.levels, token.levels);
  const loadsAt = differences(before.loads, token.loads);
  return {
    header,
    base: hop,
    digest: digestOf(token),
    dropped,
    added,
    levelsAt,
    levels: Uint8Array.from(levelsAt, (index) => token.levels[index]!),
    loadsAt,
    loads: Float32Array.from(loadsAt, (index) => token.loads[index]!),
    ...bestGuess(token, before.visited),
  };
}

/** About how many bytes the changes take besides the header. */
export function roughBytes(change: TokenChange): number {
  const { dropped, added, levelsAt, loadsAt, visitedRuns } = change;
  return 24 + 2 * (dropped.length + visitedRuns.length) + 3 * (added.length + levelsAt.length) + 6 * loadsAt.length;
}

/**
 * The token that the changes make of `base`, or undefined: they do not fit it, or make something else than the sender
 * has. The base stays as it is.
 */
export function applyChange(base: SlotColumns, change: TokenChange): Token | undefined {
  const { header, dropped, added, levelsAt, levels, loadsAt, loads } = change;
  const isLoaded = header.policy === 'load-aware';
  if ((isLoaded ? base.ids.length : 0) !== base.loads.length) return undefined;
  const size = base.ids.length - dropped.length + added.length;
  if (size > MAX_SLOTS || (dropped.at(-1) ?? -1) >= base.ids.length) return undefined;
  if ((levelsAt.at(-1) ?? -1) >= size || (loadsAt.at(-1) ?? -1) >= (isLoaded ? size : 0)) return undefined;
  const members = withMembers(base, dropped, added, isLoaded);
  const slots = { ...members, levels: members.levels.slice(), loads: members.loads.slice() };
  for (let i = 0; i < levelsAt.length; i += 1) slots.levels[levelsAt[i]!] = levels[i]!;
  for (let i = 0; i < loadsAt.length; i += 1) slots.loads[loadsAt[i]!] = loads[i]!;
  const visited = guessVisited(change.visitedGuess, header, slots).slice();
  if (!flip(visited, change.visitedRuns)) return undefined;
  const made = { ...slots, visited };
  const digest = digestOf(made);
  return digest.low === change.digest.low && digest.high === change.digest.high ? Token.of(header, made) : undefined;
}

/** Both ascending. */
function membership(from: Uint32Array, to: Uint32Array): { dropped: Uint32Array; added: Uint32Array } {
  const dropped: number[] = [];
  const added: number[] = [];
  for (let [i, j] = [0, 0]; i < from.length || j < to.length; ) {
    if (j === to.length || from[i]! < to[j]!) dropped.push(i++);
    else if (i === from.length || to[j]! < from[i]!) added.push(to[j++]!);
    else [i, j] = [i + 1, j + 1];
  }
  return { dropped: Uint32Array.from(dropped), added: Uint32Array.from(added) };
}

/** The base without the dropped and with the added, at level and load 0 and not visited. Its own arrays if none are. */
function withMembers(base: SlotColumns, dropped: Uint32Array, added: Uint32Array, loaded: boolean): SlotColumns {
  if (dropped.length + added.length === 0) return base;
  const size = base.ids.length - dropped.length + added.length;
  const made = {
    ids: new Uint32Array(size),
    levels: new Uint8Array(size),
    loads: new Float32Array(loaded ? size : 0),
    visited: new Uint8Array(size),
  };
  for (let [from, gone, fresh, to] = [0, 0, 0, 0]; to < size || gone < dropped.length; ) {
    if (dropped[gone] === from) {
      [gone, from] = [gone + 1, from + 1];
    } else if (fresh < added.length && (from === base.ids.length || added[fresh]! <= base.ids[from]!)) {
      made.ids[to++] = added[fresh++]!;
    } else {
      made.ids[to] = base.ids[from]!;
      made.levels[to] = base.levels[from]!;
      if (loaded) made.loads[to] = base.loads[from]!;
      made.visited[to++] = base.visited[from++]!;
    }
  }
  return made;
}

function differences(before: Uint8Array | Float32Array, after: Uint8Array | Float32Array): Uint32Array {
  const at: number[] = [];
  for (let i = 0; i < after.length; i += 1) if (before[i] !== after[i]) at.push(i);
  return Uint32Array.from(at);
}

function bestGuess(token: Token, before: Uint8Array): { visitedGuess: GuessName; visitedRuns: Uint32Array } {
  const { ids, levels, loads, visited } = token;
  const tried = GUESS_NAMES.map((visitedGuess) => {
    const guess = guessVisited(visitedGuess, token.header, { ids, levels, loads, visited: before });
    return { visitedGuess, visitedRuns: runsOf(guess, visited) };
  });
  return tried.reduce((best, each) => (each.visitedRuns.length < best.visitedRuns.length ? each : best));
}

function runsOf(guess: Uint8Array, visited: Uint8Array): Uint32Array {
  const runs: number[] = [];
  let start = 0;
  for (let i = 0; i < visited.length; i += 1) {
    // The run with an even number is one of right guesses.
    if ((guess[i] === visited[i]) === (runs.length % 2 === 0)) continue;
    runs.push(i - start);
    start = i;
  }
  runs.push(visited.length - start);
  return Uint32Array.from(runs);
}

/** Turns every second run over. False, when the runs do not add up. */
function flip(marks: Uint8Array, runs: Uint32Array): boolean {
  let at = 0;
  for (let run = 0; run < runs.length; run += 1) {
    const end = at + runs[run]!;
    if (end > marks.length) return false;
    if (run % 2 === 1) for (let i = at; i < end; i += 1) marks[i]! ^= 1;
    at = end;
  }
  return at === marks.length;
}
