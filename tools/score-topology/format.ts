// The words and columns of score-topology's answers to people. Pure; `--json` does not come here.
import { formatRange } from '../../topology/content.js';
import type { VmMarks } from '../../topology/vm-marks.js';
import type { ListSummary, Summary } from './summary.js';
import type { Warning } from './warnings.js';

/** The text of `check`, with a line break at its end. */
export function formatSummary(file: string, summary: Summary): string {
  const rows = [
    ['level', 'tier', 'weight', 'path weight', 'groups'],
    ...summary.tiers.map((tier) => [
      String(tier.level),
      tier.name,
      formatWeight(tier.weight),
      formatWeight(tier.pathWeight),
      String(tier.groups),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  // Names read best from the left, numbers from the right.
  const line = (row: string[]) =>
    row.map((cell, column) => (column === 1 ? cell.padEnd(widths[1]!) : cell.padStart(widths[column]!))).join('  ');
  return [
    `${file}: a valid cost map`,
    ...rows.map(line),
    `hosts: ${formatList(summary.hosts)}`,
    `endpoints: ${formatList(summary.endpoints)}`,
    ...formatVms(summary.vms),
    '',
  ].join('\n');
}

function formatList({ single, prefixes, prefixAddresses }: ListSummary): string {
  const ranges = prefixes === 1 ? '1 prefix' : `${prefixes} prefixes`;
  return `${single} single, ${ranges}${prefixes === 0 ? '' : ` of ${prefixAddresses} addresses`}`;
}

function formatVms({ single, prefixes, marks }: Summary['vms']): string[] {
  if (single + prefixes === 0) return [];
  const named = Object.entries(marks).map(([name, entries]) => `${entries} with ${name}`);
  return [`vms: ${single} single, ${prefixes === 1 ? '1 prefix' : `${prefixes} prefixes`}; ${named.join(', ')}`];
}

/** A line as those of mistakes, but that the file can be used. */
export function formatWarning(file: string, { line, message }: Warning): string {
  return `${file}:${line === undefined ? '' : `${line}:`} warning: ${message}\n`;
}

/** The text of `vm`, a line for each thing that is said, with a line break at its end. */
export function formatMarks(vm: string, marks: VmMarks | undefined): string {
  if (marks === undefined) return `${vm}: nothing is said of it\n`;
  const { neverMove, label, affinity, antiAffinity, allowedHosts } = marks;
  const hosts = allowedHosts?.map((range) => formatRange({ range, single: range.length === 32 }));
  const lines = [
    ...(neverMove === undefined ? [] : [`never moves: ${neverMove}`]),
    ...(label === undefined ? [] : [`label: ${label}${label === 'red' ? ' (never moves)' : ''}`]),
    ...(affinity === undefined ? [] : [`affinity: ${affinity.join(', ')}`]),
    ...(antiAffinity === undefined ? [] : [`anti-affinity: ${antiAffinity.join(', ')}`]),
    ...(hosts === undefined ? [] : [`allowed hosts: ${hosts.length === 0 ? 'none' : hosts.join(', ')}`]),
  ];
  return `${[`${vm}:`, ...lines].join('\n  ')}\n`;
}

/** A weight without the last digits that adding floating-point numbers makes up: 0.3, not 0.30000000000000004. */
export function formatWeight(weight: number): string {
  return String(Number(weight.toPrecision(12)));
}
