// Bounds on migrations in flight: a holder waits where a limit is reached, passes over hosts that have enough on their
// way, and no round ever has more under way than its token allows.
import t from 'tap';
import { isFull, isLimitReached, type MigrationLimits } from '../../agent/core/limits.js';
import type { CapacityRequest, FlightState, LocationRequest } from '../../agent/core/messages.js';
import type { Effect } from '../../agent/core/steps.js';
import type { InFlight } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { Cluster, type ClusterOptions } from './cluster.js';
import { granted, here, Lone, messagesOf, ofType, sends, there } from './lone.js';
import { treeMap } from './maps.js';
import { makeToken, tokenFor } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const [elsewhere, third] = ['10.0.4.1', '10.0.2.1'].map(ipv4) as [Ipv4, Ipv4];
const flight = (n: number, from: Ipv4, to: Ipv4): InFlight => ({ vm: vm(n), from, to, round: 1 });

t.test('which limit is reached', async (t) => {
  const flights = [flight(21, here, there), flight(22, here, elsewhere), flight(23, third, there)];
  // limits, then: may none leave here? none leave the third? is there full? is here full?
  const table: readonly (readonly [MigrationLimits, readonly boolean[]])[] = [
    [{ total: 4, intoHost: 3, outOfHost: 3 }, [false, false, false, false]],
    [{ total: 3, intoHost: 3, outOfHost: 3 }, [true, true, false, false]],
    [{ total: 4, intoHost: 2, outOfHost: 3 }, [false, false, true, false]],
    [{ total: 4, intoHost: 3, outOfHost: 2 }, [true, false, false, false]],
    [{ total: 4, intoHost: 1, outOfHost: 1 }, [true, true, true, false]],
  ];
  for (const [limits, expected] of table) {
    const header = { ...makeToken('round-robin', []).header, flights, limits };
    const reached = [isLimitReached(header, here), isLimitReached(header, third)];
    t.same([...reached, isFull(header, there), isFull(header, here)], expected, JSON.stringify(limits));
  }
});

/** Answers location questions from `places`, and promises room everywhere. */
function answering(lone: Lone, effects: readonly Effect[], places: ReadonlyMap<Ipv4, Ipv4>): Effect[] {
  const answers = sends(effects).flatMap(({ to, message }) => {
    if (message.type === 'location-request') {
      const { request, vm } = message as LocationRequest;
      const host = places.get(vm)!;
      return lone.hear({ type: 'location-response', request, vm, host, hosted: true, others: [] }, host);
    }
    if (message.type !== 'capacity-request') return [];
    const { request } = message as CapacityRequest;
    const room = { granted: true, reason: '', freeSlots: 1, freeMemoryMiB: 9_999, expiresInMs: 1 };
    return lone.hear({ type: 'capacity-response', request, host: to, ...room }, to);
  });
  return answers.length === 0 ? [...effects] : [...effects, ...answering(lone, answers, places)];
}

/** VM 1 runs here and wants to be with VM 7, there, or else with VM 8, elsewhere. */
function eager(limits: MigrationLimits, flights: InFlight[]) {
  const lone = new Lone();
  lone.host(vm(1));
  lone.talk([
    [vm(1), vm(7), 100_000],
    [vm(1), vm(8), 50_000],
  ]);
  const places = new Map([
    [vm(7), there],
    [vm(8), elsewhere],
  ]);
  const token = tokenFor(vm(1), 3, [vm(1), vm(2)], { limits, flights, fixedList: true });
  return { lone, places, effects: answering(lone, granted(lone, token), places) };
}

const landed = (lone: Lone, effects: readonly Effect[], state: FlightState): Effect[] =>
  sends(effects).flatMap(({ to: host, message }) =>
    message.type === 'flight-request'
      ? lone.hear({ type: 'flight-response', request: message.request, host, state })
      : [],
  );

t.test('in all: the holder asks how the others went, waits, and the VM decides again when one has ended', async (t) => {
  const limits = { total: 1, intoHost: 8, outOfHost: 8 };
  const { lone, places, effects } = eager(limits, [flight(20, third, elsewhere)]);
  t.same([ofType(effects, 'decided'), ofType(effects, 'migrate')], [[], []]);
  const asked = sends(effects).filter(({ message }) => message.type === 'flight-request');
  t.match(asked, [{ to: third, message: { vm: vm(20), tokenId: '0123456789abcdef' } }]);
  t.equal(lone.agent.holder.state, 'waiting');
  let latest = landed(lone, effects, 'under-way');
  const pausesMs: number[] = [];
  for (let times = 0; times < 12; times += 1) {
    const sinceMs = lone.nowMs;
    while (messagesOf(latest, 'flight-request').length === 0) latest = lone.pass(50);
    pausesMs.push(lone.nowMs - sinceMs);
    latest = landed(lone, latest, 'under-way');
  }
  t.same(pausesMs.slice(0, 3), [200, 300, 450], 'further and further apart');
  t.ok(pausesMs.at(-1)! <= 5_000);
  while (messagesOf(latest, 'flight-request').length === 0) latest = lone.pass(50);
  const end = answering(lone, landed(lone, latest, 'arrived'), places);
  t.match(ofType(end, 'migrate'), [{ vm: vm(1), target: there }]);
  const { header } = messagesOf(end, 'token')[0]!.token;
  t.same(
    header.flights.map((each) => each.vm),
    [vm(1)],
  );
});

