// A host in the midst of a round, for tests of the page: VMs with partners at every level, names that are not to be
// trusted, decisions of each verdict. `calm` has nothing to tell.
import type { AlarmEntry, DecisionEntry, TopReport } from '../../agent/report/history.js';
import type { StatusReport } from '../../agent/report/status.js';
import type { WebSnapshot } from '../../agent/web/snapshot.js';

const host = '192.0.2.11';
const at = '2026-03-14T15:09:26.535Z';

/** What a guest's owner may call a VM. */
export const evilName = '<img src=x onerror=alert(1)>"\'&\u202Egnp.exe';
export const longName =
  'a-name-that-its-owner-has-found-very-meaningful-and-that-does-not-end-anywhere-near-here-00017';

const vm = (index: number): string => `10.1.0.${index}`;
const names = ['web-frontend-1', 'web-frontend-2', 'orders-db', evilName, longName, 'build-runner-7', 'idle'];

const status: StatusReport = {
  ...{ host, version: '0.2.0', uptimeMs: 277_000_000 },
  hypervisor: { available: true },
  datapath: { available: false, reason: 'cannot connect to /var/run/openvswitch/db.sock: ENOENT.' },
  redirect: { ok: true },
  memory: { ok: true },
  keys: { sending: '00c0ffee', accepted: ['00c0ffee'] },
  vms: names.map((name, index) => ({
    ...{
      vm: vm(index + 1),
      name,
      uuid: `00000000-0000-0000-0000-00000000000${index}`,
      mac: `52:54:00:00:00:0${index}`,
    },
    ...{ movable: index !== 2, memoryMiB: 2048 * (index + 1) },
    ...(index === 2 ? { obstacle: 'local-disk: /var/lib/images/orders.qcow2 is not shared' } : {}),
  })),
  capacity: { slots: 16, usedSlots: 7, reservedSlots: 1, memoryMiB: 131_072, usedMemoryMiB: 57_344 },
  flows: { entries: 1234, dropped: 0, unresolved: 17, lastPollMs: 12 },
  transport: { sentDatagrams: 900, receivedDatagrams: 880, retransmittedFragments: 0, dropped: { unproven: 3 } },
  orders: { paused: false, epoch: 0 },
  standing: {
    ...{ mode: 'auto', effectiveMode: 'recommend', maintenance: 'accepts-none' },
    breaker: { failures: 3, openSince: '2026-03-14T14:00:00.000Z' },
  },
  silentHosts: ['192.0.2.21', '192.0.2.22'],
  round: {
    ...{ tokenId: '5f0c', policy: 'distributed', round: 2, migrations: 5, slots: 40, visited: 17, generation: 1 },
    ...{ sequence: 57, state: 'custody', inFlight: 1, successor: '192.0.2.12', lastSeenMsAgo: 1200 },
    ...{ origin: '192.0.2.12', lostHosts: [], silentVms: [] },
  },
  flights: [{ vm: vm(6), name: 'build-runner-7', to: '192.0.2.12', tokenId: '5f0c', sinceMs: 8000 }],
  decisions: [],
};

const top: TopReport = {
  ...{ host, at, cost: 27_070_000 },
  vms: names.map((name, index) => ({
    ...{ vm: vm(index + 1), name, bytesPerSecond: index === 6 ? 0 : 340_000 / (index + 1) ** 2 },
    cost: index > 3 ? 0 : 14_030_000 / (index + 1) ** 2,
    ...(index < 4 ? { level: 3 - index } : {}),
    ...(index === 2 ? { held: 'not-movable' } : {}),
  })),
  pairs: [
    { a: vm(1), b: '10.1.3.7', bytesPerSecond: 298_300, host: '192.0.2.31', level: 3, cost: 14_030_000 },
    { a: vm(1), b: '10.1.2.9', bytesPerSecond: 30_100, host: '192.0.2.21', level: 2, cost: 112_000 },
    { a: vm(1), b: '10.1.1.4', bytesPerSecond: 9_000, host: '192.0.2.12', level: 1, cost: 18_000 },
    { a: vm(1), b: vm(4), bytesPerSecond: 20_100, host, level: 0, cost: 0 },
    { a: vm(5), b: '203.0.113.9', bytesPerSecond: 120 },
  ],
};

const decision: DecisionEntry = {
  ...{ kind: 'decision', at: '2026-03-14T15:09:20.000Z', host, tokenId: '5f0c', round: 2, sequence: 40, vm: vm(1) },
  ...{ name: names[0]!, verdict: 'recommend', reason: 'eq-3.2', detail: '', neighbours: 4, unlocated: 0, level: 3 },
  rate: 340_000,
  candidates: [
    ...[
      { host: '192.0.2.31', level: 3, near: 0, gain: 14_029_552, cost: 200_000, threshold: 210_000, answer: 'granted' },
    ],
    ...[{ host: '192.0.2.21', level: 2, near: 0, gain: 90_000, cost: 200_000, threshold: 210_000 }],
  ],
  target: { host: '192.0.2.31', gain: 14_029_552 },
};

const { target: __, ...untargeted } = decision;

const decisions: readonly DecisionEntry[] = [
  { ...decision, at: '2026-03-13T23:59:00.000Z', sequence: 3, verdict: 'migrate', vm: vm(2), name: names[1]! },
  {
    ...{ ...untargeted, at: '2026-03-14T15:09:18.000Z', sequence: 38, verdict: 'stay', vm: vm(3), name: names[2]! },
    ...{ reason: 'not-movable', detail: 'local-disk: /var/lib/images/orders.qcow2 is not shared', candidates: [] },
  },
  {
    ...{ ...untargeted, at: '2026-03-14T15:09:19.000Z', sequence: 39, verdict: 'stay', vm: vm(4), name: evilName },
    ...{ reason: 'no-room', detail: 'refused by 192.0.2.31: <b>no</b> slot is free', candidates: [] },
  },
  decision,
];

const alarms: readonly AlarmEntry[] = [
  {
    ...{ kind: 'alarm', at: '2026-03-14T09:00:00.000Z', host, code: 'no-traffic', vm: '10.1.0.9' },
    text: 'it has arrived, and nothing is seen of it',
  },
];

export const busy: WebSnapshot = { at, status, top, decisions, alarms };

const { round: _, ...withoutRound } = status;
export const calm: WebSnapshot = {
  at,
  status: {
    lastRound: {
      ...{
        tokenId: '5f0b',
        policy: 'distributed',
        migrationCost: 1000,
        rounds: 2,
        hops: 80,
        migrations: [],
        failures: [],
      },
      ...{ stays: {}, startedAt: at, endedAt: at, endReason: 'a whole round moved nothing' },
    },
    ...{ ...withoutRound, datapath: { available: true }, vms: [], flights: [], silentHosts: [] },
    standing: { mode: 'auto', effectiveMode: 'auto', maintenance: 'none', breaker: { failures: 0 } },
  },
  top: { host, at, cost: 0, vms: [], pairs: [] },
  decisions: [],
  alarms: [],
};
