// Tokens for the targets that need one.
import { firstHeader, type PolicyName, Token } from '../../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../../topology/ipv4.js';

/** Every third VM from 10.1.0.1 on, with levels 0 to 4; every second one is visited. */
export function tokenOf(policy: PolicyName, size: number): Token {
  const order = { policy, migrationCost: 2.5, maxRounds: 0, origin: ipv4('10.0.1.1'), fixedList: false };
  const slots = Array.from({ length: size }, (_, index) => ({
    id: (ipv4('10.1.0.1') + 3 * index) as Ipv4,
    level: index % 5,
    load: index * 1000,
    visited: index % 2 === 0,
  }));
  return new Token(firstHeader({ id: '0123456789abcdef', ...order }, 4), slots);
}
