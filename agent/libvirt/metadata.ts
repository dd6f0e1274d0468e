// Elements of a domain's <metadata> by their namespaces (libvirt's formatdomain, "Custom metadata"), and how one is written.
// Knows neither what an element means nor how it gets to libvirt.
import { child, type Element } from './xml-tree.js';

/** An element of the metadata, with the namespace that it is in. */
export interface MetadataElement {
  readonly uri: string;
  /** Its name without a prefix. */
  readonly local: string;
  readonly element: Element;
}

/** Longest metadata that is read, UTF-16 units; managers write some thousands. Reading takes time in proportion. */
export const maxMetadata = 262_144;

/** A domain's XML with its metadata left out, and the length of that. Other elements of that name than the domain's do not occur. */
export function withoutMetadata(xml: string): { readonly bare: string; readonly length: number } {
  // libvirt prints `<` of every text and attribute as an entity, so the first and the last tag are those of the element.
  const start = /<metadata[\s>]/.exec(xml)?.index ?? -1;
  const end = xml.lastIndexOf(endTag) + endTag.length;
  if (start < 0 || end < start) return { bare: xml, length: 0 };
  return { bare: xml.slice(0, start) + xml.slice(end), length: end - start };
}

const endTag = '</metadata>';

/** Every element directly inside `<metadata>`; one whose prefix is bound to nothing is in the namespace ''. */
export function metadataOf(domain: Element): MetadataElement[] {
  const metadata = child(domain, 'metadata');
  return (metadata?.children ?? []).map((element) => {
    const uri = namespaceOf(element.name, [element, metadata!, domain]) ?? '';
    return { uri, local: localName(element.name), element };
  });
}

/** The name without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Namespaces in XML 1.0, section 6: the innermost declaration of the prefix counts. `scopes` from the inside out. */
function namespaceOf(name: string, scopes: readonly Element[]): string | undefined {
  const colon = name.indexOf(':');
  const declaration = colon < 0 ? 'xmlns' : `xmlns:${name.slice(0, colon)}`;
  return scopes.map(({ attributes }) => attributes[declaration]).find((uri) => uri !== undefined);
}

/** An element as text; libvirt puts it into its namespace, together with what is inside. */
export function xmlElement(name: string, attributes: Readonly<Record<string, string>>, inside = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${written.join('')}${inside === '' ? '/>' : `>${inside}</${name}>`}`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text between tags or quotes. What XML cannot carry at all (section 2.2), and line breaks, become blanks. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"]/g, (character) => entities[character]!);
}

/** Control characters, halves of surrogate pairs and what turns the direction of writing have no place on a terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029\ufffe\uffff]/gu, ' ');
}
