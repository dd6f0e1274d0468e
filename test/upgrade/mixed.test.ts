// Clusters of agents of this version and of the one before grants, in virtual time: rounds end, lower the cost, and lose
// nothing, while half of the hosts are old, and while they are upgraded one by one.
import t from 'tap';
import { POLICY_NAMES } from '../../agent/core/policy/index.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { Cluster, type ClusterOptions } from '../core/cluster.js';
import { treeMap } from '../core/maps.js';
import { filterFor } from './before-grants.js';

const hosts = ['10.0.1.1', '10.0.1.2', '10.0.2.1', '10.0.3.1'].map(ipv4);
const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

/** Six VMs on each of four hosts, in pairs across the tree. */
const data: ClusterOptions = {
  map: treeMap,
  hosts: hosts.map((host) => ({ host, slots: 8 })),
  vms: Array.from({ length: 24 }, (_, i) => ({ vm: vm(i + 1), host: hosts[i % 4]!, memoryMiB: 96 })),
  pairs: Array.from({ length: 12 }, (_, i) => ({ a: vm(i + 1), b: vm(24 - i), bytesPerSecond: 1_000 * (i + 1) })),
};
const order = { migrationCost: 0, rounds: 0, force: false } as const;
const old = new Set([hosts[1]!, hosts[3]!]);
const losses = (cluster: Cluster): number => cluster.transcript.filter((line) => /token lost/.test(line)).length;

t.test('half of the hosts are old: rounds end under every policy, wherever they begin', async (t) => {
  for (const policy of POLICY_NAMES) {
    for (const from of hosts) {
      const cluster = new Cluster({ ...data, translate: filterFor(old) });
      const before = cluster.cost();
      const report = cluster.round(from, { ...order, policy });
      const what = `${policy} from ${hosts.indexOf(from)}`;
      t.equal(report.endReason, 'a whole round moved nothing', what);
      t.same([report.slots, report.stays.unreachable], [24, undefined], `${what}: every VM is visited`);
      t.ok(cluster.cost() < before / 4, `${what}: ${before} -> ${cluster.cost()}`);
      t.equal(losses(cluster), 0, `${what}: no token is lost`);
      cluster.run(180_000);
      t.same([cluster.holders(), cluster.ended.length], [[], 1], `${what}: and no second one is left`);
      t.equal(new Set(cluster.decisions.map((each) => each.vm)).size, 24, what);
    }
  }
});

t.test('with every tenth message lost', async (t) => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const policy = POLICY_NAMES[seed % 3]!;
    const lose = (_from: Ipv4, _to: Ipv4, _type: string, random: () => number) => random() < 0.1;
    const cluster = new Cluster({ ...data, seed, lose, translate: filterFor(old) });
    const before = cluster.cost();
    const report = cluster.round(hosts[seed % 4]!, { ...order, policy });
    t.equal(report.endReason, 'a whole round moved nothing', `seed ${seed}`);
    t.ok(cluster.cost() < before / 4, `seed ${seed}: ${before} -> ${cluster.cost()}`);
    cluster.run(180_000);
    t.same([cluster.holders(), cluster.vms.size], [[], 24], `seed ${seed}: nothing is left over, no VM is lost`);
  }
});

t.test('a round that old agents have ended stays ended, although they answer no inquiry', async (t) => {
  for (const from of hosts) {
    const cluster = new Cluster({ ...data, translate: filterFor(old) });
    cluster.round(from, { ...order, policy: 'round-robin' });
    const made = cluster.decisions.length;
    cluster.run(600_000);
    t.equal(losses(cluster), 0, `from ${hosts.indexOf(from)}: nobody makes another generation`);
    t.equal(cluster.decisions.length, made);
  }
});

t.test('orders reach the hosts of this version, and the old ones count as silent', async (t) => {
  const cluster = new Cluster({ ...data, translate: filterFor(old) });
  cluster.feed(hosts[0]!, { type: 'order', order: 'pause', reply: 1 });
  cluster.run(30_000);
  const [{ hosts: count, silentHosts } = { hosts: 0, silentHosts: [] }] = cluster.ordered;
  // No agent runs on the fifth host of the map.
  t.same([count, [...silentHosts].sort()], [2, [...old, ipv4('10.0.4.1')].sort()]);
});

t.test('a round after orders were given still passes the old hosts', async (t) => {
  const cluster = new Cluster({ ...data, translate: filterFor(old) });
  cluster.feed(hosts[0]!, { type: 'order', order: 'retire', reply: 1 });
  cluster.run(30_000);
  const before = cluster.cost();
  const report = cluster.round(hosts[0]!, { ...order, policy: 'distributed' });
  t.equal(report.endReason, 'a whole round moved nothing');
  t.ok(cluster.cost() < before / 4);
});

/** SIGTERM, and the new version's start: the old agent hands over what it has first. */
function upgrade(cluster: Cluster, host: Ipv4, stillOld: Set<Ipv4>): void {
  const agent = cluster.agents.get(host)!;
  cluster.feed(host, { type: 'leave' });
  cluster.run(30_000, () => !agent.holder.isNeeded && agent.flights.list().length === 0);
  cluster.kill(host);
  cluster.run(500);
  stillOld.delete(host);
  cluster.start(host);
}

t.test('a cluster is upgraded host by host while rounds are made', async (t) => {
  for (const [seed, policy] of POLICY_NAMES.entries()) {
    const stillOld = new Set(hosts);
    const settings = { limits: { total: 2, intoHost: 1, outOfHost: 1 } };
    const translate = filterFor(stillOld);
    const cluster = new Cluster({ ...data, seed: seed + 1, settings, translate, migrationMs: 400 });
    const before = cluster.cost();
    cluster.feed(hosts[3]!, { type: 'inject', reply: 1, order: { ...order, policy } });
    cluster.run(300);
    for (const host of hosts.slice(0, 3)) {
      upgrade(cluster, host, stillOld);
      cluster.run(300);
    }
    t.notOk(cluster.ended.length, `${policy}: the round goes on through three upgrades`);
    cluster.run(900_000, () => cluster.ended.length > 0);
    t.equal(cluster.ended[0]?.endReason, 'a whole round moved nothing', policy);
    upgrade(cluster, hosts[3]!, stillOld);
    cluster.run(60_000);
    const last = cluster.round(hosts[3]!, { ...order, policy, force: true });
    t.same([last.slots, last.endReason], [24, 'a whole round moved nothing'], `${policy}: everybody is there`);
    t.same([cluster.holders(), cluster.vms.size], [[], 24]);
    t.ok(cluster.cost() < before / 4, `${policy}: ${before} -> ${cluster.cost()}`);
  }
});
