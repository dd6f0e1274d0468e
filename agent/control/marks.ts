// Changes to the marks of one VM: what a client may ask for, and what comes out. Writing them is the hypervisor's business.
import { type Ipv4, type Prefix, parseIpv4, parsePrefix } from '../../topology/ipv4.js';
import { GROUP_NAME, type Label, MAX_GROUPS, type VmMarks } from '../../topology/vm-marks.js';
import { members, shown, wrong } from './check.js';

export const labels = ['red', 'yellow', 'green'] as const satisfies readonly Label[];
/** Of a reason, UTF-16 units. */
const maxReason = 200;

/** What is to be another way; null takes it away, what is absent stays. */
export interface MarkChanges {
  readonly label?: Label | null;
  readonly neverMove?: string | null;
  readonly affinity?: readonly string[] | null;
  readonly antiAffinity?: readonly string[] | null;
  /** Prefixes or addresses as text. */
  readonly allowedHosts?: readonly string[] | null;
}

/** Throws ControlError('bad-request') that names the member. */
export function parseMarkChanges(value: unknown): MarkChanges {
  const given = members('label', value, ['label', 'neverMove', 'affinity', 'antiAffinity', 'allowedHosts']);
  return {
    ...(given.label === undefined ? {} : { label: labelOf(given.label) }),
    ...(given.neverMove === undefined ? {} : { neverMove: reasonOf(given.neverMove) }),
    ...(given.affinity === undefined ? {} : { affinity: groupsOf('affinity', given.affinity) }),
    ...(given.antiAffinity === undefined ? {} : { antiAffinity: groupsOf('antiAffinity', given.antiAffinity) }),
    ...(given.allowedHosts === undefined ? {} : { allowedHosts: hostsOf(given.allowedHosts) }),
  };
}

/** The marks with the changes. `changes` were checked. */
export function changedMarks(marks: VmMarks, changes: MarkChanges): VmMarks {
  const { allowedHosts, ...rest } = changes;
  const hosts = allowedHosts === undefined || allowedHosts === null ? allowedHosts : allowedHosts.map(prefixOf);
  const all = { ...marks, ...rest, ...(hosts === undefined ? {} : { allowedHosts: hosts }) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined));
}

function labelOf(value: unknown): Label | null {
  const label = labels.find((each) => each === value);
  if (value === null || label) return label ?? null;
  throw wrong(`label: label must be one of ${labels.join(', ')}, or null, not ${shown(value)}`);
}

function reasonOf(value: unknown): string | null {
  if (value === null) return null;
  // It is shown on terminals and written into XML.
  const isPlain = typeof value === 'string' && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(value);
  if (isPlain && value.trim() !== '' && value.length <= maxReason) return value.trim();
  throw wrong(`label: neverMove must be a reason of 1 to ${maxReason} printable characters, not ${shown(value)}`);
}

function groupsOf(name: string, value: unknown): readonly string[] | null {
  const wanted = `1 to ${MAX_GROUPS} group names of letters, digits, dots, dashes and underscores, up to 64 each`;
  return listOf(name, value, wanted, (item) => GROUP_NAME.test(item));
}

function hostsOf(value: unknown): readonly string[] | null {
  const wanted = `1 to ${MAX_GROUPS} prefixes such as 10.0.2.0/24, or addresses`;
  return listOf('allowedHosts', value, wanted, (item) => readPrefix(item) !== undefined);
}

function listOf(name: string, value: unknown, wanted: string, isRight: (item: string) => boolean) {
  if (value === null) return null;
  const items = Array.isArray(value) ? value : [];
  const bad = items.find((item) => typeof item !== 'string' || !isRight(item));
  if (items.length > 0 && items.length <= MAX_GROUPS && bad === undefined) return [...new Set(items as string[])];
  throw wrong(`label: ${name} must be ${wanted}, not ${shown(bad ?? value)}`);
}

function readPrefix(text: string): Prefix | undefined {
  const address: Ipv4 | undefined = parseIpv4(text);
  return address === undefined ? parsePrefix(text) : { base: address, length: 32 };
}

function prefixOf(text: string): Prefix {
  const prefix = readPrefix(text);
  if (!prefix) throw wrong(`label: ${shown(text)} is no prefix`);
  return prefix;
}
