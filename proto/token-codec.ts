// The token's own encoding: 5 bytes a slot (packed fixed32 ids, one byte of level) and a small header. Slots
// go out in two ascending runs, visited VMs first, which carries the visited mark without a byte.
import { MAX_SLOTS, type PolicyName, RECENT_MOVES, type Slot, Token } from '../agent/core/token.js';
import type { Ipv4 } from '../topology/ipv4.js';
import { amount, check, reasonCounts, reasonEntries } from './check.js';
import { score } from './gen/score.js';

const WIRE_POLICY = {
  'round-robin': score.v1.Policy.ROUND_ROBIN,
  distributed: score.v1.Policy.DISTRIBUTED,
  'load-aware': score.v1.Policy.LOAD_AWARE,
} as const;
const POLICIES = new Map<number, PolicyName>(
  Object.entries(WIRE_POLICY).map(([name, wire]) => [wire, name as PolicyName]),
);

export function encodeToken(token: Token): score.v1.Token.$Properties {
  const { header } = token;
  const order = wireOrder(token);
  return {
    ...header,
    id: tokenIdBytes(header.id),
    policy: WIRE_POLICY[header.policy],
    visited: token.visitedCount,
    ids: order.map((index) => token.ids[index]!),
    levels: Uint8Array.from(order, (index) => token.levels[index]!),
    loads: token.loads.length > 0 ? order.map((index) => token.loads[index]!) : [],
    stays: reasonEntries(header.stays),
  };
}

/** Throws CodecError when the slots or the header break a rule. */
export function decodeToken(wire: score.v1.Token): Token {
  const policy = POLICIES.get(wire.policy);
  check(policy !== undefined, `unknown policy ${wire.policy}`);
  check(wire.generation >= 1 && wire.round >= 1, 'generation or round is 0');
  check(wire.level <= 255, 'level is above 255');
  check(wire.recentMoves.length <= RECENT_MOVES, `more than ${RECENT_MOVES} recent moves`);
  const header = {
    id: tokenIdText(wire.id),
    generation: wire.generation,
    sequence: wire.sequence,
    policy,
    migrationCost: amount(wire.migrationCost, 'migration cost'),
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
    stays: reasonCounts(wire.stays),
  };
  return new Token(header, decodeSlots(wire, policy));
}

function decodeSlots({ ids, levels, loads, visited }: score.v1.Token, policy: PolicyName): Slot[] {
  check(ids.length <= MAX_SLOTS, `more than ${MAX_SLOTS} slots`);
  check(levels.length === ids.length, `${ids.length} ids but ${levels.length} levels`);
  check(loads.length === (policy === 'load-aware' ? ids.length : 0), 'loads do not fit the policy');
  check(visited <= ids.length, 'more VMs visited than there are');
  const slotAt = (index: number): Slot => {
    const load = amount(loads[index] ?? 0, 'load');
    return { id: ids[index] as Ipv4, level: levels[index]!, load, visited: index < visited };
  };
  const slots: Slot[] = [];
  for (let [seen, unseen] = [0, visited]; seen < visited || unseen < ids.length; ) {
    const takeSeen = unseen >= ids.length || (seen < visited && ids[seen]! < ids[unseen]!);
    const slot = slotAt(takeSeen ? seen++ : unseen++);
    check(slots.length === 0 || slots.at(-1)!.id < slot.id, 'slots are not in ascending order');
    slots.push(slot);
  }
  return slots;
}

function wireOrder(token: Token): number[] {
  const seen: number[] = [];
  const unseen: number[] = [];
  for (let index = 0; index < token.size; index += 1) (token.visited[index] === 1 ? seen : unseen).push(index);
  return seen.concat(unseen);
}

export function tokenIdBytes(id: string): Uint8Array {
  return Buffer.from(id, 'hex');
}

export function tokenIdText(bytes: Uint8Array): string {
  check(bytes.length === 8, 'a token id has 8 bytes');
  return Buffer.from(bytes).toString('hex');
}
