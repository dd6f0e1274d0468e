// What is in docs/monitoring: alert rules that Prometheus takes and raises when they should, a dashboard whose queries
// name metrics that there are, and documents that explain each. The last test has a real Prometheus do all that.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';
import { Metrics } from '../../agent/metrics/metrics.js';
import { READINGS } from '../../agent/metrics/readings.js';
import { inRepository } from '../support/paths.js';
import { promtool } from './promtool.js';
import * as sample from './sample.js';

t.setTimeout(120_000);

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<'summary' | 'description' | 'runbook_url', string>>;
}

const read = (name: string): string => readFileSync(inRepository('docs/monitoring', name), 'utf8');
const dashboard = JSON.parse(read('score-dashboard.json')) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly [key: string]: unknown;
};
const rules = (parse(read('score-alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);

const queries = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

/** Each metric's labels, as a scrape shows them; with the names that a histogram's series have. */
async function metricLabels(): Promise<Map<string, Set<string>>> {
  const metrics = new Metrics('1', async () => sample.snapshot);
  for (const effect of [sample.decided(), sample.sent, sample.migrated()]) metrics.observe(effect);
  const { body } = await metrics.scrape();
  metrics.close();
  const labels = new Map<string, Set<string>>([['up', new Set()]]);
  for (const [, name] of body.matchAll(/^# TYPE (\S+)/gm)) labels.set(name!, new Set());
  for (const [, name, list = ''] of body.matchAll(/^(\w+)(?:\{(.*)\})? /gm)) {
    const known = labels.get(name!) ?? new Set();
    for (const [, label] of list.matchAll(/(\w+)="/g)) known.add(label!);
    labels.set(name!, known);
  }
  return labels;
}

t.test('alerts and dashboard name metrics and labels that there are', async (t) => {
  const labels = await metricLabels();
  for (const { title, expr } of [...rules.map(({ alert, expr }) => ({ title: alert, expr })), ...queries]) {
    const names = [...expr.matchAll(/\b((?:score|process|nodejs)_\w+|up)\b(?:\{([^}]*)\})?/g)];
    t.ok(names.length > 0, `${title} asks for something`);
    for (const [, name, selector = ''] of names) {
      t.ok(labels.has(name!), `${title}: ${name} is a metric`);
      for (const [, label] of selector.matchAll(/(\w+)\s*[!=]=?~?"/g))
        t.ok(['job', 'instance'].includes(label!) || labels.get(name!)?.has(label!), `${title}: ${name} has ${label}`);
    }
  }
});

t.test('every alert says what is the matter, what to do, and where to read on', async (t) => {
  const headings = (file: string): string[] =>
    [...readFileSync(inRepository(file), 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, text]) =>
      text!
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
  for (const { alert, labels, annotations } of rules) {
    t.match(labels.severity, /^(critical|warning|info)$/, alert);
    t.ok(annotations.summary.length > 20 && annotations.description.length > 20, alert);
    const [file = '', anchor = ''] = annotations.runbook_url.split('#');
    t.ok(headings(file).includes(anchor), `${alert}: ${annotations.runbook_url} is there`);
  }
});

t.test('the dashboard is laid out and wired as Grafana wants it', async (t) => {
  const { panels } = dashboard;
  t.equal(new Set(panels.map(({ id }) => id)).size, panels.length, 'ids are unique');
  t.same(
    dashboard.templating.list.map(({ name }) => name),
    ['datasource', 'job', 'instance'],
  );
  for (const [index, { title, type, gridPos, targets = [], datasource }] of panels.entries()) {
    t.ok(gridPos.x >= 0 && gridPos.w > 0 && gridPos.x + gridPos.w <= 24, `${title} is within the 24 columns`);
    for (const other of panels.slice(index + 1)) {
      const { x, y, w, h } = other.gridPos;
      const apart =
        x >= gridPos.x + gridPos.w || gridPos.x >= x + w || y >= gridPos.y + gridPos.h || gridPos.y >= y + h;
      if (!apart) t.fail(`${title} and ${other.title} overlap`);
    }
    if (type === 'row') continue;
    t.equal(datasource?.uid, `\${${'datasource'}}`, `${title} asks the chosen source`);
    t.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, `${title}: targets have ids of their own`);
    t.ok(targets.length > 0 && targets.every(({ expr }) => !expr.includes('SEL')), title);
  }
});

t.test('every metric is explained, and most are shown', async (t) => {
  const readme = read('README.md');
  const shown = queries.map(({ expr }) => expr).join('\n') + rules.map(({ expr }) => expr).join('\n');
  const unused: string[] = [];
  for (const name of (await metricLabels()).keys()) {
    const base = name.replace(/_(bucket|sum|count)$/, '');
    if (base === 'up') continue;
    t.ok(readme.includes(`| \`${base}\` |`), `${base} is in docs/monitoring/README.md`);
    if (!shown.includes(base)) unused.push(base);
  }
  for (const [, name] of readme.matchAll(/^\| `(\w+)` \| (?:gauge|counter|histogram)/gm))
    t.ok((await metricLabels()).has(name!), `${name} of docs/monitoring/README.md is a metric`);
  t.ok(unused.length < READINGS.length / 2, `not shown: ${unused.join(' ')}`);
});

t.test('promtool', { skip: promtool === undefined && 'promtool is missing (Debian: prometheus)' }, async (t) => {
  const run = (args: string[], input = '') =>
    spawnSync(promtool!, args, { input, encoding: 'utf8', timeout: 60_000, cwd: inRepository('docs/monitoring') });
  const checked = run(['check', 'rules', '--lint-fatal', 'score-alerts.yaml']);
  t.equal(checked.status, 0, checked.stdout + checked.stderr);
  t.match(checked.stdout, new RegExp(`${rules.length} rules found`));
  const tested = run(['test', 'rules', inRepository('test/metrics/fixtures/alerts.yaml')]);
  t.equal(tested.status, 0, tested.stdout + tested.stderr);
});
