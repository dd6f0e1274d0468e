// Migrations in flight: the token goes on without them, learns how they ended, and puts back what failed; meanwhile
// whoever asks for the VM is told where it is going.
import t from 'tap';
import type { MigrationResult } from '../../agent/core/drivers.js';
import { landed } from '../../agent/core/flights.js';
import { numberOf } from '../../agent/core/generation.js';
import type { FlightState } from '../../agent/core/messages.js';
import type { Effect } from '../../agent/core/steps.js';
import type { InFlight, Token } from '../../agent/core/token.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { Cluster } from './cluster.js';
import { accepted, domainOf, granted, here, Lone, ofType, sole, there, uuidOf } from './lone.js';
import { treeMap } from './maps.js';
import { makeToken, tokenFor } from './tokens.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const elsewhere = ipv4('10.0.4.1');
const failed: MigrationResult = { ok: false, code: 'failed', text: 'no route to host' };
const limits = { total: 8, intoHost: 8, outOfHost: 8 };

/** VMs 1 to 3 run here; VM 1 is on its way to VM 7, there, and the token, for round 1 of two, has gone there too. */
function underWay(): { lone: Lone; token: Token; effects: Effect[] } {
  const lone = new Lone();
  lone.host(vm(1), vm(2), vm(3));
  lone.talk([[vm(1), vm(7), 100_000]]);
  const token = tokenFor(vm(1), 3, [vm(1), vm(7)], { limits, fixedList: true, maxRounds: 2 });
  const { request } = sole(granted(lone, token), 'location-request');
  const place = { vm: vm(7), host: there, hosted: true, others: [] };
  const asked = sole(lone.hear({ type: 'location-response', request, ...place }), 'capacity-request');
  const room = { granted: true, reason: '', freeSlots: 1, freeMemoryMiB: 9_999, expiresInMs: 1 };
  const effects = lone.hear({ type: 'capacity-response', request: asked.request, host: there, ...room });
  const passed = sole(effects, 'token').token;
  accepted(lone, passed);
  return { lone, token: passed.copy(), effects };
}

/** The hypervisor says how it went, and the target whether the VM runs there. */
function end(lone: Lone, result: MigrationResult): Effect[] {
  const { request } = sole(lone.step({ type: 'migration-ended', vm: vm(1), result }), 'location-request');
  const hosted = result.ok;
  return lone.hear({ type: 'location-response', request, vm: vm(1), host: there, hosted, others: [] });
}

/** The token comes back for VM 2. Returns the header as it goes on. */
function comesBack(lone: Lone, token: Token, round: number) {
  const back = token.copy();
  Object.assign(back.header, { holder: vm(2), sequence: token.header.sequence + 4, round });
  back.add([vm(2), vm(9)], 3);
  if (round > 1) back.header.migrationsInRound = 0;
  return sole(granted(lone, back), 'token').token.header;
}

t.test('the token goes on at once, and counts the VM where it is going', async (t) => {
  const { effects, token } = underWay();
  t.match(ofType(effects, 'migrate'), [{ vm: vm(1), target: there }]);
  const { header } = token;
  t.same(header.flights, [{ vm: vm(1), from: here, to: there, round: 1 }]);
  t.match(header, { holder: vm(7), migrations: 1, migrationsInRound: 1, failures: 0, moves: 1 });
  t.same(header.recentMoves, [{ vm: vm(1), to: there }]);
});

t.test('it comes back after the migration has ended well: off the list, and counted', async (t) => {
  const { lone, token } = underWay();
  t.match(ofType(end(lone, { ok: true, bytes: 5, ms: 6, downtimeMs: 7 }), 'migrated'), [
    { record: { vm: vm(1), from: here, to: there, ok: true, bytes: 5, verified: true } },
  ]);
  const header = comesBack(lone, token, 1);
  t.same(header.flights, []);
  t.match(header, { migrations: 1, migrationsInRound: 1, failures: 0, moves: 1 });
});

t.test('it comes back after a failure: totals, the round’s count and the recent moves are put back', async (t) => {
  for (const [round, migrationsInRound] of [
    [1, 0],
    [2, 0],
  ] as const) {
    const { lone, token } = underWay();
    const effects = end(lone, failed);
    t.match(sole(effects, 'reservation-release'), { domainUuid: uuidOf(vm(1)) });
    t.match(ofType(effects, 'migrated'), [{ round: 1, record: { ok: false, reason: 'failed: no route to host' } }]);
    const header = comesBack(lone, token, round);
    t.match(header, { flights: [], migrations: 0, migrationsInRound, failures: 1, moves: 2 }, `in round ${round}`);
    t.same(header.recentMoves, [
      { vm: vm(1), to: there },
      { vm: vm(1), to: here },
    ]);
  }
});

t.test('a failure of an earlier round does not touch this round’s count', async (t) => {
  const token = makeToken('round-robin', [[1, 1]]);
  const flight: InFlight = { vm: vm(1), from: here, to: there, round: 1 };
  Object.assign(token.header, { round: 2, migrations: 5, migrationsInRound: 2, moves: 5, flights: [flight] });
  landed(token, flight, 'failed');
  t.match(token.header, { migrations: 4, migrationsInRound: 2, failures: 1, moves: 6, flights: [] });
  landed(token, flight, 'failed');
  t.match(token.header, { migrations: 4, failures: 1, moves: 6 }, 'once');
});

