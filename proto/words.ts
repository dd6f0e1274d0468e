// 32-bit numbers as the little-endian bytes that protobuf packs them into, by the array and not one by one, and lists
// of ascending numbers as varints.
import { endianness } from 'node:os';
import { MAX_SLOTS } from '../agent/core/token.js';
import { amount, check } from './check.js';

const IS_BIG_ENDIAN = endianness() === 'BE';

/** The array's own bytes where the machine is little-endian, else a copy. */
export function wordBytes(words: Uint32Array | Float32Array): Uint8Array {
  const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  return IS_BIG_ENDIAN ? Buffer.from(bytes).swap32() : bytes;
}

let scratchMemory = new ArrayBuffer(0);

/**
 * Memory for what is copied before anything else asks for some; not cleared. It stays as long as the longest token was:
 * a hop that took fresh megabytes would pay for the pages and for their collection.
 */
export function scratch(bytes: number): ArrayBuffer {
  if (scratchMemory.byteLength < bytes) scratchMemory = new ArrayBuffer(bytes);
  return scratchMemory;
}

/**
 * A copy, since the bytes stand anywhere in a message; in `memory` where it is given. Throws CodecError unless they are
 * whole words.
 */
export function wordsOf(bytes: Uint8Array, field: string, memory?: ArrayBuffer): Uint32Array {
  check(bytes.length % 4 === 0, `${field} are not whole words`);
  const words = new Uint32Array(memory ?? new ArrayBuffer(bytes.length), 0, bytes.length / 4);
  const copy = Buffer.from(words.buffer, 0, bytes.length);
  copy.set(bytes);
  if (IS_BIG_ENDIAN) copy.swap32();
  return words;
}

/** Floats that are finite and >= 0. Throws CodecError when one is not. */
export function floatsOf(bytes: Uint8Array, field: string): Float32Array {
  const floats = new Float32Array(wordsOf(bytes, field).buffer);
  for (let i = 0; i < floats.length; i += 1) {
    if (!(floats[i]! >= 0 && floats[i]! < Number.POSITIVE_INFINITY)) amount(floats[i]!, field);
  }
  return floats;
}

const MAX_VARINT_BYTES = 5;
/** A list is of slots, or of runs of slots. */
const MAX_NUMBERS = MAX_SLOTS + 1;

/** Unsigned 32-bit numbers as varints. */
export function varintBytes(numbers: Uint32Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(numbers.length * MAX_VARINT_BYTES);
  let at = 0;
  for (let i = 0; i < numbers.length; i += 1) {
    let rest = numbers[i]!;
    for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
  }
  return bytes.subarray(0, at);
}

/** There are never more numbers than bytes. Throws CodecError on one that is cut off or over 32 bits, or too many. */
export function varintsOf(bytes: Uint8Array, field: string): Uint32Array {
  const numbers: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let value = 0;
    let scale = 1;
    for (;;) {
      check(at < bytes.length && scale <= 2 ** 28, `${field} has a number that does not end`);
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    check(value <= 0xffffffff, `${field} has a number over 32 bits`);
    check(numbers.length < MAX_NUMBERS, `${field} has more than ${MAX_NUMBERS} numbers`);
    numbers.push(value);
  }
  return Uint32Array.from(numbers);
}

/** Strictly ascending numbers: the first, then each one's distance to the one before, less 1. */
export function ascendingBytes(numbers: Uint32Array): Uint8Array {
  return varintBytes(numbers.map((value, i) => (i === 0 ? value : value - numbers[i - 1]! - 1)));
}

/** Throws CodecError where `varintsOf` does, and when a number is over 32 bits. */
export function ascendingOf(bytes: Uint8Array, field: string): Uint32Array {
  const numbers = varintsOf(bytes, field);
  for (let i = 1; i < numbers.length; i += 1) {
    const value = numbers[i - 1]! + numbers[i]! + 1;
    check(value <= 0xffffffff, `${field} has a number over 32 bits`);
    numbers[i] = value;
  }
  return numbers;
}
