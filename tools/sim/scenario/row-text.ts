// A line's fields the slow way: for rarer spellings of numbers, and to tell a person what is wrong with the line.
import { parseIpv4 } from '../../../topology/ipv4.js';
import { quote } from '../../../topology/problems.js';
import type { ColumnKind } from './row-parser.js';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** The columns of a file, in their order. */
export type Columns = readonly [Column, Column, Column];

export function headerOf(columns: Columns): string {
  return columns.map(({ name }) => name).join(',');
}

/** The text of bytes, or undefined when they are not UTF-8. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return undefined;
    throw error;
  }
}

/** Puts the fields into `values`. Returns what is wrong with the line; nothing when it is fine. */
export function readRowText(bytes: Uint8Array, columns: Columns, values: Float64Array): string[] {
  const text = decode(bytes);
  if (text === undefined) return ['not UTF-8 text; save the file as UTF-8'];
  if (text.includes('"')) return ['quotes are not used in this file; write the fields plainly, separated by commas'];
  const fields = text.split(',');
  if (fields.length !== columns.length) {
    const count = fields.length === 1 ? '1 field' : `${fields.length} fields`;
    return [`${quote(text)} has ${count}; write ${columns.length}: ${headerOf(columns)}`];
  }
  return columns.flatMap(({ name, kind }, column) => {
    const field = fields[column]!;
    const value = kind === 'address' ? parseIpv4(field) : parseFinite(field);
    if (value !== undefined) {
      values[column] = value;
      return [];
    }
    const wanted =
      kind === 'address' ? 'no IPv4 address; write it like 10.0.0.1' : 'no finite number; write it like 1250.5';
    return [`${name} ${field === '' ? 'is empty, which is' : `${quote(field)} is`} ${wanted}`];
  });
}

/** Decimal numbers as in JSON, also with a sign, or a point at either end; no blanks, no hexadecimal. */
function parseFinite(text: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
