// What a measured round came to, as written to summary.json, and whether it is a success. Costs come from
// measured rates and from libvirt's placement; the agents contribute only the reasons for their moves. Pure.

import { communicationCost, type PairRate } from '../../agent/core/cost.js';
import type { MigrationFailure } from '../../agent/report/status.js';
import type { CostMap } from '../../topology/cost-map.js';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import type { Accelerator } from './domain-xml.js';
import { linkName } from './fabric.js';
import type { FlowDeviation } from './flow-check.js';
import { longestGapMs } from './observer.js';
import { GUESTS, guestOf, hostNamed, LINKS } from './plan.js';
import type { RoundRecord } from './round.js';
import { findProblems, improvementProblems } from './verdict.js';

/** One migration, as both ends' libvirt and the pings from outside saw it. */
export interface MigrationSummary {
  readonly vm: string;
  readonly from: string;
  readonly to: string;
  /** The agent's reason code, and cost saved as it computed beforehand. */
  readonly reason: string;
  readonly gain: number;
  readonly bytes: number;
  readonly ms: number;
  /** Longest time without an answer to a ping, from outside the hypervisors; null when none answered. */
  readonly gapMs: number | null;
  /** libvirt's own figure for the pause. */
  readonly downtimeMs: number;
}

export interface GuestSummary {
  readonly vm: string;
  readonly host: string;
  readonly bootIdKept: boolean;
  readonly counterContinued: boolean;
}

export interface Summary {
  readonly ok: boolean;
  /** Why it is no success. */
  readonly problems: readonly string[];
  readonly startedAt: string;
  readonly accelerator: Accelerator;
  readonly policy: string;
  readonly migrationCost: number;
  /** Eq. 3.1 of measured payload rates, bytes per second x weight. */
  readonly initialCost: number;
  readonly finalCost: number;
  /** Sum over the core links, both directions: a byte that crosses the core is on two of them. */
  readonly coreBytesPerSecondBefore: number;
  readonly coreBytesPerSecondAfter: number;
  readonly migrations: readonly MigrationSummary[];
  readonly failures: readonly MigrationFailure[];
  readonly guests: readonly GuestSummary[];
  readonly links: readonly { link: string; tier: string; megabitsPerSecond: number; before: number; after: number }[];
  readonly pairs: readonly {
    a: string;
    b: string;
    before: number;
    after: number;
    levelBefore: number;
    levelAfter: number;
  }[];
  readonly placement: { readonly before: Record<string, string>; readonly after: Record<string, string> };
  readonly tiers: CostMap['tiers'];
  readonly flowTable: readonly FlowDeviation[];
  readonly round: {
    readonly rounds: number;
    readonly hops: number;
    readonly endReason: string;
    readonly stays: Readonly<Record<string, number>>;
  };
  readonly ms: {
    readonly up: number;
    readonly round: number;
    readonly windowBefore: number;
    readonly windowAfter: number;
  };
  /** Filled by `run` after it has taken the lab down: what is still there. */
  readonly leftBehind: readonly string[];
}

/** A ping that answers late still belongs to the migration that made it late. */
const GAP_SLACK_MS = 3000;

export interface LabFacts {
  readonly map: CostMap;
  readonly accelerator: Accelerator;
  readonly upMs: number;
  readonly startedAt: string;
  /** Whether a round that moves nothing fails, as it does in a lab that has just been built. */
  readonly mustImprove: boolean;
}

