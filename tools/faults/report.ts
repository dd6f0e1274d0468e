// What a run says to people: one line of a seed that kept its promises; of a failing one everything that is needed to
// see it again.
import type { FaultsOptions } from './options.js';
import type { Outcome } from './run.js';
import { time } from './transcript.js';

export function summaryLine({ plan, virtualMs, counts, failure }: Outcome, wallMs: number): string {
  const verdict = failure ? `FAILED ${failure.checker}` : 'ok';
  const size = `${plan.profile}, ${plan.hosts} hosts, ${plan.vms} VMs`;
  const { messages, decisions, migrations, failed, lives, faults } = counts;
  const events = `${faults} faults, ${lives} lives, ${decisions} decisions, ${migrations} migrations, ${failed} failed`;
  const pace = `${Math.round(virtualMs / 1_000)} s in ${(wallMs / 1_000).toFixed(2)} s`;
  const why = failure ? `: ${failure.message.split('\n')[0]}` : '';
  return `seed ${plan.seed}: ${verdict}${why} (${size}; ${events}; ${messages} messages; ${pace})`;
}

/** `lines` are the end of the transcript. */
export function failureText(outcome: Outcome, options: FaultsOptions, lines: readonly string[]): string {
  const { plan, failure } = outcome;
  if (!failure) return '';
  const { round, migration, limits } = plan;
  return [
    ...lines,
    '',
    `seed ${plan.seed} breaks ${failure.checker} at ${time(failure.atMs).trim()} s of virtual time:`,
    `  ${failure.message}`,
    `  ${plan.profile}: ${plan.hosts} hosts of ${plan.slots} slots, ${plan.vms} VMs, latency ${Math.round(plan.latencyMs)} ms`,
    `  round ${round.policy}, c_m ${Math.round(round.migrationCost)}, ${round.rounds} rounds; limits ${JSON.stringify(limits)}`,
    `  migrations ${JSON.stringify(migration)}, candidates ${plan.candidates}, versions of ${plan.versionBytes} bytes`,
    `  rules ${JSON.stringify(plan.rules ?? 'none')}`,
    `again: npm run faults -- ${again(plan.seed, options)} --trace FILE`,
  ].join('\n');
}

function again(seed: number, { hosts, hours, profile, breaks }: FaultsOptions): string {
  const parts = [`--seed ${seed}`];
  if (hosts !== undefined) parts.push(`--hosts ${hosts}`);
  if (hours !== undefined) parts.push(`--hours ${hours}`);
  if (profile !== undefined) parts.push(`--profile ${profile}`);
  if (breaks !== undefined) parts.push(`--break ${breaks}`);
  return parts.join(' ');
}
