// Reports as an agent gives them, for tests of what carries or prints them. Every optional member is there.
import type { FlowDumpPage } from '../../agent/control/dump.js';
import type { RoundReport, StatusReport } from '../../agent/report/status.js';

export const roundReport: RoundReport = {
  tokenId: '5f3a9c01',
  policy: 'distributed',
  migrationCost: 1000,
  rounds: 2,
  hops: 9,
  migrations: [
    {
      ...{ vm: '10.1.0.1', from: '10.0.1.1', to: '10.0.2.1', reason: 'gain' },
      ...{ gain: 2_500_000, bytes: 62_000_000, ms: 1250, downtimeMs: 80, verified: true },
    },
  ],
  failures: [
    {
      vm: '10.1.0.2',
      from: '10.0.1.1',
      to: '10.0.2.1',
      code: 'failed',
      text: 'internal error: unable to reserve port',
    },
  ],
  stays: { 'no-gain': 5, 'no-capacity': 2 },
  startedAt: '2024-01-02T03:04:05.006Z',
  endedAt: '2024-01-02T03:04:15.506Z',
  endReason: 'stable',
};

const decisions: StatusReport['decisions'] = [
  {
    at: '2024-01-02T03:04:05.006Z',
    vm: '10.1.0.1',
    decision: 'migrate',
    reason: 'gain',
    from: '10.0.1.1',
    to: '10.0.2.1',
  },
  {
    at: '2024-01-02T03:04:06.006Z',
    vm: '10.1.0.3',
    decision: 'stay',
    reason: 'no-gain',
    from: '10.0.1.1',
    gain: -12.5,
  },
];

export const statusReport: StatusReport = {
  host: '10.0.1.1',
  version: '0.1.0',
  uptimeMs: 3_723_000,
  hypervisor: { available: true },
  datapath: { available: false, reason: 'cannot connect to /run/openvswitch/db.sock: no such socket' },
  redirect: { ok: false, lastError: 'nft: no such table' },
  memory: {
    ...{ ok: false, notWrittenSince: '2024-01-02T03:04:00.006Z', reason: 'EROFS: read-only file system' },
    atRestart: 'should the agent restart before it can write, it starts without memory',
  },
  keys: { sending: '0011aabb', accepted: ['0011aabb', '2233ccdd'] },
  lastReload: { at: '2024-01-02T03:00:00.006Z', ok: false, reason: 'agent.yaml:3:1: unknown key "colour"' },
  stopping: true,
  vms: [
    {
      ...{ vm: '10.1.0.1', name: 'web1', uuid: '6f1c1b52-6a0e-4f0e-9d1e-3d2f6b7a8c90', mac: '52:54:00:00:00:01' },
      ...{ movable: true, memoryMiB: 512 },
    },
    {
      ...{ vm: '10.1.0.2', name: 'gpu1', uuid: '7f1c1b52-6a0e-4f0e-9d1e-3d2f6b7a8c91', mac: '52:54:00:00:00:02' },
      ...{ movable: false, obstacle: 'host-device: hostdev pci 0000:01:00.0', memoryMiB: 2048 },
    },
  ],
  capacity: { slots: 16, usedSlots: 2, reservedSlots: 1, memoryMiB: 30_000, usedMemoryMiB: 2560 },
  flows: { entries: 120, dropped: 0, unresolved: 3, lastPollMs: 2.5 },
  transport: { sentDatagrams: 10, receivedDatagrams: 12, retransmittedFragments: 0, dropped: { 'not-authentic': 2 } },
  round: {
    ...{ tokenId: '5f3a9c01', policy: 'distributed', round: 1, migrations: 1, slots: 8, visited: 3, inFlight: 1 },
    ...{ generation: 3 * 2 ** 32 + 17, sequence: 4, state: 'holding', lastSeenMsAgo: 20, holderVm: '10.1.0.1' },
    ...{ unsure: true, dryRun: true, origin: '10.0.3.1', ageMs: 65_000, lostHosts: ['10.0.1.9'] },
    silentVms: ['10.1.0.77'],
  },
  standing: {
    ...{ mode: 'auto', effectiveMode: 'recommend', maintenance: 'accepts-none', blackout: 'mon-fri 08:00-18:00' },
    ...{ breaker: { failures: 3, openSince: '2024-01-02T03:00:01.006Z' }, implausible: 'it has 0 CPUs' },
  },
  silentHosts: ['10.0.1.9', '10.0.1.10'],
  historyNotWritten: 'ENOSPC: no space left on device, write',
  orders: {
    paused: true,
    epoch: 2,
    last: { order: 'pause', at: '2024-01-02T03:04:05.006Z', hosts: 3, silentHosts: ['10.0.1.9'] },
  },
  flights: [{ vm: '10.1.0.1', name: 'web1', to: '10.0.2.1', tokenId: '5f3a9c01', sinceMs: 4200 }],
  decisions,
  lastRound: roundReport,
};

export const dumpOpening: NonNullable<FlowDumpPage['opening']> = {
  host: {
    ...{ type: 'host', version: 1, host: '10.0.1.1', slots: 16, memoryMiB: 30_000 },
    ...{ silentVms: 1, silentMemoryMiB: 256, atMs: 1_700_000_000_000, windowMs: 60_000, coveredMs: 90_000 },
  },
  vms: [
    {
      ...{ type: 'vm', vm: '10.1.0.1', addresses: ['10.1.0.1', '10.1.9.1'] },
      ...{ name: 'web1', host: '10.0.1.1', memoryMiB: 512 },
    },
  ],
};
