// The files that SCOTCH's gmap reads and writes: source graph, target architecture, mapping (SCOTCH 7 user's
// guide, "File formats"). Text only; running the program is gmap.ts.
import type { Instance } from './instance.js';

/** How large the integers of a gmap are: with 32 bits the sums it forms overflow unless edges are coarse. */
export type IntegerBits = 32 | 64;

/**
 * Source graph: a vertex for each VM, all of load 1, and an edge for each pair of VMs. `vertexOf` numbers the
 * vertices, because gmap has no seed, and another order of vertices is another run. Traffic with endpoints is
 * left out: they have no vertex.
 *
 * Rates become integers that keep the sum of rate x distance below the limit of `bits`; pairs that round to
 * nothing, which happens to the lightest ones under 32 bits, are left out.
 */
export function graphText(instance: Instance, vertexOf: Uint32Array, bits: IntegerBits): string {
  const { vms, traffic } = instance;
  const scale = rateScale(instance, bits);
  const vmOf = new Uint32Array(vms);
  for (const [vm, vertex] of vertexOf.entries()) vmOf[vertex] = vm;
  const lines: string[] = [];
  let arcs = 0;
  for (const vm of vmOf) {
    const edges: string[] = [];
    for (let at = traffic.offsets[vm]!; at < traffic.offsets[vm + 1]!; at++) {
      const peer = traffic.peers[at]!;
      const load = peer < vms ? Math.round(traffic.rates[at]! * scale) : 0;
      if (load > 0) edges.push(`${load} ${vertexOf[peer]}`);
    }
    arcs += edges.length;
    lines.push(`${edges.length} ${edges.join(' ')}`);
  }
  // Version 0; sizes; numbers from 0; no labels, edge loads, no vertex loads.
  return `0\n${vms} ${arcs}\n0 010\n${lines.join('\n')}\n`;
}

function rateScale(instance: Instance, bits: IntegerBits): number {
  const { vms, traffic } = instance;
  let sum = 0;
  let highest = 0;
  for (let at = 0; at < traffic.peers.length; at++) {
    if (traffic.peers[at]! >= vms) continue;
    sum += traffic.rates[at]!;
    highest = Math.max(highest, traffic.rates[at]!);
  }
  if (sum === 0) return 1;
  const farthest = linkCosts(instance).reduce((total, each) => total + each, 0);
  // A million steps for the heaviest pair are finer than anything measured, and numbers stay short.
  return Math.min(1e6 / highest, (bits === 32 ? 2 ** 30 : 2 ** 52) / (sum * farthest));
}

/** Weights of the tiers as integers of at least 1, root first; 100 times the lowest, or gmap sees e as 3. */
function linkCosts({ scenario }: Instance): readonly number[] {
  const weights = scenario.map.tiers.map((tier) => tier.weight);
  const lowest = weights.find((weight) => weight > 0) ?? 1;
  return weights.map((weight) => Math.min(100_000, Math.max(1, Math.round((100 * weight) / lowest)))).reverse();
}

export interface Architecture {
  readonly text: string;
  /** Host at each number that a mapping may name. */
  readonly hostOfTarget: Uint32Array;
  /** Whether groups of one tier differ in size, so that only some leaves of the tree stand for hosts. */
  readonly irregular: boolean;
}

/**
 * Target architecture: a `tleaf` tree with hosts as leaves. It knows only trees whose groups of a tier are all as
 * large; another tree is padded to the largest, and `sub` names the leaves that are hosts. Undefined for a single
 * host: there is no tree, and nothing to map.
 */
export function architecture(instance: Instance): Architecture | undefined {
  const { hosts, maxLevel, groups } = instance;
  const depth = maxLevel - 1;
  const indexInParent: Map<number, number>[] = [];
  const arities = new Array<number>(maxLevel).fill(1);
  const leafOf = new Float64Array(hosts);
  // Number of each group among those of its parent, top down; a host counts as the group of level 0.
  const numberAt = (host: number, level: number): number => {
    const id = level === 0 ? host : groups[host * depth + level - 1]!;
    indexInParent[level] ??= new Map();
    const known = indexInParent[level].get(id);
    if (known !== undefined) return known;
    const parent = level === depth ? 0 : groups[host * depth + level]!;
    childrenOf[level] ??= new Map();
    const counts = childrenOf[level];
    const index = counts.get(parent) ?? 0;
    counts.set(parent, index + 1);
    indexInParent[level].set(id, index);
    return index;
  };
  const childrenOf: Map<number, number>[] = [];
  for (let host = 0; host < hosts; host++) for (let level = 0; level <= depth; level++) numberAt(host, level);
  for (let level = 0; level <= depth; level++) arities[level] = Math.max(...childrenOf[level]!.values());
  for (let host = 0; host < hosts; host++) {
    let leaf = 0;
    for (let level = depth; level >= 0; level--) leaf = leaf * arities[level]! + numberAt(host, level);
    leafOf[host] = leaf;
  }
  const tiers = forkingTiers(arities.toReversed(), linkCosts(instance));
  if (tiers.length === 0) return undefined;
  const tree = `tleaf ${tiers.length} ${tiers.join(' ')}\n`;
  const byLeaf = Uint32Array.from({ length: hosts }, (_, host) => host).sort((a, b) => leafOf[a]! - leafOf[b]!);
  const leaves = arities.reduce((product, arity) => product * arity, 1);
  const irregular = leaves !== hosts;
  const text = irregular ? `sub\n${hosts} ${Array.from(byLeaf, (host) => leafOf[host]).join(' ')}\n${tree}` : tree;
  return { text, hostOfTarget: byLeaf, irregular };
}

/**
 * Arity and cost of each tier, root first, without tiers of one group per parent, which gmap refuses. No two hosts
 * part at such a tier, but all that part above it cross its links, so its cost goes to the next tier above; there is
 * nobody to pay it when there is none.
 */
function forkingTiers(arities: readonly number[], costs: readonly number[]): string[] {
  const tiers: string[] = [];
  let passed = 0;
  for (let index = arities.length - 1; index >= 0; index--) {
    passed += costs[index]!;
    if (arities[index] === 1) continue;
    tiers.unshift(`${arities[index]} ${passed}`);
    passed = 0;
  }
  return tiers;
}

/** Host of each VM as a mapping says. Throws RangeError where the text is no mapping of these sizes. */
export function parseMapping(text: string, vertexOf: Uint32Array, hostOfTarget: Uint32Array): Uint32Array {
  const numbers = text.trim().split(/\s+/).map(Number);
  const vms = vertexOf.length;
  if (numbers[0] !== vms || numbers.length !== 1 + 2 * vms) {
    throw new RangeError(`gmap wrote a mapping of ${numbers[0]} vertices instead of ${vms}`);
  }
  const hostOfVertex = new Uint32Array(vms);
  const isMapped = new Uint8Array(vms);
  for (let at = 1; at < numbers.length; at += 2) {
    const vertex = numbers[at]!;
    const host = hostOfTarget[numbers[at + 1]!];
    if (isMapped[vertex] === undefined || host === undefined) {
      throw new RangeError(
        `gmap mapped vertex ${vertex} to ${numbers[at + 1]}, which is none of ${hostOfTarget.length} hosts`,
      );
    }
    // As many lines as vertices, so that one that is there twice stands in another one's place.
    if (isMapped[vertex] === 1) throw new RangeError(`gmap mapped vertex ${vertex} twice`);
    isMapped[vertex] = 1;
    hostOfVertex[vertex] = host;
  }
  return vertexOf.map((vertex) => hostOfVertex[vertex]!);
}
