// A snapshot and effects for tests of the metrics: a host in the midst of a round.

import type { MigrationRecord } from '../../agent/core/messages.js';
import type { DecisionRecord, Effect, RoundReport } from '../../agent/core/steps.js';
import type { MetricsSnapshot } from '../../agent/metrics/snapshot.js';
import { ipv4 } from '../../topology/ipv4.js';

export const snapshot: MetricsSnapshot = {
  version: '1.2.3',
  standing: {
    mode: 'auto',
    effectiveMode: 'recommend',
    maintenance: 'none',
    breaker: { failures: 3, openSinceMs: 1_700_000_000_000 },
  },
  paused: false,
  away: new Set(['datapath']),
  notWrittenMs: 0,
  redirectOk: true,
  reload: { atMs: 1_700_000_000_500, refused: true, waiting: 2 },
  keys: ['0d5e4925', '77aa0011'],
  token: { held: false, ageMs: 12_500, round: 2, slots: 40, visited: 17 },
  vms: { all: 5, movable: 4 },
  flights: 1,
  capacity: { slots: 16, usedSlots: 6, reservedSlots: 1, memoryMiB: 65_536, usedMemoryMiB: 24_576 },
  flows: { entries: 1234, maxFlows: 1_000_000, rejected: 7, unresolved: 9, lastPollMs: 42 },
  requests: { inFlight: 3, waiting: 2 },
  transport: {
    ...{
      sentDatagrams: 100,
      receivedDatagrams: 90,
      retransmittedFragments: 4,
      sendingMessages: 1,
      receivingMessages: 2,
    },
    dropped: { replayed: 5, 'unknown-key': 0 },
  },
  silentHosts: 2,
  cost: 1.5e6,
};

const vm = ipv4('10.1.0.7');
const [from, to] = [ipv4('192.0.2.1'), ipv4('192.0.2.2')];

export function decided(changes: Partial<DecisionRecord> = {}): Effect {
  const record: DecisionRecord = {
    ...{ atMs: 1, wallMs: 1, tokenId: 'token', round: 1, sequence: 5, vm, name: 'web-1', host: from },
    ...{ verdict: 'stay', reason: 'already-local', detail: '', neighbours: 2, unlocated: 0, level: 0, load: 10 },
    ...{ migrationCost: 0, candidates: [] },
    ...changes,
  };
  return { type: 'decided', record };
}

export function migrated(changes: Partial<MigrationRecord> = {}): Effect {
  const record: MigrationRecord = {
    ...{ vm, from, to, ok: true, reason: 'gain', gain: 5_000, bytes: 80_000_000, ms: 9_000, downtimeMs: 120 },
    ...{ verified: true, ...changes },
  };
  return { type: 'migrated', tokenId: 'token', round: 1, record };
}

export function roundEnded(endReason: string): Effect {
  const report: RoundReport = {
    ...{ tokenId: 'token', policy: 'distributed', migrationCost: 0, startedAtMs: 0, slots: 2, endReason },
    ...{ rounds: 1, hops: 2, migrationCount: 0, failureCount: 0, migrations: [], failures: [], stays: {} },
  };
  return { type: 'round-ended', report };
}

export const migrate: Effect = { type: 'migrate', vm, uuid: 'u', target: to, history: [] };
export const injected: Effect = {
  ...{ type: 'injected', reply: 1 },
  result: { ok: true, tokenId: 'token', slots: 2, silentHosts: [] },
};
export const alarm: Effect = { type: 'alarm', code: 'no-traffic', vm, text: 'nothing is seen of it' };
export const sent: Effect = {
  ...{ type: 'send', to: { address: to, port: 7470 } },
  message: { type: 'report-ack', request: 1 },
};
