// A line's three fields, from bytes to numbers: the fast way for what files normally have, without making a string.
// It only says yes or no; why a line is wrong, and rarer spellings of numbers, are row-text.ts's.

export type ColumnKind = 'address' | 'number';

const comma = 0x2c;
const dot = 0x2e;
const zero = 0x30;

/** With at most this many digits both the digits and the power of ten below are exact as doubles. */
const maxDigits = 15;
const powersOfTen = Float64Array.from({ length: maxDigits + 1 }, (_, power) => 10 ** power);

export class RowParser {
  /** The fields of the line parsed last: an address as an unsigned integer, or the number. */
  readonly values = new Float64Array(3);
  readonly #isAddress: readonly [boolean, boolean, boolean];

  constructor(kinds: readonly [ColumnKind, ColumnKind, ColumnKind]) {
    this.#isAddress = [kinds[0] === 'address', kinds[1] === 'address', kinds[2] === 'address'];
  }

  /** Whether bytes[start..end) are three fields in plain form; `values` has them then. */
  parse(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    for (let column = 0; column < 3; column++) {
      if (column > 0) {
        if (at >= end || bytes[at] !== comma) return false;
        at += 1;
      }
      at = this.#isAddress[column] ? this.#address(bytes, at, end, column) : this.#number(bytes, at, end, column);
      if (at < 0) return false;
    }
    return at === end;
  }

  /** Returns the index behind the address, or -1. The same spellings as topology/ipv4.ts's parseIpv4. */
  #address(bytes: Uint8Array, start: number, end: number, column: number): number {
    let at = start;
    let address = 0;
    for (let part = 0; part < 4; part++) {
      if (part > 0) {
        if (at >= end || bytes[at] !== dot) return -1;
        at += 1;
      }
      const first = at;
      let value = 0;
      while (at < end) {
        const digit = bytes[at]! - zero;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
        at += 1;
        if (value > 255) return -1;
      }
      const digits = at - first;
      if (digits === 0 || (digits > 1 && bytes[first] === zero)) return -1;
      address = address * 256 + value;
    }
    this.values[column] = address;
    return at;
  }

  /**
   * Returns the index behind the number, or -1. Digits with at most one point among them: the integer that the digits
   * make and the power of ten are exact, so that their quotient is rounded once, to what Number() gives
   * (Clinger 1990, "How to read floating point numbers accurately").
   */
  #number(bytes: Uint8Array, start: number, end: number, column: number): number {
    let at = start;
    let value = 0;
    let digits = 0;
    let point = -1;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === dot && point < 0 && digits > 0) {
        point = digits;
        continue;
      }
      const digit = byte - zero;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      digits += 1;
    }
    if (digits === 0 || digits > maxDigits || point === digits) return -1;
    this.values[column] = point < 0 ? value : value / powersOfTen[digits - point]!;
    return at;
  }
}
