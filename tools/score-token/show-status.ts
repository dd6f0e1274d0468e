// Text of the agent's status and flows for people.
import type {
  Availability,
  DecisionReport,
  FlowsReport,
  KeysReport,
  MemoryReport,
  OrdersReport,
  ReloadReport,
  RoundState,
  StatusReport,
} from '../../agent/report/status.js';
import { showProgress } from './show-round.js';
import { showStanding } from './show-standing.js';
import { formatBytes, formatCost, formatDuration, safe, table } from './table.js';

/** Decisions and pairs shown; --json has all of them. */
const shownAtMost = 20;

function availability({ available, reason }: Availability): string {
  return available ? 'ok' : `NOT AVAILABLE: ${safe(reason ?? 'no reason given')}`;
}

function memory({ ok, notWrittenSince, reason, atRestart }: MemoryReport): string {
  if (ok) return 'ok';
  const why = safe(reason ?? 'no reason given');
  return `NOT WRITTEN since ${notWrittenSince ?? 'the start'}: ${why}; ${safe(atRestart ?? '')}`;
}

function keys({ sending, accepted }: KeysReport): string {
  const others = accepted.filter((id) => id !== sending);
  return `sends with ${sending}; accepts ${others.length === 0 ? 'no other' : `${others.join(', ')} too`}`;
}

function reload({ at, ok, reason, waiting }: ReloadReport): string {
  const waits = waiting
    ? `${waiting.map(safe).join(', ')} ${waiting.length === 1 ? 'waits' : 'wait'} for a restart`
    : '';
  if (ok) return [at, ...(waits ? [waits] : [])].join('; ');
  return `REFUSED at ${at}: ${safe(reason ?? 'no reason given')}${waits ? `; before that: ${waits}` : ''}`;
}

function vms(status: StatusReport): string[] {
  if (status.vms.length === 0) return ['', 'No VM here is known by address.'];
  const rows = status.vms.map((vm) => [
    ...[vm.vm, safe(vm.name), vm.mac, `${vm.memoryMiB} MiB`],
    vm.movable ? 'yes' : `no: ${safe(vm.obstacle ?? 'no reason given')}`,
  ]);
  return ['', ...table([['VM', 'NAME', 'MAC', 'MEMORY', 'MOVABLE'], ...rows], [3])];
}

function orders({ paused, epoch, changed, last }: OrdersReport): string {
  const standing = paused ? 'PAUSED: no VM decides until score-token resume' : 'rounds may run';
  const origin = changed?.from === undefined ? 'given here' : `told by ${changed.from}`;
  const state = changed ? `${standing}; ${changed.order} at ${changed.at}, ${origin}` : standing;
  if (!last) return `${state}; epoch ${epoch}`;
  const silent = last.silentHosts.length === 0 ? '' : `, no answer from ${last.silentHosts.join(', ')}`;
  return `${state}; epoch ${epoch}; last given here: ${last.order} at ${last.at}, ${last.hosts} hosts${silent}`;
}

function flights({ flights: list }: StatusReport): string[] {
  if (list.length === 0) return [];
  const rows = list.map(({ vm, name, to, sinceMs }) => [vm, safe(name), to, formatDuration(sinceMs)]);
  return ['', 'Migrations under way from here:', ...table([['VM', 'NAME', 'TO', 'SINCE'], ...rows], [3])];
}

function decisions(list: readonly DecisionReport[]): string[] {
  if (list.length === 0) return [];
  const rows = list
    .slice(-shownAtMost)
    .map((decision) => [
      ...[decision.at, decision.vm, decision.decision, safe(decision.reason), decision.to ?? ''],
      ...[decision.gain === undefined ? '' : formatCost(decision.gain), safe(decision.detail ?? '')],
    ]);
  return ['', 'Latest decisions:', ...table([['AT', 'VM', 'DECISION', 'REASON', 'TO', 'GAIN', ''], ...rows], [5])];
}

function drops(dropped: Readonly<Record<string, number>>): string {
  const some = Object.entries(dropped).filter(([, count]) => count > 0);
  return some.length === 0
    ? 'none dropped'
    : `dropped: ${some.map(([why, count]) => `${safe(why)} ${count}`).join(', ')}`;
}

