// The decision of one VM (thesis 4.2.5), pure: what each place would save, and why not to move. In which order
// hosts are asked is search.ts's, asking them is deciding.ts's business, so that the simulator answers from memory.
import type { CostMap, Level } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { gainAt, type LocatedNeighbour, type Neighbour } from './cost.js';

/** Why a VM stays where it is. The operator reads these; README "Reasons" explains each. */
export type StayReason =
  | 'vm-gone'
  | 'not-movable'
  | 'no-flows'
  | 'not-measured'
  | 'locations-unknown'
  | 'already-local'
  | 'gain-too-small'
  | 'no-room'
  | 'reservation-refused'
  | 'migration-failed'
  | 'in-flight'
  | 'host-leaving'
  | 'paused'
  | 'mode-off'
  | 'never-move'
  | 'blackout'
  | 'affinity'
  | 'anti-affinity'
  | 'allowed-hosts'
  | 'maintenance'
  | 'hold-time'
  | 'moves-per-day'
  | 'return-too-soon'
  | 'implausible-data'
  | 'hypervisor-away'
  | 'datapath-away'
  | 'memory-away';

/** A host the VM could move to. */
export interface Candidate {
  readonly host: Ipv4;
  /** 0 for a host that has a neighbour; else how far from the nearest one it is, 1 for the same rack. */
  readonly near: Level;
  /** Highest communication level of a neighbour on this host, or near it, as seen from the VM's present host. */
  readonly level: Level;
  /** Left side of Eq. 3.2. */
  readonly gain: number;
}

/**
 * Rounding of the sums of Eq. 3.2, as a share of the greatest cost that the VM's traffic could have. A gain within it
 * may be none at all: without this margin a VM with equal neighbours could move to and fro for ever at c_m 0.
 */
const ROUNDING = 1e-12;

export interface Evaluation {
  /** The VM's present host. */
  readonly host: Ipv4;
  /** The VM's highest communication level now: what its slot in the token says. */
  readonly level: Level;
  /** Aggregate load in + out, bytes per second. */
  readonly load: number;
  /** Neighbours that the cost map knows, highest level first, then the heaviest. */
  readonly levels: readonly LocatedNeighbour[];
  /** What a gain has to exceed: c_m, and what rounding may make of no gain at all. */
  readonly threshold: number;
  /** Neighbours' hosts in the same order, which is the thesis's. */
  readonly considered: readonly Candidate[];
  /** Those that satisfy Eq. 3.2, in the same order. */
  readonly candidates: readonly Candidate[];
}

/** Everything that can be said before any host is asked for room. */
export function evaluate(
  host: Ipv4,
  neighbours: readonly Neighbour[],
  migrationCost: number,
  map: CostMap,
): Evaluation {
  const levels = locateAll(host, neighbours, map);
  let load = 0;
  for (const { bytesPerSecond } of neighbours) load += bytesPerSecond;
  const considered: Candidate[] = [];
  const seen = new Set<Ipv4>([host]);
  for (const { host: target, place, level } of levels) {
    if (seen.has(target)) continue;
    seen.add(target);
    if (map.isHost(target)) considered.push({ host: target, near: 0, level, gain: gainAt(levels, target, place, map) });
  }
  const threshold = migrationCost + ROUNDING * 2 * load * map.pathWeight(map.maxLevel);
  const candidates = considered.filter((candidate) => candidate.gain > threshold);
  return { host, level: levels[0]?.level ?? 0, load, levels, threshold, considered, candidates };
}

function locateAll(host: Ipv4, neighbours: readonly Neighbour[], map: CostMap): LocatedNeighbour[] {
  const own = map.place(host);
  const located: LocatedNeighbour[] = [];
  if (own === undefined) return located;
  for (const { peer, bytesPerSecond, host: theirs } of neighbours) {
    const place = map.place(theirs);
    if (place === undefined) continue;
    const level = theirs === host ? 0 : map.levelBetween(own, place);
    located.push({ peer, bytesPerSecond, host: theirs, place, level });
  }
  return located.sort((a, b) => b.level - a.level || b.bytesPerSecond - a.bytesPerSecond || a.peer - b.peer);
}

/** Why an evaluation that leads nowhere means staying. */
export function stayReason(flows: number, neighbours: number, evaluation: Evaluation): StayReason {
  if (flows === 0) return 'no-flows';
  if (neighbours === 0 || evaluation.levels.length === 0) return 'locations-unknown';
  return evaluation.level === 0 ? 'already-local' : 'gain-too-small';
}
