// The agent's state as its operator sees it: what the control socket answers and what the log says of a
// decision. Reads only; addresses become dotted-quad text here, and times UTC text.
import { formatIpv4 } from '../topology/ipv4.js';
import type { AgentConfig } from './config/config.js';
import { dumpVersion, type FlowDumpPage } from './control/dump.js';
import type { Agent } from './core/agent.js';
import { ratesOf } from './core/flows/rates.js';
import type { LocalVm } from './core/local-vms.js';
import type { MigrationRecord } from './core/messages.js';
import type { RoundReport as CoreRoundReport, DecisionRecord, Effect, InjectResult } from './core/steps.js';
import { decisionEntry } from './history/effects.js';
import { atRestart, type NotWritten } from './memory-file.js';
import type {
  CapacityReport,
  DecisionReport,
  FlightReport,
  FlowsReport,
  KeysReport,
  MemoryReport,
  MigrationFailure,
  MigrationReport,
  RoundReport,
  RoundState,
  VmReport,
} from './report/status.js';
import { type ClusterKey, formatKeyId } from './transport/key.js';

/** Pairs listed in one flows report. */
const MAX_PAIRS = 10_000;

/** UTC text of an instant of the monotonic clock that the core runs on. */
export function instant(ms: number): string {
  return new Date(performance.timeOrigin + ms).toISOString();
}

export function vmReport({ address, mac, domain, obstacle }: LocalVm): VmReport {
  const { name, uuid, memoryMiB } = domain;
  const why = obstacle ? { obstacle: `${obstacle.code}: ${obstacle.detail}` } : {};
  return { vm: formatIpv4(address), name, uuid, mac, memoryMiB, movable: obstacle === undefined, ...why };
}

export function capacityReport({ reservations }: Agent): CapacityReport {
  const { slots, usedSlots, reservedSlots, memoryMiB, usedMemoryMiB } = reservations.capacity();
  return { slots, usedSlots, reservedSlots, memoryMiB: memoryMiB ?? 0, usedMemoryMiB };
}

export function memoryReport(notWritten: NotWritten | undefined): MemoryReport {
  if (!notWritten) return { ok: true };
  const { sinceMs, reason, left } = notWritten;
  return { ok: false, notWrittenSince: instant(sinceMs), reason, atRestart: atRestart(left) };
}

/** `keys`: at least one, the sending one first. */
export function keysReport(keys: readonly ClusterKey[]): KeysReport {
  const accepted = keys.map(({ id }) => formatKeyId(id));
  return { sending: accepted[0] ?? '', accepted };
}

export function roundState({ holder, origin, orders }: Agent, nowMs: number): RoundState | undefined {
  const sight = holder.sight();
  if (!sight) return undefined;
  const { token, atMs } = sight;
  const custodian = sight.state === 'passed' ? holder.handover.custody.get(token.header.id) : undefined;
  const { id, policy, round, migrations, generation, sequence, holder: vm, epoch } = token.header;
  // Nobody tells a host that a round has ended unless it asks, or has injected it.
  const isOver =
    sight.state !== 'holding' && (holder.handover.isDead(id, generation) || epoch < orders.current().epoch);
  const state = isOver ? 'ended' : custodian ? 'custody' : sight.state;
  const inFlight = token.header.flights.length;
  const progress = {
    round,
    migrations,
    inFlight,
    slots: token.size,
    visited: token.visitedCount,
    generation,
    sequence,
  };
  const here = {
    ...(state === 'holding' ? { holderVm: formatIpv4(vm) } : {}),
    ...(state === 'holding' && holder.state === 'waiting' ? { waiting: true as const } : {}),
    ...(state === 'holding' && holder.isUnsure ? { unsure: true as const } : {}),
    ...(custodian ? { successor: formatIpv4(custodian.successor) } : {}),
  };
  const { origin: from, lostHosts, silentVms, dryRun } = token.header;
  const known = origin.report(id);
  const about = {
    origin: formatIpv4(from),
    ...(known ? { ageMs: Math.round(nowMs - known.startedAtMs) } : {}),
    ...(dryRun ? { dryRun: true as const } : {}),
    lostHosts: lostHosts.map(formatIpv4),
    // Once for each pass in a row that it was silent.
    silentVms: [...new Set(silentVms)].map(formatIpv4),
  };
  return { tokenId: id, policy, ...about, ...progress, state, lastSeenMsAgo: Math.round(nowMs - atMs), ...here };
}

export function flightReports({ flights }: Agent, nowMs: number): FlightReport[] {
  return flights.list().map(({ vm, target, tokenId, sinceMs }) => {
    const { name } = vm.domain;
    const [address, to] = [vm.address, target.host].map(formatIpv4) as [string, string];
    return { vm: address, name, to, tokenId, sinceMs: Math.round(nowMs - sinceMs) };
  });
}

