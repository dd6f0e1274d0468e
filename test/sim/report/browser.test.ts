// The report in headless Chromium at a desk's and a phone's width: the page does not scroll sideways, one drawing of
// each plot is shown, and no text of a drawing is cut off or smaller than legible. Skips where there is no Chromium.
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import t, { type Test } from 'tap';
import { reportInput } from '../../../tools/sim/report/input.js';
import { renderReport } from '../../../tools/sim/report/report.js';
import { shortFolder } from '../../support/temporary.js';
import { allPolicies, sampleBest, sampleRun, sampleScenario, sampleSweep, smallShape } from './sample.js';

const timeoutMs = 60_000;
const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore', timeout: timeoutMs }).status === 0,
);

/** Runs in the page, which has no script of its own: what the test wants to know, as JSON in the outer page's title. */
const measure = `<script>
addEventListener('load', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const root = document.documentElement;
  const shown = [...document.querySelectorAll('svg')].filter((svg) => svg.getBoundingClientRect().width > 0);
  const cut = [], small = [], wide = [];
  for (const svg of shown) {
    const box = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      const { left, right, top, bottom, width } = text.getBoundingClientRect();
      if (width > 0 && (left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1)) cut.push(text.textContent);
      const size = parseFloat(getComputedStyle(text).fontSize) * box.width / svg.viewBox.baseVal.width;
      if (size < 10) small.push(text.textContent + ' ' + size);
    }
  }
  for (const element of document.querySelectorAll('main > *, .card, .card > *:not(details), dl, .results')) {
    if (element.getBoundingClientRect().right > root.clientWidth + 0.5) wide.push(element.className || element.tagName);
  }
  parent.document.title = JSON.stringify({ viewport: innerWidth, content: root.scrollWidth, svgs: shown.length, cut, small, wide });
});
</script>`;

interface Measured {
  readonly viewport: number;
  readonly content: number;
  readonly svgs: number;
  readonly cut: readonly string[];
  readonly small: readonly string[];
  readonly wide: readonly string[];
}

/**
 * Chromium's document after loading `html` in a frame of that width, for Chromium's own windows are never below
 * 500 px. Killed with its children when it takes too long.
 */
function dump(html: string, width: number, folder: string): Promise<string> {
  const page = path.join(folder, 'page.html');
  const content = html.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
  const frame = `<iframe style="width:${width}px;height:900px;border:0" srcdoc="${content}"></iframe>`;
  writeFileSync(page, `<!DOCTYPE html><meta charset="utf-8"><title>loading</title><body>${frame}`);
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--virtual-time-budget=2000'];
  const args = [...flags, `--user-data-dir=${path.join(folder, 'profile')}`, '--window-size=1600,1000', '--dump-dom'];
  const child = spawn(chromium!, [...args, pathToFileURL(page).href], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), timeoutMs);
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
  });
}

async function check(t: Test, html: string, width: number, drawings: number): Promise<void> {
  const dumped = await dump(
    html.replace('</body>', () => `${measure}</body>`),
    width,
    shortFolder(t),
  );
  const text = /<title>(\{.*?\})<\/title>/s.exec(dumped)?.[1];
  if (text === undefined) return void t.fail(`Chromium gave no measurements within ${timeoutMs} ms`);
  const measured = JSON.parse(text.replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>')) as Measured;
  t.equal(measured.viewport, width, 'Chromium took the width');
  t.ok(measured.content <= width, `no sideways scrolling: ${measured.content} px in ${width}`);
  t.equal(measured.svgs, drawings, 'one drawing of each plot is shown');
  t.same(measured.cut, [], 'no text is cut off');
  t.same(measured.small, [], 'no text is below 10 px');
  t.same(measured.wide, [], 'no part is wider than the page');
}

if (chromium === undefined) {
  t.plan(0, 'Chromium is not installed (Debian package chromium)');
} else {
  const scenario = sampleScenario({
    ...smallShape,
    tierNames: ['rack', 'a tier with quite a long name', 'zone', 'core'],
  });
  const runs = allPolicies.map((policy) => sampleRun(scenario, { policy }));
  const full = await renderReport(reportInput(scenario, runs, sampleSweep(scenario), sampleBest(runs)));
  const small = await renderReport(
    reportInput(scenario, [sampleRun(scenario, { policy: 'distributed', churn: true })]),
  );
  for (const width of [390, 800, 1280]) {
    t.test(`all policies at ${width} px`, (t) => check(t, full, width, 5 + 5));
  }
  t.test('one policy at 390 px', (t) => check(t, small, 390, 4 + 2));
  t.test('the measurement notices what is too wide', async (t) => {
    const text = await dump(`<!DOCTYPE html><body><div style="width:2000px">x</div>${measure}`, 390, shortFolder(t));
    t.match(text, /"content":20\d\d/);
  });
}
