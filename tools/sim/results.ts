// What a run leaves: the figures of summary.json and what the report draws. Types only; files are written by
// output/, drawings by report/.
import type { CandidateRule } from '../../agent/core/settings.js';
import type { PolicyName } from '../../agent/core/token.js';

/** The agents' policies, and the thesis's central order as a reference. */
export type SimulatedPolicy = PolicyName | 'global';

export interface IterationSummary {
  /** 1-based: one round of the token, in which every VM decides once. */
  readonly iteration: number;
  /** Eq. 3.1 after it. */
  readonly cost: number;
  readonly migrations: number;
}

/** `summary.json`. Costs are absolute, in the unit of Eq. 3.1: bytes per second x weight, pairs counted twice. */
export interface RunSummary {
  readonly policy: SimulatedPolicy;
  readonly candidates: CandidateRule;
  readonly seed: number;
  readonly vms: number;
  readonly hosts: number;
  /** Share of slots taken, 0..1. */
  readonly occupancy: number;
  readonly migrationCost: number;
  /** Share of the pairs that changed before each round but the first, 0..1; absent when traffic stayed as it was. */
  readonly churn?: number;
  readonly initialCost: number;
  readonly finalCost: number;
  readonly migrations: number;
  /** VMs that end on another host than they began on. */
  readonly displaced: number;
  /** Lowest cost that anybody has found for this scenario, if it was searched for (best-known.json). */
  readonly bestKnownCost?: number;
  readonly costOverBestKnown?: number;
  readonly iterations: readonly IterationSummary[];
  /** Time of the simulation alone, without reading and writing files. */
  readonly wallSeconds: number;
}

/** One line of migrations.csv. */
export interface SimulatedMigration {
  /** 1-based iteration. */
  readonly iteration: number;
  /** Indices into the scenario's tables. */
  readonly vm: number;
  readonly from: number;
  readonly to: number;
  /** Left side of Eq. 3.2: exactly what Eq. 3.1 falls by. */
  readonly gain: number;
  readonly costAfter: number;
}

export interface RunResult {
  readonly summary: RunSummary;
  /** Index of each VM's host in the end. */
  readonly allocation: Uint32Array;
  readonly migrations: readonly SimulatedMigration[];
  /** Eq. 3.1 with churn, at each sample within the iterations; empty without churn. */
  readonly costs: readonly CostSample[];
}

export interface CostSample {
  /** Iterations since the beginning; 2.5 is half-way through the third. */
  readonly atIteration: number;
  readonly cost: number;
  /** Why it is not on the slope: traffic changed just before. */
  readonly churned: boolean;
}

/** One point of the thesis's figure 5.3. */
export interface SweepPoint {
  readonly policy: SimulatedPolicy;
  /** As asked for: `10%` or a number. */
  readonly asked: string;
  readonly migrationCost: number;
  readonly finalCost: number;
  readonly migrations: number;
}

/** `best-known.json` beside the scenario. */
export interface BestKnown {
  readonly cost: number;
  readonly method: string;
  /** What was tried, for a person: tolerances, seeds, generations. */
  readonly detail: string;
  /** Guards against use with another scenario: sizes and initial cost. */
  readonly vms: number;
  readonly hosts: number;
  readonly initialCost: number;
}
