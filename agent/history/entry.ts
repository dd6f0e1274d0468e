// From a line of text to an entry of a history. The text may be of another host, or of a damaged disk: an entry comes
// out with the members that its kind has, each of its shape and size, or none comes out.
import {
  type AlarmEntry,
  type CandidateReport,
  type DecisionEntry,
  entryKinds,
  type HistoryEntry,
  type MigrationEndEntry,
  type MigrationStartEntry,
  type OrderEntry,
  type RoundEntry,
  type StandingEntry,
  type StandingReport,
} from '../report/history.js';
import { MAX_CANDIDATES } from './effects.js';
import {
  address,
  counts,
  flag,
  instant,
  list,
  number,
  object,
  oneOf,
  optional,
  type Reader,
  text,
  yes,
} from './shapes.js';

/** Of one line, UTF-16 units: a decision with all its candidates, each with a long answer, is a tenth of it. */
export const MAX_LINE = 256 * 1024;
/** Reasons to stay that one round counts; there are thirty. */
const MAX_REASONS = 100;

const recorded = { at: instant, host: address };
const mode = oneOf('off', 'recommend', 'auto');

const candidate = object<CandidateReport>({
  ...{ host: address, level: number, near: number, gain: number, cost: number, threshold: number },
  answer: optional(text),
});

const standing = object<StandingReport>({
  ...{ mode, effectiveMode: mode, maintenance: oneOf('none', 'accepts-none', 'drains') },
  breaker: object<StandingReport['breaker']>({
    ...{ failures: number, openSince: optional(instant), because: optional(oneOf('memory-damaged')) },
  }),
  blackout: optional(text),
  implausible: optional(text),
});

const readers: { readonly [Kind in HistoryEntry['kind']]: Reader<HistoryEntry & { kind: Kind }> } = {
  decision: object<DecisionEntry>({
    ...{
      ...recorded,
      kind: oneOf('decision'),
      tokenId: text,
      round: number,
      sequence: number,
      vm: address,
      name: text,
    },
    ...{ verdict: oneOf('stay', 'migrate', 'recommend'), reason: text, detail: text, neighbours: number },
    ...{ unlocated: number, level: number, rate: number, migrationCost: optional(number) },
    autoCost: optional(yes),
    candidates: list(candidate, MAX_CANDIDATES),
    target: optional(object<NonNullable<DecisionEntry['target']>>({ host: address, gain: number })),
  }),
  'migration-start': object<MigrationStartEntry>({
    ...{ ...recorded, kind: oneOf('migration-start'), vm: address, uuid: text, to: address },
  }),
  'migration-end': object<MigrationEndEntry>({
    ...{ ...recorded, kind: oneOf('migration-end'), tokenId: text, round: number, vm: address, from: address },
    ...{ to: address, ok: flag, reason: text, gain: number, bytes: number, ms: number, downtimeMs: number },
    verified: flag,
  }),
  standing: object<StandingEntry>({ ...recorded, kind: oneOf('standing'), standing }),
  order: object<OrderEntry>({
    ...{ ...recorded, kind: oneOf('order'), order: oneOf('pause', 'resume', 'retire'), paused: flag, epoch: number },
    from: optional(address),
  }),
  alarm: object<AlarmEntry>({ ...recorded, kind: oneOf('alarm'), code: text, vm: optional(address), text }),
  round: object<RoundEntry>({
    ...{ ...recorded, kind: oneOf('round'), tokenId: text, endReason: text, rounds: number, hops: number },
    ...{ migrations: number, failures: number, stays: counts(MAX_REASONS) },
  }),
};

/** Undefined: the line is no entry. Never throws. */
export function readEntry(line: string): HistoryEntry | undefined {
  if (line.length > MAX_LINE) return undefined;
  try {
    const value = JSON.parse(line) as { kind?: unknown } | null;
    const kind = entryKinds.find((each) => each === value?.kind);
    return kind === undefined ? undefined : readers[kind](value);
  } catch {
    return undefined; // No JSON, or of another shape: what it is instead helps nobody.
  }
}
