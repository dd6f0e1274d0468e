// Where a VM looks for room, best first: the order in which hosts are asked. The thesis's rule (4.2.5) is the
// neighbours' own hosts, so a full host is a dead end; the wider rule goes on to the hosts that the cost map puts
// near them. Asks nobody: the agent probes what this yields over the network, the simulator in memory.
import type { CostMap, Level } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { gainAt, gainNear, type LocatedNeighbour } from './cost.js';
import type { Candidate, Evaluation } from './decision.js';
import type { HostDirectory } from './directory.js';
import type { CandidateRule } from './settings.js';

/**
 * Hosts with a neighbour that are tried for one decision: more than the thesis's worst case of 100 neighbours (ch. 5).
 * A guest chooses whom it talks to, and must not hold the token up with it.
 */
const MAX_NEIGHBOURS = 128;
/** Hosts tried of one group: a rack whole; of a large pod a sample, because one answer with room is enough. */
const MAX_OF_GROUP = 32;
/** Hosts tried near neighbours for one decision. Each is a question to one host, so a full pod must not draw it out. */
const MAX_NEARBY = 96;

export interface SearchOptions {
  readonly rule: CandidateRule;
  readonly map: CostMap;
  readonly directory: HostDirectory;
  readonly nowMs: number;
  /** Uniform in [0, 1): where in a group to begin, so that VMs do not all press into the same host. */
  random(): number;
}

/** The hosts near one neighbour, or near the VM's own host, at the same distance from all of this VM's neighbours. */
interface Group {
  readonly around: Pick<LocatedNeighbour, 'host' | 'place'>;
  /** From the VM's host, at most. */
  readonly level: Level;
  readonly near: Level;
  /** What each of its hosts saves at least. */
  readonly gain: number;
  /** c_m of a migration to any of them. */
  readonly cost: number;
}

/** More than 0 when `b` is the better place: by what it saves, less what going there costs. */
function better(a: Pick<Group, 'gain' | 'cost'>, b: Pick<Group, 'gain' | 'cost'>): number {
  // At equal costs the difference of the gains must not be rounded by them.
  return b.gain - a.gain - (b.cost - a.cost);
}

/** Hosts that satisfy Eq. 3.2, in the order in which to ask them for room; none twice. */
export function* targets(evaluation: Evaluation, options: SearchOptions): Generator<Candidate, void, undefined> {
  const hosts = evaluation.candidates.filter(({ host }) => mayAnswer(host, options));
  if (options.rule === 'neighbours') {
    yield* hosts.slice(0, MAX_NEIGHBOURS);
    return;
  }
  yield* merged(hosts, groupsNear(evaluation, options), evaluation, options);
}

/**
 * Where a VM may go that cannot stay: hosts with a neighbour and those near it, at whatever it costs, the best first; and,
 * whichever rule holds for other moves, the hosts near its own.
 */
export function* drainTargets(evaluation: Evaluation, options: SearchOptions): Generator<Candidate, void, undefined> {
  const nothing = Number.NEGATIVE_INFINITY;
  const considered = evaluation.considered.map((each) => ({ ...each, threshold: nothing }));
  const anyGain = { ...evaluation, considered, thresholds: evaluation.thresholds.map(() => nothing) };
  const hosts = evaluation.considered.filter(({ host }) => mayAnswer(host, options));
  const groups = options.rule === 'neighbours' ? [] : groupsNear(anyGain, options);
  yield* merged(hosts, [...groupsAround(evaluation, options), ...groups].sort(better), evaluation, options);
}

/** `hosts`, and those of the groups in between, the best first. Groups are given in this order. */
function* merged(
  hosts: Candidate[],
  groups: readonly Group[],
  evaluation: Evaluation,
  options: SearchOptions,
): Generator<Candidate, void, undefined> {
  hosts.sort(better).splice(MAX_NEIGHBOURS);
  const tried = new Set([evaluation.host]);
  let left = MAX_NEARBY;
  let next = 0;
  for (const group of groups) {
    for (let host = hosts[next]; host !== undefined && better(host, group) <= 0; host = hosts[next]) {
      next += 1;
      // By rounding it may have been taken for no better than its group.
      if (tried.has(host.host)) continue;
      tried.add(host.host);
      yield host;
    }
    if (left === 0) break;
    for (const member of membersOf(group, evaluation, options, tried, Math.min(left, MAX_OF_GROUP))) {
      left -= 1;
      yield member;
    }
  }
  for (const host of hosts.slice(next)) if (!tried.has(host.host)) yield host;
}

