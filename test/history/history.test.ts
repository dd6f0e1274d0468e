// The history on a real disk: bounds, segments, torn lines, damage, a full disk, and what a reader gets.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { History, type HistoryOptions } from '../../agent/history/history.js';
import { createLogger } from '../../agent/log.js';
import type { AlarmEntry, DecisionEntry } from '../../agent/report/history.js';
import { decision } from '../control/history-reports.js';
import { shortFolder, until } from '../support/temporary.js';

const MIB = 1024 * 1024;
const START = Date.UTC(2026, 0, 1);

function numbered(number: number, vm = `10.1.0.${number % 250}`): DecisionEntry {
  return { ...decision, at: new Date(START + number * 1000).toISOString(), sequence: number, vm };
}

function kept(t: Test, folder = shortFolder(t), changed: Partial<HistoryOptions> = {}) {
  const logged: { level: string; message: string; [field: string]: unknown }[] = [];
  const log = createLogger({ sink: (line) => logged.push(JSON.parse(line)), priorities: false });
  const history = new History({ stateDir: folder, maxMiB: 1, log, ...changed });
  t.teardown(() => history.close());
  const files = () => readdirSync(path.join(folder, 'history')).sort();
  const file = (name: string) => path.join(folder, 'history', name);
  const sequences = async (query: Partial<Parameters<History['read']>[0]> = {}) => {
    const { entries } = await history.read({ limit: 5000, ...query });
    return entries.map((entry) => (entry.kind === 'decision' ? entry.sequence : -1));
  };
  return { history, folder, logged, files, file, sequences };
}

t.test('what is recorded is there after a restart, oldest first, for its owner only', async (t) => {
  const before = kept(t);
  for (let number = 1; number <= 5; number++) before.history.record(numbered(number));
  t.same(await before.sequences(), [1, 2, 3, 4, 5]);
  t.equal(statSync(before.file('00000001.jsonl')).mode & 0o777, 0o600);
  t.equal(statSync(path.join(before.folder, 'history')).mode & 0o777, 0o700);
  before.history.close();
  const after = kept(t, before.folder);
  after.history.record(numbered(6));
  t.same(await after.sequences(), [1, 2, 3, 4, 5, 6]);
  t.same(after.files(), ['00000001.jsonl'], 'the last segment goes on');
  t.same((await after.history.read({ limit: 1 })).entries[0], numbered(6), 'nothing of it is lost');
});

t.test('a history that is removed while it is written to begins anew, and says so', async (t) => {
  const { history, folder, logged, sequences, files } = kept(t);
  history.record(numbered(1));
  t.same(await sequences(), [1]);
  rmSync(path.join(folder, 'history'), { recursive: true });
  history.record(numbered(2));
  t.same(await sequences(), [2]);
  t.equal(files().length, 1);
  t.match(logged, [{ level: 'warn', message: /^the history was removed while the agent ran/ }]);
});

t.test('queries: by VM, kind, time and number, the latest of what fits', async (t) => {
  const { history, sequences } = kept(t);
  const alarm: AlarmEntry = {
    at: new Date(START).toISOString(),
    host: '10.0.1.1',
    kind: 'alarm',
    code: 'x',
    text: 'y',
  };
  for (let number = 0; number < 1000; number++) history.record(numbered(number, `10.1.0.${number % 10}`));
  history.record({ ...alarm, at: new Date(START + 1_000_000).toISOString(), vm: '10.1.0.3' });
  t.same(await sequences({ vm: '10.1.0.3', limit: 3 }), [983, 993, -1]);
  t.same(await sequences({ vm: '10.1.0.3', kind: 'decision', limit: 2 }), [983, 993]);
  t.same(await sequences({ kind: 'alarm' }), [-1]);
  t.same(await sequences({ sinceMs: START + 997_000 }), [997, 998, 999, -1]);
  t.same(await sequences({ vm: '10.1.0.33' }), [], 'an address is not a part of another');
  t.same(await sequences({ vm: '10.1.0' }), []);
  t.equal((await history.read({ limit: 10 })).truncated, true);
  t.equal((await history.read({ kind: 'alarm', limit: 1 })).truncated, false);
});

