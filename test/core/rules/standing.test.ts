// How a host stands towards rounds: what the operator sets, what time brings, who is told, and what a restart keeps.
import t from 'tap';
import type { Effect, HostOrder, Standing } from '../../../agent/core/steps.js';
import { type Ipv4, ipv4 } from '../../../topology/ipv4.js';
import { Lone, ofType } from '../lone.js';
import { treeMap } from '../maps.js';
import { settingsOf } from '../settings.js';

const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);
const told = (effects: readonly Effect[]): Standing[] => ofType(effects, 'standing').map(({ standing }) => standing);
const order = (lone: Lone, given: HostOrder): Effect[] => lone.step({ type: 'host-order', order: given });

t.test('maintenance is told once, is on disk before it is told, and outlasts a restart', async (t) => {
  const lone = new Lone();
  t.same(lone.agent.standing(), {
    ...{ mode: 'auto', effectiveMode: 'auto', maintenance: 'none', breaker: { failures: 0 } },
  });
  const effects = order(lone, 'maintain');
  t.match(told(effects), [{ maintenance: 'accepts-none' }]);
  const kinds = effects.map(({ type }) => type);
  t.ok(kinds.indexOf('remember') >= 0 && kinds.indexOf('remember') < kinds.indexOf('standing'));
  t.same(order(lone, 'maintain'), [], 'no news, and nothing to write');
  t.match(told(order(lone, 'drain')), [{ maintenance: 'drains' }]);
  lone.restart();
  t.equal(lone.agent.standing().maintenance, 'drains');
  t.match(told(order(lone, 'serve')), [{ maintenance: 'none' }]);
  t.notOk('standing' in lone.remembered, 'as before anything was set');
  lone.restart();
  t.equal(lone.agent.standing().maintenance, 'none');
});

t.test('a mode that a reload brings is told', async (t) => {
  const lone = new Lone({ mode: 'recommend' });
  t.match(lone.agent.standing(), { mode: 'recommend', effectiveMode: 'recommend' });
  const reload = lone.step({ type: 'reload', settings: settingsOf({ mode: 'off' }), map: treeMap });
  t.match(told(reload), [{ mode: 'off', effectiveMode: 'off' }]);
  t.same(told(lone.step({ type: 'reload', settings: settingsOf({ mode: 'off' }), map: treeMap })), []);
});

t.test('a blackout window begins and ends at its minute of the wall clock, without anybody asking', async (t) => {
  // 6 January 2025 was a Monday.
  const monday = Date.UTC(2025, 0, 6);
  const window = { days: [0], fromMinute: 60, toMinute: 120, text: 'mon 01:00-02:00' };
  const lone = new Lone({ rules: { ...settingsOf().rules, blackout: [window] } });
  lone.step({ type: 'clock', wallMs: monday + 59 * 60_000 + 30_000 });
  t.equal(lone.agent.standing().blackout, undefined);
  t.same(told(lone.pass(29_999)), []);
  t.match(told(lone.pass(1)), [{ blackout: 'mon 01:00-02:00' }]);
  t.same(told(lone.pass(59 * 60_000 + 59_999)), []);
  const ended = told(lone.pass(1));
  t.equal(ended.length, 1);
  t.notOk('blackout' in ended[0]!);
  t.match(
    told(lone.step({ type: 'clock', wallMs: monday + 61 * 60_000 })),
    [{ blackout: window.text }],
    'a clock set back',
  );
});

t.test('without windows the host asks for no wake-ups of its own', async (t) => {
  const lone = new Lone();
  t.equal(lone.agent.standings.nextDeadlineMs(), Number.POSITIVE_INFINITY);
});

t.test(
  'mode off comes before implausible data, and everything that keeps the host from migrating before both',
  async (t) => {
    const lone = new Lone();
    lone.host(vm(1));
    lone.agent.standings.setImplausible('0 CPUs');
    t.same(lone.agent.whyAway(), { reason: 'implausible-data', detail: '0 CPUs' });
    lone.step({ type: 'reload', settings: settingsOf({ mode: 'off' }), map: treeMap });
    t.equal(lone.agent.whyAway(), undefined, 'the decision says mode-off');
    lone.step({ type: 'driver', driver: 'datapath', away: 'gone' });
    t.match(lone.agent.whyAway(), { reason: 'datapath-away' });
  },
);
