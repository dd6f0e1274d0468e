// What was found, told apart by where in the program it came from, so that one fault is reported once.
import { createHash } from 'node:crypto';

export type FindingKind = 'error' | 'slow' | 'hang' | 'memory';

export interface Finding {
  readonly target: string;
  readonly kind: FindingKind;
  readonly message: string;
  readonly input: Uint8Array;
}

/** Twelve hexadecimal digits that name an input. */
export function nameOf(input: Uint8Array): string {
  return createHash('sha256').update(input).digest('hex').slice(0, 12);
}

/** The error's name and message, and its stack. */
export function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : `thrown: ${String(error)}`;
}

/** The same for two errors of a kind that come from the same place; their words may quote the input. */
export function identityOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown ${typeof error}`;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const own = frames.filter((line) => !/node:|\/fuzz\/engine\//.test(line)).slice(0, 2);
  return `${error.name} ${own.join('').replace(/\s+/g, ' ')}`;
}
