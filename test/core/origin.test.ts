// The account of a round at the host that injected it: reports in any order, repeated, and lost.
import t from 'tap';
import { Memory } from '../../agent/core/memory.js';
import type { MigrationReport, RoundEnd } from '../../agent/core/messages.js';
import { Origin } from '../../agent/core/origin.js';
import { NOTHING } from '../../agent/core/remembered.js';
import { Requests } from '../../agent/core/requests.js';
import { ipv4 } from '../../topology/ipv4.js';
import { contextOf, here, sends, there } from './lone.js';
import { makeToken } from './tokens.js';

const tokenId = makeToken('round-robin', []).header.id;

function moved(request: number, changes: Partial<MigrationReport> = {}): MigrationReport {
  const place = { vm: ipv4('10.1.0.1'), from: there, to: here, round: 1 };
  const effort = { gain: 10, bytes: 1, ms: 1, downtimeMs: 1, verified: true };
  return { type: 'migration-report', request, tokenId, ...place, ok: true, reason: '', ...effort, ...changes };
}

function end(request: number, changes: Partial<RoundEnd> = {}): RoundEnd {
  const totals = { rounds: 2, hops: 9, migrations: 0, failures: 0, slots: 4, stays: { 'no-flows': 4 } };
  return { type: 'round-end', request, tokenId, reason: 'over', ...totals, ...changes };
}

function originOf() {
  const context = contextOf();
  const origin = new Origin(context, new Requests(context), new Memory(context, NOTHING));
  origin.open(makeToken('round-robin', [[1, 1]]));
  const ended = () => context.effects.filter((effect) => effect.type === 'round-ended').length;
  return { context, origin, ended, report: origin.report(tokenId)! };
}

t.test('the end comes last: the round is over at once', async (t) => {
  const { origin, ended, report } = originOf();
  origin.receive(moved(1), there);
  t.equal(ended(), 0);
  origin.receive(end(2, { migrations: 1 }), there);
  t.equal(ended(), 1);
  t.match(report, { rounds: 2, hops: 9, migrationCount: 1, stays: { 'no-flows': 4 }, endReason: 'over', endedAtMs: 0 });
  t.equal(report.migrations.length, 1);
});

t.test('the end comes first: it waits for the reports that it counts, failures too', async (t) => {
  const { context, origin, ended, report } = originOf();
  origin.receive(end(1, { migrations: 1, failures: 1 }), there);
  origin.receive(moved(2), there);
  t.same([ended(), report.endedAtMs], [0, undefined]);
  context.nowMs = 70;
  origin.receive(moved(3, { ok: false, reason: 'failed: x' }), there);
  t.same([ended(), report.endedAtMs, report.failures.length], [1, 70, 1]);
  t.equal(origin.nextDeadlineMs(), Number.POSITIVE_INFINITY);
});

t.test('a report that never comes is waited for no longer than five seconds', async (t) => {
  const { context, origin, ended, report } = originOf();
  origin.receive(end(1, { migrations: 2 }), there);
  origin.receive(moved(2), there);
  t.equal(origin.nextDeadlineMs(), 5_000);
  context.nowMs = 5_000;
  origin.tick();
  t.same([ended(), report.migrationCount, report.migrations.length], [1, 2, 1]);
});

t.test('a repeated report counts once; the same number from another host is another report', async (t) => {
  const { origin, ended, report } = originOf();
  for (const from of [there, there, ipv4('10.0.4.1')]) origin.receive(moved(7), from);
  t.equal(report.migrations.length, 2);
  origin.receive(end(8, { migrations: 2 }), there);
  origin.receive(end(8, { migrations: 2 }), there);
  origin.receive(end(9, { reason: 'again' }), there);
  t.same([ended(), report.endReason], [1, 'over']);
});

t.test('a report of a round that was not injected here', async (t) => {
  const { origin, ended } = originOf();
  t.notOk(origin.receive(end(1, { tokenId: 'fedcba9876543210' }), there));
  t.equal(ended(), 0);
});

t.test('what happens here is told to oneself without the network, each time', async (t) => {
  const { context, origin, ended, report } = originOf();
  const { header } = makeToken('round-robin', []);
  Object.assign(header, { migrations: 2 });
  const order = { tokenId: header.id, round: header.round, origin: here };
  origin.tellMigration(order, moved(0));
  origin.tellMigration(order, moved(0));
  const token = makeToken('round-robin', []);
  Object.assign(token.header, { origin: here, migrations: 2 });
  origin.tellEnd(token, 'over');
  t.same([report.migrations.length, ended(), sends(context.effects).length], [2, 1, 0]);
});

t.test('what happens elsewhere is asked to be confirmed, and its loss is logged', async (t) => {
  const context = contextOf();
  const requests = new Requests(context);
  const origin = new Origin(context, requests, new Memory(context, NOTHING));
  const token = makeToken('round-robin', []);
  Object.assign(token.header, { origin: there });
  origin.tellEnd(token, 'over');
  t.match(sends(context.effects), [{ to: there, message: { type: 'round-end', reason: 'over' } }]);
  for (let due = requests.nextDeadlineMs(); due < Number.POSITIVE_INFINITY; due = requests.nextDeadlineMs()) {
    context.nowMs = due;
    requests.tick();
  }
  t.equal(sends(context.effects).length, 4);
  t.match(context.effects.at(-1), { type: 'log', level: 'warn', fields: { origin: there, report: 'round-end' } });
});

t.test('only the latest rounds are remembered', async (t) => {
  const { origin } = originOf();
  for (let round = 1; round <= 16; round += 1) {
    const token = makeToken('round-robin', []);
    Object.assign(token.header, { id: round.toString(16).padStart(16, '0') });
    origin.open(token);
  }
  t.equal(origin.report(tokenId), undefined);
  t.ok(origin.report('0000000000000001'));
});