/** What a round's line does not say. */
function roundNotes({ state, origin, ageMs, lostHosts, silentVms }: RoundState): string[] {
  const age = ageMs === undefined ? '' : `, ${formatDuration(ageMs)} ago`;
  const whoKnows = state === 'passed' ? `; whether it has ended is known there` : '';
  return [
    `            injected at ${origin}${age}${whoKnows}`,
    ...(lostHosts.length > 0 ? [`            HOSTS LOST in this pass: ${named(lostHosts)}`] : []),
    ...(silentVms.length > 0 ? [`            VMs that nobody answers for: ${named(silentVms)}`] : []),
  ];
}

function silent(hosts: readonly string[]): string[] {
  return hosts.length === 0 ? [] : [`no answer   from ${named(hosts)} when they were asked last`];
}

function named(addresses: readonly string[]): string {
  const more = addresses.length > shownAtMost ? ` and ${addresses.length - shownAtMost} more` : '';
  return `${addresses.slice(0, shownAtMost).join(', ')}${more}`;
}

/** The status as lines for people. */
export function showStatus(status: StatusReport): string[] {
  const { capacity, flows, transport, redirect, round, lastRound } = status;
  const reserved = capacity.reservedSlots > 0 ? `, ${capacity.reservedSlots} reserved` : '';
  const last =
    lastRound && `${lastRound.tokenId}: migrations ${lastRound.migrations.length}, ended ${lastRound.endedAt}`;
  return [
    `host        ${status.host}, score-agent ${safe(status.version)}, up ${formatDuration(status.uptimeMs)}${status.stopping ? ', STOPPING' : ''}`,
    `hypervisor  ${availability(status.hypervisor)}`,
    `datapath    ${availability(status.datapath)}`,
    `redirect    ${redirect.ok ? 'ok' : `FAILED: ${safe(redirect.lastError ?? 'no reason given')}`}`,
    ...(redirect.warnings ?? []).map((warning) => `            WARNING: ${safe(warning)}`),
    `memory      ${memory(status.memory)}`,
    ...(status.historyNotWritten === undefined ? [] : [`history     NOT WRITTEN: ${safe(status.historyNotWritten)}`]),
    ...showStanding(status.standing),
    `keys        ${keys(status.keys)}`,
    ...(status.lastReload ? [`last reload ${reload(status.lastReload)}`] : []),
    `capacity    ${capacity.usedSlots} of ${capacity.slots} slots used${reserved}; ${capacity.usedMemoryMiB} of ${capacity.memoryMiB} MiB`,
    `flows       ${flows.entries} kept, ${flows.dropped} dropped, ${flows.unresolved} unresolved; last poll took ${flows.lastPollMs.toFixed(1)} ms`,
    `transport   ${transport.sentDatagrams} datagrams out, ${transport.receivedDatagrams} in, ${drops(transport.dropped)}`,
    `orders      ${orders(status.orders)}`,
    `round       ${round ? `${round.tokenId} (${round.policy}${round.dryRun ? ', dry run' : ''}): ${showProgress(round)}` : 'none seen'}`,
    ...(round ? roundNotes(round) : []),
    ...silent(status.silentHosts),
    ...(last ? [`last round  ${last}`] : []),
    ...vms(status),
    ...flights(status),
    ...decisions(status.decisions),
  ];
}

/** Bytes and rates as lines for people. */
export function showFlows({ vms: totals, pairs }: FlowsReport): string[] {
  const vmRows = totals.map(({ vm, rxBytes, txBytes }) => [vm, formatBytes(rxBytes), formatBytes(txBytes)]);
  const pairRows = pairs
    .slice(0, shownAtMost)
    .map(({ a, b, bytesPerSecond }) => [a, b, `${formatBytes(Math.round(bytesPerSecond))}/s`]);
  const more = pairs.length > shownAtMost ? [`(${pairs.length - shownAtMost} more pairs; --json has them)`] : [];
  return [
    ...table([['VM', 'RECEIVED', 'SENT'], ...vmRows], [1, 2]),
    '',
    ...table([['VM', 'PEER', 'RATE'], ...pairRows], [2]),
    ...more,
  ];
}