export function summarize(record: RoundRecord, facts: LabFacts): Summary {
  const { before, after, report, options } = record;
  const core = (rates: ReadonlyMap<string, number>): number =>
    LINKS.filter(({ tier }) => tier === 'core').reduce((sum, link) => sum + (rates.get(linkName(link)) ?? 0), 0);
  const results = {
    initialCost: costOf(before.pairs, before.placement, facts.map),
    finalCost: costOf(after.pairs, after.placement, facts.map),
    coreBytesPerSecondBefore: core(before.linkBytesPerSecond),
    coreBytesPerSecondAfter: core(after.linkBytesPerSecond),
    migrations: migrationsOf(record),
    guests: guestsOf(record),
    flowTable: [...before.flows, ...after.flows],
  };
  const improve = facts.mustImprove || results.migrations.length > 0;
  const problems = [...(improve ? improvementProblems(results) : []), ...findProblems(record, results)];
  return {
    ok: problems.length === 0,
    problems,
    startedAt: facts.startedAt,
    accelerator: facts.accelerator,
    policy: options.policy,
    migrationCost: options.migrationCost,
    ...results,
    failures: report.failures,
    links: LINKS.map((link) => ({
      link: linkName(link),
      tier: link.tier,
      megabitsPerSecond: link.megabitsPerSecond,
      before: before.linkBytesPerSecond.get(linkName(link)) ?? 0,
      after: after.linkBytesPerSecond.get(linkName(link)) ?? 0,
    })),
    pairs: pairsOf(record, facts.map),
    placement: { before: placementText(before.placement), after: placementText(after.placement) },
    tiers: facts.map.tiers,
    round: { rounds: report.rounds, hops: report.hops, endReason: report.endReason, stays: report.stays },
    ms: {
      up: facts.upMs,
      round: record.roundMs,
      windowBefore: before.seconds * 1000,
      windowAfter: after.seconds * 1000,
    },
    leftBehind: [],
  };
}

type Placement = ReadonlyMap<string, readonly string[]>;

/** The address of the one host that runs the VM; undefined when none or several do. */
function hostOf(vm: Ipv4, placement: Placement): Ipv4 | undefined {
  const hosts = placement.get(guestOf(formatIpv4(vm))?.name ?? '') ?? [];
  return hosts.length === 1 ? hostNamed(hosts[0]!).address : undefined;
}

function costOf(pairs: readonly PairRate[], placement: Placement, map: CostMap): number {
  return communicationCost(pairs, (vm) => hostOf(vm, placement), map);
}

const placementText = (placement: Placement): Record<string, string> =>
  Object.fromEntries([...placement].map(([vm, hosts]) => [vm, hosts.join(' and ') || 'nowhere']));

function migrationsOf({ observation, report }: RoundRecord): MigrationSummary[] {
  const told = [...report.migrations];
  return observation.migrations.map(({ vm, from, to, startedMs, endedMs, bytes, downtimeMs }) => {
    const at = told.findIndex(
      (migration) => guestOf(migration.vm)?.name === vm && migration.to === formatIpv4(hostNamed(to).address),
    );
    const [match] = at < 0 ? [] : told.splice(at, 1);
    const replies = observation.replies.get(vm) ?? [];
    const gapMs = longestGapMs(replies, startedMs, endedMs + GAP_SLACK_MS) ?? null;
    const ms = Math.round(endedMs - startedMs);
    const why = { reason: match?.reason ?? 'not reported', gain: match?.gain ?? 0 };
    return { vm, from, to, ...why, bytes, ms, gapMs, downtimeMs };
  });
}

function guestsOf({ before, after }: RoundRecord): GuestSummary[] {
  return GUESTS.map(({ name }) => {
    const [start, end] = [before.guests.get(name), after.guests.get(name)];
    return {
      vm: name,
      host: (after.placement.get(name) ?? []).join(' and ') || 'nowhere',
      bootIdKept: start !== undefined && start.bootId === end?.bootId,
      counterContinued:
        start !== undefined && end !== undefined && end.counter > start.counter && end.uptime > start.uptime,
    };
  });
}

function pairsOf({ before, after }: RoundRecord, map: CostMap): Summary['pairs'] {
  const level = (pair: PairRate, placement: Placement): number => {
    const [a, b] = [hostOf(pair.a, placement), hostOf(pair.b, placement)];
    return a === undefined || b === undefined ? -1 : (map.level(a, b) ?? -1);
  };
  return before.pairs.map((pair) => ({
    a: guestOf(formatIpv4(pair.a))?.name ?? '',
    b: guestOf(formatIpv4(pair.b))?.name ?? '',
    before: pair.bytesPerSecond,
    after: after.pairs.find(({ a, b }) => a === pair.a && b === pair.b)?.bytesPerSecond ?? 0,
    levelBefore: level(pair, before.placement),
    levelAfter: level(pair, after.placement),
  }));
}
