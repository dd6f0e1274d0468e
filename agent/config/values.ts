// Reads one setting's value as its entry in the table asks, and says what is wrong with it in the operator's
// terms. Which settings there are is in keys.ts; the file as a whole is load.ts's.
import path from 'node:path';
import { isScalar } from 'yaml';
import { formatIpv4, type Ipv4, maskOf, type Prefix, parseIpv4, parsePrefix } from '../../topology/ipv4.js';
import { nearest } from '../../topology/nearest.js';
import { quote } from '../../topology/problems.js';
import type { Node, YamlReader } from '../../topology/yaml-reader.js';
import type { BlackoutWindow } from '../core/rules/blackout.js';
import { parseBlackout } from './blackout-text.js';
import type { Key, NumberKey, PrefixesKey } from './key.js';
import { type ListenAddress, parseListen } from './listen-text.js';

/** Bytes of a unix socket's path at most: sun_path less the final zero (unix(7)). */
const maxSocketPathBytes = 107;

export type Value =
  | string
  | number
  | boolean
  | Ipv4
  | ListenAddress
  | readonly Prefix[]
  | readonly BlackoutWindow[]
  | readonly string[]
  | undefined;

/** `folder`: the settings file's, from which relative paths are taken. */
export interface ValueContext {
  readonly reader: YamlReader;
  readonly folder: string;
}

/** A range with its unit, such as `a whole number from 100 to 600000 ms`. */
function rangeText({ kind, min, max, unit, orWord }: NumberKey): string {
  const number = kind === 'integer' ? 'a whole number' : 'a number';
  return `${number} from ${min} to ${max}${unit === '' ? '' : ` ${unit}`}${orWord ? `, or ${orWord}` : ''}`;
}

function readNumber(reader: YamlReader, node: Node, what: string, key: NumberKey): Value {
  if (key.orWord && isScalar(node) && typeof node.value === 'string') {
    if (node.value === key.orWord) return key.orWord;
    reader.report(reader.offsetOf(node), `${what} is ${quote(node.value)}; it must be ${rangeText(key)}`);
    return undefined;
  }
  const value = reader.number(node, what);
  if (value === undefined) return undefined;
  const isKind = key.kind === 'integer' ? Number.isInteger(value) : Number.isFinite(value);
  if (isKind && value >= key.min && value <= key.max) return value;
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
  return `it has bits set after its length; did you mean ${formatIpv4(((base & maskOf(bits)) >>> 0) as Ipv4)}/${bits}?`;
}

function parseRange(text: string, { orAddress }: PrefixesKey): Prefix | undefined {
  const address = orAddress ? parseIpv4(text) : undefined;
  return address === undefined ? parsePrefix(text) : { base: address, length: 32 };
}

/** Bounds on how many values a list has. */
interface ListBounds {
  readonly minItems?: number;
  readonly maxItems: number;
}

/** A list of texts, each of which `parse` makes a value of, or says what is wrong with it. */
function readList<T extends object | string>(
  reader: YamlReader,
  node: Node,
  what: string,
  { minItems = 0, maxItems }: ListBounds,
  parse: (text: string) => { value: T } | { complaint: string },
): T[] | undefined {
  const items = reader.items(node, what);
  if (!items) return undefined;
  if (items.length < minItems || items.length > maxItems) {
    const bounds = minItems > 0 ? `${minItems} to ${maxItems}` : `at most ${maxItems}`;
    reader.report(reader.offsetOf(node), `${what} has ${items.length} entries; write ${bounds}`);
    return undefined;
  }
  return items.flatMap((item, index) => {
    const text = reader.text(item, `${what}[${index}]`);
    if (text === undefined) return [];
    const parsed = parse(text);
    if ('value' in parsed) return [parsed.value];
    reader.report(reader.offsetOf(item), `${what}[${index}] is ${quote(text)}; ${parsed.complaint}`);
    return [];
  });
}

const readPrefixes = (reader: YamlReader, node: Node, what: string, key: PrefixesKey): Value =>
  readList<Prefix>(reader, node, what, key, (text) => {
    const value = parseRange(text, key);
    return value ? { value } : { complaint: prefixHint(text) };
  });

const readPaths = (reader: YamlReader, node: Node, what: string, bounds: ListBounds): Value =>
  readList<string>(reader, node, what, bounds, (text) =>
    path.isAbsolute(text) ? { value: path.normalize(text) } : { complaint: 'it must be an absolute path' },
  );

const readWindows = (reader: YamlReader, node: Node, what: string, bounds: ListBounds): Value =>
  readList<BlackoutWindow>(reader, node, what, bounds, (text) => {
    const window = parseBlackout(text);
    return typeof window === 'string' ? { complaint: window } : { value: window };
  });

const readChoices = (reader: YamlReader, node: Node, what: string, choices: readonly string[]): Value =>
  readList<string>(reader, node, what, { maxItems: choices.length }, (text) => {
    if (choices.includes(text)) return { value: text };
    const guess = nearest(text, choices);
    return { complaint: guess === undefined ? `it must be one of ${choices.join(', ')}` : `did you mean ${guess}?` };
  });

function readListen(reader: YamlReader, node: Node, what: string): Value {
  // A port alone is a number to YAML, and `off` may be false: the hint is the same as for any other text.
  const text = isScalar(node) && node.value !== null ? String(node.value) : reader.text(node, what);
  if (text === undefined || text === 'off') return text;
  const listen = parseListen(text);
  if (listen) return listen;
  reader.report(
    reader.offsetOf(node),
    `${what} is ${quote(text)}; it must be off, or an address and a port such as 127.0.0.1:9470`,
  );
  return undefined;
}

function readBoolean(reader: YamlReader, node: Node, what: string): Value {
  if (isScalar(node) && typeof node.value === 'boolean') return node.value;
  const shown = isScalar(node) && node.value !== null ? quote(String(node.value)) : 'no value';
  reader.report(reader.offsetOf(node), `${what} is ${shown}; it must be true or false, without quotes`);
  return undefined;
}

/** The value of a setting, or undefined when a problem was reported. `what` is its full name, such as `flows.windowMs`. */
export function readValue(context: ValueContext, node: Node, what: string, key: Key): Value {
  const { reader } = context;
  switch (key.kind) {
    case 'integer':
    case 'number':
      return readNumber(reader, node, what, key);
    case 'choice':
      return readChoice(reader, node, what, key.choices);
    case 'path':
    case 'socket':
      return readPath(context, node, what, key.kind === 'socket');
    case 'choices':
      return readChoices(reader, node, what, key.choices);
    case 'address':
      return readAddress(reader, node, what);
    case 'prefixes':
      return readPrefixes(reader, node, what, key);
    case 'paths':
      return readPaths(reader, node, what, key);
    case 'windows':
      return readWindows(reader, node, what, key);
    case 'listen':
      return readListen(reader, node, what);
    case 'boolean':
      return readBoolean(reader, node, what);
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
  if (key.kind === 'prefixes') return key.default.map((text) => parseRange(text, key)!);
  return key.kind === 'address' ? undefined : key.default;
}
