// Text of a finished round: the migrations and why, what failed and why, and why VMs stayed.
import type { RoundReport, RoundState } from '../../agent/control/report.js';
import { formatBytes, formatCost, formatDuration, safe, table } from './table.js';

function migrations({ migrations: moved }: RoundReport): string[] {
  if (moved.length === 0) return ['No VM moved.'];
  const head = ['VM', 'FROM', 'TO', 'REASON', 'GAIN', 'BYTES', 'TIME', 'DOWN', 'VERIFIED'];
  const rows = moved.map((migration) => [
    ...[migration.vm, migration.from, migration.to, safe(migration.reason), formatCost(migration.gain)],
    ...[formatBytes(migration.bytes), formatDuration(migration.ms), `${migration.downtimeMs}ms`],
    migration.verified ? 'yes' : 'NO',
  ]);
  return table([head, ...rows], [4, 5, 6, 7]);
}

function failures({ failures: failed }: RoundReport): string[] {
  if (failed.length === 0) return [];
  const lines = failed.map(({ vm, from, to, code, text }) => `  ${vm} ${from} -> ${to}: ${safe(code)}: ${safe(text)}`);
  return ['', 'Failed migrations (the VM runs on where it was):', ...lines];
}

function stays({ stays: counts }: RoundReport): string[] {
  const reasons = Object.entries(counts).sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
  if (reasons.length === 0) return [];
  return ['', `Stayed: ${reasons.map(([reason, count]) => `${safe(reason)} ${count}`).join(', ')}`];
}

/** The report as lines for people. */
export function showRound(report: RoundReport): string[] {
  const took = formatDuration(Date.parse(report.endedAt) - Date.parse(report.startedAt));
  const cost = formatCost(report.migrationCost);
  return [
    `Token ${report.tokenId}: ${report.policy}, migration cost ${cost}; ended after ${took}: ${safe(report.endReason)}`,
    `rounds ${report.rounds}, hops ${report.hops}, migrations ${report.migrations.length}, failed ${report.failures.length}`,
    '',
    ...migrations(report),
    ...failures(report),
    ...stays(report),
  ];
}

/** One line about a round under way. */
export function showProgress(state: RoundState): string {
  const at = state.state === 'holding' && state.holderVm ? `here, held by ${state.holderVm}` : state.state;
  const seen = state.state === 'holding' ? '' : `, last seen ${formatDuration(state.lastSeenMsAgo)} ago`;
  return `round ${state.round}: ${state.visited} of ${state.slots} VMs, migrations ${state.migrations}, hop ${state.sequence} (${at}${seen})`;
}
