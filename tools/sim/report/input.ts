// What a report is made of: the small figures that are drawn and printed, counted once from a scenario and its runs,
// so that a million VMs are let go before anything is drawn.

import type { CostMap } from '../../../topology/cost-map.js';
import type { BestKnown, CostSample, RunResult, RunSummary, SimulatedPolicy, SweepPoint } from '../results.js';
import { occupancyOf, type Scenario } from '../scenario/scenario.js';
import { ReportError } from './error.js';
import { type Picture, pictureOf, type Racks, racksOf } from './racks.js';
import { listed, percent, printable } from './text.js';
import { type GainPoint, sortedGains, thinCosts } from './thin.js';

export interface TierOfCentre {
  readonly name: string;
  readonly weight: number;
  /** Whether it joins two groups of the tier below, or two servers; else no traffic can ever cross it. */
  readonly joins: boolean;
}

/** The data centre as it was given. */
export interface Centre {
  readonly hosts: number;
  readonly vms: number;
  readonly slots: number;
  /** Share of slots taken, 0..1. */
  readonly occupancy: number;
  /** Pairs of VMs that exchange traffic. */
  readonly vmPairs: number;
  /** Pairs of a VM and an endpoint. */
  readonly endpointPairs: number;
  /** Of all pairs together. */
  readonly bytesPerSecond: number;
  /** Bottom up; the weight is c_i of Eq. 3.1. */
  readonly tiers: readonly TierOfCentre[];
  readonly racks: Racks;
}

/** One policy's run. */
export interface PolicyResult {
  readonly summary: RunSummary;
  readonly after: Picture;
  readonly gains: readonly GainPoint[];
  /** With churn, thinned; empty without. */
  readonly costs: readonly CostSample[];
}

export interface ReportInput {
  readonly centre: Centre;
  /** The allocation in the beginning. */
  readonly before: Picture;
  /** One or more, in the order of `policyOrder`. */
  readonly runs: readonly PolicyResult[];
  /** Empty when no sweep over c_m was made. */
  readonly sweep: readonly SweepPoint[];
  readonly bestKnown: BestKnown | undefined;
}

/** The order in which policies are shown everywhere: as the thesis introduces them, the reference last. */
export const policyOrder: readonly SimulatedPolicy[] = ['round-robin', 'distributed', 'load-aware', 'global'];

/**
 * Counts what the report shows. `results` are runs of this scenario, one for each policy; the sweep and the best
 * known cost may be missing. Throws ReportError `unusable-input` when there is no run, two of one policy, or one
 * of another scenario.
 */
export function reportInput(
  scenario: Scenario,
  results: readonly RunResult[],
  sweep: readonly SweepPoint[] = [],
  bestKnown?: BestKnown,
): ReportInput {
  check(scenario, results);
  const racks = racksOf(scenario);
  const ordered = policyOrder.flatMap((policy) => results.filter(({ summary }) => summary.policy === policy));
  return {
    centre: centreOf(scenario, racks),
    before: pictureOf(scenario, racks, scenario.vms.hosts),
    runs: ordered.map((result) => ({
      summary: result.summary,
      after: pictureOf(scenario, racks, result.allocation),
      gains: sortedGains(result.migrations),
      costs: thinCosts(result.costs),
    })),
    sweep: policyOrder.flatMap((policy) => sweep.filter((point) => point.policy === policy)),
    bestKnown,
  };
}

function check(scenario: Scenario, results: readonly RunResult[]): void {
  if (results.length === 0) throw new ReportError('unusable-input', 'a report needs the result of at least one run');
  const seen = new Set<SimulatedPolicy>();
  for (const { summary, allocation } of results) {
    if (seen.has(summary.policy)) {
      throw new ReportError('unusable-input', `two runs of policy ${summary.policy}; a report shows one of each`);
    }
    seen.add(summary.policy);
    if (allocation.length !== scenario.vms.addresses.length) {
      const sizes = `${allocation.length} VMs, the scenario ${scenario.vms.addresses.length}`;
      throw new ReportError('unusable-input', `the run of ${summary.policy} has ${sizes}; give runs of this scenario`);
    }
  }
}

function centreOf(scenario: Scenario, racks: Racks): Centre {
  const { map, hosts, vms, traffic } = scenario;
  const vmCount = vms.addresses.length;
  let [vmPairs, endpointPairs, bytesPerSecond] = [0, 0, 0];
  for (let vm = 0; vm < vmCount; vm++) {
    for (let at = traffic.offsets[vm]!; at < traffic.offsets[vm + 1]!; at++) {
      const peer = traffic.peers[at]!;
      if (peer < vm) continue;
      if (peer < vmCount) vmPairs++;
      else endpointPairs++;
      bytesPerSecond += traffic.rates[at]!;
    }
  }
  return {
    hosts: hosts.addresses.length,
    vms: vmCount,
    slots: hosts.slots.reduce((sum, each) => sum + each, 0),
    occupancy: occupancyOf(scenario),
    vmPairs,
    endpointPairs,
    bytesPerSecond,
    tiers: map.tiers.map(({ name, weight }, index) => ({
      name: printable(name),
      weight,
      joins: countGroups(map, racks, index) > 1,
    })),
    racks,
  };
}

/** Groups of servers at a level; at level 0 each server is one. */
function countGroups(map: CostMap, { placeOf }: Racks, level: number): number {
  const known = placeOf.filter((place) => place >= 0);
  return level === 0 ? known.length : new Set(known.map((place) => map.group(place, level))).size;
}

/** Lowest cost that anybody has found, or undefined when nobody searched. */
export function bestKnownCost({ bestKnown, runs }: ReportInput): number | undefined {
  return bestKnown?.cost ?? runs.find(({ summary }) => summary.bestKnownCost !== undefined)?.summary.bestKnownCost;
}

/** Whether traffic changed during a run. */
export function hasChurn({ runs }: ReportInput): boolean {
  return runs.some(({ summary, costs }) => (summary.churn ?? 0) > 0 || costs.length > 0);
}

/** How traffic changed, in words. */
export function churnInWords({ runs }: ReportInput): string {
  const shares = [...new Set(runs.flatMap(({ summary }) => summary.churn ?? []))].map(percent);
  const pairs = shares.length === 0 ? '' : `: ${listed(shares)} of the pairs`;
  return `traffic changed before each round but the first${pairs}`;
}
