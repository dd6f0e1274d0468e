// Rules in whole rounds of a small data centre: modes, drain, targets that refuse, and what the token makes of it.
import t from 'tap';
import type { VmHistory } from '../../../agent/core/rules/marks.js';
import type { StabilitySettings } from '../../../agent/core/rules/settings.js';
import { UNRESTRICTED } from '../../../agent/core/rules/settings.js';
import type { CoreSettings } from '../../../agent/core/settings.js';
import { formatIpv4, type Ipv4, ipv4, parsePrefix } from '../../../topology/ipv4.js';
import { Cluster, type ClusterOptions, type VirtualVm } from '../cluster.js';
import { treeMap } from '../maps.js';
import { settingsOf } from '../settings.js';

const hosts = ['10.0.1.1', '10.0.1.2', '10.0.2.1', '10.0.3.1'].map(ipv4);
const [h1, h2, h3, h4] = hosts as [Ipv4, Ipv4, Ipv4, Ipv4];
const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const at = (n: number, host: Ipv4, more: Partial<VirtualVm> = {}): VirtualVm => {
  return { vm: vm(n), host, memoryMiB: 96, ...more };
};
const stability = (changes: Partial<StabilitySettings>): Partial<CoreSettings> => {
  return { stability: { ...UNRESTRICTED.stability, ...changes } };
};

/** VMs 1 on h1 and 2 on h4 talk across the core. */
function pair(options: Partial<ClusterOptions> = {}, more: Partial<VirtualVm> = {}): Cluster {
  return new Cluster({
    map: treeMap,
    hosts: hosts.map((host) => ({ host, slots: 3 })),
    vms: [at(1, h1, more), at(2, h4)],
    pairs: [{ a: vm(1), b: vm(2), bytesPerSecond: 100_000 }],
    ...options,
  });
}

const decided = (cluster: Cluster, n: number) => cluster.decisions.filter((record) => record.vm === vm(n));
const placeOf = (cluster: Cluster, n: number) => formatIpv4(cluster.vms.get(vm(n))!.host);

t.test('mode recommend on each host: every decision is made, nothing moves, and the round ends', async (t) => {
  const cluster = pair({ settings: { mode: 'recommend' } });
  const report = cluster.round(h1, {});
  t.match(report, {
    migrationCount: 0,
    rounds: 1,
    endReason: 'a whole round moved nothing',
    stays: { recommended: 2 },
  });
  t.same(cluster.migrated, []);
  const [first] = decided(cluster, 1);
  t.match(first, { verdict: 'recommend', reason: 'eq-3.2', target: { host: h4, gain: 2_800_000 } });
  t.match(first!.candidates, [{ host: h4, answer: 'has room', cost: 0 }]);
  const requests = cluster.transcript.filter((line) => line.includes('capacity-request'));
  t.equal(requests.length, 2);
  t.notOk(
    requests.some((line) => line.includes('reserve')),
    'nobody is asked to hold room',
  );
  const before = cluster.transcript.length;
  const again = cluster.round(h1, { rounds: 5 });
  t.equal(again.rounds, 1, 'no second round could find anything else');
  t.ok(cluster.transcript.length > before);
});

t.test('round `recommend`, host `auto`: recommend', async (t) => {
  const cluster = pair();
  const report = cluster.round(h1, { dryRun: true });
  t.match(report, { migrationCount: 0, stays: { recommended: 2 } });
  t.equal(placeOf(cluster, 1), '10.0.1.1');
  t.equal(cluster.round(h1, {}).migrationCount, 1, 'the same as it was planned');
  t.equal(placeOf(cluster, 1), '10.0.3.1');
});

t.test('round `auto`, host `recommend`: recommend, and VMs of the others move', async (t) => {
  const vms = [at(1, h1), at(2, h4), at(3, h2), at(4, h3)];
  const pairs = [
    { a: vm(1), b: vm(2), bytesPerSecond: 100_000 },
    { a: vm(3), b: vm(4), bytesPerSecond: 100_000 },
  ];
  const settingsOf = (host: Ipv4) => ({ mode: host === h1 || host === h4 ? 'recommend' : 'auto' }) as const;
  const cluster = pair({ vms, pairs, settingsOf });
  const report = cluster.round(h1, {});
  t.equal(report.migrationCount, 1);
  t.equal(placeOf(cluster, 3), placeOf(cluster, 4));
  t.match(decided(cluster, 1)[0], { verdict: 'recommend' });
  t.equal(placeOf(cluster, 1), '10.0.1.1');
});

