// Text of the live view: VMs by cost, and the busiest pairs as far as there is room.
import type { TopReport, TopVm } from '../../agent/report/history.js';
import { formatBytes, formatCost, safe, table } from './table.js';

/** Pairs shown where nothing limits the rows. */
const PAIRS = 20;

/** With `live`, what fits into its rows, and how to leave. */
export function showTop(report: TopReport, live?: { readonly rows: number; readonly every: number }): string[] {
  const { vms, pairs } = report;
  const head = headOf(report, live?.every);
  const rows = vms.map(({ vm, name, bytesPerSecond, held, ...figures }) => [
    ...[vm, safe(name), rate(bytesPerSecond), levelOf(figures), costOf(figures)],
    held === undefined ? '' : safe(held),
  ]);
  const room = live ? Math.max(1, Math.floor((live.rows - head.length - 5) / 2)) : rows.length;
  const hidden = rows.length > room ? [`(${rows.length - room} more VMs)`] : [];
  const vmLines = table([['VM', 'NAME', 'RATE', 'LEVEL', 'COST', 'HELD BY'], ...rows.slice(0, room)], [2, 3, 4]);
  const left = live ? Math.max(0, live.rows - head.length - 3 - vmLines.length - hidden.length) : PAIRS;
  const pairLines = table(
    [['VM', 'PEER', 'RATE', 'PEER IS ON', 'LEVEL', 'COST'], ...pairs.slice(0, left).map(pairRow)],
    [2, 4, 5],
  );
  return [...head, '', ...vmLines, ...hidden, '', ...pairLines];
}

function headOf(report: TopReport, every: number | undefined): string[] {
  const { host, at, vms, unlocated = 0 } = report;
  const how = every === undefined ? '' : `   every ${every} s; q leaves`;
  const head = `${host} at ${at}   cost ${costOf(report)}   VMs ${vms.length}${how}`;
  if (unlocated === 0) return [head];
  const whose = unlocated === 1 ? 'the peer of 1 pair is' : `the peers of ${unlocated} pairs are`;
  return [head, `It is not known where ${whose}: a round asks (score-token inject --dry-run)`];
}

/** `?` where nothing is known, `>=` where some is: a peer that is not located may be anywhere. */
function costOf({ cost, unlocated = 0 }: Pick<TopReport, 'cost' | 'unlocated'>): string {
  if (unlocated === 0) return formatCost(cost);
  return cost === 0 ? '?' : `>=${formatCost(cost)}`;
}

/** `-`: it talks to nobody whose place matters. */
function levelOf({ level, unlocated = 0 }: Pick<TopVm, 'level' | 'unlocated'>): string {
  if (unlocated === 0) return level === undefined ? '-' : String(level);
  return level === undefined || level === 0 ? '?' : `>=${level}`;
}

function pairRow({ a, b, bytesPerSecond, host, level, cost, outside }: TopReport['pairs'][number]): string[] {
  if (outside) return [a, b, rate(bytesPerSecond), 'outside', '-', '-'];
  const place = [host ?? 'unknown', level === undefined ? '?' : String(level)];
  return [a, b, rate(bytesPerSecond), ...place, cost === undefined ? '?' : formatCost(cost)];
}

function rate(bytesPerSecond: number): string {
  return `${formatBytes(Math.round(bytesPerSecond))}/s`;
}
