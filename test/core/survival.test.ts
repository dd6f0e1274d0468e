// A virtual data centre whose token is lost: who notices, who goes on, and when. The golden transcripts show a holder
// that dies, and a search after holder and predecessor have died, message by message.
import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { halvesOf } from '../../agent/core/generation.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { inRepository } from '../support/paths.js';
import { Cluster, type ClusterOptions } from './cluster.js';
import { treeMap } from './maps.js';

const hosts = ['10.0.1.1', '10.0.1.2', '10.0.2.1', '10.0.3.1', '10.0.4.1'].map(ipv4);
const [h1, h2, h3, h4, h5] = hosts as [Ipv4, Ipv4, Ipv4, Ipv4, Ipv4];
const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

/** VM n runs on host n, VM n + 5 too; neighbours in a ring, with so little traffic that nothing moves at this c_m. */
const data: ClusterOptions = {
  map: treeMap,
  hosts: hosts.map((host) => ({ host, slots: 4 })),
  vms: Array.from({ length: 10 }, (_, i) => ({ vm: vm(i + 1), host: hosts[i % 5]!, memoryMiB: 96 })),
  pairs: Array.from({ length: 10 }, (_, i) => ({ a: vm(i + 1), b: vm(((i + 1) % 10) + 1), bytesPerSecond: 1_000 })),
};
const order = { policy: 'round-robin', migrationCost: 1e9, rounds: 3, force: false } as const;
const all = data.vms.map((each) => each.vm);

/** Runs until `host` decides for the `nth` time, and kills it in that moment. */
function killAsHolder(cluster: Cluster, host: Ipv4, nth = 1): void {
  const count = (): number => cluster.decisions.filter((each) => each.host === host).length;
  const before = count();
  cluster.run(60_000, () => count() >= before + nth);
  cluster.kill(host);
}

/** What the golden file says; written first when it is to be brought up to date. */
function golden(name: string, transcript: string): string {
  const file = inRepository(`test/core/transcripts/${name}.txt`);
  if (process.env.UPDATE_TRANSCRIPTS) writeFileSync(file, transcript);
  return readFileSync(file, 'utf8');
}

/** The transcript without the exchange of orders, which goes on all the time. */
const told = (cluster: Cluster): string => {
  const lines = cluster.transcript.filter((line) => !/ order-(request|response)/.test(line));
  return `${lines.join('\n')}\n`;
};

function injected(seed = 1, changes: Partial<ClusterOptions> = {}): Cluster {
  const cluster = new Cluster({ ...data, seed, ...changes });
  cluster.feed(h1, { type: 'inject', reply: 1, order: { ...order, vms: all } });
  return cluster;
}

t.test('a holder dies: its predecessor notices and goes on', async (t) => {
  const cluster = injected();
  killAsHolder(cluster, h3);
  const diedMs = cluster.nowMs;
  cluster.run(60_000, () => cluster.transcript.some((line) => line.includes('token lost')));
  t.ok(cluster.nowMs - diedMs <= 14_000, `${cluster.nowMs - diedMs} ms`);
  const [lost] = cluster.transcript.filter((line) => line.includes('token lost'));
  t.match(lost, /10\.0\.1\.2 logs/, 'the host of VM 2, which had handed it to VM 3');
  cluster.run(30);
  t.equal(told(cluster), golden('dead-holder', told(cluster)));
  cluster.run(600_000, () => cluster.ended.length > 0);
  t.equal(cluster.ended[0]?.endReason, 'a whole round moved nothing');
});

t.test('whichever host dies as the holder: one token goes on, within a bound, and visits all who live', async (t) => {
  for (const dead of [h2, h3, h4, h5]) {
    const cluster = injected();
    killAsHolder(cluster, dead);
    const diedMs = cluster.nowMs;
    cluster.run(60_000, () => cluster.transcript.some((line) => line.includes('token lost')));
    t.ok(cluster.nowMs - diedMs <= 14_000, `${cluster.nowMs - diedMs} ms`);
    cluster.decisions.length = 0;
    cluster.run(600_000, () => cluster.ended.length > 0);
    t.equal(cluster.ended.length, 1);
    const generations = new Set(
      [...cluster.disks.values()].flatMap(({ tokens }) => tokens.map((each) => each.generation)),
    );
    t.equal(Math.max(...[...generations].map((each) => halvesOf(each).counter)), 2, 'one generation more');
    cluster.run(120_000);
    t.same(cluster.holders(), []);
  }
});

