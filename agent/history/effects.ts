// What of the core's effects is worth remembering, as entries of the history. Pure: the time comes in.
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import type { DecisionRecord, Effect, OrderChange, Standing } from '../core/steps.js';
import type {
  DecisionEntry,
  HistoryEntry,
  MigrationEndEntry,
  OrderEntry,
  RoundEntry,
  StandingReport,
} from '../report/history.js';

/** Candidates kept of one decision, as many as fit into an answer to another host; the best come first. */
export const MAX_CANDIDATES = 64;

/** The entry that an effect makes; undefined: none. `wallMs` is wall clock, ms since 1970. */
export function entryOf(effect: Effect, host: Ipv4, wallMs: number): HistoryEntry | undefined {
  const recorded = { at: textOf(wallMs), host: formatIpv4(host) };
  switch (effect.type) {
    case 'decided':
      return decisionEntry(effect.record);
    case 'migrate': {
      const { vm, uuid, target } = effect;
      return { ...recorded, kind: 'migration-start', vm: formatIpv4(vm), uuid, to: formatIpv4(target) };
    }
    case 'migrated':
      return { ...recorded, ...migrationEntry(effect) };
    case 'standing':
      return { ...recorded, kind: 'standing', standing: standingReport(effect.standing) };
    case 'order-changed':
      return { ...recorded, kind: 'order', ...orderReport(effect.change) };
    case 'alarm': {
      const vm = effect.vm === undefined ? {} : { vm: formatIpv4(effect.vm) };
      return { ...recorded, kind: 'alarm', code: effect.code, ...vm, text: effect.text };
    }
    case 'round-ended':
      return { ...recorded, ...roundEntry(effect) };
    default:
      return undefined;
  }
}

/** A decision with everything that led to it. */
export function decisionEntry(record: DecisionRecord): DecisionEntry {
  const { tokenId, round, sequence, verdict, reason, detail, neighbours, unlocated, level, load, target } = record;
  const candidates = record.candidates
    .slice(0, MAX_CANDIDATES)
    .map(({ host, ...rest }) => ({ host: formatIpv4(host), ...rest }));
  return {
    ...{ at: textOf(record.wallMs), host: formatIpv4(record.host), kind: 'decision', tokenId, round, sequence },
    ...{ vm: formatIpv4(record.vm), name: record.name, verdict, reason, detail },
    ...{ neighbours, unlocated, level, rate: load, migrationCost: record.migrationCost },
    ...(record.autoCost ? { autoCost: record.autoCost } : {}),
    candidates,
    ...(target ? { target: { host: formatIpv4(target.host), gain: target.gain } } : {}),
  };
}

export function standingReport({ breaker, ...rest }: Standing): StandingReport {
  const { openSinceMs, ...counted } = breaker;
  const open = openSinceMs === undefined ? {} : { openSince: textOf(openSinceMs) };
  return { ...rest, breaker: { ...counted, ...open } };
}

export function orderReport({ from, ...rest }: OrderChange): Unrecorded<Omit<OrderEntry, 'kind'>> {
  return { ...rest, ...(from === undefined ? {} : { from: formatIpv4(from) }) };
}

type Unrecorded<Entry> = Omit<Entry, 'at' | 'host'>;

function migrationEntry({ tokenId, round, record }: Effect & { type: 'migrated' }): Unrecorded<MigrationEndEntry> {
  const { vm, from, to, ...rest } = record;
  const places = { vm: formatIpv4(vm), from: formatIpv4(from), to: formatIpv4(to) };
  return { kind: 'migration-end', tokenId, round, ...places, ...rest };
}

function roundEntry({ report }: Effect & { type: 'round-ended' }): Unrecorded<RoundEntry> {
  const { tokenId, endReason = '', rounds, hops, migrationCount, failureCount, stays } = report;
  return { kind: 'round', tokenId, endReason, rounds, hops, migrations: migrationCount, failures: failureCount, stays };
}

/** UTC text of an instant. One that no calendar has becomes the first of 1970, for a log must not throw. */
function textOf(wallMs: number): string {
  return new Date(Math.abs(wallMs) <= 8.64e15 ? wallMs : 0).toISOString();
}
