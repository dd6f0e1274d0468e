// What decoders share: the one error they throw, and the bounds on what a peer may put into a field.

/** Bytes that are no message of this protocol, or break one of its bounds. `message` says which. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}

/** Throws unless `condition` holds. */
export function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new CodecError(what);
}

const MAX_TEXT = 4_096;

/** A text field within its bound. */
export function text(value: string, field: string, max = MAX_TEXT): string {
  check(value.length <= max, `${field} is longer than ${max} characters`);
  return value;
}

/** A double that is a finite number >= 0. */
export function amount(value: number, field: string): number {
  check(Number.isFinite(value) && value >= 0, `${field} is not a finite number >= 0`);
  return value;
}

/** Counts by reason, as the token and the end of a round carry them. */
export function reasonCounts(
  entries: readonly { reason?: string | null; count?: number | null }[],
): Record<string, number> {
  check(entries.length <= 64, 'more than 64 reasons');
  return Object.fromEntries(entries.map(({ reason, count }) => [text(reason ?? '', 'reason', 64), count ?? 0]));
}

/** The inverse of `reasonCounts`. */
export function reasonEntries(counts: Readonly<Record<string, number>>): { reason: string; count: number }[] {
  return Object.entries(counts).map(([reason, count]) => ({ reason, count }));
}
