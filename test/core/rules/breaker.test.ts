// The breaker: which failed migrations open it, what it says, what closes it, and what a restart keeps.
import t from 'tap';
import { Memory } from '../../../agent/core/memory.js';
import { afterDamage, NOTHING } from '../../../agent/core/remembered.js';
import { Standings } from '../../../agent/core/rules/standing.js';
import { ipv4 } from '../../../topology/ipv4.js';
import { Cluster } from '../cluster.js';
import { contextOf, Lone, ofType } from '../lone.js';
import { treeMap } from '../maps.js';
import { settingsOf } from '../settings.js';

function standingsOf(breakerFailures: number, remembered = NOTHING) {
  const context = contextOf({ stability: { ...settingsOf().stability, breakerFailures } });
  context.wallMs = 1_700_000_000_000.25;
  return { context, standings: new Standings(context, new Memory(context, remembered)) };
}

t.test('so many failures in a row open it; only an operator closes it', async (t) => {
  const { context, standings } = standingsOf(3);
  for (const code of ['failed', 'unreachable'] as const) standings.migrationEnded(false, code);
  t.equal(standings.effectiveMode(), 'auto');
  t.same(ofType(context.effects, 'alarm'), []);
  standings.migrationEnded(false, 'timeout');
  t.equal(standings.effectiveMode(), 'recommend');
  t.same(standings.current().breaker, { failures: 3, openSinceMs: 1_700_000_000_000 });
  t.match(ofType(context.effects, 'alarm'), [{ code: 'breaker-open', text: /^3 migrations .* `score-token rearm`$/ }]);
  standings.migrationEnded(true);
  standings.migrationEnded(false);
  t.match(standings.current(), { mode: 'auto', effectiveMode: 'recommend', breaker: { failures: 4 } });
  t.equal(ofType(context.effects, 'alarm').length, 1, 'told once');
  standings.take('rearm');
  t.match(standings.current(), { effectiveMode: 'auto', breaker: { failures: 0 } });
  t.notOk('openSinceMs' in standings.current().breaker);
});

t.test('a success begins the count anew; what says nothing of the host neither counts nor does so', async (t) => {
  const { standings } = standingsOf(2);
  standings.migrationEnded(false);
  standings.migrationEnded(true);
  standings.migrationEnded(false);
  t.equal(standings.current().breaker.failures, 1);
  for (const code of ['refused', 'aborted', 'no-domain'] as const) standings.migrationEnded(false, code);
  t.equal(standings.current().breaker.failures, 1);
  standings.migrationEnded(false);
  t.equal(standings.effectiveMode(), 'recommend');
});

t.test('0 is no breaker; it changes nothing in a host that moves nothing anyway', async (t) => {
  const none = standingsOf(0);
  for (let n = 0; n < 50; n += 1) none.standings.migrationEnded(false);
  t.match(none.standings.current(), { effectiveMode: 'auto', breaker: { failures: 0 } });
  t.same(none.context.effects, []);
});

t.test('an open one stays open over a restart', async (t) => {
  const { context, standings } = standingsOf(1);
  standings.migrationEnded(false);
  const { remembered } = ofType(context.effects, 'remember').at(-1)!;
  const again = standingsOf(1, remembered).standings;
  t.match(again.current(), { effectiveMode: 'recommend', breaker: { failures: 1, openSinceMs: 1_700_000_000_000 } });
});

t.test(
  'after damage to the memory it is open with a reason of its own, over restarts, until the operator has looked',
  async (t) => {
    const damaged = afterDamage(1_700_000_000_000.25);
    const { context, standings } = standingsOf(3, damaged);
    const breaker = { failures: 0, openSinceMs: 1_700_000_000_000, because: 'memory-damaged' };
    t.match(standings.current(), { effectiveMode: 'recommend', breaker });
    standings.tick();
    standings.tick();
    t.match(
      context.effects,
      [
        { type: 'remember', remembered: { promisesLost: true, standing: { breaker } } },
        {
          type: 'alarm',
          code: 'breaker-open',
          text: /cannot be read, so maintenance.* a pause .*`score-token rearm`$/,
        },
      ],
      'on disk, for the damaged one is no longer there to be read; and told, once',
    );
    t.equal(context.effects.length, 2);
    standings.migrationEnded(false);
    t.match(standings.current().breaker, { ...breaker, failures: 1 });
    standings.take('rearm');
    t.same(standings.current().breaker, { failures: 0 });
    const later = standingsOf(3, { ...NOTHING, standing: { maintenance: 'none', breaker: { failures: 0 } } });
    later.standings.tick();
    t.same(later.context.effects, []);
  },
);

t.test('it neither decides to migrate nor takes in; a first start does both', async (t) => {
  const request = { type: 'capacity-request', vm: ipv4('10.1.0.9'), domainUuid: 'u', macs: [], memoryMiB: 64 } as const;
  const asked = (lone: Lone) => ofType(lone.hear({ ...request, request: 1, reserve: true }), 'send')[0]?.message;
  const first = new Lone({}, treeMap, undefined);
  first.pass(settingsOf().reservationTtlMs);
  t.match(asked(first), { granted: true });
  const careful = new Lone({}, treeMap, afterDamage(0));
  careful.pass(settingsOf().reservationTtlMs);
  t.match(asked(careful), { granted: false, rule: 'mode', reason: /breaker is open/ });
  careful.step({ type: 'host-order', order: 'rearm' });
  t.match(asked(careful), { granted: true });
});

t.test(
  'migrations that the hypervisor fails open the breaker of their host: the round ends, nothing was moved',
  async (t) => {
    const source = ipv4('10.0.1.1');
    const target = ipv4('10.0.3.1');
    const vms = [1, 2, 3, 4].map((n) => ({ vm: ipv4(`10.1.0.${n}`), host: source, memoryMiB: 64 }));
    // It cannot move itself, so all that is tried starts at the one host.
    const obstacle = { code: 'pinned', detail: 'it is' } as const;
    const partner = { vm: ipv4('10.1.0.9'), host: target, memoryMiB: 64, obstacle };
    const cluster = new Cluster({
      map: treeMap,
      hosts: treeMap.hosts.map((host) => ({ host, slots: 8 })),
      vms: [...vms, partner],
      pairs: vms.map(({ vm }) => ({ a: vm, b: partner.vm, bytesPerSecond: 100_000 })),
      settings: {
        stability: { ...settingsOf().stability, breakerFailures: 2 },
        limits: { total: 1, intoHost: 1, outOfHost: 1 },
      },
      migrate: () => ({ ok: false, code: 'failed', text: 'no such luck' }),
    });
    cluster.round(source, {});
    t.equal(cluster.migrated.length, 2, 'the other two only recommend');
    const open = { mode: 'auto', effectiveMode: 'recommend', breaker: { failures: 2 } };
    t.match(cluster.agents.get(source)!.standing(), open);
    t.match(cluster.agents.get(target)!.standing(), { effectiveMode: 'auto', breaker: { failures: 0 } });
    t.match(cluster.alarms, [{ code: 'breaker-open' }]);
  },
);
