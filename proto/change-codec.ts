// A token's changes to and from protobuf. What they mean, and whether they fit the base, is agent/core/token-change.ts's;
// here is only that nothing claims more than its bytes hold.
import { halvesOf } from '../agent/core/generation.js';
import type { TokenChange } from '../agent/core/handover/token-change.js';
import type { GuessName } from '../agent/core/handover/visited-guess.js';
import { MAX_SLOTS } from '../agent/core/token.js';
import { check } from './check.js';
import { score } from './gen/score.js';
import { decodeHeader, encodeHeader, generationOf } from './token-codec.js';
import { ascendingBytes, ascendingOf, floatsOf, varintBytes, varintsOf, wordBytes } from './words.js';

const WIRE_GUESS: Readonly<Record<GuessName, score.v1.VisitedGuess>> = {
  nobody: score.v1.VisitedGuess.NOBODY,
  base: score.v1.VisitedGuess.AS_IN_BASE,
  policy: score.v1.VisitedGuess.BY_POLICY,
};
const GUESSES = new Map<number, GuessName>(Object.entries(WIRE_GUESS).map(([name, wire]) => [wire, name as GuessName]));

export function encodeChange(
  change: TokenChange,
  flags: { readonly kept: boolean; readonly offer: boolean },
): score.v1.TokenChange.$Properties {
  const { counter, tag } = halvesOf(change.base.generation);
  return {
    header: { ...encodeHeader(change.header), ...flags },
    baseGeneration: counter,
    baseGenerationTag: tag,
    baseSequence: change.base.sequence,
    digestLow: change.digest.low,
    digestHigh: change.digest.high,
    dropped: ascendingBytes(change.dropped),
    added: ascendingBytes(change.added),
    levelsAt: ascendingBytes(change.levelsAt),
    levels: change.levels,
    loadsAt: ascendingBytes(change.loadsAt),
    loads: wordBytes(change.loads),
    visitedGuess: WIRE_GUESS[change.visitedGuess],
    visitedRuns: varintBytes(change.visitedRuns),
  };
}

/** Throws CodecError when the header or the changes break a rule that holds whatever the base is. */
export function decodeChange(wire: score.v1.TokenChange): TokenChange {
  check(wire.header !== null && wire.header !== undefined, 'changes without a header');
  const header = decodeHeader(wire.header as score.v1.Token);
  const visitedGuess = GUESSES.get(wire.visitedGuess);
  check(visitedGuess !== undefined, `unknown guess ${wire.visitedGuess} of who was visited`);
  const added = ascendingOf(wire.added, 'added');
  check(added.length <= MAX_SLOTS, `more than ${MAX_SLOTS} slots added`);
  const levelsAt = ascendingOf(wire.levelsAt, 'levels_at');
  check(wire.levels.length === levelsAt.length, `${levelsAt.length} places but ${wire.levels.length} levels`);
  const loadsAt = ascendingOf(wire.loadsAt, 'loads_at');
  const loads = floatsOf(wire.loads, 'loads');
  check(loads.length === loadsAt.length, `${loadsAt.length} places but ${loads.length} loads`);
  return {
    header,
    base: { generation: generationOf(wire.baseGeneration, wire.baseGenerationTag), sequence: wire.baseSequence },
    digest: { low: wire.digestLow, high: wire.digestHigh },
    dropped: ascendingOf(wire.dropped, 'dropped'),
    added,
    levelsAt,
    levels: wire.levels,
    loadsAt,
    loads,
    visitedGuess,
    visitedRuns: varintsOf(wire.visitedRuns, 'visited_runs'),
  };
}
