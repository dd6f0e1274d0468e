// From flows to lambda(u, v): the aggregate throughput between a VM and each of its neighbours, both
// directions added (thesis 4.2.5, "aggregate throughput to each neighbour").
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { FlowTable } from './flow-table.js';

/** bytes/s by neighbour; only neighbours with traffic in the windows. */
export type Rates = ReadonlyMap<Ipv4, number>;

/**
 * Rates of a VM that has been on this host since `presentSinceMs`. The time a pair's bytes cover begins when
 * the table's windows begin, or later: when the VM came here, unless the pair was already seen then from the
 * other VM's side. It ends with the last poll. `minimumMs` (one poll interval) keeps a single early poll from
 * looking like a torrent.
 */
export function ratesOf(table: FlowTable, vm: Ipv4, presentSinceMs: number, minimumMs: number): Rates {
  const pairs = new Map<Ipv4, { bytes: number; startMs: number }>();
  table.visit(vm, (flow) => {
    const peer = table.peerOf(flow, vm);
    const pair = pairs.get(peer);
    if (pair) {
      pair.bytes += table.bytesOf(flow);
      pair.startMs = Math.min(pair.startMs, table.startMsOf(flow));
    } else {
      pairs.set(peer, { bytes: table.bytesOf(flow), startMs: table.startMsOf(flow) });
    }
  });
  const rates = new Map<Ipv4, number>();
  for (const [peer, { bytes, startMs }] of pairs) {
    // A flow's time begins with the poll before the one that first showed it: so one that begins less than a poll before
    // the VM came may be the VM's own.
    const isOlder = startMs <= presentSinceMs - minimumMs;
    const sinceMs = Math.max(table.coveredSinceMs, isOlder ? startMs : presentSinceMs);
    if (bytes > 0) rates.set(peer, (bytes * 1000) / Math.max(table.coveredUntilMs - sinceMs, minimumMs));
  }
  return rates;
}
