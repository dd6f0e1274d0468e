// Makes new inputs of old ones without knowing their format: bytes, numbers, words and lines are changed, moved, doubled
// and taken out, and inputs are crossed. All chance comes from the generator that is passed in.
import type { Random } from '../../../tools/random.js';

export interface Material {
  /** Inputs to cross with; not empty. */
  readonly inputs: readonly Buffer[];
  readonly words: readonly Buffer[];
  readonly maxBytes: number;
}

type Mutation = (input: Buffer, random: Random, material: Material) => Buffer;

const edges = [0, 1, -1, 2, 7, 8, 15, 16, 63, 64, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000];
const numbers = [
  ...['0', '-1', '1', '00', '7', '32', '33', '255', '256', '65535', '65536', '4294967295', '4294967296', '1e309', '.5'],
  ...['9007199254740993', '99999999999999999999', '0x10', '-0', '1e-7', 'NaN', '1.0000000000000001', '0.1'],
];

function pick<Item>(from: readonly Item[], random: Random): Item {
  return from[random.integer(0, from.length - 1)]!;
}

/** An index from 0 to `last`. Often one of the first: formats begin with what decides about the rest. */
function place(last: number, random: Random): number {
  return random.integer(0, random.next() < 0.3 ? Math.min(last, 7) : last);
}

/** A range [start, end) of the input, short more often than long. */
function range(input: Buffer, random: Random): [number, number] {
  const start = place(input.length, random);
  const most = Math.min(input.length - start, 2 ** random.integer(0, 11));
  return [start, start + random.integer(0, most)];
}

function replaced(input: Buffer, start: number, end: number, by: Uint8Array): Buffer {
  return Buffer.concat([input.subarray(0, start), by, input.subarray(end)]);
}

const flipBit: Mutation = (input, random) => {
  const copy = Buffer.from(input);
  if (copy.length > 0) copy[place(copy.length - 1, random)]! ^= 1 << random.integer(0, 7);
  return copy;
};

const setByte: Mutation = (input, random) => {
  const copy = Buffer.from(input);
  const value = random.next() < 0.5 ? pick(edges, random) : random.integer(0, 255);
  if (copy.length > 0) copy[place(copy.length - 1, random)] = value & 0xff;
  return copy;
};

const insertBytes: Mutation = (input, random) => {
  const at = random.integer(0, input.length);
  const same = random.next() < 0.5 ? random.integer(0, 255) : -1;
  const bytes = Buffer.from(
    Array.from({ length: random.integer(1, 16) }, () => (same < 0 ? random.integer(0, 255) : same)),
  );
  return replaced(input, at, at, bytes);
};

const remove: Mutation = (input, random) => replaced(input, ...range(input, random), Buffer.alloc(0));

const truncate: Mutation = (input, random) => input.subarray(0, random.integer(0, input.length));

/** Doubles a part, often many times: lists grow, and nesting gets deep. */
const repeat: Mutation = (input, random, { maxBytes }) => {
  const [start, end] = range(input, random);
  const times = Math.min(2 ** random.integer(0, 8), Math.ceil(maxBytes / Math.max(1, end - start)));
  return replaced(input, end, end, Buffer.concat(Array.from({ length: times }, () => input.subarray(start, end))));
};

const move: Mutation = (input, random) => {
  const [start, end] = range(input, random);
  const at = random.integer(0, input.length);
  const part = Buffer.from(input.subarray(start, end));
  const to = random.next() < 0.5 ? at : Math.min(input.length, at + part.length);
  return replaced(input, at, to, part);
};

const cross: Mutation = (input, random, { inputs }) => {
  const other = pick(inputs, random);
  const [start, end] = range(other, random);
  const [from, to] = random.next() < 0.5 ? range(input, random) : [input.length >> 1, input.length];
  return replaced(input, from, to, random.next() < 0.3 ? other.subarray(start) : other.subarray(start, end));
};

const putWord: Mutation = (input, random, { words }) => {
  if (words.length === 0) return input;
  const word = pick(words, random);
  const at = random.integer(0, input.length);
  return replaced(input, at, random.next() < 0.5 ? at : Math.min(input.length, at + word.length), word);
};

/** A binary number of 1, 2, 4 or 8 bytes, either end first: a length, a count, an index. */
const putNumber: Mutation = (input, random) => {
  const width = 2 ** random.integer(0, 3);
  if (input.length < width) return input;
  const copy = Buffer.from(input);
  const at = place(copy.length - width, random);
  const digits = copy.subarray(at, at + width);
  const isBigEndian = random.next() < 0.7;
  if (isBigEndian) digits.reverse();
  const old = width === 8 ? digits.readBigUInt64LE() : BigInt(digits.readUIntLE(0, width));
  const near = [old + 1n, old - 1n, old * 2n, BigInt(copy.length), BigInt(copy.length - at - width)];
  const value =
    random.next() < 0.5 ? pick(near, random) : BigInt(pick(edges, random)) * (random.next() < 0.1 ? 0x1_0001n : 1n);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  bytes.copy(digits, 0, 0, width);
  if (isBigEndian) digits.reverse();
  return copy;
};

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** A number in digits. */
const putDigits: Mutation = (input, random) => {
  if (input.length === 0) return input;
  const from = random.integer(0, input.length - 1);
  let start = from;
  while (start < input.length && !isDigit(input[start])) start++;
  let end = start;
  while (isDigit(input[end])) end++;
  const old = Number(input.toString('latin1', start, end));
  const text = random.next() < 0.4 ? String(old + pick([1, -1, 10, 256], random)) : pick(numbers, random);
  return replaced(input, start, end, Buffer.from(text, 'latin1'));
};

/** Takes a line out, doubles it, or lets it and another change places. */
const shuffleLines: Mutation = (input, random) => {
  const lines = input.toString('latin1').split('\n');
  const [a, b] = [random.integer(0, lines.length - 1), random.integer(0, lines.length - 1)];
  const kind = random.integer(0, 2);
  if (kind === 0) lines.splice(a, 1);
  else if (kind === 1) lines.splice(b, 0, lines[a]!);
  else [lines[a], lines[b]] = [lines[b]!, lines[a]!];
  return Buffer.from(lines.join('\n'), 'latin1');
};

const mutations: readonly Mutation[] = [
  ...[flipBit, setByte, setByte, insertBytes, remove, truncate, repeat, move, cross, cross],
  ...[putWord, putWord, putNumber, putNumber, putDigits, putDigits, shuffleLines],
];

/** Another input, no longer than `maxBytes`. */
export function mutate(input: Buffer, random: Random, material: Material): Buffer {
  let result = input;
  // One change most often: what has got far is seldom good for more.
  for (let step = random.next() < 0.5 ? 1 : random.integer(2, 6); step > 0; step--)
    result = pick(mutations, random)(result, random, material);
  return Buffer.from(result.subarray(0, material.maxBytes));
}

const maxWords = 400;

/** The words of inputs: runs of letters and digits, and single marks with what stands next to them. */
export function wordsOf(inputs: readonly Uint8Array[], more: readonly string[] = []): Buffer[] {
  const found = new Set(more);
  for (const input of inputs) {
    const text = Buffer.from(input.subarray(0, 65_536)).toString('latin1');
    for (const [word] of text.matchAll(/[\w.-]{2,24}[^\w\s]?|[^\w\s]{1,3}/g)) {
      if (found.size >= maxWords) break;
      found.add(word);
    }
  }
  return [...found].map((word) => Buffer.from(word, 'utf8'));
}
