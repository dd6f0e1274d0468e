// `score-token maintenance`: takes this host out of service, with --drain also its VMs, and puts it back.
import type { ControlClient } from '../../agent/control/client.js';
import { ControlError } from '../../agent/control/errors.js';
import type { DecisionEntry, StandingReport } from '../../agent/report/history.js';
import type { RoundReport, StatusReport } from '../../agent/report/status.js';
import { ipv4 } from '../../topology/ipv4.js';
import { IncompleteError, type Terminal } from './exit.js';
import { endOf } from './show-explain.js';
import { showRound } from './show-round.js';
import { showStanding } from './show-standing.js';
import { safe, table } from './table.js';
import { roundEnd } from './wait.js';

export interface MaintenanceOptions {
  readonly isOn: boolean;
  readonly drain: boolean;
  readonly wait: boolean;
  readonly timeoutMs?: number;
  readonly json: boolean;
}

/** A VM that is still here, and why. */
interface Remaining {
  readonly vm: string;
  readonly name: string;
  readonly reason: string;
  readonly detail: string;
  /** Where it would go, if that was only planned. */
  readonly target?: string;
}

interface Drained {
  readonly standing: StandingReport;
  readonly tokenId?: string;
  readonly report?: RoundReport;
  readonly remaining?: readonly Remaining[];
  /** VMs that no round can name, because nobody knows their addresses. */
  readonly unknownVms?: number;
}

/** Rejects with ControlError, or IncompleteError when VMs stay after all was printed. */
export async function maintenance(client: ControlClient, options: MaintenanceOptions, terminal: Terminal) {
  const { isOn, drain, json } = options;
  const standing = await client.hostOrder(isOn ? (drain ? 'drain' : 'maintain') : 'serve');
  const drained = drain ? await drainHost(client, standing, options, terminal) : { standing };
  const lines = json ? [JSON.stringify(drain ? drained : standing)] : show(drained);
  for (const line of lines) terminal.print(line);
  const { remaining = [], unknownVms = 0 } = drained;
  const count = remaining.length + unknownVms;
  if (count > 0) throw new IncompleteError(`${count} ${count === 1 ? 'VM is' : 'VMs are'} still here`);
}

async function drainHost(
  client: ControlClient,
  standing: StandingReport,
  { wait, timeoutMs }: MaintenanceOptions,
  terminal: Terminal,
): Promise<Drained> {
  const before = await client.status();
  const vms = before.vms.map(({ vm }) => ipv4(vm));
  const unknownVms = unknownIn(before);
  if (unknownVms > 0)
    terminal.tell(`${unknownVms} VMs have not talked yet, so nobody knows their addresses: they stay`);
  if (vms.length === 0) return { standing, ...(wait ? { remaining: [], unknownVms } : {}) };
  if (standing.effectiveMode !== 'auto') {
    terminal.tell(`the mode of this host is ${standing.effectiveMode}: its drain is planned and shown, nothing moves`);
  }
  const order = { policy: 'round-robin', migrationCost: 'auto', rounds: 1, vms } as const;
  const { tokenId } = await client.inject(order).catch((error: unknown) => {
    if (!(error instanceof ControlError)) throw error;
    const others = 'the host drains all the same: its VMs leave in the next round that comes by';
    throw new ControlError(error.code, `${error.message}; ${others}`);
  });
  terminal.tell(`token ${tokenId} injected for the ${vms.length} VMs of this host`);
  if (!wait) return { standing, tokenId };
  const report = await roundEnd(client, terminal, { tokenId, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const after = await client.status();
  const remaining = await Promise.all(after.vms.map((each) => why(client, each)));
  return { standing: after.standing, tokenId, report, remaining, unknownVms: unknownIn(after) };
}

function unknownIn({ capacity, vms }: StatusReport): number {
  return Math.max(0, capacity.usedSlots - vms.length);
}

/** Entries of one VM in which its latest decision is looked for: a migration, alarms and others may have come since. */
const LATEST = 50;

/** The latest decision says why it is still here, or how the migration ended that it led to. */
async function why(client: ControlClient, { vm, name }: StatusReport['vms'][number]): Promise<Remaining> {
  const { entries } = await client.history({ vm, limit: LATEST });
  const decision = entries.findLast((entry): entry is DecisionEntry => entry.kind === 'decision');
  if (!decision) return { vm, name, reason: 'not-visited', detail: 'no token has come to it' };
  const end = decision.verdict === 'migrate' ? endOf(decision, entries) : undefined;
  if (end && !end.ok) return { vm, name, reason: 'migration-failed', detail: `to ${end.to}: ${end.reason}` };
  return {
    vm,
    name,
    reason: decision.verdict === 'stay' ? decision.reason : decision.verdict,
    detail: decision.detail,
    ...(decision.verdict === 'recommend' && decision.target ? { target: decision.target.host } : {}),
  };
}

function show({ standing, tokenId, report, remaining }: Drained): string[] {
  const waiting =
    tokenId && !report ? [`its VMs leave in token ${tokenId}; score-token wait ${tokenId} tells when`] : [];
  return [...showStanding(standing), ...waiting, ...(report ? ['', ...showRound(report)] : []), ...left(remaining)];
}

function left(remaining: readonly Remaining[] | undefined): string[] {
  if (!remaining) return [];
  if (remaining.length === 0) return ['', 'No VM that is known by address is here any more.'];
  const rows = remaining.map(({ vm, name, reason, detail, target }) => [
    ...[vm, safe(name), safe(reason)],
    `${target === undefined ? '' : `would go to ${target}: `}${safe(detail)}`,
  ]);
  return ['', 'Still here:', ...table([['VM', 'NAME', 'REASON', ''], ...rows]).map((line) => `  ${line}`)];
}
