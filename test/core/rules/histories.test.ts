// Where a VM has been: with the VM, over restarts of agents, and when a migration fails or nobody tells how it ended.
import t from 'tap';
import { Histories } from '../../../agent/core/rules/histories.js';
import { MAX_HISTORY } from '../../../agent/core/rules/marks.js';
import { UNRESTRICTED } from '../../../agent/core/rules/settings.js';
import { type Ipv4, ipv4 } from '../../../topology/ipv4.js';
import { Cluster } from '../cluster.js';
import { contextOf, domainOf, here, there, uuidOf } from '../lone.js';
import { treeMap } from '../maps.js';

const vm = ipv4('10.1.0.1');
const uuid = uuidOf(vm);
const third = ipv4('10.0.4.1');
const past = (atMs: number, changes = {}) => ({ atMs, from: there, to: here, gain: 5, ok: true, ...changes });

t.test('metadata counts where it is newer; what is not here is forgotten', async (t) => {
  const histories = new Histories(contextOf());
  histories.setDomains([domainOf(vm, { history: [past(1)] })]);
  t.same(histories.of(uuid), [past(1)]);
  histories.setDomains([domainOf(vm, { history: [past(1), past(2)] })]);
  t.same(histories.of(uuid), [past(1), past(2)]);
  histories.setDomains([domainOf(vm, { history: [past(1)] })]);
  t.equal(histories.of(uuid).length, 2, 'an older list is not taken');
  histories.setDomains([domainOf(vm)]);
  t.equal(histories.of(uuid).length, 2, 'nor is none');
  histories.setDomains([]);
  t.same(histories.of(uuid), []);
});

t.test('a move is written before it happens, and corrected when it fails', async (t) => {
  const context = contextOf();
  const histories = new Histories(context);
  histories.setDomains([domainOf(vm, { history: [past(1)] })]);
  context.wallMs = 1_000.4;
  const begun = histories.began(uuid, { from: here, to: third, gain: 7 });
  t.same(begun, [past(1), { atMs: 1_000, from: here, to: third, gain: 7, ok: true }]);
  t.same(histories.of(uuid), [past(1)], 'while it is under way nothing can be said of it');
  context.wallMs = 5_000;
  const failed = histories.failed(uuid);
  t.same(failed, [past(1), { atMs: 5_000, from: here, to: third, gain: 7, ok: false }]);
  histories.setDomains([domainOf(vm, { history: begun })]);
  t.same(histories.of(uuid), failed, 'metadata that was read before the correction says nothing new');
  t.same(new Histories(context).failed(uuid), []);
});

t.test(
  'a last move from here to elsewhere of a VM that is here has failed: after a restart nobody knows better',
  async (t) => {
    const histories = new Histories(contextOf());
    const interrupted = past(9, { from: here, to: third });
    histories.setDomains([domainOf(vm, { history: [past(1), interrupted] })]);
    t.same(histories.of(uuid), [past(1), { ...interrupted, ok: false }]);
    const foreign = past(9, { from: there, to: third });
    const other = ipv4('10.1.0.2');
    histories.setDomains([domainOf(other, { history: [foreign] })]);
    t.same(histories.of(uuidOf(other)), [foreign], 'somebody has moved it on by hand');
  },
);

t.test('what this host knows stays, whatever the metadata says later; what is newer is added', async (t) => {
  const context = contextOf();
  const histories = new Histories(context);
  context.wallMs = 1_000;
  const known = [past(1), past(2, { from: third })];
  histories.setDomains([domainOf(vm, { history: known })]);
  const forged = past(900, { from: third, to: there, ok: false });
  histories.setDomains([domainOf(vm, { history: [forged] })]);
  t.same(histories.of(uuid), [...known, forged], 'its owner cannot undo a hold time');
});

t.test(
  'an entry of a clock ahead of this one is as old as what is known of it, until its own time has come',
  async (t) => {
    const context = contextOf();
    const histories = new Histories(context);
    const read = [domainOf(vm, { history: [past(500_000), past(1_600_000)] })];
    const times = () => histories.of(uuid).map(({ atMs }) => atMs);
    context.wallMs = 1_000_000;
    histories.setDomains(read);
    t.same(times(), [500_000, 1_000_000], 'it has come just now');
    context.wallMs = 1_200_000;
    context.nowMs = 200_000;
    histories.setDomains(read);
    t.same(times(), [500_000, 1_000_000]);
    context.wallMs = 2_000_000;
    context.nowMs = 1_000_000;
    histories.setDomains(read);
    t.same(times(), [500_000, 1_600_000]);
    const begun = histories.began(uuid, { from: here, to: third, gain: 7 });
    t.same(
      begun.map(({ atMs }) => atMs),
      [500_000, 1_600_000, 2_000_000],
      'what travels on is in order',
    );
  },
);