t.test('source `auto`, target `recommend` or `off`: the VM stays', async (t) => {
  for (const mode of ['recommend', 'off'] as const) {
    const cluster = pair({ settingsOf: (host) => ({ mode: host === h4 ? mode : 'auto' }) });
    const report = cluster.round(h1, {});
    t.equal(report.migrationCount, 0, mode);
    t.match(decided(cluster, 1)[0], { verdict: 'stay', reason: 'target-refuses', detail: /10\.0\.3\.1 refuses/ });
    t.match(decided(cluster, 1)[0]!.candidates[0]!.answer, /refused.* mode/);
    const other = decided(cluster, 2)[0];
    t.match(other, mode === 'off' ? { verdict: 'stay', reason: 'mode-off' } : { verdict: 'recommend' });
  }
});

t.test('a host in mode off starts no round', async (t) => {
  const cluster = pair({ settings: { mode: 'off' } });
  const order = { policy: 'round-robin', migrationCost: 0, rounds: 1, force: false } as const;
  cluster.feed(h1, { type: 'inject', order, reply: 1 });
  t.match(cluster.injected, [{ ok: false, code: 'mode-off', text: /off/ }]);
});

t.test('a VM that a rule holds still writes its levels, which the policies go by', async (t) => {
  const cluster = pair({}, { marks: { label: 'red' } });
  const vms = [vm(1)];
  cluster.round(h1, { rounds: 1, policy: 'distributed', vms });
  t.match(decided(cluster, 1)[0], { verdict: 'stay', reason: 'never-move', level: 3, candidates: [{ host: h4 }] });
});

t.test('maintenance: the host takes nobody in; a VM that is on its way there still arrives', async (t) => {
  const cluster = pair({ migrationMs: 2_000 });
  const order = { policy: 'round-robin', migrationCost: 0, rounds: 0, force: false } as const;
  cluster.feed(h1, { type: 'inject', order, reply: 1 });
  cluster.run(60_000, () => cluster.agents.get(h1)!.flights.list().length > 0);
  cluster.feed(h4, { type: 'host-order', order: 'maintain' });
  cluster.run(60_000, () => cluster.ended.length > 0);
  t.equal(placeOf(cluster, 1), '10.0.3.1');
  t.match(cluster.ended[0], { migrationCount: 1, failureCount: 0 });
  const next = pair();
  next.feed(h4, { type: 'host-order', order: 'maintain' });
  t.equal(next.round(h1, { vms: [vm(1)] }).migrationCount, 0);
  t.match(decided(next, 1)[0], { reason: 'maintenance', candidates: [{ host: h4, answer: /maintenance/ }] });
});

t.test('drain: every VM leaves, each to the best host, also one without traffic or gain', async (t) => {
  const vms = [at(1, h1), at(2, h4), at(3, h1), at(4, h1), at(5, h1)];
  const pairs = [
    { a: vm(1), b: vm(2), bytesPerSecond: 100_000 },
    // These two are best where they are, and have seen a word from outside.
    { a: vm(3), b: vm(4), bytesPerSecond: 50_000 },
    { a: vm(5), b: ipv4('192.0.2.1'), bytesPerSecond: 1 },
  ];
  const cluster = pair({ vms, pairs });
  cluster.feed(h1, { type: 'host-order', order: 'drain' });
  const report = cluster.round(h2, {});
  t.same(cluster.on(h1), []);
  t.match(report, { failureCount: 0, endReason: 'a whole round moved nothing' });
  t.equal(placeOf(cluster, 1), '10.0.3.1', 'to the VM that it talks to');
  t.equal(placeOf(cluster, 3), placeOf(cluster, 4), 'together in the end');
  const reasons = cluster.decisions.filter(({ host, verdict }) => host === h1 && verdict === 'migrate');
  t.ok(reasons.every(({ reason, detail }) => reason === 'drain' && /drains/.test(detail)));
});

t.test('gain too small and drain: drain, at whatever it costs', async (t) => {
  const cluster = pair({ settings: stability({ minGain: 1e12 }) });
  cluster.feed(h1, { type: 'host-order', order: 'drain' });
  cluster.round(h2, { migrationCost: 1e12 });
  t.same(cluster.on(h1), []);
  t.equal(placeOf(cluster, 2), '10.0.3.1', 'nobody else moves for that');
});

