// Readers that check a JSON value for its shape and its size, and give a new one that holds nothing else. Text comes out
// on one line and without control characters, which could steer the terminal that it is shown on.
import { parseIpv4 } from '../../topology/ipv4.js';

/** The value is not what it should be. The message says what was expected. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** Throws ShapeError. */
export type Reader<Value> = (value: unknown) => Value;

/** Of one text, UTF-16 units. libvirt's texts are shorter than a tenth of it. */
const MAX_TEXT = 8192;

export const text: Reader<string> = (value) => {
  if (typeof value !== 'string') throw new ShapeError('text expected');
  const cut = value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}...` : value;
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
};

export const address: Reader<string> = (value) => {
  if (typeof value !== 'string' || parseIpv4(value) === undefined) throw new ShapeError('an IPv4 address expected');
  return value;
};

/** ISO 8601 text in UTC, as Date writes it. */
export const instant: Reader<string> = (value) => {
  if (typeof value === 'string' && value.length <= 30 && /^[+-]?\d+-[\d:.T-]+Z$/.test(value)) {
    if (!Number.isNaN(Date.parse(value))) return value;
  }
  throw new ShapeError('an instant expected');
};

export const number: Reader<number> = (value) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  // JSON has no infinities: JSON.stringify writes null for a gain or a cost without bounds.
  if (value === null) return 0;
  throw new ShapeError('a number expected');
};

export const flag: Reader<boolean> = (value) => {
  if (typeof value === 'boolean') return value;
  throw new ShapeError('true or false expected');
};

/** For what is either said or left out. */
export const yes: Reader<true> = (value) => {
  if (value === true) return value;
  throw new ShapeError('true expected');
};

export function oneOf<const Word extends string>(...words: readonly Word[]): Reader<Word> {
  return (value) => {
    const word = words.find((each) => each === value);
    if (word === undefined) throw new ShapeError(`one of ${words.join(', ')} expected`);
    return word;
  };
}

/** May be absent. */
export function optional<Value>(reader: Reader<Value>): Reader<Value | undefined> {
  return (value) => (value === undefined ? undefined : reader(value));
}

/** At most `max` items; more are left out. */
export function list<Item>(reader: Reader<Item>, max: number): Reader<readonly Item[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new ShapeError('a list expected');
    return value.slice(0, max).map(reader);
  };
}

/** Numbers by name, at most `max`; more are left out. */
export function counts(max: number): Reader<Readonly<Record<string, number>>> {
  return (value) => {
    const entries = Object.entries(members(value)).slice(0, max);
    return Object.fromEntries(entries.map(([name, count]) => [text(name).slice(0, 64), number(count)]));
  };
}

type Readers<Value> = { readonly [Name in keyof Value]-?: Reader<Value[Name] | undefined> };

/** Members without a reader are left out. */
export function object<Value>(readers: Readers<Value>): Reader<Value> {
  const all = Object.entries(readers) as [string, Reader<unknown>][];
  return (value) => {
    const given = members(value);
    const read = all.map(([name, reader]) => [name, reader(given[name])] as const);
    return Object.fromEntries(read.filter(([, member]) => member !== undefined)) as Value;
  };
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError('an object expected');
  return value as Readonly<Record<string, unknown>>;
}
