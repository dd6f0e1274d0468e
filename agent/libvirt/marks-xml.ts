// What a VM's owner says to S-CORE in the domain's metadata: <score:vm xmlns:score="urn:score:vm:1">. Strict and safe: where it
// cannot be understood, the VM does not move, since somebody wanted something of it.
import { formatIpv4, type Prefix, parseIpv4, parsePrefix } from '../../topology/ipv4.js';
import { GROUP_NAME, type Label, MAX_GROUPS, type VmMarks } from '../../topology/vm-marks.js';
import { escaped, localName, type MetadataElement, printable, xmlElement } from './metadata.js';
import type { Element } from './xml-tree.js';

export const marksKey = 'score';
export const marksUri = 'urn:score:vm:1';
/** What every version of the namespace begins with. */
const anyMarksUri = 'urn:score:vm:';

/** Longest reason that is kept, characters; the rest of a longer one is cut off. */
const maxReason = 200;
/** Children that are looked at. Whoever writes more of them than any VM needs is not understood. */
const maxChildren = 3 * MAX_GROUPS;

const labels: readonly string[] = ['green', 'yellow', 'red'] satisfies Label[];

/** The marks, or undefined when the metadata has none. Never throws. */
export function marksOf(metadata: readonly MetadataElement[]): VmMarks | undefined {
  const elements = metadata.filter(({ uri }) => uri.startsWith(anyMarksUri));
  const [first] = elements;
  if (first === undefined) return undefined;
  if (elements.length > 1) return misunderstood(`${elements.length} elements in namespaces ${anyMarksUri}*`);
  if (first.uri !== marksUri) return misunderstood(`namespace '${first.uri.slice(0, 64)}' is not ${marksUri}`);
  if (first.local !== 'vm') return misunderstood(`element '${first.local.slice(0, 64)}' is not 'vm'`);
  return readMarks(first.element);
}

/** Marks that say no more than that there are some. */
export function misunderstood(what: string): VmMarks {
  return { neverMove: `its metadata cannot be understood, so it stays: ${printable(what)}` };
}

function readMarks({ children, text }: Element): VmMarks {
  const problems: string[] = [];
  if (text !== '') problems.push('text beside the elements');
  if (children.length > maxChildren) problems.push(`${children.length} elements, of ${maxChildren} at most`);
  const read: {
    neverMove?: string;
    label?: Label;
    affinity: string[];
    antiAffinity: string[];
    allowedHosts: Prefix[];
  } = { affinity: [], antiAffinity: [], allowedHosts: [] };
  for (const element of children.slice(0, maxChildren)) {
    const name = localName(element.name);
    if (element.children.length > 0) problems.push(`elements inside of ${name}`);
    else if (name === 'never-move') read.neverMove ??= reasonOf(element.text);
    else if (name === 'label' && read.label === undefined && labels.includes(element.text))
      read.label = element.text as Label;
    else if (name === 'affinity' && GROUP_NAME.test(element.text)) read.affinity.push(element.text);
    else if (name === 'anti-affinity' && GROUP_NAME.test(element.text)) read.antiAffinity.push(element.text);
    else if (name === 'allowed-hosts' && hostsOf(element.text)) read.allowedHosts.push(hostsOf(element.text)!);
    else problems.push(`${name.slice(0, 64)} '${element.text.slice(0, 64)}'`);
  }
  for (const [name, list] of Object.entries({
    affinity: read.affinity,
    'anti-affinity': read.antiAffinity,
    'allowed-hosts': read.allowedHosts,
  })) {
    if (list.length > MAX_GROUPS) problems.push(`${list.length} times ${name}, of ${MAX_GROUPS} at most`);
  }
  const understood = {
    ...(read.neverMove === undefined ? {} : { neverMove: read.neverMove }),
    ...(read.label === undefined ? {} : { label: read.label }),
    ...(read.affinity.length === 0 ? {} : { affinity: read.affinity.slice(0, MAX_GROUPS) }),
    ...(read.antiAffinity.length === 0 ? {} : { antiAffinity: read.antiAffinity.slice(0, MAX_GROUPS) }),
    ...(read.allowedHosts.length === 0 ? {} : { allowedHosts: read.allowedHosts.slice(0, MAX_GROUPS) }),
  };
  // What was understood still counts for others: a VM that must not be near this one, say.
  return problems.length === 0 ? understood : { ...understood, ...misunderstood(problems.slice(0, 3).join('; ')) };
}

/** That the element is there is what counts; its text is for people. */
function reasonOf(text: string): string {
  return text === '' ? 'its metadata says so' : printable(text).slice(0, maxReason);
}

function hostsOf(text: string): Prefix | undefined {
  const address = parseIpv4(text);
  return address === undefined ? parsePrefix(text) : { base: address, length: 32 };
}

/** The element as libvirt wants to be given it, or undefined for marks that say nothing. */
export function marksXml(marks: VmMarks): string | undefined {
  const { neverMove, label, affinity = [], antiAffinity = [], allowedHosts = [] } = marks;
  const element = (name: string) => (text: string) => xmlElement(name, {}, escaped(text));
  const inside = [
    ...(neverMove === undefined ? [] : [element('never-move')(neverMove)]),
    ...(label === undefined ? [] : [element('label')(label)]),
    ...affinity.map(element('affinity')),
    ...antiAffinity.map(element('anti-affinity')),
    ...allowedHosts.map(({ base, length }) => element('allowed-hosts')(`${formatIpv4(base)}/${length}`)),
  ];
  return inside.length === 0 ? undefined : xmlElement('vm', {}, inside.join(''));
}
