// The page as text: what guests' owners and other programs say is escaped, nothing is fetched from elsewhere, the policy
// allows just what is there, and long lists end.
import { createHash } from 'node:crypto';
import t from 'tap';
import { clock, duration, memory, rate, scaled, whole } from '../../agent/web/format.js';
import { html } from '../../agent/web/html.js';
import { notices } from '../../agent/web/notices.js';
import { POLICY, renderPage } from '../../agent/web/page.js';
import type { WebSnapshot } from '../../agent/web/snapshot.js';
import * as sample from './sample.js';

const { busy, calm } = sample;

t.test('whatever is put into markup is escaped', async (t) => {
  const { text } = html`<p title="${`"'`}">${'<b>&'}${html`<i>${'>'}</i>`}${[html`1`, html`2`]}${undefined}${3}</p>`;
  t.equal(text, '<p title="&quot;&#39;">&lt;b&gt;&amp;<i>&gt;</i>123</p>');
  t.equal(
    html`${'a\u202Eb\u0000c\u200Bd\uFEFFe\u2028f'}`.text,
    'a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf',
    'nothing unseen, nothing turned',
  );
  t.equal(html`${'é 名 🙂'}`.text, 'é 名 🙂');
  t.ok(html`${'x'.repeat(10_000)}`.text.length < 1_000, 'and cut');
});

t.test('a hostile value in any field of the snapshot stays text', async (t) => {
  const evil = '"><script>alert(1)</script><a href="javascript:alert(1)">\'';
  /** Replaces every text of the snapshot, but those that code decides by. */
  const spoil = (value: unknown, key = ''): unknown => {
    if (['mode', 'effectiveMode', 'maintenance', 'state', 'verdict', 'kind'].includes(key)) return value;
    if (typeof value === 'string') return evil;
    if (Array.isArray(value)) return value.map((each) => spoil(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, spoil(each, name)]));
  };
  const page = renderPage(spoil(busy) as WebSnapshot);
  t.equal(page.split('<script>').length - 1, 1, 'only the own script');
  t.notMatch(page, /<a href="javascript/);
  const ours = /<script>[\s\S]*<\/script>|<style>[\s\S]*<\/style>/g;
  const tags = new Set([...page.replace(ours, '').matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag!.toLowerCase()));
  t.notOk(tags.has('img') || tags.has('iframe'), [...tags].join(' '));
  t.notMatch(page.replace(ours, ''), /\son\w+=/, 'no handlers');
});

t.test('the policy allows what is on the page, and nothing from elsewhere', async (t) => {
  const page = renderPage(busy);
  for (const [tag, directive] of [
    ['style', 'style-src'],
    ['script', 'script-src'],
  ]) {
    const [, text] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)!;
    const hash = createHash('sha256').update(text!).digest('base64');
    t.ok(POLICY.includes(`${directive} 'sha256-${hash}'`), `${directive}`);
  }
  t.match(POLICY, /default-src 'none'/);
  t.notMatch(POLICY, /unsafe|\*|https?:/);
  t.notMatch(page.replaceAll('http://www.w3.org/2000/svg', ''), /(src|href|action)="?(https?:)?\/\/|@import|url\(/i);
  t.notMatch(page, /<(form|input|iframe)/i, 'read-only');
});

t.test('long lists end, and say so', async (t) => {
  const many = <T>(one: T, number: number): T[] => new Array<T>(number).fill(one);
  const full: WebSnapshot = {
    ...busy,
    status: { ...busy.status, silentHosts: many('192.0.2.9', 100) },
    top: { ...busy.top, vms: many(busy.top.vms[0]!, 10_000) },
    decisions: many({ ...busy.decisions[3]!, candidates: many(busy.decisions[3]!.candidates[0]!, 5_000) }, 25),
  };
  const page = renderPage(full);
  t.ok(page.length < 2_000_000, `${page.length} characters`);
  t.match(page, /9800 more VMs/);
  t.match(page, /and 92 more/);
});

t.test('what keeps the host from its rounds comes first, with the reason', async (t) => {
  t.same(notices(calm), []);
  t.match(renderPage(calm), /All is as it should be/);
  const kinds = notices(busy).map(({ kind }) => kind);
  t.same(kinds, ['bad', 'bad', 'warn', 'warn', 'note']);
  const titles = notices(busy).map(({ title }) => title);
  t.same(titles.slice(0, 2), ['The datapath is away', 'The breaker is open']);
  const others: [Partial<WebSnapshot['status']>, string][] = [
    [{ hypervisor: { available: false, reason: 'no socket.' } }, 'The hypervisor is away'],
    [{ redirect: { ok: false, lastError: 'nft failed.' } }, 'The redirect is not in place'],
    [{ memory: { ok: false, reason: 'ENOSPC.', atRestart: 'x' } }, 'The memory is not written'],
    [{ orders: { paused: true, epoch: 1 } }, 'Rounds are paused'],
    [{ standing: { ...calm.status.standing, implausible: '0 CPUs.' } }, 'Its data cannot be true'],
    [{ standing: { ...calm.status.standing, blackout: 'mon-fri 08:00-18:00' } }, 'In a blackout window'],
    [{ standing: { ...calm.status.standing, maintenance: 'drains' } }, 'Draining'],
    [
      {
        standing: { ...calm.status.standing, breaker: { failures: 0, openSince: busy.at, because: 'memory-damaged' } },
      },
      'The memory was damaged',
    ],
    [{ historyNotWritten: 'ENOSPC' }, 'The history is not written'],
    [{ stopping: true }, 'The agent is stopping'],
    [{ lastReload: { at: busy.at, ok: false, reason: 'line 3' } }, 'The last reload was refused'],
  ];
  for (const [changes, title] of others)
    t.same(
      notices({ ...calm, status: { ...calm.status, ...changes } }).map((each) => each.title),
      [title],
    );
});

t.test('numbers and times for people', async (t) => {
  t.same([0, 7, 999, 999.6, 1000, 14_029_552, 298_300, 2.5, -1200].map(scaled), [
    ...['0', '7', '999', '1.00 k', '1.00 k', '14.0 M', '298 k', '2.50', '−1.20 k'],
  ]);
  t.same([0, 1234, 12_345_678].map(whole), ['0', '1,234', '12.3 M']);
  t.same([0, 120, 298_300].map(rate), ['0 B/s', '120 B/s', '298 kB/s']);
  t.same([512, 2048, 65_536 + 512].map(memory), ['512 MiB', '2 GiB', '64.5 GiB']);
  t.same([0, 8_000, 61_000, 3_600_000, 277_000_000].map(duration), ['0 s', '8 s', '1 min 1 s', '1 h', '3 d 4 h']);
  t.equal(clock('2026-03-14T15:09:26.535Z', busy.at), '15:09:26');
  t.equal(clock('2026-03-13T15:09:26.535Z', busy.at), '03-13 15:09');
});
