// The list `vms` of a cost map file: what an entry may say of VMs. What follows from it is agent/core/rules'.
import { type Entry, formatRange, type VmEntry } from './content.js';
import { type Prefix, parseIpv4, parsePrefix } from './ipv4.js';
import { nearest } from './nearest.js';
import { prefixHint, type Range, readAddress, readPrefix } from './parse-ranges.js';
import { quote } from './problems.js';
import { GROUP_NAME, type Label, MAX_GROUPS, MAX_REASON, type VmMarks } from './vm-marks.js';
import { withCovering } from './vm-table.js';
import type { Node, YamlReader } from './yaml-reader.js';

/** Entries at most: each takes memory in every agent. Prefixes say the same in far fewer. */
export const maxVms = 100_000;

const what = 'an entry of vms';
const markKeys = ['neverMove', 'label', 'affinity', 'antiAffinity', 'allowedHosts'] as const;
const labels: readonly string[] = ['green', 'yellow', 'red'] satisfies Label[];

type Fields = ReadonlyMap<string, Node>;

/** The entries that could be read; everything else is reported. */
export function readVms(reader: YamlReader, node: Node): readonly VmEntry[] {
  // An operator who comments out every VM leaves the bare key behind.
  if (reader.isEmpty(node)) return [];
  const items = reader.items(node, 'vms') ?? [];
  if (items.length > maxVms) {
    reader.report(reader.offsetOf(node), `vms has ${items.length} entries, of ${maxVms} at most; use prefixes`);
    return [];
  }
  const lineOfRange = new Map<string, number>();
  const offsets: number[] = [];
  const entries = items.flatMap((item) => {
    const entry = readEntry(reader, item, lineOfRange);
    if (entry) offsets.push(reader.offsetOf(item));
    return entry ?? [];
  });
  checkTogether(reader, entries, offsets);
  return entries;
}

function readEntry(reader: YamlReader, node: Node, lineOfRange: Map<string, number>): VmEntry | undefined {
  const fields = reader.fields(node, what, ['vm', 'prefix', ...markKeys], []);
  if (!fields) return undefined;
  const offset = reader.offsetOf(node);
  if (!markKeys.some((key) => fields.has(key))) {
    reader.report(offset, `${what} says nothing of its VMs; add one of ${markKeys.join(', ')}, or take it out`);
  }
  const marks = readMarks(reader, fields);
  if (fields.has('vm') === fields.has('prefix')) {
    const found = fields.has('vm') ? 'has both vm and prefix; keep one' : 'has neither vm nor prefix; add one';
    reader.report(offset, `${what} ${found} of them`);
    return undefined;
  }
  const range = fields.has('vm')
    ? readAddress(reader, fields.get('vm'), 'vm')
    : readPrefix(reader, fields.get('prefix'), 'vm');
  if (!range) return undefined;
  claim(reader, range, reader.offsetOf(fields.get(range.single ? 'vm' : 'prefix')), lineOfRange);
  return { ...range, marks, line: reader.lineOf(offset) };
}

/** Entries that overlap are taken together; the very same range twice is more likely an oversight. */
function claim(reader: YamlReader, range: Range, offset: number, lineOfRange: Map<string, number>): void {
  const key = `${range.range.base}/${range.range.length}`;
  const line = lineOfRange.get(key);
  if (line === undefined) lineOfRange.set(key, reader.lineOf(offset));
  else reader.report(offset, `${formatRange(range)} is in vms already on line ${line}; write all of it there`);
}

function readMarks(reader: YamlReader, fields: Fields): VmMarks {
  const marks = {
    neverMove: fields.has('neverMove') ? readReason(reader, fields.get('neverMove')) : undefined,
    label: fields.has('label') ? readLabel(reader, fields.get('label')) : undefined,
    affinity: fields.has('affinity') ? readGroups(reader, fields.get('affinity'), 'affinity') : undefined,
    antiAffinity: fields.has('antiAffinity')
      ? readGroups(reader, fields.get('antiAffinity'), 'antiAffinity')
      : undefined,
    allowedHosts: fields.has('allowedHosts') ? readHosts(reader, fields.get('allowedHosts')) : undefined,
  };
  return Object.fromEntries(Object.entries(marks).filter(([, value]) => value !== undefined));
}

