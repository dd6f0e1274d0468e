// The lab's verdict: each way to fail is a problem by name, and only a round without one is a success.
import t from 'tap';
import type { RoundReport } from '../../agent/report/status.js';
import { linkName } from '../../tools/lab/fabric.js';
import { GUESTS, guestNamed, LINKS } from '../../tools/lab/plan.js';
import { reportLines } from '../../tools/lab/report.js';
import type { RoundRecord } from '../../tools/lab/round.js';
import { type Summary, summarize } from '../../tools/lab/summary.js';
import type { Window } from '../../tools/lab/window.js';
import { readCostMap } from '../../topology/load.js';
import { inRepository } from '../support/paths.js';

const map = await readCostMap(inRepository('topology/examples/lab.yaml'));
const facts = {
  map,
  accelerator: 'tcg',
  upMs: 1000,
  startedAt: '2026-01-01T00:00:00.000Z',
  mustImprove: true,
} as const;

function window(core: number, moved: boolean): Window {
  const placement = new Map(GUESTS.map(({ name, startsOn }) => [name, [startsOn]]));
  if (moved) placement.set('vm1', ['hv4']);
  const state = { bootId: 'b', uptime: moved ? 90 : 30, counter: moved ? 89 : 29, streams: {} };
  return {
    seconds: 15,
    linkBytesPerSecond: new Map(LINKS.map((link) => [linkName(link), link.tier === 'core' ? core : 0])),
    pairs: [{ a: guestNamed('vm1').address, b: guestNamed('vm7').address, bytesPerSecond: 1000 }],
    placement,
    guests: new Map(GUESTS.map(({ name }) => [name, state])),
    flows: [],
  };
}

const report: RoundReport = {
  tokenId: 'x',
  policy: 'distributed',
  migrationCost: 1,
  rounds: 2,
  hops: 16,
  migrations: [
    {
      vm: '10.71.1.1',
      from: '10.71.0.1',
      to: '10.71.0.4',
      reason: 'why',
      gain: 5,
      bytes: 9,
      ms: 9,
      downtimeMs: 9,
      verified: true,
    },
  ],
  failures: [],
  stays: { 'already-local': 7 },
  startedAt: '',
  endedAt: '',
  endReason: 'stable',
};

function record(): RoundRecord {
  const migration = { vm: 'vm1', from: 'hv1', to: 'hv4', startedMs: 1000, endedMs: 9000, bytes: 8e7, downtimeMs: 200 };
  return {
    options: { policy: 'distributed', migrationCost: 1, windowMs: 15_000 },
    before: window(1000, false),
    after: window(10, true),
    observation: { replies: new Map([['vm1', [980, 1000, 8000, 8300, 8320, 99_000]]]), migrations: [migration] },
    report,
    roundMs: 20_000,
  };
}

t.test('a good round', async (t) => {
  const summary = summarize(record(), facts);
  t.same(summary.problems, []);
  t.equal(summary.ok, true);
  t.equal(summary.initialCost, 2 * 1000 * map.pathWeight(3), 'both ends of the pair, across the core');
  t.equal(summary.finalCost, 0);
  t.equal(summary.coreBytesPerSecondBefore, 2000, 'two core links');
  t.same(summary.migrations, [
    {
      ...{ vm: 'vm1', from: 'hv1', to: 'hv4', reason: 'why', gain: 5 },
      ...{ bytes: 8e7, ms: 8000, gapMs: 90_680, downtimeMs: 200 },
    },
  ]);
  t.match(reportLines(summary).join('\n'), /vm1 {2}hv1 -> hv4[\s\S]*Core links: 2\.0 -> 0\.0 kB\/s \(-99\.0 %\)/);
});

t.test('where nothing is left to gain, moving nothing is a success unless asked for', async (t) => {
  const still = { ...record(), after: window(1000, false), report: { ...report, migrations: [] } };
  // Guests go on; only the placement and the core are as before.
  const guests = record().after.guests;
  const quiet = { ...still, after: { ...still.after, guests }, observation: { replies: new Map(), migrations: [] } };
  t.equal(summarize(quiet, facts).ok, false);
  t.same(summarize(quiet, { ...facts, mustImprove: false }).problems, []);
  const useless = { ...record(), after: { ...window(1000, false), guests } };
  t.equal(summarize(useless, { ...facts, mustImprove: false }).ok, false, 'moving for nothing is none');
});

t.test('each failure has its name', async (t) => {
  const good = record();
  const withGuest = (name: string, change: object): RoundRecord => {
    const guests = new Map(good.after.guests);
    guests.set(name, { ...guests.get(name)!, ...change });
    return { ...good, after: { ...good.after, guests } };
  };
  const placed = (vm: string, hosts: string[]): RoundRecord => {
    return { ...good, after: { ...good.after, placement: new Map([...good.after.placement, [vm, hosts]]) } };
  };
  const flow = {
    vm: 'vm3',
    host: 'hv2',
    direction: 'sent',
    tableBytes: 0,
    interfaceBytes: 1,
    deviation: 0.06,
  } as const;
  const dead = new Map([...good.after.guests, ['vm2', undefined]]);
  const cases: [string, RoundRecord, RegExp][] = [
    ['core', { ...good, after: window(1000, true) }, /^traffic on the core links did not fall: 2000 -> 2000/],
    ['cost', { ...good, after: window(10, false) }, /^the cost did not fall/],
    ['restarted', withGuest('vm2', { bootId: 'other' }), /^vm2 has not kept its boot id/],
    ['counter', withGuest('vm2', { counter: 3 }), /^vm2's counter has not gone on/],
    ['silent', { ...good, after: { ...good.after, guests: dead } }, /^vm2 has not kept its boot id/],
    ['twice', placed('vm3', ['hv2', 'hv3']), /^vm3 runs on 2 hosts \(hv2, hv3\)/],
    ['nowhere', placed('vm3', []), /^vm3 runs on 0 hosts/],
    [
      'unreported',
      { ...good, report: { ...report, migrations: [] } },
      /^libvirt completed 1 migrations, the agents report 0/,
    ],
    [
      'flows',
      { ...good, before: { ...good.before, flows: [flow] } },
      /^flow table of hv2 is 6\.0 % off for what vm3 has sent/,
    ],
  ];
  for (const [name, bad, problem] of cases) {
    const summary: Summary = summarize(bad, facts);
    t.equal(summary.ok, false, name);
    t.ok(
      summary.problems.some((text) => problem.test(text)),
      `${name}: ${summary.problems.join('; ')}`,
    );
  }
});
