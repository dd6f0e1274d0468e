// Requests about single VMs and this host, without a socket: bounds, refusals, marks as they change, and limits of rate.
import t from 'tap';
import { changedMarks } from '../../agent/control/marks.js';
import { parseExplain, parseHistory, parseHostOrder, parseLabel } from '../../agent/control/parse-host.js';
import { RateLimit } from '../../agent/control/rate.js';
import { ipv4 } from '../../topology/ipv4.js';

const vm = { address: ipv4('10.1.0.1') };

t.test('what is right comes through, with defaults', async (t) => {
  t.same(parseExplain({ vm: '10.1.0.1' }), { vm, limit: 20 });
  t.same(parseExplain({ vm: 'web 1', limit: 100 }), { vm: { name: 'web 1' }, limit: 100 });
  t.same(parseHistory({}), { limit: 50 });
  t.same(parseHistory({ vm: '10.1.0.1', kind: 'alarm', sinceMs: 5, limit: 5000 }), {
    ...{ vm, kind: 'alarm', sinceMs: 5, limit: 5000 },
  });
  for (const order of ['maintain', 'drain', 'serve', 'rearm']) t.same(parseHostOrder({ order }), { order });
  const changes = { label: null, neverMove: ' licence ', affinity: ['a', 'b', 'a'], allowedHosts: ['10.0.0.0/8'] };
  t.same(parseLabel({ vm: 'v', changes }), {
    vm: { name: 'v' },
    changes: { ...changes, neverMove: 'licence', affinity: ['a', 'b'] },
  });
  t.same(parseLabel({ vm: 'v' }), { vm: { name: 'v' }, changes: {} }, 'nothing to change: the marks are asked for');
});

t.test('what is wrong is named', async (t) => {
  const cases: [parse: (params: unknown) => unknown, params: unknown, message: RegExp][] = [
    [parseExplain, {}, /explain: vm must be the address or the name of a VM, not undefined/],
    [parseExplain, { vm: '' }, /vm must be/],
    [parseExplain, { vm: 'x'.repeat(256) }, /vm must be .* not "x{59}\.\.\./],
    [parseExplain, { vm: 7 }, /vm must be/],
    [parseExplain, { vm: 'v', limit: 101 }, /limit must be a whole number from 1 to 100, not 101/],
    [parseHistory, { kind: 'decisions' }, /kind must be one of decision, .* not "decisions"/],
    [parseHistory, { kind: '__proto__' }, /kind must be/],
    [parseHistory, { sinceMs: 'now' }, /sinceMs must be ms since 1970/],
    [parseHistory, { limit: 5001 }, /limit must be a whole number from 1 to 5000/],
    [parseHistory, { since: 5 }, /unknown parameter "since"/],
    [parseHostOrder, { order: 'stop' }, /order must be one of maintain, drain, serve, rearm, not "stop"/],
    [parseLabel, { vm: 'v', changes: { color: 1 } }, /unknown parameter "color"/],
    [parseLabel, { vm: 'v', changes: { label: 'blue' } }, /label must be one of red, yellow, green, or null/],
    [parseLabel, { vm: 'v', changes: { neverMove: '' } }, /neverMove must be a reason of 1 to 200 printable/],
    [parseLabel, { vm: 'v', changes: { neverMove: 'a\nb' } }, /neverMove/],
    [parseLabel, { vm: 'v', changes: { neverMove: 'a\ud800' } }, /neverMove/],
    [parseLabel, { vm: 'v', changes: { neverMove: 'x'.repeat(201) } }, /neverMove/],
    [parseLabel, { vm: 'v', changes: { affinity: [] } }, /affinity must be 1 to 16 group names/],
    [parseLabel, { vm: 'v', changes: { affinity: 'a' } }, /affinity .* not "a"/],
    [parseLabel, { vm: 'v', changes: { antiAffinity: ['a', 'b c'] } }, /antiAffinity .* not "b c"/],
    [parseLabel, { vm: 'v', changes: { antiAffinity: Array.from({ length: 17 }, (_, n) => `g${n}`) } }, /antiAffinity/],
    [parseLabel, { vm: 'v', changes: { allowedHosts: ['10.0.0.1/8'] } }, /allowedHosts must be 1 to 16 prefixes/],
    [parseLabel, { vm: 'v', changes: [] }, /must be an object/],
  ];
  for (const [parse, params, message] of cases) {
    t.throws(() => parse(params), { name: 'ControlError', code: 'bad-request', message }, JSON.stringify(params));
  }
});

t.test('marks: what is named changes, null takes away, the rest stays', async (t) => {
  const marks = { label: 'red', affinity: ['a'], neverMove: 'x' } as const;
  t.same(changedMarks(marks, {}), marks);
  t.same(changedMarks(marks, { label: null, neverMove: 'y' }), { affinity: ['a'], neverMove: 'y' });
  t.same(changedMarks({}, { allowedHosts: ['10.0.1.0/24', '10.0.2.7'] }), {
    allowedHosts: [
      { base: ipv4('10.0.1.0'), length: 24 },
      { base: ipv4('10.0.2.7'), length: 32 },
    ],
  });
});

t.test('a rate has a burst, says when to come again, and fills up', async (t) => {
  let nowMs = 0;
  const limit = new RateLimit('orders', () => nowMs);
  for (let count = 0; count < 20; count++) limit.take();
  t.throws(() => limit.take(), { code: 'limit', message: 'too many orders: 20 a minute; try again in 3 s' });
  nowMs = 2_999;
  t.throws(() => limit.take(), { message: /try again in 1 s/ });
  nowMs = 3_001;
  limit.take();
  t.throws(() => limit.take());
  nowMs = 10 * 60_000;
  for (let count = 0; count < 20; count++) limit.take();
  t.throws(() => limit.take(), { code: 'limit' }, 'no more than a burst is saved up');
});
