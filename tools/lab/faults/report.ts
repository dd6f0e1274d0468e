// What the fault scenarios came to, as lines for people and as what faults.json holds. Pure.
import { guestOf } from '../plan.js';
import { columns } from '../report.js';
import type { KnockRecord } from './knock.js';
import type { FaultRecord } from './verdict.js';

export interface FaultSummary {
  readonly name: string;
  readonly title: string;
  readonly what: string;
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly goesOnMs: number | null;
  readonly endedMs: number | null;
  readonly endReason: string;
  /** `vm hvA -> hvB`: where libvirt found guests before and after. */
  readonly moved: readonly string[];
  readonly lostGuests: readonly string[];
  /** The origin's count of VMs that stayed, by reason, and of failed migrations, as `vm: code`. */
  readonly stays: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

export interface FaultsSummary {
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly startedAt: string;
  readonly ms: { readonly up: number; readonly whole: number };
  readonly scenarios: readonly FaultSummary[];
  readonly knocks: KnockRecord | null;
  readonly leftBehind: readonly string[];
}

export function summarizeFault(record: FaultRecord, problems: readonly string[]): FaultSummary {
  const { name, title, what, goesOnMs = null, endedMs = null, report, lostGuests, before, after } = record;
  const moved = [...before.placement].flatMap(([vm, [from = '-']]) => {
    const to = (after.placement.get(vm) ?? []).join(' and ') || 'nowhere';
    return to === from || lostGuests.includes(vm) ? [] : [`${vm} ${from} -> ${to}`];
  });
  const failures = (report?.failures ?? []).map(({ vm, code }) => `${guestOf(vm)?.name ?? vm}: ${code}`);
  const ok = problems.length === 0;
  const end = { endReason: report?.endReason ?? 'no report', stays: report?.stays ?? {}, failures };
  return { name, title, what, ok, problems, goesOnMs, endedMs, ...end, moved, lostGuests };
}

export function faultLines(summary: FaultsSummary): string[] {
  const rows = summary.scenarios.map(({ name, what, goesOnMs, endedMs, ok }) => {
    return [name, what, seconds(goesOnMs), seconds(endedMs), ok ? 'ok' : 'FAILED'];
  });
  return [
    '',
    'Faults on real processes (time from the fault until the round went on, and until it had ended)',
    ...columns([['scenario', 'struck', 'went on', 'ended', ''], ...rows], 2),
    '',
    ...summary.scenarios.map(detail),
    ...(summary.knocks ? [knockLine(summary.knocks)] : []),
    `Time in all: ${(summary.ms.whole / 60_000).toFixed(1)} min, ${seconds(summary.ms.up)} of it to build the lab`,
    ...summary.problems.map((problem) => `PROBLEM: ${problem}`),
  ];
}

function detail({ name, endReason, moved, lostGuests, stays, failures }: FaultSummary): string {
  const parts = [
    `ended: ${endReason}`,
    `moved: ${moved.join(', ') || 'none'}`,
    ...(lostGuests.length > 0 ? [`gone with their host: ${lostGuests.join(' ')}`] : []),
    ...(failures.length > 0 ? [`failed: ${failures.join(', ')}`] : []),
    `stays: ${
      Object.entries(stays)
        .map(([reason, count]) => `${count} ${reason}`)
        .join(', ') || 'none'
    }`,
  ];
  return `  ${name}: ${parts.join('; ')}`;
}

function knockLine(knocks: KnockRecord): string {
  const { fromGuests, answersToGuests, countedFromGuests, fromHosts, answersToHosts, countedFromHosts } = knocks;
  return (
    `Datagrams to agents, half with the cluster's key, half with another: from guests ${fromGuests} sent, ` +
    `${countedFromGuests} dropped by an agent, ${answersToGuests} answered; from hosts ${fromHosts} sent, ` +
    `${countedFromHosts} dropped by an agent, ${answersToHosts} answered`
  );
}

const seconds = (ms: number | null): string => (ms === null ? 'never' : `${(ms / 1000).toFixed(1)} s`);
