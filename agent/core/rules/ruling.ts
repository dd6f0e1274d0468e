// What a rule says when it says no. A refusal is a value with a name, which the operator reads.
import type { StayReason } from '../decision.js';

export interface Ruling {
  readonly reason: StayReason;
  /** Words for the operator: what exactly forbids it. */
  readonly detail: string;
}
