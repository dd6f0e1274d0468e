// The verdict on a demo run: costs and levels computed by hand, and each way to fail.
import t from 'tap';
import type { RoundReport } from '../../agent/report/status.js';
import { reportLines } from '../../tools/demo/report.js';
import type { Site } from '../../tools/demo/site.js';
import { type Outcome, summarize } from '../../tools/demo/summary.js';
import { ipv4 } from '../../topology/ipv4.js';
import { loadCostMap } from '../../topology/load.js';

const [one, two, three] = [ipv4('127.72.0.1'), ipv4('127.72.0.2'), ipv4('127.72.0.3')];
const [h1, h2, h3] = [ipv4('127.71.0.1'), ipv4('127.71.0.2'), ipv4('127.71.0.3')];

/** Hosts 1 and 2 in one rack, host 3 in another. Weights 1 and 3. */
const map = loadCostMap(
  `version: 1
tiers: [{ name: rack, weight: 1 }, { name: core, weight: 3 }]
hosts: [{ host: 127.71.0.1, at: rack-1 }, { host: 127.71.0.2, at: rack-1 }, { host: 127.71.0.3, at: rack-2 }]`,
  'map',
);

const site: Site = {
  tiers: map.tiers,
  hosts: [h1, h2, h3].map((address, index) => ({
    name: `host-${index + 1}`,
    address,
    at: 'rack',
    slots: 2,
    memoryMiB: 4096,
  })),
  vms: [one, two, three].map((address, index) => ({
    name: `vm-${index + 1}`,
    address,
    mac: `52:54:00:00:00:0${index}`,
    uuid: `00000000-0000-4000-8000-00000000000${index}`,
    memoryMiB: 512,
    host: [h1, h2, h3][index]!,
  })),
};

const move = {
  vm: '127.72.0.3',
  from: '127.71.0.3',
  to: '127.71.0.1',
  reason: 'gain 640 B/s over c_m 1',
  gain: 640,
  bytes: 5.4e8,
  ms: 31.4,
  downtimeMs: 15,
  verified: true,
};

const round: RoundReport = {
  tokenId: 'abc',
  policy: 'distributed',
  migrationCost: 1,
  rounds: 2,
  hops: 6,
  migrations: [move],
  failures: [],
  stays: { 'gain-too-small': 4, 'already-local': 1 },
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:01.000Z',
  endReason: 'stable',
};

/** VM 3 has moved from host 3 to host 1, where its partner is. */
const outcome: Outcome = {
  options: { policy: 'distributed', migrationCost: 1, hosts: 3, vms: 3, seed: 1, keep: false, out: 'out' },
  site,
  map,
  pairs: [
    { a: one, b: two, bytesPerSecond: 10 },
    { a: one, b: three, bytesPerSecond: 100 },
  ],
  before: new Map([
    [one, h1],
    [two, h2],
    [three, h3],
  ]),
  after: new Map([
    [one, h1],
    [two, h2],
    [three, h1],
  ]),
  moves: 1,
  running: [
    [one, h1],
    [two, h2],
    [three, h1],
  ],
  agentVms: [['127.72.0.3', '127.72.0.1'], ['127.72.0.2'], []],
  round,
  seconds: 1.5,
};

t.test('a run that went well', async (t) => {
  const summary = summarize(outcome);
  t.same(summary.problems, []);
  t.ok(summary.ok);
  // Eq. 3.1: both ends pay, 10 x 1 within the rack and 100 x (1 + 3) across the core.
  t.equal(summary.initialCost, 2 * (10 * 1 + 100 * 4));
  t.equal(summary.finalCost, 2 * 10 * 1);
  t.equal(summary.reportedGain, 640);
  t.same(summary.trafficByLevel, { levels: ['same host', 'rack', 'core'], before: [0, 10, 100], after: [100, 10, 0] });
  t.equal(summary.placement.before['127.72.0.3'], '127.71.0.3');
  t.equal(summary.placement.after['127.72.0.3'], '127.71.0.1');
  t.match(summary, { rounds: 2, hops: 6, policy: 'distributed', seed: 1, endReason: 'stable', migrations: [move] });
});

t.test('each way to fail is told', async (t) => {
  const cases: [string, Partial<Outcome>, RegExp][] = [
    ['same cost', { after: outcome.before }, /the cost did not fall: 820 before, 820 after/],
    ['a VM is lost', { running: outcome.running.slice(1) }, /VM 127\.72\.0\.1 runs on 0 hosts/],
    ['a VM runs twice', { running: [...outcome.running, [one, h2]] }, /VM 127\.72\.0\.1 runs on 2 hosts/],
    ['a host is over its slots', { running: [one, two, three].map((vm) => [vm, h1]) }, /host-1 holds 3 VMs in 2 slots/],
    ['an agent is away', { agentVms: [['127.72.0.3', '127.72.0.1'], undefined, []] }, /agent of host-2 did not answer/],
    [
      'an agent is wrong',
      { agentVms: [['127.72.0.3', '127.72.0.1'], ['127.72.0.9'], []] },
      /agent of host-2 is wrong about its VMs: extra \[127\.72\.0\.9\], missing \[127\.72\.0\.2\]/,
    ],
    ['a move was not reported', { moves: 2 }, /2 VMs were moved, but 1 migrations were reported/],
  ];
  for (const [name, change, text] of cases) {
    const summary = summarize({ ...outcome, ...change });
    t.notOk(summary.ok, name);
    t.ok(
      summary.problems.some((problem) => text.test(problem)),
      `${name}: ${summary.problems.join('; ')}`,
    );
  }
});

t.test('the report shows migrations with reasons, levels before and after, and the cost', async (t) => {
  const failure = { vm: '127.72.0.2', from: '127.71.0.2', to: '127.71.0.3', code: 'refused', text: 'no room' };
  const summary = summarize({ ...outcome, moves: 9, round: { ...round, failures: [failure] } });
  t.matchOnly(reportLines(summary), [
    'Migrations (1):',
    '  VM          from    to      gain   moved   time  reason',
    '  127.72.0.3  host-3  host-1  640   540 MB  31 ms  gain 640 B/s over c_m 1',
    '  failed: 127.72.0.2 host-2 -> host-3: refused: no room',
    'Decisions to stay: 4 gain-too-small, 1 already-local',
    '',
    'Traffic by the highest tier that it crosses:',
    '  0  same host  before    0 B/s',
    '                after   100 B/s  ██████████████████████████████',
    '  1  rack       before   10 B/s  ███',
    '                after    10 B/s  ███',
    '  2  core       before  100 B/s  ██████████████████████████████',
    '                after     0 B/s',
    '',
    'Communication cost (Eq. 3.1, from the true traffic and placement):',
    '  before 820 B/s x weight, after 20 B/s x weight: -97.6 %',
    '  saved 800 B/s x weight; the agents reckoned 640 B/s x weight from what they measured',
    '  rounds 2, hops 6, migrations 1; ended: stable',
    'PROBLEM: 9 VMs were moved, but 1 migrations were reported',
  ]);
});
