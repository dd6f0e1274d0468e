// What `score-topology check` counts in a cost map. Pure; prints nothing.
import type { CostMapContent, Entry, VmEntry } from '../../topology/content.js';
import { Places } from '../../topology/places.js';
import { buildCostMap } from '../../topology/table.js';
import { type Warning, warningsOf } from './warnings.js';

export interface TierSummary {
  readonly level: number;
  readonly name: string;
  readonly weight: number;
  /** Sum of the weights up to this tier: the cost per byte per second of a pair at this level. */
  readonly pathWeight: number;
  /** Different groups of this tier, hosts and endpoints together; 1 for the topmost, the whole data centre. */
  readonly groups: number;
}

export interface ListSummary {
  /** Entries with a single address. */
  readonly single: number;
  readonly prefixes: number;
  /** Addresses in the prefixes, each counted once for every prefix that has it. Discovery sweeps those of hosts. */
  readonly prefixAddresses: number;
}

export interface Summary {
  readonly tiers: readonly TierSummary[];
  readonly hosts: ListSummary;
  readonly endpoints: ListSummary;
  /** Entries of each mark: an entry may have several. */
  readonly vms: Omit<ListSummary, 'prefixAddresses'> & { readonly marks: Readonly<Record<string, number>> };
  /** What can be read but cannot be meant. */
  readonly warnings: readonly Warning[];
}

export function summarize(content: CostMapContent): Summary {
  const map = buildCostMap(content);
  const paths = new Set([...content.hosts, ...content.endpoints].map(({ at }) => at));
  const { groupCounts } = new Places([...paths], map.maxLevel - 1);
  return {
    tiers: content.tiers.map(({ name, weight }, index) => ({
      level: index + 1,
      name,
      weight,
      pathWeight: map.pathWeight(index + 1),
      groups: groupCounts[index] ?? 1,
    })),
    hosts: summarizeList(content.hosts),
    endpoints: summarizeList(content.endpoints),
    vms: summarizeVms(content.vms ?? []),
    warnings: warningsOf(content, map),
  };
}

function summarizeVms(entries: readonly VmEntry[]): Summary['vms'] {
  const single = entries.filter((entry) => entry.single).length;
  const marks: Record<string, number> = {};
  for (const name of entries.flatMap((entry) => Object.keys(entry.marks))) marks[name] = (marks[name] ?? 0) + 1;
  return { single, prefixes: entries.length - single, marks };
}

function summarizeList(entries: readonly Entry[]): ListSummary {
  const prefixes = entries.filter((entry) => !entry.single);
  return {
    single: entries.length - prefixes.length,
    prefixes: prefixes.length,
    prefixAddresses: prefixes.reduce((sum, { range }) => sum + 2 ** (32 - range.length), 0),
  };
}
