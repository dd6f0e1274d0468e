// The end of the demo as text: migrations with their reasons, traffic by level, cost before and after. Pure.
import { bar, change, rate, scaled, table } from '../format.js';
import type { Summary } from './summary.js';

const barWidth = 30;

export function reportLines(summary: Summary): string[] {
  return [
    ...migrationLines(summary),
    '',
    ...levelLines(summary),
    '',
    ...costLines(summary),
    ...summary.problems.map((problem) => `PROBLEM: ${problem}`),
  ];
}

function migrationLines(summary: Summary): string[] {
  const names = new Map(summary.hosts.map(({ host, name }) => [host, name]));
  const nameOf = (host: string) => names.get(host) ?? host;
  const rows = summary.migrations.map(({ vm, from, to, gain, bytes, ms, reason }) => [
    vm,
    nameOf(from),
    nameOf(to),
    scaled(gain),
    `${scaled(bytes)}B`,
    `${Math.round(ms)} ms`,
    reason,
  ]);
  const head = ['VM', 'from', 'to', 'gain', 'moved', 'time', 'reason'];
  const failures = summary.failures.map(
    ({ vm, from, to, code, text }) => `failed: ${vm} ${nameOf(from)} -> ${nameOf(to)}: ${code}: ${text}`,
  );
  const stays = Object.entries(summary.stays).map(([reason, count]) => `${count} ${reason}`);
  return [
    `Migrations (${summary.migrations.length}):`,
    ...table([head, ...rows], [3, 4, 5]).map((line) => `  ${line}`),
    ...failures.map((line) => `  ${line}`),
    `Decisions to stay: ${stays.join(', ') || 'none'}`,
  ];
}

function levelLines({ trafficByLevel: { levels, before, after } }: Summary): string[] {
  const most = Math.max(...before, ...after, 1);
  const rows = levels.flatMap((name, level) => [
    [`${level}`, name, 'before', rate(before[level]!), bar(before[level]! / most, barWidth)],
    ['', '', 'after', rate(after[level]!), bar(after[level]! / most, barWidth)],
  ]);
  return ['Traffic by the highest tier that it crosses:', ...table(rows, [3]).map((line) => `  ${line}`)];
}

function costLines(summary: Summary): string[] {
  const { initialCost, finalCost, reportedGain } = summary;
  const unit = 'B/s x weight';
  return [
    'Communication cost (Eq. 3.1, from the true traffic and placement):',
    `  before ${scaled(initialCost)}${unit}, after ${scaled(finalCost)}${unit}: ${change(initialCost, finalCost)}`,
    `  saved ${scaled(initialCost - finalCost)}${unit}; the agents reckoned ${scaled(reportedGain)}${unit} from what they measured`,
    `  rounds ${summary.rounds}, hops ${summary.hops}, migrations ${summary.migrations.length}; ended: ${summary.endReason}`,
  ];
}
