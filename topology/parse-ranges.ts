// Addresses and prefixes as a cost map file writes them, and what to write instead of what is neither.
import type { Entry } from './content.js';
import { formatIpv4, type Ipv4, maskOf, parseIpv4, parsePrefix } from './ipv4.js';
import { quote } from './problems.js';
import type { Node, YamlReader } from './yaml-reader.js';

/** One address or a range of them, whichever was written. */
export type Range = Pick<Entry, 'range' | 'single'>;

/** The value of a key that takes one address, such as `host`. Reports what is none. */
export function readAddress(reader: YamlReader, node: Node, key: string): Range | undefined {
  const text = reader.text(node, key);
  if (text === undefined) return undefined;
  const base = parseIpv4(text);
  if (base !== undefined) return { range: { base, length: 32 }, single: true };
  const hint = parsePrefix(text) ? `write prefix: ${text}` : 'write four numbers of 0 to 255, such as 10.0.1.1';
  reader.report(reader.offsetOf(node), `${key} ${quote(text)} is not an IPv4 address; ${hint}`);
  return undefined;
}

/** The value of `prefix`. `singleKey` is the key that takes an address instead. */
export function readPrefix(reader: YamlReader, node: Node, singleKey: string): Range | undefined {
  const text = reader.text(node, 'prefix');
  if (text === undefined) return undefined;
  const range = parsePrefix(text);
  if (range) return { range, single: false };
  const hint = prefixHint(text, (address) => `write ${singleKey}: ${address}, or ${address}/32`);
  reader.report(reader.offsetOf(node), `prefix ${quote(text)} is not an IPv4 prefix; ${hint}`);
  return undefined;
}

/** What to write instead of a text that is no prefix; `ofAddress` when it is an address. */
export function prefixHint(text: string, ofAddress: (address: string) => string): string {
  const match = /^([^/]*)\/(\d{1,2})$/.exec(text);
  const address = parseIpv4(match?.[1] ?? text);
  const length = Number(match?.[2]);
  if (address !== undefined && !match) return ofAddress(text);
  if (address === undefined || length > 32)
    return 'write an address, a slash and a length of 0 to 32, as in 10.0.2.0/24';
  const base = ((address & maskOf(length)) >>> 0) as Ipv4;
  return `the bits after the first ${length} must be 0, so write ${formatIpv4(base)}/${length}`;
}
