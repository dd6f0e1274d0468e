// The lists `hosts` and `endpoints` of a cost map file: what an entry may say, and that no two entries claim
// the same addresses. Overlaps are no mistake (the longest prefix wins); the very same range twice is one.
import { type Entry, formatRange, groupNames, nameComplaint } from './content.js';
import { type Range, readAddress, readPrefix } from './parse-ranges.js';
import { quote } from './problems.js';
import type { Node, YamlReader } from './yaml-reader.js';

type ListName = 'hosts' | 'endpoints';

export class EntryReader {
  readonly #reader: YamlReader;
  /** Names that every path must have; undefined when the tiers could not be read, so that it cannot be told. */
  readonly #depth: number | undefined;
  /** Who claimed a range first. One table for both lists: a server cannot be a host and an endpoint. */
  readonly #claims = new Map<string, { list: ListName; range: Range; offset: number }>();
  /** Paths found good; most entries share theirs with others. */
  readonly #goodPaths = new Set<string>();

  constructor(reader: YamlReader, tierCount: number | undefined) {
    this.#reader = reader;
    this.#depth = tierCount === undefined ? undefined : tierCount - 1;
  }

  /** The entries of one list that could be read; everything else is reported. */
  read(node: Node, list: ListName): readonly Entry[] {
    // An operator who comments out every endpoint leaves the bare key behind.
    if (list === 'endpoints' && this.#reader.isEmpty(node)) return [];
    const items = this.#reader.items(node, list) ?? [];
    if (list === 'hosts' && items.length === 0 && this.#reader.isList(node)) {
      this.#reader.report(this.#reader.offsetOf(node), 'hosts is an empty list; name at least one hypervisor');
    }
    return items.flatMap((item) => this.#readEntry(item, list) ?? []);
  }

  #readEntry(node: Node, list: ListName): Entry | undefined {
    const what = `an entry of ${list}`;
    // With one tier there are no groups to name, so `at` may be left out.
    const required = this.#depth ? ['at'] : [];
    const fields = this.#reader.fields(node, what, ['host', 'prefix', 'at'], required);
    if (!fields) return undefined;
    const at = fields.has('at') ? this.#readPath(fields.get('at')) : '';
    if (fields.has('host') === fields.has('prefix')) {
      const found = fields.has('host') ? 'has both host and prefix; keep one' : 'has neither host nor prefix; add one';
      this.#reader.report(this.#reader.offsetOf(node), `${what} ${found} of them`);
      return undefined;
    }
    const range = fields.has('host')
      ? readAddress(this.#reader, fields.get('host'), 'host')
      : readPrefix(this.#reader, fields.get('prefix'), 'host');
    if (!range) return undefined;
    this.#claim(range, list, this.#reader.offsetOf(fields.get(range.single ? 'host' : 'prefix')));
    return at === undefined ? undefined : { ...range, at };
  }

  #readPath(node: Node): string | undefined {
    const at = this.#reader.text(node, 'at');
    if (at === undefined || this.#goodPaths.has(at)) return at;
    const complaint = this.#pathComplaint(at);
    if (complaint) this.#reader.report(this.#reader.offsetOf(node), `at ${quote(at)} ${complaint}`);
    else this.#goodPaths.add(at);
    return at;
  }

  #pathComplaint(at: string): string | undefined {
    const names = groupNames(at);
    for (const name of names) {
      const complaint = nameComplaint(name);
      if (complaint) return `has a group name ${quote(name)} that ${complaint}`;
    }
    if (this.#depth === undefined || names.length === this.#depth) return undefined;
    if (this.#depth === 0) return 'names a group, but with one tier there are none; leave at out';
    const wanted = this.#depth === 1 ? '1 name' : `${this.#depth} names joined by /`;
    return `has ${names.length} of the names it needs; with ${this.#depth + 1} tiers write ${wanted}, top down`;
  }

  #claim(range: Range, list: ListName, offset: number): void {
    // A /32 prefix and a single host are the same one server, and so share a key.
    const key = `${range.range.base}/${range.range.length}`;
    const first = this.#claims.get(key);
    if (!first) {
      this.#claims.set(key, { list, range, offset });
      return;
    }
    const place = `line ${this.#reader.lineOf(first.offset)}`;
    const advice =
      first.list === list
        ? `is in ${list} already on ${place}; keep one of them`
        : `is in ${list} and, on ${place}, in ${first.list}; a server is either a hypervisor or never moves, so keep one`;
    this.#reader.report(offset, `${formatRange(range)} ${advice}`);
  }
}
