// The token's own encoding: 5 bytes a slot (packed fixed32 ids, one byte of level) and a small header. Slots
// go out in two ascending runs, visited VMs first, which carries the visited mark without a byte.
import { halvesOf, MAX_COUNTER, numberOf } from '../agent/core/generation.js';
import { MAX_LIMIT, type MigrationLimits, ONE_AT_A_TIME } from '../agent/core/limits.js';
import {
  MAX_LOST_HOSTS,
  MAX_SILENT_VMS,
  MAX_SLOTS,
  type PolicyName,
  RECENT_MOVES,
  type SlotColumns,
  Token,
  type TokenHeader,
  UNBEATABLE_COST,
} from '../agent/core/token.js';
import type { Ipv4 } from '../topology/ipv4.js';
import { amount, check, reasonCounts, reasonEntries } from './check.js';
import { score } from './gen/score.js';
import { floatsOf, scratch, wordBytes, wordsOf } from './words.js';

const WIRE_POLICY = {
  'round-robin': score.v1.Policy.ROUND_ROBIN,
  distributed: score.v1.Policy.DISTRIBUTED,
  'load-aware': score.v1.Policy.LOAD_AWARE,
} as const;
const POLICIES = new Map<number, PolicyName>(
  Object.entries(WIRE_POLICY).map(([name, wire]) => [wire, name as PolicyName]),
);

/** The fields of the header. */
export function encodeHeader(header: TokenHeader): score.v1.Token.$Properties {
  return {
    ...header,
    id: tokenIdBytes(header.id),
    // Who does not know these rules must move nothing.
    ...(header.dryRun || header.autoCost
      ? { migrationCost: UNBEATABLE_COST, trueMigrationCost: header.migrationCost }
      : {}),
    generation: halvesOf(header.generation).counter,
    generationTag: halvesOf(header.generation).tag,
    policy: WIRE_POLICY[header.policy],
    stays: reasonEntries(header.stays),
  };
}

/** The slots stand in scratch memory: to be written out before another token is encoded or decoded. */
export function encodeToken(token: Token): score.v1.Token.$Properties {
  const { size, ids: fromIds, levels: fromLevels, loads: fromLoads, visited, visitedCount } = token;
  const words = size + fromLoads.length;
  const memory = scratch(words * 4 + size);
  const ids = new Uint32Array(memory, 0, size);
  const loads = new Float32Array(memory, size * 4, fromLoads.length);
  const levels = new Uint8Array(memory, words * 4, size);
  let seen = 0;
  let unseen = visitedCount;
  for (let index = 0; index < size; index += 1) {
    // Without a branch: who was visited is no pattern that a processor can guess, and a wrong guess costs more.
    const mark = visited[index]!;
    const at = unseen ^ ((seen ^ unseen) & -mark);
    seen += mark;
    unseen += mark ^ 1;
    ids[at] = fromIds[index]!;
    levels[at] = fromLevels[index]!;
    if (loads.length > 0) loads[at] = fromLoads[index]!;
  }
  const slots = { visited: visitedCount, ids: wordBytes(ids), levels, loads: wordBytes(loads) };
  return { ...encodeHeader(token.header), ...slots };
}

/** Bytes of an encoded token's slots. */
export function slotBytes({ ids, levels, loads }: score.v1.Token.$Properties): number {
  return (ids?.length ?? 0) + (levels?.length ?? 0) + (loads?.length ?? 0);
}

/** Throws CodecError when the slots or the header break a rule. */
export function decodeToken(wire: score.v1.Token): Token {
  const header = decodeHeader(wire);
  return Token.of(header, decodeSlots(wire, header.policy), wire.visited);
}

