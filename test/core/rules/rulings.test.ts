// Which rule wins: one case for each row of both tables of agent/core/rules/README.md, which this test reads, so that
// neither the document nor the code can say something else than the other.
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import type { Candidate } from '../../../agent/core/decision.js';
import type { CapacityResponse, Refusal } from '../../../agent/core/messages.js';
import { mergedMarks } from '../../../agent/core/rules/marks.js';
import { UNRESTRICTED } from '../../../agent/core/rules/settings.js';
import { rulingOfAnswer, rulingOnTarget, type TargetSituation } from '../../../agent/core/rules/target-rules.js';
import { rulingOn, type Situation } from '../../../agent/core/rules/vm-rules.js';
import { type Ipv4, ipv4, parsePrefix } from '../../../topology/ipv4.js';
import { inRepository } from '../../support/paths.js';

const [h1, h2] = ['10.0.1.1', '10.0.2.1'].map(ipv4) as [Ipv4, Ipv4];
const nowMs = Date.UTC(2026, 5, 1, 12);
const minute = 60_000;
const prefix = (text: string) => parsePrefix(text)!;

/** A VM that nothing holds. */
const free: Situation = {
  ...{ away: undefined, mode: 'auto', drains: false, implausible: undefined, blackout: undefined },
  ...{ rules: UNRESTRICTED.rules, stability: UNRESTRICTED.stability, addresses: [ipv4('10.1.0.1')], marks: {} },
  ...{ obstacle: undefined, companions: [], history: [], failure: undefined, wallMs: nowMs },
  ...{ measuredMs: 60_000, neededMs: 5_000, flows: 3 },
};
const freeTarget: TargetSituation = {
  ...{ marks: {}, history: [], stability: UNRESTRICTED.stability, drains: false, wallMs: nowMs, isFull: false },
};
const target: Candidate = { host: h2, near: 0, level: 2, gain: 100, cost: 0, threshold: 0 };
const moved = (changes = {}) => ({ atMs: nowMs - minute, from: h2, to: h1, gain: 100, ok: true, ...changes });
const stability = (changes: Partial<Situation['stability']>) => ({ ...UNRESTRICTED.stability, ...changes });

/** By rule, what makes the VM's host say no, in the order of the table. */
const cases: readonly (readonly [rule: string, { readonly [code: string]: Partial<Situation> }])[] = [
  [
    'standing',
    {
      paused: { away: { reason: 'paused', detail: '' } },
      'host-leaving': { away: { reason: 'host-leaving', detail: '' } },
      'hypervisor-away': { away: { reason: 'hypervisor-away', detail: '' } },
      'datapath-away': { away: { reason: 'datapath-away', detail: '' } },
      'memory-away': { away: { reason: 'memory-away', detail: '' } },
    },
  ],
  ['mode', { 'mode-off': { mode: 'off' } }],
  ['plausible data', { 'implausible-data': { implausible: 'it says that it has 0 CPUs' } }],
  ['never-move', { 'never-move': { marks: { neverMove: 'licence' } } }],
  ['obstacles', { 'not-movable': { obstacle: { code: 'managed-elsewhere', detail: 'oVirt' } } }],
  ['blackout', { blackout: { blackout: 'Mon-Fri 08:00-18:00' } }],
  [
    'affinity',
    { affinity: { marks: { affinity: ['db'] }, companions: [{ name: 'other', marks: { affinity: ['web', 'db'] } }] } },
  ],
  [
    'stability',
    {
      'migration-failed': { history: [moved({ ok: false })] },
      'hold-time': { history: [moved()], stability: stability({ holdMs: 2 * minute }) },
      'moves-per-day': { history: [moved()], stability: stability({ movesPerDay: 1 }) },
    },
  ],
  ['measured', { 'not-measured': { measuredMs: 4_999 }, 'no-flows': { flows: 0 } }],
];

const readme = readFileSync(inRepository('agent/core/rules/README.md'), 'utf8');
const rows = (heading: string): string[][] => {
  const lines = readme.slice(readme.indexOf(heading)).split('\n');
  const start = lines.findIndex((line) => line.startsWith('|---'));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  return lines.slice(start + 1, end).map((line) => {
    return line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  });
};

t.test('the table of rules is the one that is tested', async (t) => {
  const table = rows('# Rules').map(([, rule, codes]) => [
    rule,
    [...codes!.matchAll(/`([\w.-]+)`/g)].map(([, c]) => c),
  ]);
  const own = cases.map(([rule, codes]) => [rule, Object.keys(codes).sort()]);
  t.same(
    table.slice(0, cases.length).map(([rule, codes]) => [rule, [...(codes as string[])].sort()]),
    own,
  );
  t.same(
    table.slice(cases.length).map(([rule]) => rule),
    ['hosts', 'Eq. 3.2', 'capacity'],
  );
});

