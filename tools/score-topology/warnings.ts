// What a cost map says that can be read and that cannot be meant: VMs that may only go where no host is. Pure.
import { type CostMapContent, formatRange, type VmEntry } from '../../topology/content.js';
import type { CostMap } from '../../topology/cost-map.js';
import { formatIpv4, type Prefix } from '../../topology/ipv4.js';

export interface Warning {
  /** From 1; absent: the content is from no file. */
  readonly line?: number;
  readonly message: string;
}

/** Warnings at most; a file with one wrong habit has it on every line. */
const maxWarnings = 50;

export function warningsOf({ hosts, vms = [] }: CostMapContent, map: CostMap): readonly Warning[] {
  const covers = hostFinder(hosts.map(({ range }) => range));
  const found: Warning[] = [];
  for (const entry of vms) {
    if (found.length >= maxWarnings) break;
    for (const message of complaintsOf(entry, map, covers)) {
      found.push({ ...(entry.line === undefined ? {} : { line: entry.line }), message });
    }
  }
  return found.slice(0, maxWarnings);
}

function complaintsOf(entry: VmEntry, map: CostMap, covers: (range: Prefix) => boolean): string[] {
  const who = formatRange(entry);
  const { allowedHosts = [] } = entry.marks;
  const strangers = allowedHosts.filter((range) => !covers(range)).map(textOf);
  const are = strangers.length === 1 ? 'is no host' : 'are no hosts';
  const complaints = strangers.length > 0 ? [`allowedHosts of ${who}: ${strangers.join(', ')} ${are} of this map`] : [];
  const together = map.marksOf(entry.range.base)?.allowedHosts;
  if (allowedHosts.length > 0 && together?.length === 0) {
    complaints.push(`${who} never moves: no host is in the allowedHosts of all entries that cover it`);
  }
  if (map.isHost(entry.range.base) && entry.single) complaints.push(`${who} is a host of this map, not a VM`);
  return complaints;
}

function textOf(range: Prefix): string {
  return formatRange({ range, single: range.length === 32 });
}

/** Tells whether a range has an address that a range of hosts has. Either holds the other, or they have none in common. */
function hostFinder(hosts: readonly Prefix[]): (range: Prefix) => boolean {
  const sorted = [...hosts].sort((a, b) => a.base - b.base || a.length - b.length);
  const known = new Map<string, boolean>();
  const last = (range: Prefix): number => range.base + 2 ** (32 - range.length) - 1;
  /** The highest address of the ranges up to each one: what begins before may end later. */
  const reach: number[] = [];
  for (const range of sorted) reach.push(Math.max(reach.at(-1) ?? 0, last(range)));
  return (range) => {
    const key = `${formatIpv4(range.base)}/${range.length}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    // Of the host ranges that begin no later than this one ends, one must end no earlier than this one begins.
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]!.base <= last(range)) low = middle + 1;
      else high = middle;
    }
    const found = low > 0 && reach[low - 1]! >= range.base;
    known.set(key, found);
    return found;
  };
}
