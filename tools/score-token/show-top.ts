// Text of the live view: VMs by cost, and the busiest pairs as far as there is room.
import type { TopReport } from '../../agent/report/history.js';
import { formatBytes, formatCost, safe, table } from './table.js';

/** Pairs shown where nothing limits the rows. */
const PAIRS = 20;

/** With `live`, what fits into its rows, and how to leave. */
export function showTop(report: TopReport, live?: { readonly rows: number; readonly every: number }): string[] {
  const { host, at, cost, vms, pairs } = report;
  const how = live ? `   every ${live.every} s; q leaves` : '';
  const head = `${host} at ${at}   cost ${formatCost(cost)}   VMs ${vms.length}${how}`;
  const rows = vms.map(({ vm, name, bytesPerSecond, level, cost: own, held }) => [
    ...[vm, safe(name), rate(bytesPerSecond), level === undefined ? '?' : String(level), formatCost(own)],
    held === undefined ? '' : safe(held),
  ]);
  const room = live ? Math.max(1, Math.floor((live.rows - 6) / 2)) : rows.length;
  const hidden = rows.length > room ? [`(${rows.length - room} more VMs)`] : [];
  const vmLines = table([['VM', 'NAME', 'RATE', 'LEVEL', 'COST', 'HELD BY'], ...rows.slice(0, room)], [2, 3, 4]);
  const pairRows = pairs.map(({ a, b, bytesPerSecond, host: where, level, cost: own }) => [
    ...[a, b, rate(bytesPerSecond), where ?? 'unknown', level === undefined ? '?' : String(level)],
    own === undefined ? '?' : formatCost(own),
  ]);
  const left = live ? Math.max(0, live.rows - 4 - vmLines.length - hidden.length) : PAIRS;
  const pairLines = table(
    [['VM', 'PEER', 'RATE', 'PEER IS ON', 'LEVEL', 'COST'], ...pairRows.slice(0, left)],
    [2, 4, 5],
  );
  return [head, '', ...vmLines, ...hidden, '', ...pairLines];
}

function rate(bytesPerSecond: number): string {
  return `${formatBytes(Math.round(bytesPerSecond))}/s`;
}
