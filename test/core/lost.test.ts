// VMs that cannot be reached: their host is dead, they are gone, or this host itself is cut off; and what the round
// makes of each.
import t from 'tap';
import type { Effect } from '../../agent/core/steps.js';
import type { Token } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { Cluster, type ClusterOptions } from './cluster.js';
import { accepted, granted, here, hopFields, Lone, logsOf, messagesOf, ofType, sends, sole, there } from './lone.js';
import { treeMap } from './maps.js';
import { tokenFor } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const elsewhere = ipv4('10.0.4.1');

/** A host of VM 1 that offers the token to VM 2 next. `there` has said that it has VMs 2 and 3. */
function offering(vms: Ipv4[], changes: Parameters<typeof tokenFor>[3] = {}): { lone: Lone; offered: Token } {
  const lone = new Lone();
  lone.host(vm(1));
  // A hop of another round, by which this host learns who is where.
  const other = sole(granted(lone, tokenFor(vm(1), 1, [vm(1), vm(2)], { id: 'f'.repeat(16) })), 'token').token;
  accepted(lone, other, there, [vm(2), vm(3)]);
  lone.hear({ type: 'token-state', ...hopFields(other), state: 'moved', host: there });
  lone.pass(1_000);
  const effects = granted(lone, tokenFor(vm(1), 3, [vm(1), ...vms], changes), elsewhere);
  return { lone, offered: sole(effects, 'token').token };
}

/** Lets the time pass; meanwhile another host answers something now and then. */
function passWithNews(lone: Lone, forMs: number): Effect[] {
  const effects: Effect[] = [];
  for (const endMs = lone.nowMs + forMs; lone.nowMs < endMs; ) {
    effects.push(...lone.pass(1_000));
    effects.push(...lone.hear({ type: 'report-ack', request: 1 }, elsewhere));
  }
  return effects;
}
const headers = (effects: readonly Effect[]) => messagesOf(effects, 'token').map(({ token }) => token.header);
const stays = (effects: readonly Effect[], reason: string): number => headers(effects).at(-1)!.stays[reason] ?? 0;

t.test(
  'a dead host: its VMs are left out of this round without being offered the token, the others are not',
  async (t) => {
    const { lone, offered } = offering([vm(2), vm(3), vm(4)]);
    t.equal(offered.header.holder, vm(2));
    const effects = passWithNews(lone, 12_000);
    const next = headers(effects).at(-1)!;
    t.match(next, { holder: vm(4), lostHosts: [there] });
    t.equal(stays(effects, 'host-lost'), 2, 'VM 3 was not even asked');
    t.equal(headers(effects).filter(({ holder }) => holder === vm(3)).length, 0);
    t.equal(messagesOf(effects, 'token').at(-1)!.token.size, 4, 'nobody is dropped');
  },
);

t.test('the next round tries a dead host again', async (t) => {
  const { lone } = offering([vm(2)], { maxRounds: 2, migrationsInRound: 1 });
  const effects = passWithNews(lone, 12_000);
  const next = headers(effects).at(-1)!;
  t.match(next, { holder: vm(2), round: 2, lostHosts: [] });
  const { token } = lone.agent.holder.sight()!;
  t.match(messagesOf(accepted(lone, token), 'token-grant'), [{ sequence: token.header.sequence }]);
});

t.test(
  'VMs whose host nobody knows: dropped when they are silent in a third round, unless the operator has named them',
  async (t) => {
    for (const fixedList of [false, true]) {
      for (const roundsBefore of [0, 1, 2]) {
        const silentVms = Array.from({ length: roundsBefore }, () => vm(7));
        const { lone } = offering([vm(7), vm(8)], { fixedList, silentVms });
        const effects = passWithNews(lone, 12_000);
        const { token } = messagesOf(effects, 'token').at(-1)!;
        t.match(token.header, { holder: vm(8), lostHosts: [], stays: { unreachable: 1 } });
        t.equal(token.indexOf(vm(7)) >= 0, fixedList || roundsBefore < 2, `${roundsBefore} rounds before`);
      }
    }
  },
);

t.test('a VM that its steered host refuses has gone from there: dropped, and its host is not dead', async (t) => {
  const { lone } = offering([vm(2), vm(3)]);
  const effects: Effect[] = [];
  for (let refusals = 0; refusals < 20; refusals += 1) {
    const { token } = lone.agent.holder.sight()!;
    const ack = { type: 'token-ack', ...hopFields(token), host: there, accepted: false, vms: [] } as const;
    effects.push(...lone.hear({ ...ack, reason: 'the VM does not run here' }), ...lone.pass(500));
  }
  const { token } = messagesOf(effects, 'token').at(-1)!;
  t.match(token.header, { holder: vm(3), lostHosts: [], stays: { unreachable: 1 } });
  t.equal(token.indexOf(vm(2)), -1);
});

t.test('a host that is busy for ten seconds: its VM is passed over and stays in the token', async (t) => {
  const { lone } = offering([vm(2), vm(4)]);
  const effects: Effect[] = [];
  for (let refusals = 0; refusals < 20; refusals += 1) {
    const { token } = lone.agent.holder.sight()!;
    const ack = { type: 'token-ack', ...hopFields(token), host: there, accepted: false, vms: [] } as const;
    effects.push(...lone.hear({ ...ack, reason: 'busy with 9 tokens' }), ...lone.pass(500));
  }
  const { token } = messagesOf(effects, 'token').at(-1)!;
  t.match(token.header, { holder: vm(4), lostHosts: [] });
  t.ok(token.indexOf(vm(2)) >= 0);
});

