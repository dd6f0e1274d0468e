// What counts as an entry: foreign text, cut and made harmless, or nothing.
import t from 'tap';
import type { DecisionRecord, RoundReport } from '../../agent/core/steps.js';
import { decisionEntry, entryOf, MAX_CANDIDATES, standingReport } from '../../agent/history/effects.js';
import { readEntry } from '../../agent/history/entry.js';
import { ipv4 } from '../../topology/ipv4.js';
import { decision, explainReport, historyReport } from '../control/history-reports.js';

const host = ipv4('10.0.1.1');
const wallMs = Date.UTC(2026, 0, 2, 3, 4, 5);

const record: DecisionRecord = {
  ...{ atMs: 5, wallMs, tokenId: '5f3a9c01', round: 1, sequence: 7, vm: ipv4('10.1.0.1'), name: 'web1', host },
  ...{ verdict: 'migrate', reason: 'eq-3.2', detail: '', neighbours: 3, unlocated: 1, level: 2, load: 9 },
  ...{ migrationCost: 1000, target: { host: ipv4('10.0.2.1'), gain: 5000 } },
  candidates: [{ host: ipv4('10.0.2.1'), near: 0, level: 2, gain: 5000, cost: 4000, threshold: 4500, answer: 'room' }],
};

t.test('entries go to disk and come back as they were', async (t) => {
  const all = [...historyReport.entries, ...explainReport.told.flatMap(({ entries }) => entries)];
  for (const entry of all) t.same(readEntry(JSON.stringify(entry)), entry, entry.kind);
});

t.test('each effect that is worth it makes an entry', async (t) => {
  const report: RoundReport = {
    ...{ tokenId: 't', policy: 'distributed', migrationCost: 0, startedAtMs: 0, slots: 2, endedAtMs: 9, rounds: 1 },
    ...{
      endReason: 'done',
      hops: 2,
      migrationCount: 1,
      failureCount: 0,
      migrations: [],
      failures: [],
      stays: { x: 1 },
    },
  };
  const vm = ipv4('10.1.0.1');
  const moved = {
    ...{ vm, from: host, to: ipv4('10.0.2.1'), ok: true, reason: 'eq-3.2', gain: 5, bytes: 6, ms: 7, downtimeMs: 8 },
    verified: true,
  };
  const standing = { mode: 'auto', effectiveMode: 'recommend', maintenance: 'none', breaker: { failures: 3 } } as const;
  const effects = [
    { type: 'decided', record },
    { type: 'migrate', vm, uuid: 'u', target: ipv4('10.0.2.1'), history: [] },
    { type: 'migrated', tokenId: 't', round: 1, record: moved },
    { type: 'standing', standing },
    {
      type: 'standing',
      standing: { ...standing, breaker: { failures: 0, openSinceMs: wallMs, because: 'memory-damaged' } },
    },
    { type: 'alarm', code: 'no-traffic', vm, text: 'nothing seen' },
    { type: 'alarm', code: 'breaker-open', text: 'too many' },
    { type: 'round-ended', report },
  ] as const;
  for (const effect of effects) {
    const entry = entryOf(effect, host, wallMs);
    t.match(entry, { at: '2026-01-02T03:04:05.000Z', host: '10.0.1.1' }, effect.type);
    t.same(readEntry(JSON.stringify(entry)), entry, `${effect.type} is read back`);
  }
  t.match(entryOf(effects[0], host, 0), {
    ...{ kind: 'decision', vm: '10.1.0.1', verdict: 'migrate', rate: 9, migrationCost: 1000 },
    candidates: [{ host: '10.0.2.1', gain: 5000, cost: 4000, threshold: 4500, answer: 'room' }],
    target: { host: '10.0.2.1', gain: 5000 },
  });
  t.notOk(Object.hasOwn(decisionEntry(record), 'autoCost'), 'c_m was a number');
  const auto = decisionEntry({ ...record, migrationCost: 0, autoCost: true });
  t.match(auto, { migrationCost: 0, autoCost: true }, 'c_m is not nothing, but of each candidate');
  t.same(readEntry(JSON.stringify(auto)), auto);
  t.equal(readEntry(JSON.stringify({ ...auto, autoCost: false })), undefined);
  t.equal(entryOf({ type: 'injected', reply: 1, result: { ok: false, code: 'busy', text: '' } }, host, 0), undefined);
  t.match(standingReport({ ...standing, breaker: { failures: 3, openSinceMs: wallMs } }), {
    breaker: { failures: 3, openSince: '2026-01-02T03:04:05.000Z' },
  });
});

t.test('a decision with very many candidates is bounded', async (t) => {
  const [candidate] = record.candidates;
  const candidates = Array.from({ length: 1000 }, () => candidate!);
  t.equal(decisionEntry({ ...record, candidates }).candidates.length, MAX_CANDIDATES);
  t.equal(decisionEntry({ ...record, wallMs: Number.POSITIVE_INFINITY }).at, '1970-01-01T00:00:00.000Z');
});

t.test('foreign text is cut, on one line, and steers no terminal', async (t) => {
  const evil = { ...decision, detail: 'a\u001b]0;title\u0007b\u009b31mc\nd\u202ee', name: 'x'.repeat(20_000), more: 1 };
  const read = readEntry(JSON.stringify(evil));
  t.match(read, { detail: 'a ]0;title b 31mc d e' });
  t.equal(read?.kind === 'decision' ? read.name.length : 0, 8195);
  t.notOk(Object.hasOwn(read ?? {}, 'more'), 'members of no meaning are left out');
});

t.test('what is no entry is none', async (t) => {
  const wrong: unknown[] = [
    ...[undefined, null, 1, 'x', [], {}, { kind: 'decision' }, { ...decision, kind: 'decisions' }],
    ...[
      { ...decision, at: 'yesterday' },
      { ...decision, at: '2026-01-02T03:04:05' },
      { ...decision, at: 5 },
    ],
    ...[
      { ...decision, vm: '10.1.0' },
      { ...decision, vm: undefined },
      { ...decision, host: 'localhost' },
    ],
    ...[
      { ...decision, candidates: {} },
      { ...decision, candidates: [{}] },
      { ...decision, verdict: 'go' },
    ],
    ...[
      { ...decision, rate: '9' },
      { ...decision, target: { host: '10.0.0.1' } },
      { ...decision, name: ['x'] },
    ],
    { ...decision, kind: { toString: 'decision' } },
  ];
  for (const value of wrong) t.equal(readEntry(JSON.stringify(value) ?? ''), undefined, JSON.stringify(value));
  t.equal(readEntry('{"kind":"decision"'), undefined);
  t.equal(readEntry(`{"kind":"alarm","text":"${'x'.repeat(300_000)}"}`), undefined, 'a line that is too long');
  const stays = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`reason-${index}`, 1]));
  const round = historyReport.entries.find(({ kind }) => kind === 'round');
  const read = readEntry(JSON.stringify({ ...round, stays }));
  t.equal(read?.kind === 'round' ? Object.keys(read.stays).length : 0, 100, 'counts are bounded');
  t.match(readEntry(JSON.stringify({ ...decision, rate: Number.POSITIVE_INFINITY })), { rate: 0 });
});
