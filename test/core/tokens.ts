// Tokens for tests.
import { type PolicyName, Token } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';

/** A fresh token of `[id, level]` slots whose policy starts at the highest level. */
export function makeToken(
  policy: PolicyName,
  slots: readonly (readonly [id: number, level: number])[],
  loads: ReadonlyMap<number, number> = new Map(),
): Token {
  const header = {
    id: '0123456789abcdef',
    generation: 1,
    sequence: 0,
    policy,
    migrationCost: 0,
    round: 1,
    maxRounds: 0,
    origin: ipv4('10.0.1.1'),
    fixedList: false,
    holder: 0 as Ipv4,
    cursor: 0 as Ipv4,
    level: Math.max(0, ...slots.map(([, level]) => level)),
    migrationsInRound: 0,
    migrations: 0,
    failures: 0,
    recentMoves: [],
    stays: {},
  };
  return new Token(
    header,
    slots.map(([id, level]) => ({ id: id as Ipv4, level, load: loads.get(id) ?? 0, visited: false })),
  );
}
