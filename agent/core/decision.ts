// The decision of one VM (thesis 4.2.5), pure: which hosts are worth asking, in which order, and why not to
// move. Asking them is holder.ts's business, so that the simulator can answer from memory.
import type { CostMap, Level } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { migrationGain, type Neighbour } from './cost.js';

/** Why a VM stays where it is. The operator reads these; README "Reasons" explains each. */
export type StayReason =
  | 'vm-gone'
  | 'not-movable'
  | 'no-flows'
  | 'locations-unknown'
  | 'already-local'
  | 'gain-too-small'
  | 'no-room'
  | 'reservation-refused'
  | 'migration-failed'
  | 'host-leaving'
  | 'hypervisor-away'
  | 'datapath-away';

/** A host the VM could move to, best to ask first. */
export interface Candidate {
  readonly host: Ipv4;
  /** Highest communication level of a neighbour on this host, as seen from the VM's present host. */
  readonly level: Level;
  /** Left side of Eq. 3.2. */
  readonly gain: number;
}

export interface Evaluation {
  /** The VM's highest communication level now: what its slot in the token says. */
  readonly level: Level;
  /** Aggregate load in + out, bytes per second. */
  readonly load: number;
  readonly levels: readonly { readonly peer: Ipv4; readonly level: Level; readonly bytesPerSecond: number }[];
  /** Neighbours' hosts in the thesis's order: highest level first, then the heaviest neighbour. */
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
  const located = neighbours
    .map((neighbour) => ({ ...neighbour, level: map.level(host, neighbour.host) }))
    .filter((neighbour): neighbour is Neighbour & { level: Level } => neighbour.level !== undefined)
    .sort((a, b) => b.level - a.level || b.bytesPerSecond - a.bytesPerSecond || a.peer - b.peer);
  const hosts = new Map<Ipv4, Level>();
  for (const neighbour of located) {
    const isTarget = neighbour.host !== host && map.isHost(neighbour.host);
    if (isTarget && !hosts.has(neighbour.host)) hosts.set(neighbour.host, neighbour.level);
  }
  const considered = [...hosts].map(([target, level]) => {
    return { host: target, level, gain: migrationGain(located, host, target, map) };
  });
  return {
    level: located[0]?.level ?? 0,
    load: neighbours.reduce((sum, neighbour) => sum + neighbour.bytesPerSecond, 0),
    levels: located.map(({ peer, level, bytesPerSecond }) => ({ peer, level, bytesPerSecond })),
    considered,
    candidates: considered.filter((candidate) => candidate.gain > migrationCost),
  };
}

/** Why an evaluation without candidates means staying. */
export function stayReason(flows: number, neighbours: number, evaluation: Evaluation): StayReason {
  if (flows === 0) return 'no-flows';
  if (neighbours === 0 || evaluation.levels.length === 0) return 'locations-unknown';
  return evaluation.level === 0 ? 'already-local' : 'gain-too-small';
}