t.equal(rulingOn(free), undefined, 'a VM that nothing holds is free');

for (const [rule, codes] of cases) {
  t.test(rule, async (t) => {
    for (const [code, changes] of Object.entries(codes)) {
      t.equal(rulingOn({ ...free, ...changes })?.reason, code);
    }
  });
}

t.test('a rule wins over all that come after it', async (t) => {
  for (const [at, [rule, codes]] of cases.entries()) {
    for (const [later, others] of cases.slice(at + 1)) {
      for (const [code, changes] of Object.entries(codes)) {
        for (const [less, otherChanges] of Object.entries(others)) {
          const marks = mergedMarks(otherChanges.marks, changes.marks);
          const both = { ...free, ...otherChanges, ...changes, marks };
          t.equal(rulingOn(both)?.reason, code, `${rule} (${code}) and ${later} (${less})`);
        }
      }
    }
  }
});

t.test('never-move: by metadata, label and settings; the detail says which', async (t) => {
  const never = (changes: Partial<Situation>) => rulingOn({ ...free, ...changes });
  t.same(never({ marks: { neverMove: 'licence' } }), { reason: 'never-move', detail: 'licence' });
  t.match(never({ marks: { label: 'red' } }), { reason: 'never-move', detail: /red/ });
  t.equal(never({ marks: { label: 'green' } }), undefined);
  const rules = { ...UNRESTRICTED.rules, neverMove: [prefix('10.1.0.0/24')] };
  t.match(never({ rules }), { reason: 'never-move', detail: /10\.1\.0\.1 .*rules\.neverMove/ });
  t.equal(never({ rules, addresses: [ipv4('10.1.1.1')] }), undefined);
  t.match(never({ rules, addresses: ['10.1.1.1', '10.1.0.9'].map(ipv4) }), { detail: /10\.1\.0\.9/ });
});

const answer = (rule?: Refusal): CapacityResponse => ({
  ...{ type: 'capacity-response', request: 1, host: h2, granted: false, reason: 'why', freeSlots: 0 },
  ...{ freeMemoryMiB: 0, expiresInMs: 0, ...(rule ? { rule } : {}) },
});

t.test('hosts: a target that is forbidden is passed over, and says why', async (t) => {
  t.equal(rulingOnTarget(target, freeTarget), undefined);
  const elsewhere = { ...freeTarget, marks: { allowedHosts: [prefix('10.0.1.0/24')] } };
  t.equal(rulingOnTarget(target, elsewhere)?.reason, 'allowed-hosts');
  t.equal(rulingOnTarget(target, { ...freeTarget, marks: { allowedHosts: [] } })?.reason, 'allowed-hosts');
  t.equal(rulingOnTarget(target, { ...freeTarget, marks: { allowedHosts: [prefix('10.0.0.0/16')] } }), undefined);
  const left = { ...freeTarget, history: [moved()], stability: stability({ returnFactor: 2 }) };
  t.equal(rulingOnTarget({ ...target, gain: 200 }, left)?.reason, 'return-too-soon');
  t.equal(rulingOnTarget({ ...target, gain: 201 }, left), undefined);
  t.equal(rulingOnTarget({ ...target, host: h1 }, left), undefined, 'another host');
  const longAgo = { ...left, history: [moved({ atMs: nowMs - 24 * 60 * minute })] };
  t.equal(rulingOnTarget({ ...target, gain: 1 }, longAgo), undefined);
  t.equal(rulingOnTarget(target, { ...freeTarget, isFull: true })?.reason, 'no-room');
});

t.test('capacity, and what else a target answers', async (t) => {
  for (const rule of ['maintenance', 'anti-affinity'] as const) {
    t.equal(rulingOfAnswer(target, answer(rule)).reason, rule);
  }
  for (const rule of ['mode', 'blackout', 'implausible-data'] as const) {
    t.equal(rulingOfAnswer(target, answer(rule)).reason, 'target-refuses', "not to be taken for the host's own");
  }
  t.equal(rulingOfAnswer(target, answer('room')).reason, 'no-room');
  t.equal(rulingOfAnswer(target, answer('away')).reason, 'no-room');
  t.equal(rulingOfAnswer(target, answer()).reason, 'no-room', 'an agent from before rules');
  t.same(rulingOfAnswer(target, undefined), { reason: 'no-room', detail: '10.0.2.1 does not answer' });
});

const drains = { ...free, drains: true };
const drainsTo = { ...freeTarget, drains: true };
const group = (changes = {}) => ({
  marks: { affinity: ['g'], ...changes },
  companions: [{ name: 'other', marks: { affinity: ['g'], ...changes } }],
});
const reason = (situation: Situation, changes: Partial<Situation>) => rulingOn({ ...situation, ...changes })?.reason;

