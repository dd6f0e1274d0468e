// How many live migrations may be under way at once, so that rounds do not flood the network: the bounds that a token
// carries, and what they leave.
import type { Ipv4 } from '../../topology/ipv4.js';
import type { TokenHeader } from './token.js';

/** Highest value of each limit; bounds the token's list of migrations in flight. */
export const MAX_LIMIT = 256;

/** Each is 1..MAX_LIMIT. The token carries those of the host that injected it. */
export interface MigrationLimits {
  /** In the whole round. */
  readonly total: number;
  readonly intoHost: number;
  readonly outOfHost: number;
}

/** For tokens of agents that know no limits: they wait for each migration. */
export const ONE_AT_A_TIME: MigrationLimits = { total: 1, intoHost: 1, outOfHost: 1 };

/** Whether no VM may leave this host now. */
export function isLimitReached({ flights, limits }: TokenHeader, from: Ipv4): boolean {
  if (flights.length >= limits.total) return true;
  return flights.filter((each) => each.from === from).length >= limits.outOfHost;
}

/** Whether the host may get no further VM now. */
export function isFull({ flights, limits }: TokenHeader, to: Ipv4): boolean {
  return flights.filter((each) => each.to === to).length >= limits.intoHost;
}
