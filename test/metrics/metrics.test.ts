// The metrics as a scraper sees them: each explained, moved by what happens, bounded in its labels, and accepted by
// Prometheus's own checker where it is installed.
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { Metrics } from '../../agent/metrics/metrics.js';
import type { MetricsSnapshot } from '../../agent/metrics/snapshot.js';
import { promtool } from './promtool.js';
import * as sample from './sample.js';

t.setTimeout(60_000);

function metricsOf(t: Test, snapshot: () => MetricsSnapshot = () => sample.snapshot): Metrics {
  const metrics = new Metrics('1.2.3', async () => snapshot());
  t.teardown(() => metrics.close());
  return metrics;
}

/** Samples by their name and labels, as they are written. */
async function samples(metrics: Metrics): Promise<Map<string, number>> {
  const { body } = await metrics.scrape();
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

t.test('each metric has help with its unit, a fitting name, and samples', async (t) => {
  const { body, type } = await metricsOf(t).scrape();
  t.match(type, /^text\/plain; version=0\.0\.4/);
  const names = [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  t.ok(names.length >= 50, `${names.length} metrics`);
  for (const [, name, kind] of names) {
    t.match(body, new RegExp(`^# HELP ${name} \\S.*\\. Unit: [^.]+\\.$`, 'm'), `${name} has help and unit`);
    t.equal(name!.endsWith('_total'), kind === 'counter', `${name} is a ${kind}`);
    t.notMatch(name, /milli|_ms|_mib|kilo|minutes/i, `${name} has a base unit`);
    // These two begin with their first event: there are too many pairs of them to list in advance.
    if (name === 'score_decisions_total' || name === 'score_messages_sent_total') continue;
    t.match(body, new RegExp(`^${name}(_bucket)?[{ ]`, 'm'), `${name} has a sample`);
  }
});

t.test('what a snapshot says', async (t) => {
  const got = await samples(metricsOf(t));
  const expected = {
    'score_mode{mode="auto"}': 1,
    'score_mode{mode="off"}': 0,
    'score_effective_mode{mode="recommend"}': 1,
    'score_effective_mode{mode="auto"}': 0,
    'score_maintenance{state="none"}': 1,
    score_breaker_open: 1,
    score_breaker_failures: 3,
    score_blackout: 0,
    score_implausible: 0,
    'score_driver_available{driver="datapath"}': 0,
    'score_driver_available{driver="hypervisor"}': 1,
    score_memory_not_written_seconds: 0,
    score_last_reload_refused: 1,
    score_last_reload_timestamp_seconds: 1_700_000_000.5,
    score_settings_waiting: 2,
    'score_sending_key{key="0d5e4925"}': 1,
    score_accepted_keys: 2,
    score_token_held: 0,
    score_token_age_seconds: 12.5,
    score_token_visited: 17,
    score_capacity_memory_bytes: 68_719_476_736,
    score_flow_poll_seconds: 0.042,
    score_flows_dropped_total: 7,
    'score_datagrams_dropped_total{reason="replayed"}': 5,
    'score_requests{state="waiting"}': 2,
    'score_large_messages{direction="receiving"}': 2,
    score_silent_hosts: 2,
    score_communication_cost_weighted_bytes_per_second: 1_500_000,
  };
  for (const [name, value] of Object.entries(expected)) t.equal(got.get(name), value, name);
  t.ok(got.get('process_resident_memory_bytes')! > 1e6);
  t.ok(got.has(`score_build_info{version="1.2.3",node="${process.version}"}`));
});

t.test('what is not there has no sample, and comes back; nothing of an old scrape stays', async (t) => {
  const { token: _, cost: __, ...less } = sample.snapshot;
  const states: MetricsSnapshot[] = [
    { ...less, standing: { ...less.standing, mode: 'off' } },
    {
      ...sample.snapshot,
      ...{ keys: ['77aa0011'], reload: { refused: false, waiting: 0 } },
      transport: { ...sample.snapshot.transport, sentDatagrams: 101 },
    },
  ];
  const metrics = metricsOf(t, () => states.shift() ?? sample.snapshot);
  const first = await samples(metrics);
  t.notOk(first.has('score_token_age_seconds'));
  t.notOk(first.has('score_communication_cost_weighted_bytes_per_second'));
  t.equal(first.get('score_token_held'), 0);
  t.equal(first.get('score_mode{mode="off"}'), 1);
  const second = await samples(metrics);
  t.equal(second.get('score_token_age_seconds'), 12.5);
  t.equal(second.get('score_mode{mode="off"}'), 0);
  t.same(
    [...second.keys()].filter((name) => name.includes('score_sending_key')),
    ['score_sending_key{key="77aa0011"}'],
  );
  t.notOk(second.has('score_last_reload_timestamp_seconds'), 'no reload since the start');
  t.equal(second.get('score_datagrams_sent_total'), 101, 'the sum of the agent, not a sum of sums');
});

t.test('effects move counters', async (t) => {
  const metrics = metricsOf(t);
  const before = await samples(metrics);
  const effects = [
    ...[sample.injected, sample.migrate, sample.alarm, sample.sent, sample.sent, sample.roundEnded('3 rounds made')],
    ...[sample.decided(), sample.decided({ verdict: 'migrate', reason: 'eq-3.2' })],
    sample.decided({ verdict: 'recommend', reason: 'eq-3.2', target: { host: 1 as never, gain: 70 } }),
    ...[sample.migrated(), sample.migrated({ gain: -3 })],
    sample.migrated({ ok: false, reason: 'timeout: it took 600 s', bytes: 0, ms: 0, downtimeMs: 0 }),
  ];
  for (const effect of effects) metrics.observe(effect);
  const after = await samples(metrics);
  const rise = (name: string): number => (after.get(name) ?? Number.NaN) - (before.get(name) ?? 0);
  const expected = {
    score_rounds_started_total: 1,
    'score_rounds_ended_total{reason="rounds-made"}': 1,
    'score_decisions_total{verdict="stay",reason="already-local"}': 1,
    'score_decisions_total{verdict="migrate",reason="eq-3.2"}': 1,
    'score_decisions_total{verdict="recommend",reason="eq-3.2"}': 1,
    score_recommended_weighted_bytes_per_second_total: 70,
    score_migrations_started_total: 1,
    'score_migrations_total{outcome="ok"}': 2,
    'score_migrations_total{outcome="timeout"}': 1,
    score_migration_bytes_total: 160_000_000,
    score_migration_duration_seconds_sum: 18,
    score_migration_duration_seconds_count: 2,
    score_migrations_saved_weighted_bytes_per_second_total: 5_000,
    'score_alarms_total{code="no-traffic"}': 1,
    'score_messages_sent_total{type="report-ack"}': 2,
  };
  for (const [name, value] of Object.entries(expected)) t.equal(rise(name), value, name);
  t.ok(Math.abs(rise('score_migration_downtime_seconds_sum') - 0.24) < 1e-9);
  for (const outcome of ['ok', 'refused', 'failed', 'aborted', 'timeout', 'unreachable', 'no-domain'])
    t.equal(before.get(`score_migrations_total{outcome="${outcome}"}`), 0, `${outcome} is there from the start`);
});

t.test('labels stay within known sets, and bad numbers harm nothing', async (t) => {
  const metrics = metricsOf(t);
  for (let index = 0; index < 500; index += 1) {
    metrics.observe(sample.decided({ reason: `made-up-${index}` as never, verdict: `v${index}` as never }));
    metrics.observe(sample.migrated({ ok: false, reason: `${index}: no such thing` }));
    metrics.observe(sample.roundEnded(`because of ${index}`));
    metrics.observe({ type: 'alarm', code: `made-up-${index}` as never, text: '' });
    metrics.observe({ type: 'send', to: { address: 1 as never, port: 1 }, message: { type: `t${index}` } as never });
  }
  metrics.observe(
    sample.migrated({ bytes: Number.NaN, gain: Number.POSITIVE_INFINITY, ms: Number.NaN, downtimeMs: -1 }),
  );
  const got = await samples(metrics);
  t.equal(got.get('score_decisions_total{verdict="other",reason="other"}'), 500);
  t.equal(got.get('score_migrations_total{outcome="other"}'), 500);
  t.equal(got.get('score_rounds_ended_total{reason="other"}'), 500);
  t.equal(got.get('score_alarms_total{code="other"}'), 500);
  t.equal(got.get('score_messages_sent_total{type="other"}'), 500);
  t.ok(got.size < 200, `${got.size} series`);
  for (const series of got.keys()) t.notMatch(series, /\d+\.\d+\.\d+\.\d+/, 'no addresses');
});

t.test('the lag of the event loop shows when it is blocked', async (t) => {
  const metrics = metricsOf(t);
  // The first look is taken when the timer has fired once.
  await sleep(300);
  const end = performance.now() + 400;
  while (performance.now() < end);
  await sleep(300);
  const lag = (await samples(metrics)).get('score_event_loop_lag_seconds{statistic="max"}')!;
  t.ok(lag > 0.2 && lag < 5, `${lag} s`);
});

t.test(
  'promtool check metrics',
  { skip: promtool === undefined && 'promtool is missing (Debian: prometheus)' },
  async (t) => {
    const metrics = metricsOf(t);
    for (const effect of [sample.decided(), sample.sent]) metrics.observe(effect);
    const { body } = await metrics.scrape();
    const check = (input: string) =>
      spawnSync(promtool!, ['check', 'metrics'], { input, encoding: 'utf8', timeout: 30_000 });
    const { status, stdout, stderr } = check(body);
    t.same({ status, said: stdout + stderr }, { status: 0, said: '' });
    t.not(check('# TYPE score_bad_total gauge\nscore_bad_total 1\n').status, 0, 'and it objects to what is wrong');
  },
);
