// A cost map as written: tiers and entries in file order. No look-ups (table.ts has them), no YAML (parse.ts
// has it): the simulator and the benchmarks make such content without a file.
import type { Tier } from './cost-map.js';
import { formatIpv4, type Prefix } from './ipv4.js';
import type { VmMarks } from './vm-marks.js';

/** The token's level is one byte (thesis section 4.1), so there cannot be more tiers. */
export const maxTiers = 255;

/** Where one server, or every server of an address range, stands. */
export interface Entry {
  /** The addresses. A single server is the range of length 32. */
  readonly range: Prefix;
  /** Whether it was written as `host`, a single address, rather than as `prefix`. */
  readonly single: boolean;
  /** Names of the groups it stands in, top down, joined by `/`: one name less than there are tiers. */
  readonly at: string;
}

/** What is said of one VM, or of every VM with an address in a range. */
export interface VmEntry extends Pick<Entry, 'range' | 'single'> {
  readonly marks: VmMarks;
  /** Where it is in the file, from 1; absent: it is in none. */
  readonly line?: number;
}

export interface CostMapContent {
  /** Bottom up, 1..255 of them. */
  readonly tiers: readonly Tier[];
  readonly hosts: readonly Entry[];
  readonly endpoints: readonly Entry[];
  /** Absent: nothing is said of any VM. */
  readonly vms?: readonly VmEntry[];
}

/** The names of a group path, top down; none for the empty path of a map with one tier. */
export function groupNames(at: string): readonly string[] {
  return at === '' ? [] : at.split('/');
}

/** Text of an entry's range as the file has it: an address or a prefix. */
export function formatRange({ range, single }: Pick<Entry, 'range' | 'single'>): string {
  return single ? formatIpv4(range.base) : `${formatIpv4(range.base)}/${range.length}`;
}

/** Why a text is no name of a tier or group, and what to do; undefined when it is one. */
export function nameComplaint(name: string): string | undefined {
  if (name === '') return 'is empty; give it a name';
  if (name.trim() !== name) return 'begins or ends with a blank; take the blank out';
  // Control characters would break the lines of every log and report that shows the name.
  if (/\p{Cc}/u.test(name)) return 'contains a control character; take it out';
  if (name.includes('/')) return 'contains a /, which separates names; take it out';
  return undefined;
}