t.test('the oldest segment goes when the bound is reached', async (t) => {
  const { history, files, file, sequences } = kept(t);
  const line = JSON.stringify(numbered(1)).length + 1;
  const count = Math.ceil((3 * MIB) / line);
  for (let number = 0; number < count; number++) {
    history.record(numbered(number));
    if (number % 500 === 0) await nextTurn();
  }
  history.flush();
  const bytes = files().reduce((sum, name) => sum + statSync(file(name)).size, 0);
  t.ok(bytes <= MIB, `${bytes} bytes`);
  t.ok(bytes > 0.8 * MIB, 'and the room is used');
  t.ok(files().length <= 9, `${files().length} segments`);
  const found = await sequences();
  t.equal(found.at(-1), count - 1, 'the latest is there');
  t.same(
    found,
    Array.from({ length: found.length }, (_, index) => count - found.length + index),
    'without a gap',
  );
  t.equal((await history.read({ limit: 5000 })).truncated, true);
  history.setBound(1 / 4);
  t.ok(files().reduce((sum, name) => sum + statSync(file(name)).size, 0) <= MIB / 2, 'a lower bound counts at once');
});

t.test('a line that a killed agent has not finished is dropped, and nothing else', async (t) => {
  const before = kept(t);
  for (let number = 1; number <= 3; number++) before.history.record(numbered(number));
  before.history.close();
  const file = before.file('00000001.jsonl');
  const size = statSync(file).size;
  for (const bytes of [1, 20, Math.floor(size / 3) - 1]) {
    const text = readFileSync(file, 'utf8');
    truncateSync(file, size - bytes);
    const after = kept(t, before.folder);
    t.match(after.logged, [{ level: 'warn', message: /never finished/, tornBytes: Number }]);
    t.same(await after.sequences(), [1, 2]);
    after.history.record(numbered(4));
    t.same(await after.sequences(), [1, 2, 4], 'and the next line is whole');
    after.history.close();
    writeFileSync(file, text);
  }
});

t.test('damage inside a file costs only the lines that it is in', async (t) => {
  const before = kept(t);
  for (let number = 1; number <= 3; number++) before.history.record(numbered(number));
  before.history.close();
  const file = before.file('00000001.jsonl');
  const lines = readFileSync(file, 'utf8').split('\n');
  const bad = [
    '\0\0\0\0',
    '{"kind":"decision"}',
    '[]',
    'null',
    '{"at":1}',
    `{"kind":"decision","x":"${'y'.repeat(600_000)}"}`,
  ];
  writeFileSync(file, [lines[0], ...bad, lines[1], lines[2], ''].join('\n'));
  t.same(await kept(t, before.folder).sequences(), [1, 2, 3]);
});

t.test('a file that cannot be read is set aside, and the others count', async (t) => {
  const before = kept(t);
  before.history.record(numbered(1));
  before.history.close();
  mkdirSync(before.file('00000002.jsonl'));
  writeFileSync(before.file('notes.txt'), 'not ours');
  const after = kept(t, before.folder);
  t.match(after.logged, [{ level: 'error', message: /set aside/, reason: 'no regular file' }]);
  after.history.record(numbered(2));
  t.same(await after.sequences(), [1, 2]);
  t.same(after.files(), ['00000001.jsonl', '00000002.jsonl.damaged', 'notes.txt']);
  after.history.close();
  writeFileSync(before.file('00000003.jsonl'), 'x'.repeat(3 * MIB));
  const again = kept(t, before.folder, { maxMiB: 8 });
  t.match(again.logged, [{ message: /never finished/, tornBytes: 3 * MIB }], 'what has no line at all is torn');
  t.same(await again.sequences(), [1, 2]);
});