t.test('no setting of the clock undoes a hold time, neither back nor forward', async (t) => {
  const context = contextOf();
  const histories = new Histories(context);
  context.wallMs = 5_000_000;
  const come = [domainOf(vm, { history: [past(4_990_000)] })];
  histories.setDomains(come);
  context.wallMs = 4_000_000;
  t.same(histories.of(uuid), [past(4_000_000)], 'set back: as of when it was learnt');
  context.wallMs = 5_000_000;
  histories.setDomains(come);
  t.same(histories.of(uuid), [past(4_990_000)], 'and right again');
  const late = new Histories(context);
  context.wallMs = 1_000;
  late.setDomains(come);
  t.same(late.of(uuid), [past(1_000)], 'a host that starts with a clock of long ago');
  context.wallMs = 5_000_000;
  t.same(late.of(uuid), [past(4_990_000)]);
});

t.test('bounded, and in order when the clock is set back', async (t) => {
  const context = contextOf();
  const histories = new Histories(context);
  const many = Array.from({ length: 3 * MAX_HISTORY }, (_, i) => past(i));
  histories.setDomains([domainOf(vm, { history: many })]);
  t.equal(histories.of(uuid).length, MAX_HISTORY);
  context.wallMs = 10;
  const begun = histories.began(uuid, { from: here, to: third, gain: 1 });
  t.equal(begun.length, MAX_HISTORY);
  t.equal(begun.at(-1)!.atMs, 3 * MAX_HISTORY);
  const wrong = domainOf(ipv4('10.1.0.2'), { history: [past(1e15)] });
  histories.setDomains([wrong]);
  t.equal(
    histories.began(wrong.uuid, { from: here, to: third, gain: 1 }).at(-1)!.atMs,
    11,
    'a time that nobody has been at yet counts as now',
  );
});

const hosts = ['10.0.1.1', '10.0.3.1'].map(ipv4) as [Ipv4, Ipv4];
const peer = ipv4('10.1.0.2');
function pair(changes: Partial<ConstructorParameters<typeof Cluster>[0]> = {}): Cluster {
  return new Cluster({
    map: treeMap,
    hosts: hosts.map((host) => ({ host, slots: 4 })),
    vms: [
      { vm, host: hosts[0], memoryMiB: 96 },
      { vm: peer, host: hosts[1], memoryMiB: 96, marks: { label: 'red' } },
    ],
    pairs: [{ a: vm, b: peer, bytesPerSecond: 1e5 }],
    ...changes,
  });
}

t.test('the history travels with the VM: the new host holds it, also after its agent has started again', async (t) => {
  const cluster = pair({ settings: { stability: { ...UNRESTRICTED.stability, holdMs: 3_600_000 } } });
  t.equal(cluster.round(hosts[0], {}).migrationCount, 1);
  t.match(cluster.vms.get(vm)!.history, [{ from: hosts[0], to: hosts[1], gain: 2.8e6, ok: true }]);
  cluster.kill(hosts[1]);
  cluster.start(hosts[1], true);
  cluster.run(5_000);
  cluster.decisions.length = 0;
  cluster.round(hosts[1], { rounds: 1, force: true, vms: [vm] });
  t.match(cluster.decisions[0], { reason: 'hold-time', detail: /it came from 10\.0\.1\.1/ });
  cluster.run(3_600_000);
  cluster.decisions.length = 0;
  cluster.round(hosts[1], { rounds: 1, force: true, vms: [vm] });
  t.match(cluster.decisions[0], { reason: 'already-local' });
});

t.test('a failure is written into the metadata, and holds the VM for the cooldown, over restarts', async (t) => {
  let isBroken = true;
  const migrate = () => {
    if (isBroken) return { ok: false, code: 'failed', text: 'disk I/O error' } as const;
    return { ok: true, bytes: 1, ms: 1, downtimeMs: 1 } as const;
  };
  const stability = { ...UNRESTRICTED.stability, failureCooldownMs: 60_000 };
  const cluster = pair({ migrate, settings: { stability } });
  t.match(cluster.round(hosts[0], { vms: [vm] }), { migrationCount: 0, failureCount: 1 });
  t.match(cluster.vms.get(vm)!.history, [{ to: hosts[1], ok: false }]);
  cluster.kill(hosts[0]);
  cluster.start(hosts[0]);
  cluster.run(5_000);
  const again = () => cluster.round(hosts[0], { rounds: 1, force: true, vms: [vm] });
  again();
  t.match(cluster.decisions.at(-1), {
    reason: 'migration-failed',
    detail: /10\.0\.1\.1 to 10\.0\.3\.1 failed \d+ s ago/,
  });
  isBroken = false;
  cluster.run(60_000);
  t.equal(again().migrationCount, 1);
});

t.test('no cooldown: the round under way does not try again, the next one does', async (t) => {
  const migrate = () => ({ ok: false, code: 'failed', text: 'disk I/O error' }) as const;
  const stability = { ...UNRESTRICTED.stability, failureCooldownMs: 0 };
  const cluster = pair({ migrate, settings: { stability } });
  for (const tries of [1, 2]) {
    const report = cluster.round(hosts[0], { rounds: 6, force: true, vms: [vm] });
    t.equal(report.failureCount, 1, `try ${tries}`);
    t.match(cluster.decisions.at(-1), { reason: 'migration-failed', detail: /in this round: .*disk I\/O error/ });
  }
});
