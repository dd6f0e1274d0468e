// Reads one setting's value as its entry in the table asks, and says what is wrong with it in the operator's
// terms. Which settings there are is in keys.ts; the file as a whole is load.ts's.
import path from 'node:path';
import { isScalar } from 'yaml';
import { formatIpv4, type Ipv4, type Prefix, parseIpv4, parsePrefix } from '../../topology/ipv4.js';
import { nearest } from '../../topology/nearest.js';
import { quote } from '../../topology/problems.js';
import type { Node, YamlReader } from '../../topology/yaml-reader.js';
import type { IntegerKey, Key } from './key.js';

/** Bytes of a unix socket's path at most: sun_path less the final zero (unix(7)). */
const maxSocketPathBytes = 107;

export type Value = string | number | Ipv4 | readonly Prefix[] | readonly string[] | undefined;

/** `folder`: the settings file's, from which relative paths are taken. */
export interface ValueContext {
  readonly reader: YamlReader;
  readonly folder: string;
}

/** A range with its unit, such as `from 100 to 600000 ms`. */
function rangeText({ min, max, unit, orAuto }: IntegerKey): string {
  return `a whole number from ${min} to ${max}${unit === '' ? '' : ` ${unit}`}${orAuto ? ', or auto' : ''}`;
}

function readInteger(reader: YamlReader, node: Node, what: string, key: IntegerKey): Value {
  if (key.orAuto && isScalar(node) && typeof node.value === 'string') {
    if (node.value === 'auto') return 'auto';
    reader.report(reader.offsetOf(node), `${what} is ${quote(node.value)}; it must be ${rangeText(key)}`);
    return undefined;
  }
  const value = reader.number(node, what);
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && value >= key.min && value <= key.max) return value;
  reader.report(reader.offsetOf(node), `${what} is ${value}; it must be ${rangeText(key)}`);
  return undefined;
}

/** One of `choices`, or undefined and a problem with the nearest of them. */
export function readChoice(reader: YamlReader, node: Node, what: string, choices: readonly string[]) {
  const text = reader.text(node, what);
  if (text === undefined || choices.includes(text)) return text;
  const guess = nearest(text, choices);
  const hint = guess === undefined ? `it must be one of ${choices.join(', ')}` : `did you mean ${guess}?`;
  reader.report(reader.offsetOf(node), `${what} is ${quote(text)}; ${hint}`);
  return undefined;
}

function readPath({ reader, folder }: ValueContext, node: Node, what: string, isSocket: boolean): Value {
  const text = reader.text(node, what);
  if (text === undefined) return undefined;
  const file = path.resolve(folder, text);
  const bytes = Buffer.byteLength(file);
  const complaint =
    text === '' || text.includes('\0')
      ? 'it must be a path'
      : isSocket && bytes > maxSocketPathBytes
        ? `as ${quote(file)} it has ${bytes} bytes, and a unix socket's path at most ${maxSocketPathBytes}`
        : undefined;
  if (complaint === undefined) return file;
  reader.report(reader.offsetOf(node), `${what} is ${quote(text)}; ${complaint}`);
  return undefined;
}

/** A host's own address: unicast, for others have to send to it (RFC 6890 has the ranges). */
function readAddress(reader: YamlReader, node: Node, what: string): Value {
  const text = reader.text(node, what);
  if (text === undefined) return undefined;
  const address = parseIpv4(text);
  const unicast = address !== undefined && address >>> 24 !== 0 && address >>> 24 < 224;
  if (unicast) return address;
  const complaint = address === undefined ? 'an IPv4 address such as 10.0.1.1' : "a host's own address";
  reader.report(reader.offsetOf(node), `${what} is ${quote(text)}; it must be ${complaint}`);
  return undefined;
}

/** Says what the prefix would be with its host bits cleared, for that is the usual mistake. */
function prefixHint(text: string): string {
  const [address = '', length = ''] = text.split('/');
  const base = parseIpv4(address);
  const bits = /^\d{1,2}$/.test(length) ? Number(length) : 99;
  if (base === undefined || bits > 32) return 'it must be a prefix such as 10.0.0.0/16';
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  return `it has bits set after its length; did you mean ${formatIpv4(((base & mask) >>> 0) as Ipv4)}/${bits}?`;
}

function readPrefixes(reader: YamlReader, node: Node, what: string, maxItems: number): Value {
  const items = reader.items(node, what);
  if (!items) return undefined;
  if (items.length === 0 || items.length > maxItems) {
    reader.report(reader.offsetOf(node), `${what} has ${items.length} entries; write 1 to ${maxItems}`);
    return undefined;
  }
  return items.flatMap((item, index) => {
    const text = reader.text(item, `${what}[${index}]`);
    if (text === undefined) return [];
    const prefix = parsePrefix(text);
    if (prefix) return [prefix];
    reader.report(reader.offsetOf(item), `${what}[${index}] is ${quote(text)}; ${prefixHint(text)}`);
    return [];
  });
}

function readPaths(reader: YamlReader, node: Node, what: string, maxItems: number): Value {
  const items = reader.items(node, what) ?? [];
  if (items.length > maxItems) {
    reader.report(reader.offsetOf(node), `${what} has ${items.length} entries; write at most ${maxItems}`);
    return undefined;
  }
  return items.flatMap((item, index) => {
    const text = reader.text(item, `${what}[${index}]`);
    if (text === undefined || path.isAbsolute(text)) return text === undefined ? [] : [path.normalize(text)];
    reader.report(reader.offsetOf(item), `${what}[${index}] is ${quote(text)}; it must be an absolute path`);
    return [];
  });
}

/** The value of a setting, or undefined when a problem was reported. `what` is its full name, such as `flows.windowMs`. */
export function readValue(context: ValueContext, node: Node, what: string, key: Key): Value {
  const { reader } = context;
  switch (key.kind) {
    case 'integer':
      return readInteger(reader, node, what, key);
    case 'choice':
      return readChoice(reader, node, what, key.choices);
    case 'path':
    case 'socket':
      return readPath(context, node, what, key.kind === 'socket');
    case 'address':
      return readAddress(reader, node, what);
    case 'prefixes':
      return readPrefixes(reader, node, what, key.maxItems);
    case 'paths':
      return readPaths(reader, node, what, key.maxItems);
    case 'text': {
      const text = reader.text(node, what);
      if (text === undefined || key.pattern.test(text)) return text;
      reader.report(reader.offsetOf(node), `${what} is ${quote(text)}; it must be ${key.expects}`);
      return undefined;
    }
  }
}

/** The default of a setting, in the form that `readValue` gives. Undefined for a key that must be written. */
export function defaultValue(key: Key): Value {
  if (key.kind === 'prefixes') return key.default.map((text) => parsePrefix(text)!);
  return key.kind === 'address' ? undefined : key.default;
}