/** Throws CodecError when a field breaks a rule. */
export function decodeHeader(wire: score.v1.Token): TokenHeader {
  // An agent from before rules has passed it on and dropped what it does not know: whether it was a dry run, and c_m.
  const isStripped = wire.migrationCost === UNBEATABLE_COST && !wire.dryRun && !wire.autoCost;
  const policy = POLICIES.get(wire.policy);
  check(policy !== undefined, `unknown policy ${wire.policy}`);
  check(wire.round >= 1, 'round is 0');
  check(wire.level <= 255, 'level is above 255');
  check(wire.recentMoves.length <= RECENT_MOVES, `more than ${RECENT_MOVES} recent moves`);
  check(wire.flights.length <= MAX_LIMIT, `more than ${MAX_LIMIT} migrations in flight`);
  check(wire.lostHosts.length <= MAX_LOST_HOSTS, `more than ${MAX_LOST_HOSTS} lost hosts`);
  check(wire.silentVms.length <= MAX_SILENT_VMS, `more than ${MAX_SILENT_VMS} silent VMs`);
  return {
    id: tokenIdText(wire.id),
    generation: generationOf(wire.generation, wire.generationTag),
    sequence: wire.sequence,
    policy,
    migrationCost: amount(wire.dryRun || wire.autoCost ? wire.trueMigrationCost : wire.migrationCost, 'migration cost'),
    dryRun: wire.dryRun || isStripped,
    autoCost: wire.autoCost,
    round: wire.round,
    maxRounds: wire.maxRounds,
    origin: wire.origin as Ipv4,
    fixedList: wire.fixedList,
    holder: wire.holder as Ipv4,
    cursor: wire.cursor as Ipv4,
    level: wire.level,
    migrationsInRound: wire.migrationsInRound,
    migrations: wire.migrations,
    failures: wire.failures,
    recentMoves: wire.recentMoves.map(({ vm, to }) => ({ vm: (vm ?? 0) as Ipv4, to: (to ?? 0) as Ipv4 })),
    // Agents from before flights number moves by the migrations.
    moves: Math.max(wire.moves, wire.migrations),
    flights: wire.flights.map(({ vm, from, to, round }) => ({
      ...{ vm: (vm ?? 0) as Ipv4, from: (from ?? 0) as Ipv4, to: (to ?? 0) as Ipv4 },
      round: round ?? 0,
    })),
    limits: decodeLimits(wire.limits),
    epoch: wire.epoch,
    lostHosts: wire.lostHosts as Ipv4[],
    silentVms: wire.silentVms as Ipv4[],
    mixed: wire.mixed,
    unmeasured: wire.unmeasured,
    waitedRounds: wire.waitedRounds,
    heldMs: amount(wire.heldMs, 'held_ms'),
    stays: reasonCounts(wire.stays),
  };
}

function decodeLimits(wire: score.v1.Limits.$Properties | null | undefined): MigrationLimits {
  if (!wire) return ONE_AT_A_TIME;
  const limits = { total: wire.total ?? 0, intoHost: wire.intoHost ?? 0, outOfHost: wire.outOfHost ?? 0 };
  check(
    Object.values(limits).every((limit) => limit >= 1 && limit <= MAX_LIMIT),
    `a limit is not 1..${MAX_LIMIT}`,
  );
  return limits;
}

/** A generation from its two halves. Throws CodecError. */
export function generationOf(counter: number, tag: number): number {
  check(counter >= 1 && counter <= MAX_COUNTER, `generation ${counter} is not 1..${MAX_COUNTER}`);
  return numberOf(counter, tag);
}

function decodeSlots(wire: score.v1.Token, policy: PolicyName): SlotColumns {
  const wireIds = wordsOf(wire.ids, 'ids', scratch(wire.ids.length));
  const wireLoads = floatsOf(wire.loads, 'loads');
  const size = wireIds.length;
  check(size <= MAX_SLOTS, `more than ${MAX_SLOTS} slots`);
  check(wire.levels.length === size, `${size} ids but ${wire.levels.length} levels`);
  check(wireLoads.length === (policy === 'load-aware' ? size : 0), 'loads do not fit the policy');
  check(wire.visited <= size, 'more VMs visited than there are');
  const ids = new Uint32Array(size);
  const levels = new Uint8Array(size);
  const loads = new Float32Array(wireLoads.length);
  const visited = new Uint8Array(size);
  const { levels: wireLevels, visited: seenEnd } = wire;
  let seen = 0;
  let unseen = seenEnd;
  let to = 0;
  for (; seen < seenEnd && unseen < size; to += 1) {
    // The lower of the two heads, without a branch as in the encoder.
    const mark = Number(wireIds[seen]! < wireIds[unseen]!);
    const from = unseen ^ ((seen ^ unseen) & -mark);
    ids[to] = wireIds[from]!;
    levels[to] = wireLevels[from]!;
    visited[to] = mark;
    if (loads.length > 0) loads[to] = wireLoads[from]!;
    seen += mark;
    unseen += mark ^ 1;
  }
  // Past the end of a run there is no choice.
  const [rest, end] = seen < seenEnd ? [seen, seenEnd] : [unseen, size];
  ids.set(wireIds.subarray(rest, end), to);
  levels.set(wireLevels.subarray(rest, end), to);
  if (loads.length > 0) loads.set(wireLoads.subarray(rest, end), to);
  visited.fill(Number(seen < seenEnd), to);
  let isAscending = true;
  for (let i = 1; i < size; i += 1) if (ids[i - 1]! >= ids[i]!) isAscending = false;
  check(isAscending, 'slots are not in ascending order');
  return { ids, levels, loads, visited };
}

export function tokenIdBytes(id: string): Uint8Array {
  return Buffer.from(id, 'hex');
}

export function tokenIdText(bytes: Uint8Array): string {
  check(bytes.length === 8, 'a token id has 8 bytes');
  return Buffer.from(bytes).toString('hex');
}
