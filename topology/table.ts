// The cost map that answers: from an address to its place, and from two places to a level. Built from content
// that was checked before; knows nothing of the file.
import { AddressRanges } from './address-ranges.js';
import type { CostMapContent } from './content.js';
import type { CostMap, Level, Place, Tier } from './cost-map.js';
import { formatIpv4, type Ipv4, maskOf, type Prefix } from './ipv4.js';
import { Places } from './places.js';
import type { VmMarks } from './vm-marks.js';
import { VmTable } from './vm-table.js';

/**
 * Makes a cost map of checked content. The longest range that has an address decides about it, whichever list
 * it is in; a single server is the longest of all. Throws RangeError when two entries claim the same range or
 * a path has the wrong number of names, which parseCostMap would have reported.
 */
export function buildCostMap(content: CostMapContent): CostMap {
  return new CostMapTable(content);
}

const unknown = -1;

class CostMapTable implements CostMap {
  readonly tiers: readonly Tier[];
  readonly maxLevel: Level;
  readonly hosts: readonly Ipv4[];
  readonly hostPrefixes: readonly Prefix[];
  /** sum_{i=1..l} c_i at index l. */
  readonly #pathWeights: Float64Array;
  readonly #places: Places;
  /** Longest ranges first, so that the first hit is the longest. Lengths that do not occur are left out. */
  readonly #ranges: readonly AddressRanges[];
  readonly #vms: VmTable;

  constructor(content: CostMapContent) {
    this.tiers = content.tiers;
    this.maxLevel = content.tiers.length;
    this.hosts = content.hosts.filter((entry) => entry.single).map((entry) => entry.range.base);
    this.hostPrefixes = content.hosts.filter((entry) => !entry.single).map((entry) => entry.range);
    this.#pathWeights = new Float64Array(this.maxLevel + 1);
    for (const [index, tier] of content.tiers.entries()) {
      this.#pathWeights[index + 1] = this.#pathWeights[index]! + tier.weight;
    }
    const placeOfPath = new Map<string, Place>();
    for (const { at } of [...content.hosts, ...content.endpoints]) {
      if (!placeOfPath.has(at)) placeOfPath.set(at, placeOfPath.size);
    }
    this.#places = new Places([...placeOfPath.keys()], this.maxLevel - 1);
    this.#ranges = indexRanges(content, placeOfPath);
    this.#vms = new VmTable(content.vms ?? []);
  }

  level(a: Ipv4, b: Ipv4): Level | undefined {
    const standingOfA = this.#find(a);
    if (standingOfA === unknown) return undefined;
    if (a === b) return 0;
    const standingOfB = this.#find(b);
    if (standingOfB === unknown) return undefined;
    return this.#places.commonLevel(standingOfA >>> 1, standingOfB >>> 1);
  }

  place(address: Ipv4): Place | undefined {
    const standing = this.#find(address);
    return standing === unknown ? undefined : standing >>> 1;
  }

  levelBetween(a: Place, b: Place): Level {
    return this.#places.commonLevel(a, b);
  }

  group(place: Place, level: Level): number {
    return this.#places.groupOf(place, level);
  }

  pathWeight(level: Level): number {
    const weight = this.#pathWeights[level];
    if (weight === undefined) throw new RangeError(`level ${level} is not in 0..${this.maxLevel}`);
    return weight;
  }

  get hasGroups(): boolean {
    return this.#vms.hasGroups;
  }

  marksOf(vm: Ipv4): VmMarks | undefined {
    return this.#vms.marksOf(vm);
  }

  isHost(address: Ipv4): boolean {
    const standing = this.#find(address);
    return standing !== unknown && (standing & 1) === 0;
  }

  isEndpoint(address: Ipv4): boolean {
    const standing = this.#find(address);
    return standing !== unknown && (standing & 1) === 1;
  }

  placeOf(address: Ipv4): string | undefined {
    const standing = this.#find(address);
    return standing === unknown ? undefined : this.#places.pathOf(standing >>> 1);
  }

  /** Twice the place, plus 1 for an endpoint; -1 for a stranger. */
  #find(address: Ipv4): number {
    const ranges = this.#ranges;
    for (let at = 0; at < ranges.length; at += 1) {
      const standing = ranges[at]!.find(address);
      if (standing !== unknown) return standing;
    }
    return unknown;
  }
}

function indexRanges({ hosts, endpoints }: CostMapContent, placeOfPath: Map<string, Place>): readonly AddressRanges[] {
  const counts = new Map<number, number>();
  for (const { range } of [...hosts, ...endpoints]) counts.set(range.length, (counts.get(range.length) ?? 0) + 1);
  const byLength = new Map([...counts].map(([length, count]) => [length, new AddressRanges(maskOf(length), count)]));
  for (const [kind, entries] of [hosts, endpoints].entries()) {
    for (const { range, at } of entries) {
      const isNew = byLength.get(range.length)!.add(range.base, placeOfPath.get(at)! * 2 + kind);
      if (!isNew) throw new RangeError(`${formatIpv4(range.base)}/${range.length} is claimed twice`);
    }
  }
  return [...byLength].sort(([a], [b]) => b - a).map(([, ranges]) => ranges);
}
