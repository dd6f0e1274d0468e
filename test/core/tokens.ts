// Tokens for tests.
import { firstHeader, type PolicyName, Token, type TokenHeader } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';

/** A fresh token of `[id, level]` slots whose policy starts at the highest level. */
export function makeToken(
  policy: PolicyName,
  slots: readonly (readonly [id: number, level: number])[],
  loads: ReadonlyMap<number, number> = new Map(),
): Token {
  const order = { policy, migrationCost: 0, maxRounds: 0, origin: ipv4('10.0.1.1'), fixedList: false };
  const header = firstHeader({ id: '0123456789abcdef', ...order }, Math.max(0, ...slots.map(([, level]) => level)));
  return new Token(
    header,
    slots.map(([id, level]) => ({ id: id as Ipv4, level, load: loads.get(id) ?? 0, visited: false })),
  );
}

/** A round-robin token of these VMs, all at the highest level, that is for `holder` at hop `sequence` of one round. */
export function tokenFor(
  holder: Ipv4,
  sequence: number,
  vms: readonly Ipv4[],
  changes: Partial<TokenHeader> = {},
): Token {
  const token = makeToken(
    'round-robin',
    vms.map((each) => [each, 3]),
  );
  Object.assign(token.header, { holder, sequence, origin: ipv4('10.0.3.1'), maxRounds: 1, ...changes });
  return token;
}
