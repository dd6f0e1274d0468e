// What ovs-vswitchd counts for each port, read out of OVSDB (column statistics of Interface, ovs-vswitchd.conf.db(5)): the
// question and its answer. Asked for with each poll, not monitored: ovs-vswitchd writes it anew every 5 s for all
// ports, and each time the ports would have to be compared. With 500 ports a question costs ovsdb-server 5 ms, and the agent 3.
import type { VmPort } from '../core/drivers.js';

export type PortCounters = NonNullable<VmPort['counters']>;

/** RFC 7047 section 5.2.2. Without a condition: one question for all ports, whatever their number. */
export const countersQuery = [
  'Open_vSwitch',
  { op: 'select', table: 'Interface', where: [], columns: ['name', 'statistics'] },
] as const;

/** By interface name, of the result of `transact`. Interfaces without both counters, and what is no such row, are left out. */
export function parseCounters(result: unknown): Map<string, PortCounters> {
  const rows = Array.isArray(result) ? (result[0] as { rows?: unknown } | null)?.rows : undefined;
  const counters = new Map<string, PortCounters>();
  for (const row of Array.isArray(rows) ? rows : []) {
    const { name, statistics } = (row ?? {}) as { name?: unknown; statistics?: unknown };
    const pairs: unknown = Array.isArray(statistics) && statistics[0] === 'map' ? statistics[1] : undefined;
    if (typeof name !== 'string' || !Array.isArray(pairs)) continue;
    const [receivedBytes, sentBytes] = [countOf(pairs, 'rx_bytes'), countOf(pairs, 'tx_bytes')];
    if (receivedBytes !== undefined && sentBytes !== undefined) counters.set(name, { receivedBytes, sentBytes });
  }
  return counters;
}

function countOf(pairs: readonly unknown[], name: string): number | undefined {
  const pair = pairs.find((each) => Array.isArray(each) && each[0] === name) as [string, unknown] | undefined;
  const value = pair?.[1];
  return typeof value === 'number' && value >= 0 ? value : undefined;
}