/**
 * The same a few at a time, to be asked at once. Hosts that have a neighbour are never mixed with those that are only
 * near one: while the first kind has room, nobody else needs to be asked, nor waited for.
 */
export function* inBatches(
  search: Iterable<Candidate>,
  size: number,
): Generator<readonly Candidate[], undefined, undefined> {
  let batch: Candidate[] = [];
  for (const candidate of search) {
    const isOtherKind = batch.length > 0 && (batch[0]!.near === 0) !== (candidate.near === 0);
    if (isOtherKind || batch.length === size) {
      yield batch;
      batch = [];
    }
    batch.push(candidate);
  }
  if (batch.length > 0) yield batch;
  return undefined;
}

/** Groups around the neighbours whose every host satisfies Eq. 3.2, the best first. */
function groupsNear({ levels, considered, costs, thresholds }: Evaluation, { map }: SearchOptions): Group[] {
  const groups: Group[] = [];
  const seen = new Set<number>();
  // Near a host nothing saves more than on it, and it is as far to go, so where the host itself is not worth it, nobody
  // near it is.
  const futile = new Set<Ipv4>();
  for (const { host, gain, threshold } of considered) if (gain <= threshold) futile.add(host);
  for (const around of levels) {
    if (futile.has(around.host)) continue;
    // At the VM's own level of the tree and above it, no host is closer to anybody than its own. Below it, each host of
    // the group is as far from the VM's as the neighbour's own.
    const [cost, threshold] = [costs[around.level]!, thresholds[around.level]!];
    for (let near = 1; near < around.level; near += 1) {
      const key = map.group(around.place, near) * 256 + near;
      if (seen.has(key)) continue;
      seen.add(key);
      const gain = gainNear(levels, around, near, map);
      if (gain > threshold) groups.push({ around, near, level: around.level, gain, cost });
    }
  }
  return groups.sort(better);
}

/** Groups around the VM's own host. */
function groupsAround({ host, levels, costs }: Evaluation, { map }: SearchOptions): Group[] {
  const place = map.place(host);
  if (place === undefined) return [];
  return costs.slice(1).map((cost, index) => {
    const near = index + 1;
    const gain = gainNear(levels, { host, place }, near, map);
    return { around: { host, place }, near, level: near, gain, cost };
  });
}

/** Up to `most` hosts of the group that were not tried yet, spread over it from a random one on. */
function* membersOf(
  { around, near }: Group,
  { host: own, levels, costs, thresholds }: Evaluation,
  options: SearchOptions,
  tried: Set<number>,
  most: number,
): Generator<Candidate, void, undefined> {
  const { map, directory, random } = options;
  const ownPlace = map.place(own)!;
  const hosts = directory.within(around.host, near);
  const stride = strideOver(hosts.length);
  let at = Math.floor(random() * hosts.length);
  let found = 0;
  for (let visited = 0; visited < hosts.length && found < most; visited += 1) {
    const host = hosts[at]!;
    at = (at + stride) % hosts.length;
    if (tried.has(host) || !mayAnswer(host, options)) continue;
    tried.add(host);
    found += 1;
    const place = map.place(host)!;
    const level = map.levelBetween(ownPlace, place);
    const gain = gainAt(levels, host, place, map);
    yield { host, near, level, gain, cost: costs[level]!, threshold: thresholds[level]! };
  }
}

/** Whether the host is known to be there, and was not silent just now. An address of a prefix may be nobody's. */
function mayAnswer(host: Ipv4, { directory, nowMs }: SearchOptions): boolean {
  return directory.isKnown(host) && !directory.isSilent(host, nowMs);
}

/** A step that visits all of `count` places once around, far apart: near the golden section, without a common divisor. */
function strideOver(count: number): number {
  let stride = Math.max(1, Math.round(count * 0.618));
  while (divisor(stride, count) > 1) stride += 1;
  return stride;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
