// Chooses the policy by its name. A policy is pure: it reads the token, and may set `header.level`.
import type { PolicyName, Token } from '../token.js';
import { nextDistributed } from './distributed.js';
import { nextLoadAware } from './load-aware.js';
import { nextRoundRobin } from './round-robin.js';

const POLICIES: Readonly<Record<PolicyName, (token: Token) => number | undefined>> = {
  'round-robin': nextRoundRobin,
  distributed: nextDistributed,
  'load-aware': nextLoadAware,
};

export const POLICY_NAMES = Object.keys(POLICIES) as PolicyName[];

/** Index of the slot to visit next under the token's own policy; undefined when everyone was visited. */
export function nextSlot(token: Token): number | undefined {
  return POLICIES[token.header.policy](token);
}
