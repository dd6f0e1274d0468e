// What a decision says of its figures. Operators read these lines in the journal and in `score-token explain`.
import type { Candidate } from './decision.js';
import { UNBEATABLE_COST } from './token.js';

/** Why the VM goes, or would go. */
export function whyMove(reason: 'eq-3.2' | 'drain', { gain, cost, level }: Candidate): string {
  if (reason === 'drain') return `this host drains; gain ${gain.toFixed(0)}, c_m ${amount(cost)}, level ${level}`;
  return `gain ${gain.toFixed(0)} > c_m ${amount(cost)}, level ${level}`;
}

/** Why no host that has a neighbour is worth it: by the one that comes nearest to it. */
export function whyTooSmall(considered: readonly Candidate[]): string {
  const [best] = [...considered].sort((a, b) => b.gain - b.threshold - (a.gain - a.threshold));
  if (!best) return 'no neighbour runs on another hypervisor';
  const { gain, cost, threshold } = best;
  if (cost >= UNBEATABLE_COST)
    return 'c_m is not known: the token has passed an agent of a version before dry runs and automatic c_m';
  // What rounding adds is no figure for an operator.
  const least = threshold - cost >= 1 ? ` with the least gain of ${(threshold - cost).toFixed(0)}` : '';
  return `best gain ${gain.toFixed(0)} is not above c_m ${amount(cost)}${least}`;
}

function amount(value: number): string {
  return Number.isInteger(value) || value < 100 ? String(value) : value.toFixed(0);
}
