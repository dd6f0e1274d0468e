// The operator's orders to the whole cluster: what a paused host does and does not, what becomes of tokens of an older
// epoch, how orders spread, survive restarts, and agree with each other.
import t from 'tap';
import { numberOf } from '../../agent/core/generation.js';
import { NO_ORDER, type Order } from '../../agent/core/remembered.js';
import type { Effect, OrderName } from '../../agent/core/steps.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { Cluster, type ClusterOptions } from './cluster.js';
import { accepted, granted, Lone, messagesOf, ofType, sends, sole, there } from './lone.js';
import { treeMap } from './maps.js';
import { tokenFor } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const inject = { policy: 'round-robin', migrationCost: 0, rounds: 1, force: false } as const;
const give = (lone: Lone, order: OrderName): Effect[] => lone.step({ type: 'order', order, reply: 1 });
const tell = (lone: Lone, order: Order): Effect[] => lone.hear({ type: 'order-request', request: 4, ...order });

const hosts = ['10.0.1.1', '10.0.1.2', '10.0.2.1', '10.0.3.1', '10.0.4.1'].map(ipv4);
const [h1, h2, , h4, h5] = hosts as [Ipv4, Ipv4, Ipv4, Ipv4, Ipv4];

/** Two VMs a host in heavy pairs across the core; with slow migrations, one at a time, a round takes seconds. */
const data: ClusterOptions = {
  map: treeMap,
  hosts: hosts.map((host) => ({ host, slots: 4 })),
  vms: Array.from({ length: 10 }, (_, i) => ({ vm: vm(i + 1), host: hosts[i % 5]!, memoryMiB: 96 })),
  pairs: Array.from({ length: 5 }, (_, i) => ({ a: vm(i + 1), b: vm(10 - i), bytesPerSecond: 1_000 * (i + 1) })),
  settings: { limits: { total: 1, intoHost: 1, outOfHost: 1 } },
  migrationMs: 300,
};
const standing = (cluster: Cluster): Order[] => [...cluster.agents.values()].map(({ orders }) => orders.current());

t.test('a paused host lets no VM move, keeps the token, and goes on where it was', async (t) => {
  const lone = new Lone();
  lone.host(vm(1), vm(3));
  lone.talk([[vm(1), vm(9), 1_000_000]]);
  const token = tokenFor(vm(1), 3, [vm(1), vm(2), vm(9)], { fixedList: true });
  const { request } = sole(granted(lone, token), 'location-request');
  give(lone, 'pause');
  const place = { type: 'location-response', request, vm: vm(9), host: there, hosted: true, others: [] } as const;
  const effects = [...lone.hear(place), ...lone.pass(120_000)];
  t.match(ofType(effects, 'decided'), [{ record: { verdict: 'stay', reason: 'paused', detail: 'rounds are paused' } }]);
  t.same([ofType(effects, 'migrate'), messagesOf(effects, 'token')], [[], []]);
  t.equal(lone.agent.holder.state, 'waiting');
  t.match(ofType(lone.step({ type: 'inject', order: inject, reply: 2 }), 'injected'), [{ result: { code: 'paused' } }]);
  const after = give(lone, 'resume');
  t.match(messagesOf(after, 'token'), [{ token: { header: { holder: vm(2), sequence: 4 } } }]);
});

t.test('a paused host takes a token, and sits on it', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  give(lone, 'pause');
  const effects = [...granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2)])), ...lone.pass(60_000)];
  t.match(messagesOf(effects, 'token-ack'), [{ accepted: true }]);
  t.same([ofType(effects, 'decided'), messagesOf(effects, 'token')], [[], []]);
  t.match(messagesOf(give(lone, 'resume'), 'token'), [{ token: { header: { holder: vm(2) } } }]);
});

t.test('an order is kept over a restart, and told as it stands', async (t) => {
  const lone = new Lone();
  give(lone, 'pause');
  const before = lone.agent.orders.current();
  t.ok(before.paused);
  lone.restart();
  t.same(lone.agent.orders.current(), before);
  t.match(sole(tell(lone, NO_ORDER), 'order-response'), { request: 4, ...before });
  lone.restartBlank();
  t.same(lone.agent.orders.current(), NO_ORDER);
  tell(lone, before);
  t.same(lone.agent.orders.current(), before, 'who forgot it learns it from anybody');
});

t.test(
  'retire: the token here ends, one of the older epoch ends where it arrives, a new one is of the new epoch',
  async (t) => {
    const lone = new Lone();
    lone.host(vm(1));
    granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2)]));
    give(lone, 'pause');
    lone.pass(1_000);
    const { token } = lone.agent.holder.sight()!;
    const refused = { type: 'token-ack', tokenId: token.header.id, generation: token.header.generation } as const;
    for (let times = 0; times < 20; times += 1) {
      const { sequence } = lone.agent.holder.sight()!.token.header;
      lone.hear({ ...refused, sequence, host: there, accepted: false, reason: 'no', vms: [] });
      lone.pass(500);
    }
    t.equal(lone.agent.holder.state, 'waiting', 'paused: it is here');
    t.match(messagesOf(give(lone, 'retire'), 'round-end'), [{ reason: 'retired by the operator' }]);
    t.match(lone.agent.orders.current(), { paused: true, epoch: 1 }, 'still paused');
    t.equal(lone.agent.holder.state, 'idle');
    give(lone, 'resume');
    const old = granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2)], { id: 'a'.repeat(16) }));
    t.match(messagesOf(old, 'round-end'), [{ reason: 'retired by the operator' }]);
    t.equal(ofType(old, 'decided').length, 0);
    lone.step({ type: 'inject', order: { ...inject, vms: [vm(1), vm(2)] }, reply: 2 });
    t.equal(lone.agent.holder.sight()!.token.header.epoch, 1);
  },
);

