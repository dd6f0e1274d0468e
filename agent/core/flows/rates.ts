// From flows to lambda(u, v): the aggregate throughput between a VM and each of its neighbours, both
// directions added (thesis 4.2.5, "aggregate throughput to each neighbour").
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { FlowTable } from './flow-table.js';

/** bytes/s by neighbour; only neighbours with traffic in the windows. */
export type Rates = ReadonlyMap<Ipv4, number>;

/** A VM's flows as they are at one moment: the table may change while their rates are computed. */
interface Taken {
  readonly peers: Ipv4[];
  readonly bytes: number[];
  readonly startsMs: number[];
  readonly sinceMs: number;
  readonly untilMs: number;
}

/**
 * Rates of a VM that has been on this host since `presentSinceMs`. The time a pair's bytes cover begins when
 * the table's windows begin, or later: when the VM came here, unless the pair was already seen then from the
 * other VM's side. It ends with the last poll. `minimumMs` (one poll interval) keeps a single early poll from
 * looking like a torrent.
 */
export function ratesOf(table: FlowTable, vm: Ipv4, presentSinceMs: number, minimumMs: number): Rates {
  const rates = new Map<Ipv4, number>();
  for (const pairs of ratesInPieces(table, vm, presentSinceMs, minimumMs, Number.POSITIVE_INFINITY))
    for (const [peer, rate] of pairs) rates.set(peer, rate);
  return rates;
}

/**
 * The same rates, as of the first step, for who must not take long in one turn: comes back after `flowsAPiece` flows at
 * the latest, with what it has by then, which may be nothing. Each pair comes once.
 */
export function* ratesInPieces(
  table: FlowTable,
  vm: Ipv4,
  presentSinceMs: number,
  minimumMs: number,
  flowsAPiece: number,
): Generator<readonly (readonly [peer: Ipv4, bytesPerSecond: number])[], void, void> {
  const { peers, bytes, startsMs, sinceMs, untilMs } = take(table, vm);
  const pairs = new Map<Ipv4, { bytes: number; startMs: number }>();
  for (let index = 0; index < peers.length; index += 1) {
    const peer = peers[index]!;
    const pair = pairs.get(peer);
    if (pair) {
      pair.bytes += bytes[index]!;
      pair.startMs = Math.min(pair.startMs, startsMs[index]!);
    } else {
      pairs.set(peer, { bytes: bytes[index]!, startMs: startsMs[index]! });
    }
    if ((index + 1) % flowsAPiece === 0) yield [];
  }
  let piece: [Ipv4, number][] = [];
  for (const [peer, pair] of pairs) {
    // A flow's time begins with the poll before the one that first showed it: so one that begins less than a poll before
    // the VM came may be the VM's own.
    const isOlder = pair.startMs <= presentSinceMs - minimumMs;
    const fromMs = Math.max(sinceMs, isOlder ? pair.startMs : presentSinceMs);
    if (pair.bytes > 0) piece.push([peer, (pair.bytes * 1000) / Math.max(untilMs - fromMs, minimumMs)]);
    if (piece.length < flowsAPiece) continue;
    yield piece;
    piece = [];
  }
  yield piece;
}

/** Whether a VM of these addresses has traffic in the windows with anybody but itself. */
export function isTalking(table: FlowTable, addresses: readonly Ipv4[]): boolean {
  return addresses.some((address) =>
    table.some(address, (flow) => table.bytesOf(flow) > 0 && !addresses.includes(table.peerOf(flow, address))),
  );
}

function take(table: FlowTable, vm: Ipv4): Taken {
  const { coveredSinceMs: sinceMs, coveredUntilMs: untilMs } = table;
  const taken: Taken = { peers: [], bytes: [], startsMs: [], sinceMs, untilMs };
  table.visit(vm, (flow) => {
    taken.peers.push(table.peerOf(flow, vm));
    taken.bytes.push(table.bytesOf(flow));
    taken.startsMs.push(table.startMsOf(flow));
  });
  return taken;
}