t.test('a source that does not answer has lost its migration, for all that the holder can know', async (t) => {
  const limits = { total: 1, intoHost: 8, outOfHost: 8 };
  const { lone, places, effects } = eager(limits, [flight(20, third, elsewhere)]);
  t.equal(messagesOf(effects, 'flight-request').length, 1);
  const end: Effect[] = [];
  for (let second = 0; second < 60; second += 1) end.push(...answering(lone, lone.pass(1_000), places));
  t.match(ofType(end, 'migrate'), [{ vm: vm(1), target: there }]);
});

t.test('out of a host: the second VM waits for the first, which is this host’s own', async (t) => {
  const lone = new Lone();
  lone.host(vm(1), vm(2));
  lone.talk([
    [vm(1), vm(7), 100_000],
    [vm(2), vm(8), 100_000],
  ]);
  const places = new Map([
    [vm(7), there],
    [vm(8), elsewhere],
    [vm(1), there],
  ]);
  const limits = { total: 8, intoHost: 8, outOfHost: 1 };
  const token = tokenFor(vm(1), 3, [vm(1), vm(2)], { limits, fixedList: true });
  const effects = answering(lone, granted(lone, token), places);
  t.match(ofType(effects, 'migrate'), [{ vm: vm(1) }]);
  t.equal(lone.agent.holder.state, 'waiting');
  const ended = lone.step({ type: 'migration-ended', vm: vm(1), result: { ok: true, bytes: 1, ms: 1, downtimeMs: 1 } });
  t.match(ofType(answering(lone, ended, places), 'migrate'), [{ vm: vm(2), target: elsewhere }]);
});

t.test('into a host: it is passed over for the next best, and the record says why', async (t) => {
  const limits = { total: 8, intoHost: 1, outOfHost: 8 };
  const { effects } = eager(limits, [flight(20, third, there)]);
  t.match(ofType(effects, 'migrate'), [{ vm: vm(1), target: elsewhere }]);
  const asked = sends(effects).filter(({ message }) => message.type === 'capacity-request');
  t.same(
    asked.map(({ to }) => to),
    [elsewhere],
  );
  t.match(ofType(effects, 'decided')[0]!.record.candidates, [
    { host: there, answer: 'as many VMs are on their way there as may be' },
    { host: elsewhere, answer: 'reserved' },
  ]);
});

t.test('into every host: the VM stays for this round', async (t) => {
  const limits = { total: 8, intoHost: 1, outOfHost: 8 };
  const { effects } = eager(limits, [flight(20, third, there), flight(21, third, elsewhere)]);
  t.match(ofType(effects, 'decided'), [{ record: { verdict: 'stay', reason: 'no-room' } }]);
});

/** Six VMs on each of two hosts, each of which wants to be with one on another host. */
const crowd: ClusterOptions = {
  map: treeMap,
  hosts: [here, third, there, elsewhere].map((host) => ({ host, slots: 12 })),
  vms: Array.from({ length: 24 }, (_, i) => ({
    vm: vm(i + 1),
    host: [here, third, there, elsewhere][i % 4]!,
    memoryMiB: 96,
  })),
  pairs: Array.from({ length: 12 }, (_, i) => ({ a: vm(i + 1), b: vm(24 - i), bytesPerSecond: 1_000 * (i + 1) })),
  migrationMs: 2_000,
};

t.test('a round never has more under way than its token allows, whatever the policy', async (t) => {
  for (const [policy, limits] of [
    ['round-robin', { total: 2, intoHost: 1, outOfHost: 2 }],
    ['distributed', { total: 3, intoHost: 2, outOfHost: 1 }],
    ['load-aware', { total: 1, intoHost: 1, outOfHost: 1 }],
  ] as const) {
    const cluster = new Cluster({ ...crowd, settings: { limits } });
    const before = cluster.cost();
    const most = { total: 0, intoHost: 0, outOfHost: 0 };
    cluster.feed(here, { type: 'inject', reply: 1, order: { policy, migrationCost: 0, rounds: 0, force: false } });
    cluster.run(600_000, () => {
      const flights = [...cluster.agents].map(([from, agent]) =>
        agent.flights.list().map(({ target }) => [from, target.host] as const),
      );
      const into = new Map<Ipv4, number>();
      for (const [, to] of flights.flat()) into.set(to, (into.get(to) ?? 0) + 1);
      most.total = Math.max(most.total, flights.flat().length);
      most.outOfHost = Math.max(most.outOfHost, ...flights.map((each) => each.length));
      most.intoHost = Math.max(most.intoHost, ...into.values());
      return cluster.ended.length > 0;
    });
    t.same(cluster.ended.length, 1, `${policy}: the round ends`);
    for (const name of ['total', 'intoHost', 'outOfHost'] as const) {
      t.ok(most[name] <= limits[name], `${policy}: ${name} ${most[name]} of ${limits[name]}`);
    }
    t.equal(most.total, limits.total, 'and as many as that are under way at once');
    t.ok(cluster.cost() < before / 4, `${policy}: ${before} -> ${cluster.cost()}`);
  }
});
