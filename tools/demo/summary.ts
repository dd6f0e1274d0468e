// What a demo came to, as written to summary.json, and whether it is a success. Costs and traffic are those of
// the world, that is the truth, and not what the agents believe. Pure.

import { communicationCost, type PairRate } from '../../agent/core/cost.js';
import type { MigrationFailure, MigrationReport, RoundReport } from '../../agent/report/status.js';
import type { CostMap } from '../../topology/cost-map.js';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import type { DemoOptions } from './options.js';
import type { Site } from './site.js';

export type Placement = ReadonlyMap<Ipv4, Ipv4>;

export interface Outcome {
  readonly options: DemoOptions;
  readonly site: Site;
  readonly map: CostMap;
  readonly pairs: readonly PairRate[];
  readonly before: Placement;
  readonly after: Placement;
  /** Migrations that really happened. */
  readonly moves: number;
  /** Every running domain on every host at the end, as (VM, host). */
  readonly running: readonly (readonly [Ipv4, Ipv4])[];
  /** VMs that each agent says it has, in the order of the site's hosts; undefined: it did not answer. */
  readonly agentVms: readonly (readonly string[] | undefined)[];
  readonly round: RoundReport;
  readonly seconds: number;
}

export interface Summary {
  readonly ok: boolean;
  /** Why it is no success. */
  readonly problems: readonly string[];
  readonly seed: number;
  readonly policy: string;
  /** c_m of Eq. 3.2. Costs and gains are in bytes per second x weight. */
  readonly migrationCost: number;
  /** Eq. 3.1 of the world's own traffic and placement. */
  readonly initialCost: number;
  readonly finalCost: number;
  /** Sum of the gains that the agents computed beforehand from what they measured. */
  readonly reportedGain: number;
  readonly rounds: number;
  readonly hops: number;
  readonly endReason: string;
  readonly migrations: readonly MigrationReport[];
  readonly failures: readonly MigrationFailure[];
  readonly stays: Readonly<Record<string, number>>;
  /** Bytes per second at each level, from 0 (same host) up; each pair once. */
  readonly trafficByLevel: {
    readonly levels: readonly string[];
    readonly before: readonly number[];
    readonly after: readonly number[];
  };
  readonly tiers: Site['tiers'];
  readonly hosts: readonly {
    readonly host: string;
    readonly name: string;
    readonly at: string;
    readonly slots: number;
  }[];
  /** VM to host. */
  readonly placement: { readonly before: Record<string, string>; readonly after: Record<string, string> };
  readonly traffic: readonly { readonly a: string; readonly b: string; readonly bytesPerSecond: number }[];
  readonly seconds: number;
}

/** Bytes per second at each level from 0 up; each pair counts once. */
export function trafficByLevel(pairs: Iterable<PairRate>, placement: Placement, map: CostMap): number[] {
  const sums = new Array<number>(map.maxLevel + 1).fill(0);
  for (const { a, b, bytesPerSecond } of pairs) {
    const hostA = placement.get(a);
    const hostB = placement.get(b);
    const level = hostA === undefined || hostB === undefined ? undefined : map.level(hostA, hostB);
    if (level !== undefined) sums[level]! += bytesPerSecond;
  }
  return sums;
}

export function summarize(outcome: Outcome): Summary {
  const { options, site, map, pairs, round, before, after } = outcome;
  const costOf = (placement: Placement) => communicationCost(pairs, (vm) => placement.get(vm), map);
  const initialCost = costOf(before);
  const finalCost = costOf(after);
  const problems = findProblems(outcome, initialCost, finalCost);
  return {
    ok: problems.length === 0,
    problems,
    seed: options.seed,
    policy: options.policy,
    migrationCost: options.migrationCost,
    initialCost,
    finalCost,
    reportedGain: round.migrations.reduce((sum, migration) => sum + migration.gain, 0),
    rounds: round.rounds,
    hops: round.hops,
    endReason: round.endReason,
    migrations: round.migrations,
    failures: round.failures,
    stays: round.stays,
    trafficByLevel: {
      levels: ['same host', ...site.tiers.map((tier) => tier.name)],
      before: trafficByLevel(pairs, before, map),
      after: trafficByLevel(pairs, after, map),
    },
    tiers: site.tiers,
    hosts: site.hosts.map(({ address, name, at, slots }) => ({ host: formatIpv4(address), name, at, slots })),
    placement: { before: placementText(before), after: placementText(after) },
    traffic: pairs.map(({ a, b, bytesPerSecond }) => ({ a: formatIpv4(a), b: formatIpv4(b), bytesPerSecond })),
    seconds: outcome.seconds,
  };
}

function placementText(placement: Placement): Record<string, string> {
  return Object.fromEntries([...placement].map(([vm, host]) => [formatIpv4(vm), formatIpv4(host)]));
}

function findProblems(outcome: Outcome, initialCost: number, finalCost: number): string[] {
  const problems: string[] = [];
  if (!(finalCost < initialCost)) problems.push(`the cost did not fall: ${initialCost} before, ${finalCost} after`);
  problems.push(...countProblems(outcome.site, outcome.running));
  for (const { address, name, slots } of outcome.site.hosts) {
    const held = outcome.running.filter(([, host]) => host === address).length;
    if (held > slots) problems.push(`${name} holds ${held} VMs in ${slots} slots`);
  }
  problems.push(...viewProblems(outcome));
  if (outcome.round.migrations.length !== outcome.moves) {
    problems.push(`${outcome.moves} VMs were moved, but ${outcome.round.migrations.length} migrations were reported`);
  }
  return problems;
}

function countProblems(site: Site, running: Outcome['running']): string[] {
  const hosts = new Map<Ipv4, number>(site.vms.map((vm) => [vm.address, 0]));
  for (const [vm] of running) hosts.set(vm, (hosts.get(vm) ?? 0) + 1);
  const wrong = [...hosts].filter(([, count]) => count !== 1);
  return wrong.map(([vm, count]) => `VM ${formatIpv4(vm)} runs on ${count} hosts, not on exactly one`);
}

/** Whether the agents, who know nothing of one another, agree with the truth on who has which VM. */
function viewProblems({ site, running, agentVms }: Outcome): string[] {
  return site.hosts.flatMap(({ address, name }, index) => {
    const seen = agentVms[index];
    if (seen === undefined) return [`the agent of ${name} did not answer at the end`];
    const truth = new Set(running.filter(([, host]) => host === address).map(([vm]) => formatIpv4(vm)));
    const extra = seen.filter((vm) => !truth.has(vm));
    const missing = [...truth].filter((vm) => !seen.includes(vm));
    if (extra.length === 0 && missing.length === 0) return [];
    return [`the agent of ${name} is wrong about its VMs: extra [${extra}], missing [${missing}]`];
  });
}
