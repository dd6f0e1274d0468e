// What a target answers by its own rules: mode, maintenance, blackout, doubtful data, anti-affinity, and room with
// head-room; what it keeps although a rule forbids it now; and agents that tell neither CPUs nor groups.
import t from 'tap';
import type { CapacityRequest, CapacityResponse } from '../../../agent/core/messages.js';
import type { CoreSettings } from '../../../agent/core/settings.js';
import { type Ipv4, ipv4 } from '../../../topology/ipv4.js';
import { loadCostMap } from '../../../topology/load.js';
import { domainOf, Lone, sole, uuidOf } from '../lone.js';
import { treeMap } from '../maps.js';
import { settingsOf } from '../settings.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const monday = Date.UTC(2025, 0, 6);
const always = { days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 0, toMinute: 1_440, text: 'daily 00:00-24:00' };

function ask(lone: Lone, n: number, changes: Partial<CapacityRequest> = {}): CapacityResponse {
  const asked = { request: 1, vm: vm(n), domainUuid: uuidOf(vm(n)), macs: ['52:54:00:00:00:01'] } as const;
  const size = { memoryMiB: 1_024, reserve: true, ...changes };
  return sole(lone.hear({ type: 'capacity-request', ...asked, ...size }), 'capacity-response');
}

function reload(lone: Lone, changes: Partial<CoreSettings>, map = treeMap): void {
  lone.step({ type: 'reload', settings: settingsOf(changes), map });
}

t.test('in recommend nothing is reserved, but plans can be made; in off not even those', async (t) => {
  const lone = new Lone({ mode: 'recommend' });
  t.match(ask(lone, 1), { granted: false, rule: 'mode', reason: 'the host is in mode recommend', expiresInMs: 0 });
  t.match(ask(lone, 1, { reserve: false }), { granted: true, reason: '' });
  reload(lone, { mode: 'off' });
  t.match(ask(lone, 1, { reserve: false }), { granted: false, rule: 'mode', reason: 'the host is in mode off' });
  reload(lone, { mode: 'auto' });
  const granted = ask(lone, 1);
  t.match(granted, { granted: true });
  t.notOk('rule' in granted);
});

t.test('an open breaker is the reason that is told', async (t) => {
  const lone = new Lone({ stability: { ...settingsOf().stability, breakerFailures: 1 } });
  lone.agent.standings.migrationEnded(false);
  t.match(ask(lone, 1), { granted: false, rule: 'mode', reason: /recommend, because its breaker is open$/ });
});

t.test('maintenance, blackout and doubtful data refuse; the first in the order of the rules is told', async (t) => {
  const lone = new Lone();
  lone.step({ type: 'clock', wallMs: monday });
  lone.step({ type: 'host-order', order: 'maintain' });
  t.match(ask(lone, 1), { rule: 'maintenance', reason: 'the host is in maintenance: it takes no VM in' });
  lone.step({ type: 'host-order', order: 'drain' });
  t.match(ask(lone, 1, { reserve: false }), { rule: 'maintenance', reason: /^the host is being drained/ });
  reload(lone, { rules: { ...settingsOf().rules, blackout: [always] } });
  t.match(ask(lone, 1), { rule: 'blackout', reason: 'the host is in its blackout window daily 00:00-24:00' });
  lone.agent.standings.setImplausible('0 CPUs');
  t.match(ask(lone, 1), { rule: 'implausible-data', reason: /cannot be true: 0 CPUs$/ });
  lone.step({ type: 'driver', driver: 'hypervisor', away: 'x'.repeat(9_000) });
  const away = ask(lone, 1);
  t.match(away, { rule: 'away', reason: /^hypervisor-away: xx/ });
  t.equal(away.reason.length, 500, 'what travels is bounded');
});

t.test('what was promised is kept, and so is a migration under way that this agent has forgotten', async (t) => {
  const lone = new Lone();
  t.ok(ask(lone, 1, { promise: 7 }).granted);
  lone.step({ type: 'host-order', order: 'maintain' });
  t.ok(ask(lone, 1, { promise: 7, renewal: true }).granted);
  t.ok(ask(lone, 1, { promise: 7 }).granted, 'the same question again: its answer was lost');
  t.notOk(ask(lone, 1, { promise: 8 }).granted, 'another decision');
  t.match(ask(lone, 2), { granted: false, rule: 'maintenance' });
  t.ok(ask(lone, 2, { renewal: true }).granted);
  lone.pass(30_000);
  t.match(ask(lone, 1, { promise: 7 }), { granted: false, rule: 'maintenance' }, 'no promise outlives its time');
});

const map = loadCostMap(
  `version: 1
tiers: [{ name: rack, weight: 1 }]
hosts: [{ host: 10.0.1.1 }, { host: 10.0.3.1 }]
vms:
  - { vm: 10.1.0.5, antiAffinity: [quorum] }
  - { vm: 10.1.0.6, antiAffinity: [quorum] }
`,
  'quorum.yaml',
);

