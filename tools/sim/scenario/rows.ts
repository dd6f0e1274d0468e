// From lines of directed traffic to the rows of scenario.ts's Traffic: both ends of each pair, sorted, duplicates added
// up. Knows nodes by number only.
import type { Traffic } from './scenario.js';

/** Directed rates between nodes: VMs 0..vms - 1, endpoints behind them. Rates are above zero. */
export interface NodeRates {
  readonly sources: Uint32Array;
  readonly destinations: Uint32Array;
  /** Bytes per second. */
  readonly rates: Float64Array;
}

interface Rows {
  readonly offsets: Uint32Array;
  readonly peers: Uint32Array;
  readonly rates: Float64Array;
}

/**
 * Two counting sorts: into rows of both ends, then by the peers within the rows. Both keep the order of the lines, so
 * that the rates of a pair are added in one order, and come to the same sum, in the rows of both its ends.
 */
export function buildTraffic(lines: NodeRates, vms: number, endpoints: number): Traffic {
  return mergePeers(transpose(rowsOf(lines, vms + endpoints), vms));
}

function rowsOf({ sources, destinations, rates }: NodeRates, nodes: number): Rows {
  const ends = new Uint32Array(nodes + 1);
  for (let line = 0; line < rates.length; line++) {
    ends[sources[line]! + 1]! += 1;
    ends[destinations[line]! + 1]! += 1;
  }
  const offsets = accumulate(ends);
  const next = offsets.slice();
  const rows = { offsets, peers: new Uint32Array(2 * rates.length), rates: new Float64Array(2 * rates.length) };
  const put = (node: number, peer: number, rate: number) => {
    const entry = next[node]!++;
    rows.peers[entry] = peer;
    rows.rates[entry] = rate;
  };
  for (let line = 0; line < rates.length; line++) {
    put(sources[line]!, destinations[line]!, rates[line]!);
    put(destinations[line]!, sources[line]!, rates[line]!);
  }
  return rows;
}

/**
 * Traffic is the same seen from both ends, so rows visited in ascending order and handed to their peers give each peer
 * its entries in ascending order. Endpoints' own rows are dropped here.
 */
function transpose(rows: Rows, vms: number): Rows {
  const offsets = rows.offsets.slice(0, vms + 1);
  const entries = offsets[vms]!;
  const next = offsets.slice();
  const [peers, rates] = [new Uint32Array(entries), new Float64Array(entries)];
  for (let node = 0; node + 1 < rows.offsets.length; node++) {
    for (let entry = rows.offsets[node]!; entry < rows.offsets[node + 1]!; entry++) {
      const row = rows.peers[entry]!;
      if (row >= vms) continue;
      const to = next[row]!++;
      peers[to] = node;
      rates[to] = rows.rates[entry]!;
    }
  }
  return { offsets, peers, rates };
}

function mergePeers({ offsets, peers, rates }: Rows): Traffic {
  const merged = new Uint32Array(offsets.length);
  let to = 0;
  for (let row = 0; row + 1 < offsets.length; row++) {
    merged[row] = to;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      if (to > merged[row]! && peers[to - 1] === peers[entry]) {
        rates[to - 1]! += rates[entry]!;
      } else {
        peers[to] = peers[entry]!;
        rates[to] = rates[entry]!;
        to += 1;
      }
    }
  }
  merged[offsets.length - 1] = to;
  // Copies, when shorter: a view would keep the whole buffer alive.
  const shorter = to < peers.length;
  return { offsets: merged, peers: shorter ? peers.slice(0, to) : peers, rates: shorter ? rates.slice(0, to) : rates };
}

/** Sums up to each index, in place. */
function accumulate(counts: Uint32Array): Uint32Array {
  for (let index = 1; index < counts.length; index++) counts[index]! += counts[index - 1]!;
  return counts;
}