/** By the first cell of the clash table. Rows that only a whole round can show are in rounds.test.ts and standing's tests. */
const clashes: { readonly [row: string]: ((t: Test) => void) | 'in a round' } = {
  'never-move and drain': (t) => t.equal(reason(drains, { marks: { neverMove: 'x' } }), 'never-move'),
  'blackout and drain': (t) => t.equal(reason(drains, { blackout: 'daily' }), 'blackout'),
  'affinity and drain': (t) => t.equal(reason(drains, group()), undefined),
  'hold time, moves for each day, return too soon, and drain': (t) => {
    const held = { history: [moved()], stability: stability({ holdMs: 2 * minute, movesPerDay: 1, returnFactor: 9 }) };
    t.equal(reason(free, held), 'hold-time');
    t.equal(reason(drains, held), undefined);
    t.equal(rulingOnTarget(target, { ...drainsTo, ...held }), undefined);
  },
  'migration-failed (cooldown) and drain': (t) => {
    t.equal(reason(drains, { history: [moved({ ok: false })] }), 'migration-failed');
    t.equal(reason(drains, { failure: { text: 'refused', isOfRound: true } }), 'migration-failed');
  },
  'not measured, no flows, and drain': (t) => t.equal(reason(drains, { measuredMs: 0, flows: 0 }), undefined),
  'gain too small and drain': 'in a round',
  'mode `recommend` and drain': 'in a round',
  'anti-affinity and drain': (t) => t.equal(rulingOfAnswer(target, answer('anti-affinity')).reason, 'anti-affinity'),
  'affinity and anti-affinity of the same two VMs': (t) => {
    t.equal(reason(free, group()), 'affinity');
    t.equal(reason(free, group({ antiAffinity: ['a'] })), undefined);
  },
  'affinity and gain': (t) => t.equal(reason(free, group()), 'affinity'),
  'allowed hosts of metadata and of the cost map': (t) => {
    const lists = [{ allowedHosts: [prefix('10.0.0.0/16')] }, { allowedHosts: [prefix('10.0.1.0/24')] }] as const;
    t.equal(rulingOnTarget(target, { ...freeTarget, marks: lists[0] }), undefined);
    t.equal(rulingOnTarget(target, { ...freeTarget, marks: mergedMarks(...lists) })?.reason, 'allowed-hosts');
  },
  'never-move in one source, allowed in another': (t) => {
    const marks = mergedMarks({ label: 'green', allowedHosts: [prefix('10.0.0.0/8')] }, { neverMove: 'x' });
    t.equal(reason(free, { marks }), 'never-move');
  },
  'round `auto`, host `recommend`': 'in a round',
  'round `recommend`, host `auto`': 'in a round',
  'source `auto`, target `recommend` or `off`': 'in a round',
  'hold time and a very large gain': (t) => {
    t.equal(reason(free, { history: [moved()], stability: stability({ holdMs: 2 * minute }) }), 'hold-time');
  },
  'pause and drain': (t) => t.equal(reason(drains, { away: { reason: 'paused', detail: '' } }), 'paused'),
  'maintenance of a host and a VM that is on its way there': 'in a round',
};

t.test('the table of clashes', async (t) => {
  t.same(
    rows('## When rules clash').map(([row]) => row),
    Object.keys(clashes),
  );
  for (const [row, test] of Object.entries(clashes)) if (test !== 'in a round') t.test(row, async (t) => test(t));
});

t.test('stability: from when each counts', async (t) => {
  const held = (history: Situation['history'], changes: Partial<Situation['stability']>) =>
    reason(free, { history, stability: stability({ failureCooldownMs: 0, ...changes }) });
  t.equal(held([moved({ atMs: nowMs - 2 * minute })], { holdMs: 2 * minute }), undefined);
  t.equal(held([moved({ ok: false })], { holdMs: 2 * minute }), undefined, 'a failure is no move');
  t.equal(held([moved({ ok: false })], { failureCooldownMs: minute }), undefined);
  t.equal(held([moved({ ok: false })], { failureCooldownMs: minute + 1 }), 'migration-failed');
  t.equal(held([moved({ ok: false })], { movesPerDay: 1 }), 'moves-per-day', 'a failed one counts as well');
  t.equal(held([moved({ atMs: nowMs - 24 * 60 * minute })], { movesPerDay: 1 }), undefined);
  const ahead = [moved({ atMs: nowMs + minute }), moved({ atMs: nowMs + minute, ok: false })];
  t.equal(held(ahead, {}), undefined, '0 is no time, also by a clock that is a little behind');
  t.equal(held([moved({ atMs: nowMs + minute })], { holdMs: minute }), 'hold-time', 'one that is a little ahead does');
});
