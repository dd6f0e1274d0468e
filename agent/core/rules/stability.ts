// Rules that look at where a VM has been (README "Numbers that hold a VM back"), as pure functions of its history.
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import type { PastMove, VmHistory } from './marks.js';
import type { Ruling } from './ruling.js';
import type { StabilitySettings } from './settings.js';

const DAY_MS = 86_400_000;

/** A VM stays for a while after it has moved. */
export function heldByMove(history: VmHistory, { holdMs }: StabilitySettings, wallMs: number): Ruling | undefined {
  const move = holdMs > 0 ? history.findLast(({ ok }) => ok) : undefined;
  if (!move || wallMs - move.atMs >= holdMs) return undefined;
  const detail = `it came from ${formatIpv4(move.from)} ${ago(move, wallMs)}, and stays for ${span(holdMs)}`;
  return { reason: 'hold-time', detail };
}

/** A VM stays for a while after its migration has failed: another try would mostly fail too. */
export function heldByFailure(
  history: VmHistory,
  { failureCooldownMs }: StabilitySettings,
  wallMs: number,
): Ruling | undefined {
  const move = failureCooldownMs > 0 ? history.findLast(({ ok }) => !ok) : undefined;
  if (!move || wallMs - move.atMs >= failureCooldownMs) return undefined;
  const which = `its migration from ${formatIpv4(move.from)} to ${formatIpv4(move.to)}`;
  const detail = `${which} failed ${ago(move, wallMs)}; it stays for ${span(failureCooldownMs)}`;
  return { reason: 'migration-failed', detail };
}

/** Tries of the last 24 hours, failed ones too: each has cost a copy. */
export function heldByCount(
  history: VmHistory,
  { movesPerDay }: StabilitySettings,
  wallMs: number,
): Ruling | undefined {
  if (movesPerDay === 0) return undefined;
  const tries = history.filter((move) => isOfDay(move, wallMs)).length;
  if (tries < movesPerDay) return undefined;
  return { reason: 'moves-per-day', detail: `${tries} migrations in the last 24 hours; ${movesPerDay} are allowed` };
}

/** A host that the VM has left not long ago must save much more than leaving it has saved. */
export function heldByReturn(
  history: VmHistory,
  { host, gain }: { readonly host: Ipv4; readonly gain: number },
  { returnFactor }: StabilitySettings,
  wallMs: number,
): Ruling | undefined {
  if (returnFactor === 0) return undefined;
  const left = history.findLast((move) => move.ok && move.from === host && isOfDay(move, wallMs));
  if (!left || gain > returnFactor * left.gain) return undefined;
  const saved = `it left ${formatIpv4(host)} ${ago(left, wallMs)}, which saved ${left.gain.toFixed(0)}`;
  return {
    reason: 'return-too-soon',
    detail: `${saved}; ${gain.toFixed(0)} is not more than ${returnFactor} times that`,
  };
}

function isOfDay(move: PastMove, wallMs: number): boolean {
  return wallMs - move.atMs < DAY_MS;
}

function ago({ atMs }: PastMove, wallMs: number): string {
  return `${span(Math.max(0, wallMs - atMs))} ago`;
}

function span(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return ms < 2 * 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}
