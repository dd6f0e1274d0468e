// A real Prometheus scrapes the agent's endpoint, loads the alert rules, and runs every query of the dashboard.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { stringify } from 'yaml';
import { HttpServer } from '../../agent/http/server.js';
import { silentLogger } from '../../agent/log.js';
import { Metrics } from '../../agent/metrics/metrics.js';
import { inRepository } from '../support/paths.js';
import { freePort, shortFolder, until } from '../support/temporary.js';
import { promtool } from './promtool.js';
import * as sample from './sample.js';

t.setTimeout(120_000);

async function endpoint(t: Test): Promise<{ port: number; metrics: Metrics }> {
  const metrics = new Metrics('1.2.3', async () => sample.snapshot);
  const answer = async () => ({ status: 200, ...(await metrics.scrape()) });
  const page = { path: '/metrics', what: 'metrics', loopbackOnly: false, answer };
  const server = new HttpServer({ address: '127.0.0.1', port: 0, pages: [page], log: silentLogger });
  t.teardown(async () => {
    await server.close();
    metrics.close();
  });
  await server.start();
  return { port: server.port!, metrics };
}

/** Asks of the API; resolves with `data`. */
async function ask(port: number, request: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/${request}`);
  const { status, data, error } = (await response.json()) as { status: string; data: unknown; error?: string };
  if (status !== 'success') throw new Error(`${request}: ${error}`);
  return data;
}

async function prometheus(t: Test, target: number): Promise<number> {
  const folder = shortFolder(t);
  const port = await freePort();
  const config = {
    global: { scrape_interval: '500ms', scrape_timeout: '400ms', evaluation_interval: '500ms' },
    rule_files: [inRepository('docs/monitoring/score-alerts.yaml')],
    scrape_configs: [{ job_name: 'score', static_configs: [{ targets: [`127.0.0.1:${target}`] }] }],
  };
  writeFileSync(path.join(folder, 'prometheus.yml'), stringify(config));
  const child = spawn(
    'prometheus',
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  t.teardown(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until('Prometheus is ready', isUp, 60_000);
  return port;
}

t.test('scraped', { skip: promtool === undefined && 'Prometheus is missing (Debian: prometheus)' }, async (t) => {
  const { port: target, metrics } = await endpoint(t);
  const port = await prometheus(t, target);
  const query = (expr: string) =>
    ask(port, `query?query=${encodeURIComponent(expr)}`) as Promise<{ result: { value: [number, string] }[] }>;
  const numberOf = async (expr: string) => Number((await query(expr)).result[0]?.value[1]);
  await until('it is scraped', async () => (await numberOf('count_over_time(up[1m])')) >= 2, 30_000);
  t.equal(await numberOf('up'), 1);
  t.equal(await numberOf('score_token_age_seconds'), 12.5);
  for (let index = 0; index < 3; index += 1) metrics.observe(sample.migrated());
  await until(
    'a counter has moved',
    async () => (await numberOf('score_migrations_total{outcome="ok"}')) === 3,
    30_000,
  );
  const { panels } = JSON.parse(readFileSync(inRepository('docs/monitoring/score-dashboard.json'), 'utf8'));
  const targets = (panels as { targets?: { expr: string }[] }[]).flatMap((panel) => panel.targets ?? []);
  t.ok(targets.length > 40, `${targets.length} queries`);
  for (const { expr } of targets) {
    const sent = expr.replaceAll(/\$(job|instance)\b/g, '.*').replaceAll('$__rate_interval', '1m');
    await t.resolves(query(sent), sent);
  }
  const one = await query(
    '(score_effective_mode == 1) * on (job, instance) group_left (version, node) score_build_info',
  );
  t.equal(one.result.length, 1, 'one row for the host in the table of modes');
  const health = async () => {
    const { groups } = (await ask(port, 'rules')) as { groups: { rules: { health: string }[] }[] };
    return groups.flatMap(({ rules }) => rules.map((rule) => rule.health));
  };
  t.ok((await health()).length >= 16, 'the rules are loaded');
  await until('all are evaluated', async () => (await health()).every((each) => each === 'ok'));
  const { alerts } = (await ask(port, 'alerts')) as { alerts: { labels: { alertname: string } }[] };
  t.ok(
    alerts.some(({ labels }) => labels.alertname === 'ScoreBreakerOpen'),
    'the open breaker is pending or told',
  );
});
