// The report as text: well-formed, complete, self-contained and safe, for every kind of input.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sax from 'sax';
import t, { type Test } from 'tap';
import { loadDraw } from '../../../tools/sim/report/draw.js';
import { type ReportInput, reportInput } from '../../../tools/sim/report/input.js';
import { levelsPlot } from '../../../tools/sim/report/plots/levels.js';
import { sizes } from '../../../tools/sim/report/plots/plot.js';
import { renderReport, writeReport } from '../../../tools/sim/report/report.js';
import { count, rate, si } from '../../../tools/sim/report/text.js';
import type { RunResult } from '../../../tools/sim/results.js';
import { shortFolder } from '../../support/temporary.js';
import { allPolicies, sampleBest, sampleRun, sampleScenario, sampleSweep, smallShape, thesisShape } from './sample.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Parses strictly, so that anything that is not well-formed throws. */
function parse(html: string): { elements: Element[]; texts: string[] } {
  const parser = sax.parser(true);
  const elements: Element[] = [];
  const texts: string[] = [];
  parser.onopentag = ({ name, attributes }) =>
    elements.push({ name, attributes: attributes as Record<string, string> });
  parser.ontext = (text) => texts.push(text.trim());
  parser.onerror = (error) => {
    throw error;
  };
  parser.write(html).close();
  return { elements, texts };
}