t.test('a host that hears from nobody drops nobody, finds nobody dead, and does not end the round', async (t) => {
  const { lone } = offering([vm(2), vm(3), vm(4), vm(5)]);
  const effects = lone.pass(300_000);
  const { token } = lone.agent.holder.sight()!;
  t.match(token.header, { lostHosts: [], round: 1 });
  t.equal(token.size, 5);
  t.same(messagesOf(effects, 'round-end'), []);
  t.equal(lone.agent.holder.state, 'waiting');
  t.ok(logsOf(effects).every((text) => !text.includes('dropped')));
  // Somebody answers at last: the round is made again, since it left VMs out.
  lone.hear({ type: 'report-ack', request: 1 }, elsewhere);
  const after = lone.pass(3_000);
  t.match(headers(after)[0], { round: 2, holder: vm(2) });
});

t.test('before a host takes itself for cut off it asks others, and their answer shows that it is not', async (t) => {
  const { lone } = offering([vm(2), vm(3), vm(4)]);
  const effects: Effect[] = [];
  let asked = 0;
  for (let step = 0; step < 120; step += 1) {
    const latest = lone.pass(100);
    effects.push(...latest);
    for (const { to, message } of sends(latest)) {
      // The dead host alone is silent.
      if (message.type !== 'order-request' || to === there) continue;
      asked += 1;
      const { request, version, paused, epoch } = message;
      lone.hear({ type: 'order-response', request, version, paused, epoch, host: to }, to);
    }
  }
  t.ok(asked > 0);
  t.match(headers(effects).at(-1), { holder: vm(4), lostHosts: [there], stays: { 'host-lost': 2 } });
});

t.test('its own VMs decide while it is cut off', async (t) => {
  const lone = new Lone();
  lone.host(vm(1), vm(3));
  const effects = [
    ...granted(lone, tokenFor(vm(1), 3, [vm(1), vm(2), vm(3)], { fixedList: true })),
    ...lone.pass(30_000),
  ];
  t.same(
    ofType(effects, 'decided').map(({ record }) => record.vm),
    [vm(1), vm(3)],
  );
  t.equal(lone.agent.holder.state, 'waiting');
});

t.test('who is alone for ten minutes is alone for good, and ends the round', async (t) => {
  const lone = new Lone();
  lone.host(vm(1));
  const order = { policy: 'round-robin', migrationCost: 0, rounds: 1, force: false, vms: [vm(1), vm(2)] } as const;
  lone.step({ type: 'inject', order, reply: 1 });
  t.same(ofType(lone.pass(590_000), 'round-ended'), []);
  t.match(ofType(lone.pass(30_000), 'round-ended'), [{ report: { endReason: '1 rounds made' } }]);
});

t.test('who questions this host proves only that it can send here: that does not end its being alone', async (t) => {
  const { lone } = offering([vm(2), vm(3)]);
  for (let second = 0; second < 60; second += 1) {
    lone.pass(1_000);
    lone.hear({ type: 'inventory-request', request: second }, elsewhere);
  }
  t.equal(lone.agent.holder.sight()!.token.size, 3);
  t.equal(lone.agent.holder.state, 'waiting');
});

const hosts = [here, ipv4('10.0.2.1'), there, elsewhere];
const data: ClusterOptions = {
  map: treeMap,
  hosts: hosts.map((host) => ({ host, slots: 4 })),
  vms: Array.from({ length: 8 }, (_, i) => ({ vm: vm(i + 1), host: hosts[i % 4]!, memoryMiB: 96 })),
  pairs: Array.from({ length: 4 }, (_, i) => ({ a: vm(i + 1), b: vm(8 - i), bytesPerSecond: 1_000 })),
};

t.test(
  'a cluster with a dead host: one wait for it a round, its VMs are kept and visited when it is back',
  async (t) => {
    const cluster = new Cluster({ ...data, settings: { limits: { total: 1, intoHost: 1, outOfHost: 1 } } });
    // The first round tells everybody who is where.
    cluster.round(here, { rounds: 1, migrationCost: 1e9 });
    cluster.run(5_000);
    cluster.kill(there);
    const startMs = cluster.nowMs;
    const report = cluster.round(here, {
      rounds: 1,
      migrationCost: 1e9,
      force: true,
      vms: [1, 2, 3, 4, 5, 6, 7, 8].map(vm),
    });
    t.same([report.slots, report.stays['host-lost'] ?? 0, report.endReason], [8, 2, '1 rounds made']);
    t.ok(cluster.nowMs - startMs < 25_000, `${cluster.nowMs - startMs} ms for one dead host`);
    cluster.start(there);
    cluster.run(5_000);
    cluster.decisions.length = 0;
    const again = cluster.round(here, { rounds: 1, migrationCost: 1e9, force: true });
    t.same([again.slots, again.stays['host-lost'] ?? 0], [8, 0]);
    t.equal(new Set(cluster.decisions.map((each) => each.vm)).size, 8, 'every living VM is visited');
  },
);
