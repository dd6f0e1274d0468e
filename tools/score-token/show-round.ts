// Text of a finished round: the migrations and why, what failed and why, and why VMs stayed.

import { halvesOf } from '../../agent/core/generation.js';
import type { RoundReport, RoundState } from '../../agent/report/status.js';
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

/** A VM decides once in each pass, so after several there are more decisions than VMs. */
function stays({ stays: counts, rounds }: RoundReport): string[] {
  const reasons = Object.entries(counts).sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
  if (reasons.length === 0) return [];
  const head = rounds > 1 ? `Decisions to stay, in ${rounds} passes` : 'Stayed';
  const unreachable = counts.unreachable
    ? [
        'unreachable: no agent has taken the token for the VM; score-token explain VM says whether any answers for it now',
      ]
    : [];
  return ['', `${head}: ${reasons.map(([reason, count]) => `${safe(reason)} ${count}`).join(', ')}`, ...unreachable];
}

/** The report as lines for people. */
export function showRound(report: RoundReport): string[] {
  const took = formatDuration(Date.parse(report.endedAt) - Date.parse(report.startedAt));
  const cost = `${report.autoCost ? 'auto' : formatCost(report.migrationCost)}${report.dryRun ? ', dry run' : ''}`;
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
  const { round, visited, slots, migrations, inFlight, sequence, generation } = state;
  const { counter } = halvesOf(generation);
  const under = inFlight > 0 ? ` (${inFlight} under way)` : '';
  return `round ${round}: ${visited} of ${slots} VMs, migrations ${migrations}${under}, generation ${counter}, hop ${sequence} (${whereIs(state)})`;
}

function whereIs({ state, holderVm, waiting, unsure, successor, lastSeenMsAgo }: RoundState): string {
  const seen = `last seen ${formatDuration(lastSeenMsAgo)} ago`;
  if (state === 'custody' && successor) return `handed to ${successor}, in custody here, ${seen}`;
  if (state !== 'holding' || !holderVm) return `${state}, ${seen}`;
  if (unsure) return `here at ${holderVm}, asking whether it still holds`;
  return waiting ? `here, waiting at ${holderVm}` : `here, held by ${holderVm}`;
}
