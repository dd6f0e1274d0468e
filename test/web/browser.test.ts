// The page in headless Chromium, served by the agent's own server: at a desk's and a phone's width, light and dark, with
// the keyboard, with its script and without. Skips where there is no Chromium.
import t, { type Test } from 'tap';
import { HttpServer } from '../../agent/http/server.js';
import { silentLogger } from '../../agent/log.js';
import { POLICY, renderPage } from '../../agent/web/page.js';
import type { WebSnapshot } from '../../agent/web/snapshot.js';
import { until } from '../support/temporary.js';
import { Browser, chromium, type Tab } from './chromium.js';
import { CONTRASTS, FOCUS, STRUCTURE, TOO_WIDE } from './measure.js';
import * as sample from './sample.js';

t.setTimeout(180_000);

const WIDTHS = [1280, 375];
/** WCAG 2.2, 1.4.3 (AA). */
const LEAST_CONTRAST = 4.5;

interface Focus {
  readonly name: string;
  readonly tag: string;
  readonly outline: boolean;
  readonly height: number;
  readonly seen: boolean;
}

async function serve(t: Test, snapshot: () => WebSnapshot): Promise<string> {
  const answer = async () => ({
    ...{ status: 200, type: 'text/html; charset=utf-8', body: renderPage(snapshot()) },
    headers: { 'Content-Security-Policy': POLICY },
  });
  const page = { path: '/', what: 'page', loopbackOnly: true, answer };
  const server = new HttpServer({ address: '127.0.0.1', port: 0, pages: [page], log: silentLogger });
  t.teardown(() => server.close());
  await server.start();
  return `http://127.0.0.1:${server.port}/`;
}

