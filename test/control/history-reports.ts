// What an agent tells of single VMs and of its past, for tests of what carries or prints it. Every optional member is there.
import type {
  DecisionEntry,
  ExplainReport,
  HistoryReport,
  LabelReport,
  MigrationEndEntry,
  TopReport,
} from '../../agent/report/history.js';

export const decision: DecisionEntry = {
  ...{ at: '2026-01-02T03:04:05.000Z', host: '10.0.1.1', kind: 'decision', tokenId: '5f3a9c01', round: 1, sequence: 7 },
  ...{ vm: '10.1.0.1', name: 'web1', verdict: 'stay', reason: 'gain-too-small', detail: 'the best host saves 1200' },
  ...{ neighbours: 3, unlocated: 1, level: 2, rate: 2_097_152, migrationCost: 1000 },
  candidates: [
    { host: '10.0.2.1', near: 0, level: 2, gain: 1200, cost: 4000, threshold: 4500 },
    { host: '10.0.2.2', near: 1, level: 2, gain: 800, cost: 4000, threshold: 4500, answer: 'no room: 16 of 16 slots' },
  ],
};

const failed: MigrationEndEntry = {
  ...{ at: '2026-01-02T02:00:00.000Z', host: '10.0.1.1', kind: 'migration-end', tokenId: '5f3a9c00', round: 2 },
  ...{ vm: '10.1.0.1', from: '10.0.1.1', to: '10.0.2.1', ok: false, gain: 9000, bytes: 0, ms: 1250, downtimeMs: 0 },
  ...{ reason: 'failed: internal error: unable to reserve port', verified: false },
};

const moved: MigrationEndEntry = {
  ...failed,
  ...{ at: '2026-01-01T02:00:00.000Z', host: '10.0.3.1', from: '10.0.3.1', to: '10.0.1.1', ok: true },
  ...{ reason: 'eq-3.2', bytes: 62_000_000, downtimeMs: 80, verified: true },
};

const recommended: DecisionEntry = {
  ...decision,
  ...{ at: '2026-01-01T01:00:00.000Z', host: '10.0.3.1', verdict: 'recommend', reason: 'eq-3.2', detail: '' },
  target: { host: '10.0.1.1', gain: 9000 },
};

export const explainReport: ExplainReport = {
  vm: '10.1.0.1',
  host: '10.0.1.1',
  told: [
    {
      host: '10.0.1.1',
      entries: [
        failed,
        {
          ...{ at: '2026-01-02T02:00:01.000Z', host: '10.0.1.1', kind: 'alarm', code: 'no-traffic', vm: '10.1.0.1' },
          text: 'no flow of it is seen',
        },
        decision,
      ],
    },
    { host: '10.0.3.1', entries: [recommended, moved] },
  ],
  silentHosts: [],
};

export const historyReport: HistoryReport = {
  host: '10.0.1.1',
  entries: [
    recommended,
    {
      ...{ at: '2026-01-01T01:59:58.000Z', host: '10.0.1.1', kind: 'migration-start', vm: '10.1.0.1', to: '10.0.2.1' },
      uuid: '6f1c1b52-6a0e-4f0e-9d1e-3d2f6b7a8c90',
    },
    moved,
    failed,
    {
      ...{ at: '2026-01-02T02:00:02.000Z', host: '10.0.1.1', kind: 'standing' },
      standing: {
        ...{ mode: 'auto', effectiveMode: 'recommend', maintenance: 'drains', blackout: 'mon-fri 08:00-18:00' },
        breaker: { failures: 3, openSince: '2026-01-02T02:00:02.000Z' },
      },
    },
    {
      ...{ at: '2026-01-02T02:00:02.500Z', host: '10.0.1.1', kind: 'order', order: 'pause', paused: true, epoch: 3 },
      from: '10.0.1.2',
    },
    { at: '2026-01-02T02:00:02.700Z', host: '10.0.1.1', kind: 'order', order: 'retire', paused: false, epoch: 4 },
    {
      ...{ at: '2026-01-02T02:00:03.000Z', host: '10.0.1.1', kind: 'alarm', code: 'breaker-open' },
      text: '3 migrations in a row have failed',
    },
    {
      ...{ at: '2026-01-02T02:00:04.000Z', host: '10.0.1.1', kind: 'round', tokenId: '5f3a9c00', rounds: 2, hops: 9 },
      ...{ endReason: 'a whole round moved nothing', migrations: 1, failures: 1, stays: { 'no-room': 2 } },
    },
    decision,
  ],
  truncated: true,
};

export const topReport: TopReport = {
  ...{ host: '10.0.1.1', at: '2026-01-02T03:04:05.000Z', cost: 2_400_000, unlocated: 2 },
  vms: [
    { vm: '10.1.0.1', name: 'web1', bytesPerSecond: 2_097_152, level: 2, cost: 2_400_000, unlocated: 1 },
    { vm: '10.1.0.2', name: 'gpu1', bytesPerSecond: 1024, level: 0, cost: 0, unlocated: 1, held: 'not-movable' },
    { vm: '10.1.0.3', name: 'idle1', bytesPerSecond: 0, cost: 0 },
  ],
  pairs: [
    { a: '10.1.0.1', b: '10.1.0.9', bytesPerSecond: 2_097_152, host: '10.0.2.1', level: 2, cost: 2_400_000 },
    { a: '10.1.0.2', b: '10.1.0.8', bytesPerSecond: 1024 },
    { a: '10.1.0.1', b: '10.1.0.7', bytesPerSecond: 900 },
    { a: '10.1.0.1', b: '198.51.100.7', bytesPerSecond: 800, outside: true },
  ],
};

export const labelReport: LabelReport = {
  ...{ vm: '10.1.0.1', name: 'web1', host: '10.0.1.1' },
  metadata: { label: 'red', affinity: ['web'] },
  inForce: { neverMove: 'licence', label: 'red', affinity: ['web'], allowedHosts: ['10.0.1.0/24'] },
};