export function decisionReport(record: DecisionRecord): DecisionReport {
  const { atMs, vm, verdict, reason, host, detail, target } = record;
  const going = target ? { to: formatIpv4(target.host), gain: target.gain } : {};
  const from = formatIpv4(host);
  return { at: instant(atMs), vm: formatIpv4(vm), decision: verdict, reason, from, detail, ...going };
}

/** A decision with everything that led to it, for the log: as the history has it. */
export function decisionFields(record: DecisionRecord): Record<string, unknown> {
  const { kind: _, ...fields } = decisionEntry(record);
  return fields;
}

/** How a migration ended, with all its figures, for the log. */
export function migrationFields({ tokenId, round, record }: Effect & { type: 'migrated' }): Record<string, unknown> {
  return { tokenId, round, ...migrationReport(record) };
}

function migrationReport({ ok: _, vm, from, to, ...rest }: MigrationRecord): MigrationReport {
  return { vm: formatIpv4(vm), from: formatIpv4(from), to: formatIpv4(to), ...rest };
}

function failureReport({ vm, from, to, reason }: MigrationRecord): MigrationFailure {
  const [code = 'failed', ...text] = reason.split(': ');
  return { vm: formatIpv4(vm), from: formatIpv4(from), to: formatIpv4(to), code, text: text.join(': ') };
}

/** A round of this host's. Undefined while it is under way. */
export function roundReport(report: CoreRoundReport): RoundReport | undefined {
  const { tokenId, policy, migrationCost, rounds, hops, stays, endReason, endedAtMs, startedAtMs } = report;
  if (endReason === undefined || endedAtMs === undefined) return undefined;
  const times = { startedAt: instant(startedAtMs), endedAt: instant(endedAtMs), endReason };
  const moves = { migrations: report.migrations.map(migrationReport), failures: report.failures.map(failureReport) };
  const { autoCost, dryRun } = report;
  const kind = { ...(autoCost ? { autoCost } : {}), ...(dryRun ? { dryRun } : {}) };
  return { tokenId, policy, migrationCost, ...kind, rounds, hops, ...moves, stays, ...times };
}

/** What an operator should look at, for the log. */
export function alarmFields({ code, vm }: Effect & { type: 'alarm' }): Record<string, unknown> {
  return { code, ...(vm === undefined ? {} : { vm: formatIpv4(vm) }) };
}

/** A round's start in a line of the log of the host where it was injected. */
export function startFields({ tokenId, slots, silentHosts }: InjectResult & { ok: true }): Record<string, unknown> {
  return { tokenId, slots, silentHosts: silentHosts.map(formatIpv4) };
}

/** A round's end in a line of the log of the host where it was injected. */
export function endFields(report: CoreRoundReport): Record<string, unknown> {
  const {
    tokenId,
    endReason: reason,
    rounds,
    hops,
    migrationCount: migrations,
    failureCount: failures,
    stays,
  } = report;
  return { tokenId, reason, rounds, hops, migrations, failures, stays };
}

export function flowsReport(agent: Agent, pollIntervalMs: number): FlowsReport {
  const vms = [...agent.accounts.entries()].map(([vm, traffic]) => ({ vm: formatIpv4(vm), ...traffic }));
  const pairs = agent.local.list().flatMap(({ address, sinceMs }) => {
    const rates = ratesOf(agent.table, address, sinceMs, pollIntervalMs);
    return [...rates].map(([b, bytesPerSecond]) => ({ a: formatIpv4(address), b: formatIpv4(b), bytesPerSecond }));
  });
  pairs.sort((one, other) => other.bytesPerSecond - one.bytesPerSecond);
  return { vms, pairs: pairs.slice(0, MAX_PAIRS) };
}

/** What a dump says before its flows. `atMs` is wall-clock time. */
export function dumpOpening(agent: Agent, config: AgentConfig, atMs: number): NonNullable<FlowDumpPage['opening']> {
  const host = formatIpv4(config.host);
  const { slots, memoryMiB = 0, usedSlots, usedMemoryMiB } = agent.reservations.capacity();
  const list = agent.local.list();
  const knownMiB = list.reduce((sum, { domain }) => sum + domain.memoryMiB, 0);
  const silent = { silentVms: usedSlots - list.length, silentMemoryMiB: usedMemoryMiB - knownMiB };
  const coveredMs = agent.table.coveredUntilMs - agent.table.coveredSinceMs;
  const times = { atMs, windowMs: config.flows.windowMs, coveredMs: Math.round(coveredMs) };
  return {
    host: { type: 'host', version: dumpVersion, host, slots, memoryMiB, ...silent, ...times },
    vms: list.map(({ address, addresses, domain: { name, memoryMiB: vmMiB } }) => ({
      ...{ type: 'vm', vm: formatIpv4(address), addresses: addresses.map(formatIpv4) },
      ...{ name, host, memoryMiB: vmMiB },
    })),
  };
}