t.test(
  'a VM does not come where another of its anti-affinity groups runs, is prepared or is promised room',
  async (t) => {
    const lone = new Lone({ slots: 16, memoryMiB: 65_536 }, map);
    const marks = { antiAffinity: ['db', 'web'] };
    lone.step({ type: 'domains', domains: [domainOf(vm(1), { name: 'db-1', marks, running: false })] });
    const refused = { granted: false, rule: 'anti-affinity' } as const;
    t.match(ask(lone, 2, { antiAffinity: ['x', 'db'] }), {
      ...{ ...refused, reason: 'db-1 is here, of the same anti-affinity group db' },
    });
    t.ok(ask(lone, 2, { antiAffinity: ['x'] }).granted);
    t.match(ask(lone, 3, { antiAffinity: ['x'], reserve: false }), {
      ...{ ...refused, reason: '10.1.0.2 is on its way here, of the same anti-affinity group x' },
    });
    t.ok(ask(lone, 2, { antiAffinity: ['x'] }).granted, 'it is not in its own way');
    lone.restart();
    t.match(ask(lone, 3, { antiAffinity: ['x'] }), refused, 'a promise keeps its groups over a restart');
    lone.pass(30_000);
    t.ok(ask(lone, 3, { antiAffinity: ['x'] }).granted);
  },
);

t.test('groups of the cost map count on either side, also of agents that tell none', async (t) => {
  const lone = new Lone({ slots: 16, memoryMiB: 65_536 }, map);
  lone.host(vm(5));
  t.match(ask(lone, 6), { granted: false, rule: 'anti-affinity', reason: /of the same anti-affinity group quorum$/ });
  t.match(ask(lone, 7, { antiAffinity: ['quorum'] }), { granted: false, rule: 'anti-affinity' });
  t.ok(ask(lone, 7).granted);
  const other = new Lone({ slots: 16, memoryMiB: 65_536 }, map);
  t.ok(ask(other, 5).granted);
  t.match(ask(other, 6), { rule: 'anti-affinity', reason: /^10.1.0.5 is on its way here/ });
});

t.test('a VM that has not talked yet may be in any group of the cost map', async (t) => {
  const lone = new Lone({ slots: 16, memoryMiB: 65_536 }, map);
  lone.step({ type: 'domains', domains: [domainOf(vm(5), { name: 'quiet' })] });
  t.match(ask(lone, 6), { granted: false, rule: 'anti-affinity', reason: /^quiet is here and has not talked yet/ });
  t.ok(ask(lone, 7).granted, 'one that is in no group is not held up by it');
  const plain = new Lone({ slots: 16, memoryMiB: 65_536 });
  plain.step({ type: 'domains', domains: [domainOf(vm(5))] });
  t.ok(ask(plain, 6, { antiAffinity: ['db'] }).granted, 'nor where the cost map has no groups');
});

t.test('a group that a VM gets while it is on its way counts from the next renewal on', async (t) => {
  const lone = new Lone({ slots: 16, memoryMiB: 65_536 });
  t.ok(ask(lone, 1, { promise: 7 }).granted);
  t.ok(ask(lone, 1, { promise: 7, renewal: true, antiAffinity: ['db'] }).granted);
  t.match(ask(lone, 2, { antiAffinity: ['db'] }), { granted: false, rule: 'anti-affinity' });
});

t.test('head-room keeps a share of slots, memory and CPUs free of VMs that rounds bring', async (t) => {
  const rules = { ...settingsOf().rules, headroomPercent: 25, vcpusPerCpu: 2 };
  const lone = new Lone({ slots: 4, memoryMiB: 8_192, rules });
  lone.step({ type: 'memory', totalMiB: 8_192, cpus: 8 });
  lone.step({ type: 'domains', domains: [domainOf(vm(9), { vcpus: 4 })] });
  t.match(ask(lone, 1, { vcpus: 9 }), {
    rule: 'room',
    reason: 'only 8 virtual CPUs free, 9 wanted, 25 % are kept free',
  });
  t.match(ask(lone, 1, { memoryMiB: 5_121 }), {
    rule: 'room',
    reason: /^only 5120 MiB of memory free, 5121 MiB wanted, 25 %/,
  });
  t.match(ask(lone, 1, { vcpus: 6 }), { granted: true, freeSlots: 1, freeMemoryMiB: 4_096 });
  t.match(ask(lone, 2, { vcpus: 3, reserve: false }), { rule: 'room', reason: /^only 2 virtual CPUs free/ });
  t.ok(ask(lone, 2).granted, 'of whom it is not known, it is not counted');
  t.match(ask(lone, 3), { rule: 'room', reason: 'no free slot (1 used, 2 reserved, 25 % are kept free)' });
  t.ok(ask(lone, 1, { vcpus: 8, renewal: true }).granted);
  t.equal(lone.agent.reservations.capacity().reservedVcpus, 6, 'a renewal asks for no more');
  lone.restart();
  lone.step({ type: 'memory', totalMiB: 8_192, cpus: 8 });
  t.equal(lone.agent.reservations.capacity().reservedVcpus, 6, 'a promise keeps its CPUs over a restart');
});

t.test('CPUs count when both the operator and the hypervisor say how many', async (t) => {
  const lone = new Lone({ slots: 9 });
  lone.step({ type: 'memory', totalMiB: 4_096, cpus: 1 });
  t.ok(ask(lone, 1, { vcpus: 64, memoryMiB: 1 }).granted);
  const unknown = new Lone({ slots: 9, rules: { ...settingsOf().rules, vcpusPerCpu: 1 } });
  t.ok(ask(unknown, 1, { vcpus: 64, memoryMiB: 1 }).granted);
  unknown.step({ type: 'memory', totalMiB: 4_096, cpus: 65 });
  t.match(ask(unknown, 2, { vcpus: 2, memoryMiB: 1 }), {
    granted: false,
    rule: 'room',
    reason: /^only 1 virtual CPUs/,
  });
});