t.test('drain goes to the same rack first when nothing draws the VM elsewhere', async (t) => {
  const cluster = pair({ vms: [at(1, h1), at(2, h1)], pairs: [{ a: vm(1), b: vm(2), bytesPerSecond: 1_000 }] });
  cluster.feed(h1, { type: 'host-order', order: 'drain' });
  cluster.round(h3, {});
  t.same([placeOf(cluster, 1), placeOf(cluster, 2)], ['10.0.1.2', '10.0.1.2']);
});

t.test('mode `recommend` and drain: the drain is planned, not carried out', async (t) => {
  const cluster = pair({ settings: { mode: 'recommend' } });
  cluster.feed(h1, { type: 'host-order', order: 'drain' });
  const report = cluster.round(h2, { migrationCost: 1e12 });
  t.equal(report.migrationCount, 0);
  t.match(decided(cluster, 1)[0], { verdict: 'recommend', reason: 'drain', target: { host: h4 } });
});

t.test('allowed hosts: the next best that it may run on', async (t) => {
  const allowedHosts = [parsePrefix('10.0.2.0/24')!];
  const cluster = pair({
    settings: { candidates: 'cost-map' },
    vms: [at(1, h1, { marks: { allowedHosts } }), at(2, h4)],
  });
  cluster.round(h1, { vms: [vm(1)] });
  t.match(decided(cluster, 1)[0], { verdict: 'stay', reason: 'allowed-hosts' });
  t.ok(decided(cluster, 1)[0]!.candidates.every(({ answer }) => /^allowed-hosts: /.test(answer!)));
});

t.test('the reason to stay is that of the best target', async (t) => {
  const vms = [at(1, h1), at(2, h4), at(3, h3), at(4, h3), at(5, h3)];
  const pairs = [
    { a: vm(1), b: vm(2), bytesPerSecond: 100_000 },
    { a: vm(1), b: vm(3), bytesPerSecond: 90_000 },
  ];
  const cluster = pair({ vms, pairs, settings: { candidates: 'neighbours' } });
  cluster.feed(h4, { type: 'host-order', order: 'maintain' });
  cluster.round(h1, { vms: [vm(1)] });
  t.match(decided(cluster, 1)[0], { reason: 'maintenance' });
  t.same(
    decided(cluster, 1)[0]!.candidates.map(({ host, answer }) => [host, answer?.slice(0, 8)]),
    [
      [h4, 'refused:'],
      [h3, 'refused:'],
    ],
  );
});

t.test('anti-affinity: told to the target, which refuses', async (t) => {
  const marks = { antiAffinity: ['replicas'] };
  const cluster = pair({ vms: [at(1, h1, { marks }), at(2, h4, { marks })] });
  t.equal(cluster.round(h1, {}).migrationCount, 0);
  t.match(decided(cluster, 1)[0], { reason: 'anti-affinity' });
});

t.test('what changes while hosts are asked still counts: the room goes back', async (t) => {
  const always = { days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 0, toMinute: 1440, text: 'daily 00:00-24:00' };
  const changes = [
    [{ mode: 'recommend' }, { verdict: 'recommend', reason: 'eq-3.2' }],
    [{ mode: 'off' }, { verdict: 'stay', reason: 'mode-off' }],
    [{ rules: { ...UNRESTRICTED.rules, blackout: [always] } }, { verdict: 'stay', reason: 'blackout' }],
    [{ rules: { ...UNRESTRICTED.rules, neverMove: [parsePrefix('10.1.0.0/24')!] } }, { reason: 'never-move' }],
  ] as const;
  for (const [change, expected] of changes) {
    const cluster = pair({ latencyMs: 50 });
    const order = { policy: 'round-robin', migrationCost: 0, rounds: 1, force: false, vms: [vm(1)] } as const;
    cluster.feed(h1, { type: 'inject', order, reply: 1 });
    cluster.run(60_000, () => cluster.transcript.some((line) => line.includes('capacity-request 10.1.0.1 reserve')));
    const settings = settingsOf({ host: h1, slots: 3, memoryMiB: 1_000_000, ...change });
    cluster.feed(h1, { type: 'reload', settings, map: treeMap });
    cluster.run(60_000, () => cluster.ended.length > 0);
    cluster.run(1_000);
    t.match(decided(cluster, 1), [expected], JSON.stringify(change));
    t.ok(cluster.transcript.some((line) => line.includes('10.0.1.1 -> 10.0.3.1 reservation-release')));
    t.equal(cluster.agents.get(h4)!.reservations.entries().size, 0);
    t.equal(placeOf(cluster, 1), '10.0.1.1');
  }
});

