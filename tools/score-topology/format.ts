// The words and columns of score-topology's answers to people. Pure; `--json` does not come here.
import type { ListSummary, Summary } from './summary.js';

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
    '',
  ].join('\n');
}

function formatList({ single, prefixes, prefixAddresses }: ListSummary): string {
  const ranges = prefixes === 1 ? '1 prefix' : `${prefixes} prefixes`;
  return `${single} single, ${ranges}${prefixes === 0 ? '' : ` of ${prefixAddresses} addresses`}`;
}

/** A weight without the last digits that adding floating-point numbers makes up: 0.3, not 0.30000000000000004. */
export function formatWeight(weight: number): string {
  return String(Number(weight.toPrecision(12)));
}