/** What holds for every report; returns its parts for what is particular. */
async function render(t: Test, input: ReportInput) {
  const warnings: unknown[] = [];
  const { warn } = console;
  console.warn = (...args) => warnings.push(args);
  const html = await renderReport(input).finally(() => {
    console.warn = warn;
  });
  t.same(warnings, [], 'the plotting libraries have nothing to object to');
  const { elements, texts } = parse(html);
  const names = new Set(elements.map(({ name }) => name));
  for (const forbidden of ['script', 'link', 'iframe', 'object', 'image', 'img', 'foreignObject']) {
    t.notOk(names.has(forbidden), `no <${forbidden}>`);
  }
  const addresses = elements.flatMap(({ attributes }) =>
    Object.entries(attributes).filter(([key, value]) => !key.startsWith('xmlns') && /https?:|^\/\/|^data:/.test(value)),
  );
  t.same(addresses, [], 'nothing refers to the network');
  t.notMatch(html.replace(/xmlns(:\w+)?="[^"]*"/g, ''), /https?:\/\/|@import|url\(/);
  t.notMatch(html, /NaN|undefined|Infinity|\[object/, 'no figure is missing by mistake');
  const drawings = elements.filter(({ name }) => name === 'svg');
  for (const { attributes } of drawings) {
    t.equal(attributes.role, 'img');
    t.match(attributes['aria-label'], /\w{4,}.*\./s, 'the plot has a text alternative');
    t.match(attributes.viewBox, /^0 0 [\d.]+ [\d.]+$/);
  }
  const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
  t.equal(new Set(ids).size, ids.length, 'no id occurs twice');
  return { html, elements, texts, drawings, joined: texts.join('\n') };
}

const scenario = sampleScenario(smallShape);
const runs = allPolicies.map((policy) => sampleRun(scenario, { policy }));

t.test('all policies, sweep and best known', async (t) => {
  const best = sampleBest(runs);
  const { joined, drawings, elements } = await render(t, reportInput(scenario, runs, sampleSweep(scenario), best));
  for (const { summary } of runs) {
    t.ok(joined.includes(si(summary.finalCost)), `final cost of ${summary.policy}`);
    t.ok(joined.includes(count(summary.migrations)), `migrations of ${summary.policy}`);
    const exact = elements.filter(({ attributes }) => attributes.value === String(summary.finalCost));
    t.equal(exact.length > 0, true, 'and the exact number behind it');
    t.ok(joined.includes((summary.finalCost / best.cost).toFixed(3)), 'cost / best known');
  }
  const { before } = reportInput(scenario, runs);
  const between = before.levels[2]! + before.levels[3]! + before.levels[4]!;
  t.ok(joined.includes(`between racks: ${rate(between)}\n`), 'the sum under the first heat map');
  t.equal(joined.match(/between racks: .* \([\d.]+\u{A0}% of before\)/gu)?.length, 4, 'and under the others');
  t.ok(joined.includes(`${si(best.cost)} (scotch)`), 'its method is said at once');
  t.ok(joined.includes('\nHow it was found\n5 tolerances, 3 seeds, then swaps\n'), 'the rest is folded');
  t.equal(drawings.length, 5 * 2 + 5, 'five plots in two sizes, and a heat map before and after each policy');
  t.notOk(joined.includes('--sweep'));
  t.match(
    joined,
    /^The (round-robin|distributed|load-aware) policy cut the cost .* 48\u{A0}hosts to .* times the best/mu,
  );
});

t.test('one policy, no sweep, nothing known', async (t) => {
  const { joined, drawings, texts } = await render(t, reportInput(scenario, [runs[1]!]));
  t.ok(joined.includes('--sweep 0,0.001%,0.01%,0.1%,1%,5%'), 'says how to get the missing plot');
  t.match(joined, /best known cost was not searched for/);
  t.equal(drawings.length, 4 * 2 + 2);
  t.ok(texts.includes('–'), 'a dash for cost / best known');
  t.notOk(texts.includes('load-aware'));
});

t.test('the best known cost of the summary serves when there is no file', async (t) => {
  const [{ summary, ...rest }] = runs as [RunResult];
  const known = { ...rest, summary: { ...summary, bestKnownCost: 1.5e8, costOverBestKnown: 2.345 } };
  const { joined } = await render(t, reportInput(scenario, [known]));
  t.ok(joined.includes('2.345'));
  t.ok(joined.includes(si(1.5e8)));
});

t.test('churn', async (t) => {
  const churned = allPolicies.map((policy) => sampleRun(scenario, { policy, churn: true }));
  const { joined } = await render(t, reportInput(scenario, churned, [], sampleBest(churned)));
  const share = 'traffic changed before each round but the first: 5\u{A0}% of the pairs';
  t.ok(joined.includes(`Spikes: ${share}.`), 'beside the spikes');
  t.ok(joined.includes(`\n${share}; levels and racks`), 'and among the facts');
  t.match(joined, /while traffic changed/);
  t.notMatch(joined, /fall to zero/);
});

t.test('the limit of rounds', async (t) => {
  const cut = sampleRun(scenario, { policy: 'distributed', iterations: 1 });
  const { joined } = await render(t, reportInput(scenario, [cut]));
  t.match(joined, /in 1\u{A0}round, still moving when the limit of 1\u{A0}round was reached\./u);
  t.notMatch(joined, /fall to zero/);
  const { joined: whole } = await render(t, reportInput(scenario, [sampleRun(scenario, { policy: 'distributed' })]));
  t.match(whole, /round(s?), the last of which moved nothing/);
  t.match(whole, /fall to zero/);
  t.equal(whole.match(/iteration/gi)?.length, 1, 'the thesis word stands once');
});

t.test('zero migrations, zero cost, no traffic, one rack', async (t) => {
  const stuck = sampleRun(scenario, { policy: 'distributed', migrationShare: 10 });
  t.equal(stuck.migrations.length, 0);
  const { joined } = await render(t, reportInput(scenario, [stuck]));
  t.ok(joined.includes('Migrations per round'), 'the plot says that it has nothing to draw');
  t.match(joined, /No VM moved: for none of the .* Find a lower migration cost with\n--sweep 0,0\.001%,/);
  const silent = {
    ...scenario,
    traffic: { ...scenario.traffic, rates: new Float64Array(scenario.traffic.rates.length) },
  };
  const nothing = await render(
    t,
    reportInput(silent, [sampleRun(silent, { policy: 'global' })], sampleSweep(silent, ['global'])),
  );
  t.match(nothing.joined, /nothing to gain/);
  t.match(nothing.joined, /No traffic leaves its host/);
  const single = sampleScenario({ ...smallShape, racks: 1, tierNames: ['rack'] });
  t.match((await render(t, reportInput(single, [sampleRun(single, { policy: 'load-aware' })]))).joined, /has one rack/);
  const empty = sampleScenario({ ...smallShape, occupancy: 0 });
  await render(t, reportInput(empty, [sampleRun(empty, { policy: 'round-robin' })]));
  const lone = { ...stuck, migrations: runs[0]!.migrations.slice(0, 1) };
  await render(t, reportInput(scenario, [lone]));
});

t.test('a tier that nothing can cross has no bars, but stays in the table', async (t) => {
  // Twelve racks in two pods of one zone: there is nothing for the core to join.
  const { texts } = await render(t, reportInput(scenario, [runs[1]!]));
  const draw = await loadDraw();
  const bars = await draw(levelsPlot(reportInput(scenario, [runs[1]!])).spec(sizes[0]!), 'Bars.');
  t.match(bars, />zone</);
  t.notMatch(bars, />core</);
  t.ok(texts.includes('core'), 'in the table');
});

t.test('what comes from files cannot become markup', async (t) => {
  const evil = '</svg><script>alert("1")</script>&amp;\' role="none" \u{FFFF}\u{D800}';
  const odd = sampleScenario({ ...smallShape, tierNames: ['rack', evil, 'core'] });
  const best = { ...sampleBest(runs), method: '<img src=x onerror=y>', detail: '"&<' };
  const sweep = [{ policy: 'global', asked: '<i>', migrationCost: 1, finalCost: 2, migrations: 3 }] as const;
  const { joined } = await render(t, reportInput(odd, [sampleRun(odd, { policy: 'global' })], sweep, best));
  t.ok(
    joined.includes('</svg><script>alert("1")</script>&amp;\' role="none" \u{FFFD}\u{FFFD}'),
    'it is shown as it is',
  );
  t.ok(joined.includes('(<img src=x onerror=y>)') && joined.includes('"&<'));
});

t.test('the size of the thesis', async (t) => {
  const large = sampleScenario({ ...thesisShape, slots: 4 });
  const results = allPolicies.map((policy) => sampleRun(large, { policy, iterations: 2 }));
  const { html, joined } = await render(t, reportInput(large, results));
  t.ok(html.length < 2e6, `${html.length} bytes`);
  t.match(joined, /2 racks of the 128/);
});

t.test('the same input gives the same bytes, written to a file', async (t) => {
  const input = reportInput(scenario, runs);
  const file = path.join(shortFolder(t), 'report.html');
  writeFileSync(file, 'old');
  await writeReport(file, input);
  t.equal(readFileSync(file, 'utf8'), await renderReport(input));
  await t.rejects(writeReport(path.join(file, 'x'), input), { name: 'ReportError', code: 'unwritable' });
});

t.test('says what to install when a plotting library is missing', async (t) => {
  const missing = async (name: string) => {
    if (name === 'vega') return {};
    return import(`${name}-that-nobody-has`);
  };
  await t.rejects(loadDraw(missing), {
    code: 'plots-unavailable',
    message: /vega-lite is missing.*npm install vega vega-lite/,
  });
  const broken = () => Promise.reject(new SyntaxError('bad'));
  await t.rejects(loadDraw(broken), SyntaxError, 'other errors are not taken for that');
});

t.test('refuses runs that do not belong together', async (t) => {
  const refused = (results: readonly RunResult[], message: RegExp) =>
    t.throws(() => reportInput(scenario, results), { name: 'ReportError', code: 'unusable-input', message });
  refused([], /at least one run/);
  refused([runs[0]!, runs[0]!], /two runs of policy round-robin/);
  refused([{ ...runs[0]!, allocation: new Uint32Array(3) }], /has 3 VMs, the scenario 153/);
});