t.test('marks that come while hosts are asked still count', async (t) => {
  const changes = [
    [{ allowedHosts: [parsePrefix('10.0.1.0/24')!] }, { verdict: 'stay', reason: 'allowed-hosts' }],
    [{ antiAffinity: ['db'] }, { verdict: 'stay', reason: 'anti-affinity' }],
  ] as const;
  for (const [marks, expected] of changes) {
    const cluster = pair({ latencyMs: 50 });
    const order = { policy: 'round-robin', migrationCost: 0, rounds: 1, force: false, vms: [vm(1)] } as const;
    cluster.feed(h1, { type: 'inject', order, reply: 1 });
    cluster.run(60_000, () => cluster.transcript.some((line) => line.includes('capacity-request 10.1.0.1 reserve')));
    const domains = cluster.agents
      .get(h1)!
      .local.domains()
      .map((domain) => ({ ...domain, marks }));
    cluster.feed(h1, { type: 'domains', domains });
    cluster.run(60_000, () => cluster.ended.length > 0);
    cluster.run(1_000);
    t.match(decided(cluster, 1), [expected], JSON.stringify(marks));
    t.equal(cluster.agents.get(h4)!.reservations.entries().size, 0, 'the room goes back');
    t.equal(placeOf(cluster, 1), '10.0.1.1');
  }
});

t.test('a group that a VM gets while it is being copied keeps the others of it away from its target', async (t) => {
  const cluster = pair({
    vms: [at(1, h1), at(2, h4), at(3, h2)],
    pairs: [
      { a: vm(1), b: vm(2), bytesPerSecond: 100_000 },
      { a: vm(3), b: vm(2), bytesPerSecond: 100_000 },
    ],
    migrationMs: 60_000,
    settings: { reservationTtlMs: 30_000 },
  });
  const order = (n: number) =>
    ({ policy: 'round-robin', migrationCost: 0, rounds: 1, force: true, vms: [vm(n)] }) as const;
  cluster.feed(h1, { type: 'inject', order: order(1), reply: 1 });
  cluster.run(5_000);
  t.equal(cluster.agents.get(h1)!.flights.list().length, 1);
  for (const [host, n] of [
    [h1, 1],
    [h2, 3],
  ] as const) {
    cluster.vms.get(vm(n))!.marks = { antiAffinity: ['db'] };
    const domains = cluster.agents.get(host)!.local.domains();
    cluster.feed(host, {
      type: 'domains',
      domains: domains.map((domain) => ({ ...domain, marks: { antiAffinity: ['db'] } })),
    });
  }
  cluster.run(15_000);
  t.same(
    [...cluster.agents.get(h4)!.reservations.entries().values()].map(({ antiAffinity }) => antiAffinity),
    [['db']],
  );
});

t.test('thrash: two VMs that traffic pulls to and fro hold still', async (t) => {
  const history: VmHistory = [];
  let [swings, held] = [0, 0];
  for (const settings of [
    {},
    stability({ holdMs: 3_600_000 }),
    stability({ movesPerDay: 1 }),
    stability({ returnFactor: 2 }),
  ]) {
    // VM 1 talks to one far VM in even rounds, to another in odd ones.
    const pairs = [
      { a: vm(1), b: vm(2), bytesPerSecond: 100_000 },
      { a: vm(1), b: vm(3), bytesPerSecond: 1 },
    ];
    const cluster = pair({
      vms: [at(1, h1, { history }), at(2, h4, { marks: { label: 'red' } }), at(3, h1, { marks: { label: 'red' } })],
      pairs,
      settings,
    });
    let moves = 0;
    for (let round = 0; round < 6; round += 1) {
      moves += cluster.round(h1, { force: true, vms: [vm(1)] }).migrationCount;
      [pairs[0]!.bytesPerSecond, pairs[1]!.bytesPerSecond] = [pairs[1]!.bytesPerSecond, pairs[0]!.bytesPerSecond];
      cluster.run(10_000);
    }
    if (Object.keys(settings).length === 0) swings = moves;
    else {
      t.equal(moves, 1, JSON.stringify(settings));
      held += 1;
    }
  }
  t.ok(swings > 3, `without rules it swings: ${swings} moves`);
  t.equal(held, 3);
});