async function openAll(tab: Tab): Promise<void> {
  await tab.value("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
}

async function looks(t: Test, tab: Tab, width: number): Promise<void> {
  t.equal(await tab.value('innerWidth'), width);
  t.ok((await tab.value<number>('document.documentElement.scrollWidth')) <= width, 'it does not scroll sideways');
  t.same(await tab.value(TOO_WIDE), [], 'nothing reaches over the edge');
  t.same(await tab.value(STRUCTURE), [], 'structure');
  const contrasts = await tab.value<{ text: string; ratio: number }[]>(CONTRASTS);
  t.ok(contrasts.length > 20, `${contrasts.length} texts`);
  t.same(
    contrasts.filter(({ ratio }) => ratio < LEAST_CONTRAST),
    [],
    `every text has a contrast of ${LEAST_CONTRAST}`,
  );
  t.same(tab.complaints, [], 'Chromium has no complaint, the policy is kept');
}

async function everyLook(t: Test, browser: Browser): Promise<void> {
  for (const [name, snapshot] of Object.entries({ busy: sample.busy, calm: sample.calm })) {
    const url = await serve(t, () => snapshot);
    for (const width of WIDTHS)
      for (const dark of [false, true])
        await t.test(`${name} at ${width} px, ${dark ? 'dark' : 'light'}`, async (t) => {
          const tab = await browser.open(url, { width, dark });
          await openAll(tab);
          await looks(t, tab, width);
        });
  }
}

async function hostile(t: Test, browser: Browser): Promise<void> {
  const tab = await browser.open(await serve(t, () => sample.busy), { width: 1280 });
  t.equal(await tab.value("document.querySelectorAll('img').length"), 0, 'a name makes no element');
  t.ok(await tab.value<boolean>("document.body.textContent.includes('<img src=x onerror=alert(1)>')"), 'it is text');
  const fails = (expression: string): Promise<boolean> =>
    tab.value(`(async () => { try { ${expression}; return false; } catch { return true; } })()`);
  t.ok(await fails("await fetch('http://127.0.0.1:9/')"), 'the policy keeps the page from asking elsewhere');
  await tab.value(
    "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))",
  );
  t.equal(await tab.value('window.ran ?? 0'), 0, 'and from running what was put into it');
  t.ok(tab.complaints.length > 0, 'of which Chromium complains, so the test above would see it');
  await tab.value("document.querySelector('h1').style.color = '#888'");
  const contrasts = await tab.value<{ ratio: number }[]>(CONTRASTS);
  t.ok(
    contrasts.some(({ ratio }) => ratio < LEAST_CONTRAST),
    'the measure of contrast notices grey on grey',
  );
}

async function keyboard(t: Test, browser: Browser): Promise<void> {
  const tab = await browser.open(await serve(t, () => sample.busy), { width: 1280 });
  const visited: Focus[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await tab.press('Tab');
    const focus = await tab.value<Focus | null>(FOCUS);
    if (!focus || (visited.length > 0 && focus.name === visited[0]!.name)) break;
    visited.push(focus);
  }
  t.match(visited[0]!.name, /To the content/, 'first the way past the header');
  t.match(visited[1]!.name, /Pause updates/);
  const summaries = await tab.value<number>("[...document.querySelectorAll('summary')].length");
  t.equal(visited.filter(({ tag }) => tag === 'SUMMARY').length, summaries, 'every part that opens is reached');
  for (const { name, outline, height, seen } of visited) {
    t.ok(outline, `${name}: the focus shows`);
    t.ok(seen, `${name}: and is in view`);
    t.ok(height >= 24, `${name}: large enough to hit (WCAG 2.2, 2.5.8)`);
  }
  await tab.value("document.querySelector('.vms summary').focus()");
  for (const [key, isOpen] of [
    ['Enter', true],
    [' ', false],
  ] as const) {
    await tab.press(key);
    t.equal(await tab.value("document.querySelector('.vms details').open"), isOpen, JSON.stringify(key));
  }
}

async function readOut(t: Test, browser: Browser): Promise<void> {
  for (const width of WIDTHS) {
    const tab = await browser.open(await serve(t, () => sample.busy), { width });
    await openAll(tab);
    const { nodes } = (await tab.call('Accessibility.getFullAXTree')) as { nodes: { role?: { value: string } }[] };
    const count = (role: string): number => nodes.filter((node) => node.role?.value === role).length;
    const inPage = (selector: string) => tab.value<number>(`document.querySelectorAll('${selector}').length`);
    t.equal(count('table'), await inPage('table'), `tables are tables at ${width} px`);
    t.equal(count('columnheader'), await inPage('th[scope=col]'), 'with heads');
    t.equal(count('rowheader'), await inPage('th[scope=row]'), 'and named rows');
    t.equal(count('cell') + count('gridcell'), await inPage('td'), 'and cells');
  }
}

async function updates(t: Test, browser: Browser): Promise<void> {
  let snapshot = sample.busy;
  const url = await serve(t, () => snapshot);
  const tab = await browser.open('about:blank', { width: 1280 });
  // Seconds pass in a twentieth of their time.
  const source = 'const later = setTimeout; window.setTimeout = (work, ms) => later(work, ms / 20);';
  await tab.call('Page.addScriptToEvaluateOnNewDocument', { source });
  await tab.go(url);
  await tab.value("document.querySelector('.vms details').open = true; document.querySelector('.vms summary').focus()");
  const with_ = (host: string): WebSnapshot => ({
    ...sample.busy,
    status: { ...sample.busy.status, silentHosts: [host] },
  });
  const shows = (text: string) =>
    tab.value<boolean>(`document.getElementById('content').textContent.includes('${text}')`);
  snapshot = with_('192.0.2.77');
  await until('the new state is shown', () => shows('192.0.2.77'), 20_000);
  t.equal(await tab.value("document.querySelector('.vms details').open"), true, 'what was open stays open');
  t.match(await tab.value(FOCUS), { tag: 'SUMMARY' }, 'the focus stays');
  await tab.value("document.getElementById('refresh').click()");
  t.equal(await tab.value("document.getElementById('refresh').textContent"), 'Go on updating');
  snapshot = with_('192.0.2.88');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  t.notOk(await shows('192.0.2.88'), 'paused');
  await tab.value("document.getElementById('refresh').click()");
  await until('it goes on', () => shows('192.0.2.88'), 20_000);
  t.same(tab.complaints, []);
}

async function withoutScript(t: Test, browser: Browser): Promise<void> {
  const tab = await browser.open('about:blank', { width: 375 });
  await tab.call('Emulation.setScriptExecutionDisabled', { value: true });
  await tab.go(await serve(t, () => sample.busy));
  const { root } = (await tab.call('DOM.getDocument', { depth: 0 })) as { root: { nodeId: number } };
  const { outerHTML } = await tab.call('DOM.getOuterHTML', { nodeId: root.nodeId });
  t.match(outerHTML, /web-frontend-1/);
  t.match(outerHTML, /<button id="refresh" type="button" hidden/, 'a button that could do nothing is not shown');
}

if (chromium === undefined) {
  t.plan(0, 'Chromium is not installed (Debian package chromium)');
} else {
  const browser = new Browser(t);
  t.test('looks', (t) => everyLook(t, browser));
  t.test('hostile names', (t) => hostile(t, browser));
  t.test('keyboard', (t) => keyboard(t, browser));
  t.test('read out', (t) => readOut(t, browser));
  t.test('updates', (t) => updates(t, browser));
  t.test('without its script', (t) => withoutScript(t, browser));
}
