// Offering the token: silence, refusals, acknowledgements of something else, and hosts that know better.
import t from 'tap';
import { numberOf } from '../../agent/core/generation.js';
import { Passing, type PassResult } from '../../agent/core/handover/passing.js';
import type { TokenChange } from '../../agent/core/handover/token-change.js';
import type { TokenAck } from '../../agent/core/messages.js';
import { type Ipv4, ipv4 } from '../../topology/ipv4.js';
import { contextOf, sends, there } from './lone.js';
import { makeToken } from './tokens.js';

const vm = ipv4('10.1.0.7');

/** A token on its way to a VM. A send leaves the socket at once, unless `isLarge`. */
function passingOf({ isLarge = false, change = undefined as TokenChange | undefined } = {}) {
  const context = contextOf();
  const token = makeToken('round-robin', [[vm, 1]]);
  Object.assign(token.header, { holder: vm, sequence: 5 });
  const results: PassResult[] = [];
  let delivery = 0;
  const passing = new Passing(context, {
    token,
    change,
    keeps: true,
    nextDelivery: () => ++delivery,
    done: (result) => results.push(result),
  });
  const tick = () => {
    passing.tick();
    if (!isLarge) passing.sent(delivery, undefined);
  };
  const ack = (changes: Partial<TokenAck>) => {
    const { id: tokenId, generation, sequence } = token.header;
    const hop = { tokenId, generation, sequence, host: there };
    passing.acknowledged({ type: 'token-ack', ...hop, accepted: true, reason: '', vms: [], ...changes });
  };
  /** Lets everything happen that is due until then; each send is answered with `answer`. */
  const until = (endMs: number, answer: () => void = () => {}) => {
    for (let due = passing.nextDeadlineMs(); due <= endMs; due = passing.nextDeadlineMs()) {
      context.nowMs = Math.max(context.nowMs, due);
      tick();
      answer();
    }
  };
  const sentTo = (): Ipv4[] => sends(context.effects).map(({ to }) => to);
  return { context, passing, results, ack, until, sentTo, sent: () => passing.sent(delivery, undefined) };
}

t.test('an acknowledgement ends it, and says who has the token', async (t) => {
  const { context, passing, results, ack, until, sentTo } = passingOf();
  until(0);
  t.match(sends(context.effects), [{ message: { type: 'token', offer: true, kept: true } }]);
  ack({ incarnation: 9 });
  t.match(results, [{ end: 'accepted', ack: { host: there, incarnation: 9 } }]);
  t.same(sentTo(), [vm], 'sent to the VM itself');
  ack({});
  until(60_000);
  t.equal(results.length, 1);
  t.equal(passing.nextDeadlineMs(), Number.POSITIVE_INFINITY);
});

t.test('acknowledgements of another hop or token do not count', async (t) => {
  const { results, ack, until } = passingOf();
  until(0);
  for (const other of [
    { sequence: 4 },
    { sequence: 6 },
    { generation: numberOf(1, 1) },
    { generation: numberOf(2, 0) },
    { tokenId: 'fedcba9876543210' },
  ])
    ack(other);
  t.same(results, []);
});

t.test('silence: six sends, further and further apart, then the VM counts as unreachable', async (t) => {
  const { context, results, until, sentTo } = passingOf();
  until(5_000);
  t.same(results, []);
  until(20_000);
  t.same(results, [{ end: 'silent', why: 'no acknowledgement' }]);
  t.equal(sentTo().length, 6);
  t.ok(context.nowMs > 7_000 && context.nowMs < 10_000, `gave up after ${context.nowMs} ms`);
});

t.test('refusals: asked again every 500 ms for ten seconds, then the reason is kept', async (t) => {
  const { context, results, ack, until, sentTo } = passingOf();
  until(60_000, () => ack({ accepted: false, reason: 'busy with token x' }));
  t.same(results, [{ end: 'refused', why: 'busy with token x' }]);
  t.equal(sentTo().length, 20);
  t.equal(context.nowMs, 9_500);
});

t.test('a host that was busy and takes it in the end', async (t) => {
  const { results, ack, until } = passingOf();
  let refusals = 0;
  until(60_000, () => ack(++refusals <= 3 ? { accepted: false, reason: 'busy' } : {}));
  t.match(results, [{ end: 'accepted' }]);
});

t.test('a large token whose send fails late is not sent again', async (t) => {
  const { context, passing, results, sentTo, until } = passingOf({ isLarge: true });
  until(60_000);
  context.nowMs = 10_000;
  passing.sent(1, 'nobody acknowledged fragment 0');
  t.same(results, [{ end: 'silent', why: 'nobody acknowledged fragment 0' }]);
  t.equal(sentTo().length, 1);
});

t.test('a send that fails at once is tried again', async (t) => {
  const { context, passing, results, sentTo, until } = passingOf({ isLarge: true });
  until(0);
  passing.sent(1, 'network is unreachable');
  t.same([results, passing.nextDeadlineMs()], [[], 400]);
  context.nowMs = 400;
  passing.tick();
  t.equal(sentTo().length, 2);
});

t.test('a large token that is still on its way is not sent again', async (t) => {
  const { context, passing, results, sent, sentTo, until } = passingOf({ isLarge: true });
  until(60_000);
  t.same([sentTo().length, passing.nextDeadlineMs()], [1, Number.POSITIVE_INFINITY]);
  context.nowMs = 30_000;
  passing.sent(99, undefined);
  t.equal(passing.nextDeadlineMs(), Number.POSITIVE_INFINITY, 'the end of another send says nothing');
  sent();
  t.equal(passing.nextDeadlineMs(), 30_400);
  t.same(results, []);
});

t.test('a host that knows better ends it at once; what it says later is ignored', async (t) => {
  const { context, passing, results, until, sentTo } = passingOf();
  until(0);
  const hop = { tokenId: '0123456789abcdef', generation: numberOf(2, 7), sequence: 5 };
  const state = { type: 'token-state', ...hop, state: 'superseded', host: there } as const;
  passing.told(state);
  passing.told(state);
  until(60_000);
  t.same(results, [{ end: 'dead', state }]);
  t.same([sentTo().length, context.nowMs], [1, 0]);
});