t.test('the higher version wins, and epochs never fall', async (t) => {
  const lone = new Lone();
  const v = (counter: number, tag: number) => numberOf(counter, tag);
  const table: readonly (readonly [heard: Order, then: Order])[] = [
    [
      { version: v(1, 5), paused: true, epoch: 0 },
      { version: v(1, 5), paused: true, epoch: 0 },
    ],
    [
      { version: v(1, 4), paused: false, epoch: 2 },
      { version: v(1, 5), paused: true, epoch: 2 },
    ],
    [
      { version: v(1, 6), paused: false, epoch: 1 },
      { version: v(1, 6), paused: false, epoch: 2 },
    ],
    [
      { version: v(2, 0), paused: true, epoch: 0 },
      { version: v(2, 0), paused: true, epoch: 2 },
    ],
    [NO_ORDER, { version: v(2, 0), paused: true, epoch: 2 }],
  ];
  for (const [heard, then] of table) {
    t.match(sole(tell(lone, heard), 'order-response'), then);
    t.same(lone.agent.orders.current(), then);
    t.same(lone.remembered.order, then, 'as written down');
  }
});

t.test('an order goes to every host known; who gave it learns who was silent', async (t) => {
  const lone = new Lone();
  const asked = sends(give(lone, 'pause')).filter(({ message }) => message.type === 'order-request');
  t.same(asked.map(({ to }) => to).sort(), [...hosts].slice(1).sort());
  for (const { to, message } of asked.slice(0, 3)) {
    const { request } = message as { request: number };
    lone.hear({ type: 'order-response', request, ...lone.agent.orders.current(), host: to }, to);
  }
  const effects = lone.pass(20_000);
  t.match(ofType(effects, 'ordered'), [{ reply: 1, result: { hosts: 4, silentHosts: [asked[3]!.to] } }]);
});

t.test('a cluster: pause stops the round everywhere within a decision, resume elsewhere ends it', async (t) => {
  const cluster = new Cluster(data);
  cluster.feed(h1, { type: 'inject', reply: 1, order: { ...inject, rounds: 0 } });
  cluster.run(1_000);
  cluster.feed(h2, { type: 'order', order: 'pause', reply: 2 });
  cluster.run(3_000, () => cluster.ordered.length > 0);
  t.same(cluster.ordered, [{ hosts: 5, silentHosts: [] }]);
  cluster.run(1_000);
  const [moved, decisions] = [cluster.migrated.length, cluster.decisions.length];
  t.ok(decisions > 0 && cluster.ended.length === 0, 'in the middle of the round');
  cluster.run(300_000);
  t.same([cluster.migrated.length, cluster.decisions.length], [moved, decisions]);
  const holder = cluster.holders();
  t.equal(holder.length, 1);
  // Not the origin either, which would forget the account of its round.
  const other = hosts.find((host) => host !== holder[0] && host !== h1)!;
  cluster.kill(other);
  cluster.start(other);
  cluster.run(60_000);
  t.ok(
    standing(cluster).every(({ paused }) => paused),
    'also who has restarted',
  );
  cluster.feed(h5, { type: 'order', order: 'resume', reply: 3 });
  cluster.run(300_000, () => cluster.ended.length > 0);
  t.equal(cluster.ended[0]?.endReason, 'a whole round moved nothing');
  t.equal(cluster.cost(), 0);
});

t.test('a cluster: retire ends the round, wherever the token is', async (t) => {
  for (const at of hosts) {
    const cluster = new Cluster(data);
    cluster.feed(h1, { type: 'inject', reply: 1, order: { ...inject, rounds: 0 } });
    cluster.run(700);
    cluster.feed(at, { type: 'order', order: 'retire', reply: 2 });
    cluster.run(10_000, () => cluster.ended.length > 0);
    t.equal(cluster.ended[0]?.endReason, 'retired by the operator');
    cluster.run(5_000);
    t.same(cluster.holders(), []);
    t.equal(cluster.round(at, { rounds: 1, force: true }).endReason, '1 rounds made', 'and the next round runs');
  }
});

t.test('a host that was away learns the order by exchange, within half a minute of its start', async (t) => {
  const cluster = new Cluster(data);
  cluster.kill(h4);
  cluster.feed(h1, { type: 'order', order: 'pause', reply: 1 });
  cluster.run(30_000);
  t.same(cluster.ordered, [{ hosts: 4, silentHosts: [h4] }]);
  cluster.start(h4, true);
  cluster.run(30_000);
  t.same(cluster.agents.get(h4)!.orders.current(), cluster.agents.get(h1)!.orders.current());
});

t.test('orders given at once on several hosts: all hosts agree on one, of the highest epoch', async (t) => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const lose = (_from: Ipv4, _to: Ipv4, type: string, random: () => number) =>
      type.startsWith('order') && random() < 0.5;
    const cluster = new Cluster({ ...data, seed, lose });
    cluster.feed(h1, { type: 'order', order: 'pause', reply: 1 });
    cluster.feed(h4, { type: 'order', order: 'retire', reply: 2 });
    cluster.feed(h5, { type: 'order', order: 'resume', reply: 3 });
    cluster.run(300_000);
    const [first, ...others] = standing(cluster);
    t.equal(first!.epoch, 1);
    for (const other of others) t.same(other, first, `seed ${seed}`);
    t.equal(cluster.ordered.length, 3);
  }
});

t.test('an order that comes while the token is on its way is kept by the host that gets it', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  const { token } = sole(granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2)])), 'token');
  give(lone, 'pause');
  const effects = accepted(lone, token);
  t.equal(messagesOf(effects, 'token-grant').length, 1);
  t.equal(lone.agent.holder.state, 'idle');
});