function readReason(reader: YamlReader, node: Node): string | undefined {
  const advice = "say why, such as neverMove: its licence is this host's";
  if (!reader.isText(node)) {
    reader.report(reader.offsetOf(node), `neverMove must be text: ${advice}`);
    return undefined;
  }
  const reason = reader.text(node, 'neverMove')!;
  const complaint =
    reason.trim() === ''
      ? advice
      : reason.length > MAX_REASON
        ? `it has ${reason.length} characters, of ${MAX_REASON} at most`
        : // Control characters would break the lines of every log and report that shows the reason.
          /\p{Cc}/u.test(reason)
          ? 'take the control characters, such as line breaks, out'
          : undefined;
  if (complaint === undefined) return reason;
  reader.report(reader.offsetOf(node), `neverMove is ${quote(reason)}; ${complaint}`);
  return undefined;
}

function readLabel(reader: YamlReader, node: Node): Label | undefined {
  const label = reader.text(node, 'label');
  if (label === undefined || labels.includes(label)) return label as Label | undefined;
  const guess = nearest(label, labels);
  const hint = guess === undefined ? `write one of ${labels.join(', ')}` : `did you mean ${guess}?`;
  reader.report(reader.offsetOf(node), `label is ${quote(label)}; ${hint}`);
  return undefined;
}

/** A list of texts, each of which `parse` makes a value of, or says what is wrong. Undefined when there is none. */
function readList<T extends object | string>(
  reader: YamlReader,
  node: Node,
  name: string,
  parse: (text: string) => { value: T } | { complaint: string },
): readonly T[] | undefined {
  const items = reader.items(node, name);
  if (!items) return undefined;
  if (items.length === 0 || items.length > MAX_GROUPS) {
    reader.report(reader.offsetOf(node), `${name} has ${items.length} entries; write 1 to ${MAX_GROUPS}`);
    return undefined;
  }
  return items.flatMap((item, index) => {
    const text = reader.text(item, `${name}[${index}]`);
    if (text === undefined) return [];
    const parsed = parse(text);
    if ('value' in parsed) return [parsed.value];
    reader.report(reader.offsetOf(item), `${name}[${index}] is ${quote(text)}; ${parsed.complaint}`);
    return [];
  });
}

function readGroups(reader: YamlReader, node: Node, name: string): readonly string[] | undefined {
  const complaint = 'a group name has 1 to 64 letters, digits, dots, dashes and underscores';
  return readList<string>(reader, node, name, (text) => (GROUP_NAME.test(text) ? { value: text } : { complaint }));
}

function readHosts(reader: YamlReader, node: Node): readonly Prefix[] | undefined {
  return readList<Prefix>(reader, node, 'allowedHosts', (text) => {
    const address = parseIpv4(text);
    const value = address === undefined ? parsePrefix(text) : { base: address, length: 32 };
    return value ? { value } : { complaint: prefixHint(text, (hint) => hint) };
  });
}

/** What several entries say of one VM must be no more than one VM may have. */
function checkTogether(reader: YamlReader, entries: readonly VmEntry[], offsets: readonly number[]): void {
  const together = withCovering(entries);
  for (const [index, { affinity = [], antiAffinity = [] }] of together.entries()) {
    for (const [name, groups] of Object.entries({ affinity, antiAffinity })) {
      if (groups.length <= MAX_GROUPS) continue;
      const range = formatRange(entries[index]! satisfies Pick<Entry, 'range' | 'single'>);
      const message = `${range} has ${groups.length} groups of ${name} with those of the wider entries that cover it`;
      reader.report(offsets[index]!, `${message}; ${MAX_GROUPS} is the most`);
    }
  }
}