t.test('what each state of a migration does to the token’s list', async (t) => {
  const table: readonly (readonly [FlightState, number, number])[] = [
    ['under-way', 1, 0],
    ['arrived', 0, 0],
    ['unknown', 0, 0],
    ['failed', 0, 1],
  ];
  for (const [state, left, failures] of table) {
    const token = makeToken('round-robin', [[1, 1]]);
    const flight: InFlight = { vm: vm(1), from: elsewhere, to: there, round: 1 };
    const other: InFlight = { ...flight, vm: vm(2) };
    token.header.flights = [other, flight];
    landed(token, { ...flight }, state);
    t.same([token.header.flights.length - 1, token.header.failures], [left, failures], state);
    t.ok(token.header.flights.includes(other));
  }
});

t.test(
  'it comes back while the migration is under way: still on the list, and the VM has no second turn',
  async (t) => {
    const { lone, token } = underWay();
    const back = token.copy();
    Object.assign(back.header, { holder: vm(1), sequence: 9, round: 2 });
    back.visited[back.indexOf(vm(1))] = 0;
    back.add([vm(9)], 3);
    const effects = granted(lone, back);
    t.equal(ofType(effects, 'migrate').length, 0);
    t.match(sole(effects, 'token').token.header, { flights: [{ vm: vm(1) }], stays: { 'in-flight': 1 } });
  },
);

t.test('location answers name the destination; the others named are those that stay', async (t) => {
  const { lone } = underWay();
  const ask = (about: Ipv4) =>
    sole(lone.hear({ type: 'location-request', request: 1, vm: about }), 'location-response');
  t.same(ask(vm(1)), { type: 'location-response', request: 1, vm: vm(1), host: there, hosted: true, others: [] });
  t.match(ask(vm(2)), { host: here, hosted: true, others: [vm(3)] }, 'VM 1 is left out');
  end(lone, failed);
  t.match(ask(vm(1)), { host: here, hosted: true, others: [vm(2), vm(3)] }, 'it has stayed after all');
});

t.test('who asks how it went: under way, arrived, failed, or nothing known', async (t) => {
  const { lone, token } = underWay();
  const tokenId = token.header.id;
  const ask = (about: Ipv4, id = tokenId): FlightState =>
    sole(lone.hear({ type: 'flight-request', request: 1, vm: about, tokenId: id }), 'flight-response').state;
  t.same([ask(vm(1)), ask(vm(2))], ['under-way', 'unknown']);
  end(lone, failed);
  t.same([ask(vm(1)), ask(vm(1), 'f'.repeat(16))], ['failed', 'unknown'], 'of that token');
  const other = underWay();
  end(other.lone, { ok: true, bytes: 1, ms: 1, downtimeMs: 1 });
  const answer = other.lone.hear({ type: 'flight-request', request: 1, vm: vm(1), tokenId });
  t.equal(sole(answer, 'flight-response').state, 'arrived');
});

t.test('after a restart only the hypervisor’s running job tells of the migration', async (t) => {
  const { lone, token } = underWay();
  lone.restart();
  lone.host(vm(1), vm(2));
  const ask = (): FlightState => {
    const question = { type: 'flight-request', request: 1, vm: vm(1), tokenId: token.header.id } as const;
    return sole(lone.hear(question), 'flight-response').state;
  };
  const obstacle = { code: 'job-running', detail: 'migration out' } as const;
  lone.step({ type: 'domains', domains: [domainOf(vm(1), { obstacle }), domainOf(vm(2))] });
  t.equal(ask(), 'under-way');
  lone.step({ type: 'domains', domains: [domainOf(vm(1)), domainOf(vm(2))] });
  t.equal(ask(), 'unknown');
});

t.test('a token of a higher generation learns how a migration of the lower one ended', async (t) => {
  const { lone, token } = underWay();
  end(lone, failed);
  const next = token.copy(numberOf(2, 4));
  const header = comesBack(lone, next, 1);
  t.match(header, { flights: [], migrations: 0, failures: 1 });
});

t.test(
  'a cluster: failures end up in the report, the round ends all the same, and the VM may move ten minutes later',
  async (t) => {
    const hosts = [here, there];
    let failures = 2;
    const cluster = new Cluster({
      map: treeMap,
      hosts: hosts.map((host) => ({ host, slots: 3 })),
      vms: [1, 2, 3, 4].map((n) => ({ vm: vm(n), host: hosts[n % 2]!, memoryMiB: 96 })),
      pairs: [{ a: vm(1), b: vm(2), bytesPerSecond: 100_000 }],
      migrationMs: 5_000,
      migrate: () => (failures-- > 0 ? failed : { ok: true, bytes: 1, ms: 1, downtimeMs: 1 }),
    });
    const report = cluster.round(here, {});
    t.same(
      [report.failureCount, report.migrationCount, report.failures.length, report.migrations.length],
      [2, 0, 2, 0],
    );
    t.ok(report.stays['migration-failed']! > 0);
    cluster.run(600_000);
    cluster.round(here, {});
    t.equal(cluster.cost(), 0);
    for (const [, agent] of cluster.agents) t.equal(agent.reservations.capacity().reservedSlots, 0);
  },
);

t.test('the round does not end before the last migration has', async (t) => {
  const cluster = new Cluster({
    map: treeMap,
    hosts: [here, there].map((host) => ({ host, slots: 3 })),
    vms: [vm(1), vm(2)].map((each, i) => ({ vm: each, host: [here, there][i]!, memoryMiB: 96 })),
    pairs: [{ a: vm(1), b: vm(2), bytesPerSecond: 100_000 }],
    migrationMs: 20_000,
  });
  const startMs = cluster.nowMs;
  const report = cluster.round(here, { rounds: 1 });
  t.ok(report.endedAtMs! - startMs >= 20_000);
  t.match(report.migrations, [{ ok: true }]);
  t.equal(report.hops, 2, 'but it went on meanwhile');
});