t.test('a holder that restarts at once knows nothing: its predecessor goes on within two seconds', async (t) => {
  const cluster = injected();
  killAsHolder(cluster, h3);
  cluster.run(200);
  cluster.start(h3);
  const startMs = cluster.nowMs;
  cluster.run(60_000, () => cluster.transcript.some((line) => line.includes('token lost')));
  t.ok(cluster.nowMs - startMs <= 2_000, `${cluster.nowMs - startMs} ms`);
  cluster.run(600_000, () => cluster.ended.length > 0);
  t.equal(cluster.ended[0]?.endReason, 'a whole round moved nothing');
  const left = all.filter((each) => !cluster.decisions.some((decision) => decision.vm === each));
  t.same(left, [vm(8)], 'the other VM of that host, which the next round would try');
});

t.test('holder and predecessor die: somebody who has seen it looks for it, and the newest copy goes on', async (t) => {
  const cluster = injected();
  // At its second VM, VM 8, when everybody has seen the token.
  killAsHolder(cluster, h3, 2);
  cluster.kill(h2);
  const diedMs = cluster.nowMs;
  const from = cluster.transcript.length;
  cluster.run(300_000, () => cluster.transcript.some((line) => line.includes('token lost')));
  t.ok(cluster.nowMs - diedMs <= 60_000 + 15_000 + 30_000, `${cluster.nowMs - diedMs} ms`);
  cluster.run(30);
  cluster.transcript.splice(0, from);
  t.equal(told(cluster), golden('search', told(cluster)));
  cluster.run(900_000, () => cluster.ended.length > 0);
  t.equal(cluster.ended.length, 1);
  const counters = [...cluster.disks.values()].flatMap(({ tokens }) =>
    tokens.map((each) => halvesOf(each.generation).counter),
  );
  t.equal(Math.max(...counters), 2);
});

t.test('the origin dies with the token: the round goes on without its account', async (t) => {
  const cluster = injected();
  killAsHolder(cluster, h1, 2);
  cluster.run(60_000, () => cluster.transcript.some((line) => line.includes('token lost')));
  cluster.decisions.length = 0;
  cluster.run(600_000);
  t.same(cluster.holders(), [], 'it has ended');
  t.same(
    cluster.decisions.map((each) => each.vm),
    [7, 8, 9, 10].map(vm),
  );
});

t.test(
  'while tokens come by nothing is searched, and a search does not disturb a round that is merely slow',
  async (t) => {
    // Each decision takes seconds, since a heavy neighbour is never found: the round takes minutes, as the token says.
    const strangers = Array.from({ length: 10 }, (_, i) => ({ a: vm(i + 1), b: vm(200 + i), bytesPerSecond: 9_000 }));
    const cluster = injected(1, { pairs: [...data.pairs, ...strangers] });
    cluster.run(1_800_000, () => cluster.ended.length > 0);
    t.equal(cluster.ended[0]?.endReason, 'a whole round moved nothing');
    t.notOk(cluster.transcript.some((line) => line.includes('token lost')));
  },
);

t.test('a partition for five minutes, and both sides heal into one token', async (t) => {
  for (let seed = 1; seed <= 5; seed += 1) {
    let isCut = false;
    const side = (host: Ipv4, cluster: Cluster): boolean => [h1, h2, h3].includes(cluster.vms.get(host)?.host ?? host);
    const lose = (from: Ipv4, to: Ipv4): boolean => isCut && side(from, cluster) !== side(to, cluster);
    const cluster: Cluster = injected(seed, { lose });
    cluster.run(60_000, () => cluster.decisions.length >= 4);
    isCut = true;
    cluster.run(300_000);
    isCut = false;
    cluster.run(1_200_000, () => cluster.ended.length > 0);
    t.ok(cluster.ended.length > 0, `seed ${seed}: the round ends`);
    cluster.run(600_000);
    t.same(cluster.holders(), [], `seed ${seed}: and no other token is left`);
  }
});
