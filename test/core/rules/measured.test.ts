// VMs that have no averages yet: how long a round until nothing moves waits for them, and for which.
import t from 'tap';
import { UNRESTRICTED } from '../../../agent/core/rules/settings.js';
import { type Ipv4, ipv4 } from '../../../topology/ipv4.js';
import { Cluster, type ClusterOptions } from '../cluster.js';
import { treeMap } from '../maps.js';

const hosts = ['10.0.1.1', '10.0.1.2', '10.0.3.1'].map(ipv4) as [Ipv4, Ipv4, Ipv4];
const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const measureMs = 60_000;

function pair(options: Partial<ClusterOptions> = {}, holdMs = 0): Cluster {
  return new Cluster({
    map: treeMap,
    hosts: hosts.map((host) => ({ host, slots: 40 })),
    vms: [
      { vm: vm(1), host: hosts[0], memoryMiB: 96 },
      { vm: vm(2), host: hosts[2], memoryMiB: 96 },
    ],
    pairs: [{ a: vm(1), b: vm(2), bytesPerSecond: 1e5 }],
    settings: { windowMs: 15_000, stability: { ...UNRESTRICTED.stability, measureMs, holdMs } },
    ...options,
  });
}

t.test(
  'a VM that was seen for less than the window does not move; the round waits once, and then it does',
  async (t) => {
    const cluster = pair();
    const startMs = cluster.nowMs;
    const report = cluster.round(hosts[0], {});
    t.equal(report.migrationCount, 1);
    t.match(cluster.decisions[0], { reason: 'not-measured', detail: /for \d\.\d s of 60\.0 s/ });
    const [first] = cluster.decisions.filter(({ verdict }) => verdict === 'migrate');
    t.ok(first!.atMs - startMs >= measureMs - 5_000, 'not before it is measured');
    t.ok(first!.atMs - startMs < measureMs + 5_000, 'and soon after');
    t.ok(report.rounds <= 5, `no spinning: ${report.rounds} rounds`);
  },
);

t.test('a VM that has moved and holds is not waited for', async (t) => {
  const cluster = pair({}, 3_600_000);
  cluster.run(measureMs);
  const startMs = cluster.nowMs;
  const report = cluster.round(hosts[0], {});
  t.match(report, { migrationCount: 1, stays: { 'hold-time': 1 } });
  t.ok(cluster.nowMs - startMs < 5_000, `${cluster.nowMs - startMs} ms`);
});

t.test('where a VM is started every few seconds, the round ends all the same', async (t) => {
  const cluster = pair();
  cluster.run(measureMs);
  let next = 10;
  const start = (): void => {
    const pairs = cluster.options.pairs as { a: Ipv4; b: Ipv4; bytesPerSecond: number }[];
    pairs.push({ a: vm(next), b: vm(2), bytesPerSecond: 10 });
    cluster.create({ vm: vm(next), host: hosts[2], memoryMiB: 96 });
    next += 1;
    if (next < 45) cluster.at(20_000, start);
  };
  cluster.at(0, start);
  const startMs = cluster.nowMs;
  const report = cluster.round(hosts[0], {});
  t.match(report, { endReason: 'a whole round moved nothing' });
  t.ok(report.stays['not-measured']! > 5);
  t.ok(next < 45, 'they were still being started');
  t.ok(cluster.nowMs - startMs < 7 * (measureMs + 1_000), `${cluster.nowMs - startMs} ms`);
});

t.test('an end of a migration does not shorten the wait', async (t) => {
  const cluster = pair({ migrationMs: 20_000 });
  const report = cluster.round(hosts[0], {});
  t.equal(report.migrationCount, 1);
  t.ok(report.rounds <= 6, `${report.rounds} rounds`);
});