t.test('a folder that cannot be used is told once, tried again, and keeps nobody from work', async (t) => {
  const folder = shortFolder(t);
  writeFileSync(path.join(folder, 'history'), 'a file in its place');
  const { history, logged, sequences } = kept(t, folder, { retryMs: 20 });
  for (let number = 1; number <= 3; number++) history.record(numbered(number));
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.match(logged, [{ level: 'error', message: 'history not written', reason: /EEXIST|ENOTDIR/ }], 'once');
  t.equal(logged.length, 1);
  t.match(history.notWritten, /EEXIST|ENOTDIR/);
  rmSync(path.join(folder, 'history'));
  await until('it is written again', () => history.notWritten === undefined);
  t.match(logged[1], { level: 'info', message: 'history written again', lostEntries: 0 });
  t.same(await sequences(), [1, 2, 3], 'what waited is there');
});

t.test('a folder that is removed under it is made again', async (t) => {
  const { history, folder, files, logged } = kept(t, shortFolder(t), { retryMs: 20, maxMiB: 1 });
  history.record(numbered(1));
  history.flush();
  rmSync(path.join(folder, 'history'), { recursive: true });
  // Until the segment is full, the file that was removed is written to: its entries are gone.
  for (let number = 2; number < 1000; number++) history.record(numbered(number));
  history.flush();
  await until('it is there again', () => existsSync(path.join(folder, 'history')) && history.notWritten === undefined);
  t.ok(files().length > 0);
  t.match(logged[0], { message: /^the history was removed while the agent ran/ });
});

t.test('what waits for a disk that refuses is bounded', async (t) => {
  const folder = shortFolder(t);
  writeFileSync(path.join(folder, 'history'), '');
  const { history, logged, sequences } = kept(t, folder, { retryMs: 600_000, maxMiB: 16 });
  const count = 20_000;
  for (let number = 0; number < count; number++) history.record(numbered(number));
  rmSync(path.join(folder, 'history'));
  history.flush();
  const lost = logged.find(({ message }) => message === 'history written again')?.lostEntries;
  t.ok(Number(lost) > 0, `${lost} are lost`);
  const found = await sequences({ limit: 5000 });
  t.equal(found.at(-1), count - 1, 'the latest are there');
});

t.test('a clock that is set back hides nothing', async (t) => {
  const { history, sequences } = kept(t);
  for (const number of [100, 101, 1, 2, 102]) history.record(numbered(number));
  t.same(await sequences({ sinceMs: START + 50_000 }), [100, 101, 102]);
});

t.test('too many readers at once are refused, and later ones are not', async (t) => {
  const { history } = kept(t);
  for (let number = 0; number < 500; number++) history.record(numbered(number));
  const all = await Promise.allSettled(Array.from({ length: 12 }, () => history.read({ limit: 500 })));
  t.equal(all.filter(({ status }) => status === 'rejected').length, 4);
  t.equal((await history.read({ limit: 500 })).entries.length, 500);
});

const isRoot = process.getuid?.() === 0 ? 'root may write everywhere' : false;

t.test('a folder without rights', { skip: isRoot }, async (t) => {
  const folder = shortFolder(t);
  chmodSync(folder, 0o500);
  const { history, logged } = kept(t, folder);
  history.record(numbered(1));
  history.flush();
  t.match(logged, [{ message: 'history not written', reason: /EACCES/ }]);
});

t.test('hundreds of decisions in one turn are one write', async (t) => {
  const { history, file } = kept(t, shortFolder(t), { maxMiB: 16 });
  await nextTurn();
  for (let number = 0; number < 300; number++) history.record(numbered(number));
  t.equal(statSync(file('00000001.jsonl'), { throwIfNoEntry: false })?.size ?? 0, 0, 'nothing yet');
  await nextTurn();
  const lines = readFileSync(file('00000001.jsonl'), 'utf8').trimEnd().split('\n');
  t.equal(lines.length, 300, 'all of them');
});
