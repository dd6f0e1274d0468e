// The instant of `--since`: one as written, or how long ago.
import { UsageError } from '../../agent/cli/errors.js';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90m`, `7d`, or ISO 8601; without a zone it is UTC. Wall clock, ms since 1970. Throws UsageError. */
export function readSince(text: string, nowMs: number): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (amount !== undefined) return nowMs - Number(amount) * UNITS[unit]!;
  const isInstant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text);
  const hasZone = /T.*(Z|[+-]\d\d:\d\d)$/.test(text);
  const atMs = isInstant ? Date.parse(hasZone || text.length === 10 ? text : `${text}Z`) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  throw new UsageError(
    'value',
    `--since must be how long ago, such as 90m, 12h or 7d, or an instant such as 2026-05-17T08:00:00Z, not ${text}`,
  );
}
