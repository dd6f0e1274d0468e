// The lab's results as tables for people. Pure: lines out, nothing printed.
import type { LabLink } from './plan.js';
import type { Summary } from './summary.js';

type Table = readonly (readonly string[])[];

/** Columns padded to their widest cell; every column but the first `left` ones is right-aligned. */
export function columns(rows: Table, left = 1): string[] {
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const widths = (rows[0] ?? []).map((_, column) => width(column));
  const pad = (cell: string, column: number): string =>
    column < left ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  return rows.map((row) => `  ${row.map(pad).join('  ').trimEnd()}`);
}

const kB = (bytesPerSecond: number): string => (bytesPerSecond / 1000).toFixed(1);
const share = (before: number, after: number): string =>
  before === 0 ? '-' : `${after >= before ? '+' : ''}${(((after - before) / before) * 100).toFixed(1)} %`;
const millions = (cost: number): string => `${(cost / 1e6).toFixed(2)} M`;

const TIERS: readonly LabLink['tier'][] = ['core', 'aggregation', 'rack'];

export function reportLines(summary: Summary): string[] {
  return [
    '',
    'Fabric links, measured (kB/s, both directions)',
    ...columns(linkRows(summary), 2),
    '',
    'Pairs of guests, measured payload (kB/s; level 0 = same host, 3 = across the core)',
    ...columns(pairRows(summary), 1),
    '',
    `Migrations (${summary.policy}, migration cost ${summary.migrationCost}, ${summary.accelerator})`,
    ...columns(migrationRows(summary), 2),
    ...(summary.migrations.length === 0 ? ['  none'] : []),
    '',
    `Round: ${summary.round.rounds} passes, ${summary.round.hops} hops, ended: ${summary.round.endReason}; stays: ${staysText(summary)}`,
    ...summary.failures.map((failure) => `Failed: ${failure.vm} to ${failure.to}: ${failure.code}: ${failure.text}`),
    `Guests: ${guestsText(summary)}`,
    `Flow tables against switch ports: ${flowText(summary)}`,
    `Cost (Eq. 3.1): ${millions(summary.initialCost)} -> ${millions(summary.finalCost)} (${share(summary.initialCost, summary.finalCost)})`,
    `Core links: ${kB(summary.coreBytesPerSecondBefore)} -> ${kB(summary.coreBytesPerSecondAfter)} kB/s (${share(summary.coreBytesPerSecondBefore, summary.coreBytesPerSecondAfter)})`,
    ...summary.problems.map((problem) => `PROBLEM: ${problem}`),
  ];
}

function linkRows({ links }: Summary): string[][] {
  const sorted = TIERS.flatMap((tier) => links.filter((link) => link.tier === tier));
  const rows = sorted.map(({ link, tier, megabitsPerSecond, before, after }) => {
    return [tier, link, `${megabitsPerSecond} Mbit/s`, kB(before), kB(after), share(before, after)];
  });
  return [['tier', 'link', 'rate limit', 'before', 'after', 'change'], ...rows];
}

function pairRows({ pairs }: Summary): string[][] {
  const sorted = [...pairs].sort((a, b) => b.before - a.before);
  const rows = sorted.map(({ a, b, before, after, levelBefore, levelAfter }) => {
    return [`${a} - ${b}`, kB(before), kB(after), String(levelBefore), String(levelAfter)];
  });
  return [['pair', 'before', 'after', 'level before', 'level after'], ...rows];
}

function migrationRows({ migrations }: Summary): string[][] {
  const rows = migrations.map((migration) => {
    const { vm, from, to, reason, gain, bytes, ms, gapMs, downtimeMs } = migration;
    const sizes = [millions(gain), `${(bytes / 1e6).toFixed(1)} MB`, `${(ms / 1000).toFixed(1)} s`];
    return [vm, `${from} -> ${to}`, ...sizes, `${gapMs ?? 'no reply'}`, String(downtimeMs), reason];
  });
  return [['vm', 'move', 'gain', 'moved', 'time', 'ping gap ms', 'downtime ms', 'reason'], ...rows];
}

const staysText = ({ round }: Summary): string =>
  Object.entries(round.stays)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ') || 'none';

function guestsText({ guests }: Summary): string {
  const whole = guests.filter((guest) => guest.bootIdKept && guest.counterContinued).length;
  return `${whole} of ${guests.length} kept boot id and counter`;
}

function flowText({ flowTable }: Summary): string {
  if (flowTable.length === 0) return 'nothing to compare';
  const worst = Math.max(...flowTable.map(({ deviation }) => deviation));
  return `${flowTable.length} comparisons, worst ${(worst * 100).toFixed(2)} % off`;
}
