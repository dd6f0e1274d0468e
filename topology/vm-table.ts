// What a cost map says of a VM: every entry that covers its address, taken together. Built once, so that a look-up is one
// longest match and no merging; knows nothing of the file.
import { AddressRanges } from './address-ranges.js';
import type { VmEntry } from './content.js';
import { type Ipv4, maskOf } from './ipv4.js';
import { mergedMarks, type VmMarks } from './vm-marks.js';

const unknown = -1;

/** For each entry, its marks and those of all wider entries that cover it; the narrowest one's words come first. */
export function withCovering(entries: readonly VmEntry[]): readonly VmMarks[] {
  return build(entries).marks;
}

export class VmTable {
  /** Whether any VM is in a group. */
  readonly hasGroups: boolean;
  readonly #marks: readonly VmMarks[];
  /** Longest ranges first: the longest that has an address has the marks of the others in it. */
  readonly #ranges: readonly AddressRanges[];

  constructor(entries: readonly VmEntry[]) {
    const { marks, ranges } = build(entries);
    this.#marks = marks;
    this.#ranges = ranges;
    this.hasGroups = marks.some(({ affinity, antiAffinity }) => affinity !== undefined || antiAffinity !== undefined);
  }

  /** Undefined when no entry has the address. */
  marksOf(vm: Ipv4): VmMarks | undefined {
    const index = find(this.#ranges, vm);
    return index === unknown ? undefined : this.#marks[index];
  }
}

function find(ranges: readonly AddressRanges[], address: Ipv4): number {
  for (let at = 0; at < ranges.length; at += 1) {
    const index = ranges[at]!.find(address);
    if (index !== unknown) return index;
  }
  return unknown;
}

function build(entries: readonly VmEntry[]): { marks: readonly VmMarks[]; ranges: readonly AddressRanges[] } {
  const marks = entries.map((entry) => entry.marks);
  const byLength = new Map<number, number[]>();
  for (const [index, { range }] of entries.entries()) {
    const same = byLength.get(range.length);
    if (same) same.push(index);
    else byLength.set(range.length, [index]);
  }
  const ranges: AddressRanges[] = [];
  // From the widest: what covers an entry is complete when the entry's turn comes.
  for (const [length, indexes] of [...byLength].sort(([a], [b]) => a - b)) {
    const own = new AddressRanges(maskOf(length), indexes.length);
    for (const index of indexes) {
      const { base } = entries[index]!.range;
      const first = own.find(base);
      if (first !== unknown) {
        // The reader of files refuses this; whoever makes content otherwise means both.
        marks[first] = mergedMarks(marks[first], marks[index]);
        continue;
      }
      const covering = find(ranges, base);
      if (covering !== unknown) marks[index] = mergedMarks(marks[index], marks[covering]);
      own.add(base, index);
    }
    ranges.unshift(own);
  }
  return { marks, ranges };
}
