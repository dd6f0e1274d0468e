// The decision of one VM (thesis 4.2.5), pure: what each place would save, and why not to move. In which order
// hosts are asked is search.ts's, asking them is deciding.ts's business, so that the simulator answers from memory.
import type { CostMap, Level } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { costOf, gainAt, type LocatedNeighbour, type Neighbour } from './cost.js';
import { type Price, priceOver } from './rules/price.js';
import type { StabilitySettings } from './rules/settings.js';

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
  | 'target-refuses'
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
  /** c_m of a migration there. */
  readonly cost: number;
  /** What the gain has to exceed: c_m, the least gain, and what rounding may make of no gain at all. */
  readonly threshold: number;
}

/** What a move has to save on top of c_m. */
export type LeastGain = Pick<StabilitySettings, 'minGain' | 'minGainPercent'>;

const NO_LEAST: LeastGain = { minGain: 0, minGainPercent: 0 };

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
  /** c_m of a migration to a host at each level from the VM's host, and what its gain has to exceed; index level. */
  readonly costs: readonly number[];
  readonly thresholds: readonly number[];
  /** Neighbours' hosts in the same order, which is the thesis's. */
  readonly considered: readonly Candidate[];
  /** Those that satisfy Eq. 3.2, in the same order. */
  readonly candidates: readonly Candidate[];
}

/** Everything that can be said before any host is asked for room. */
export function evaluate(
  host: Ipv4,
  neighbours: readonly Neighbour[],
  price: Price,
  map: CostMap,
  least: LeastGain = NO_LEAST,
): Evaluation {
  const levels = locateAll(host, neighbours, map);
  let load = 0;
  for (const { bytesPerSecond } of neighbours) load += bytesPerSecond;
  const { costs, thresholds } = demandsOf(levels, load, price, map, least);
  const considered: Candidate[] = [];
  const seen = new Set<Ipv4>([host]);
  for (const { host: target, place, level } of levels) {
    if (seen.has(target)) continue;
    seen.add(target);
    if (!map.isHost(target)) continue;
    const gain = gainAt(levels, target, place, map);
    considered.push({ host: target, near: 0, level, gain, cost: costs[level]!, threshold: thresholds[level]! });
  }
  const candidates = considered.filter((candidate) => candidate.gain > candidate.threshold);
  return { host, level: levels[0]?.level ?? 0, load, levels, costs, thresholds, considered, candidates };
}

/** What a host at each level from the VM's own has to save: a longer way may make the copy dearer. */
function demandsOf(
  levels: readonly LocatedNeighbour[],
  load: number,
  price: Price,
  map: CostMap,
  { minGain, minGainPercent }: LeastGain,
): Pick<Evaluation, 'costs' | 'thresholds'> {
  const share = minGainPercent > 0 ? (minGainPercent / 100) * costOf(levels, map) : 0;
  const margin = Math.max(minGain, share) + ROUNDING * 2 * load * map.pathWeight(map.maxLevel);
  const costs: number[] = [];
  const thresholds: number[] = [];
  for (let level = 0; level <= map.maxLevel; level += 1) {
    const cost = priceOver(price, map.pathWeight(level));
    costs.push(cost);
    thresholds.push(cost + margin);
  }
  return { costs, thresholds };
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
