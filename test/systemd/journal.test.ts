// The hand-over of events to the journal: what an entry says, and that no record is lost or doubled when the program that
// sends it fails, hangs or is missing, which the real one does not do on demand: here a script has its place. The real one
// is in booted.lab.test.ts.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { createLogger, type EventRecord, type LogFields } from '../../agent/log.js';
import { entryText } from '../../agent/systemd/entry.js';
import { messageIds } from '../../agent/systemd/events.js';
import { Journal } from '../../agent/systemd/journal.js';
import { inRepository } from '../support/paths.js';
import { shortFolder, until } from '../support/temporary.js';

t.setTimeout(60_000);

function record(fields: LogFields, event: EventRecord['event'] = 'decision'): EventRecord {
  return { event, level: 'info', json: JSON.stringify(fields), fields };
}

/** A journal whose logger is `script`, which has what it reads in $text and a file in $OUT. */
function journalWith(t: Test, script: string | undefined) {
  const folder = shortFolder(t);
  const out = path.join(folder, 'out');
  mkdirSync(path.join(folder, 'bin'));
  if (script !== undefined) {
    const file = path.join(folder, 'bin/logger');
    writeFileSync(file, `#!/bin/sh\n[ "$1" = --journald ] || exit 9\ntext=$(cat; echo .)\n${script}\n`);
    chmodSync(file, 0o755);
  }
  const lines: string[] = [];
  const failures: string[] = [];
  const path_ = script === undefined ? path.join(folder, 'bin') : `${path.join(folder, 'bin')}:/usr/bin:/bin`;
  const journal = new Journal({
    line: ({ json }) => void lines.push(json),
    onFailure: (reason) => void failures.push(reason),
    environment: { PATH: path_, OUT: out },
  });
  const sent = (): string[] =>
    existsSync(out) ? [...readFileSync(out, 'utf8').matchAll(/^MESSAGE=(.*)$/gm)].map(([, json]) => json!) : [];
  return { journal, lines, failures, sent, entries: () => readFileSync(out, 'utf8').split('.\n').length - 1 };
}

const keep = 'echo "$text" >>"$OUT"';

t.test('an entry has the id of its event, fields to search for, and the record', async (t) => {
  const fields = { vm: '10.0.0.5', tokenId: 'ab', gain: 3, ok: true, candidates: [1], none: undefined, 'odd name': 1 };
  t.equal(
    entryText([record(fields)]),
    [
      `MESSAGE_ID=${messageIds.decision}`,
      ...['PRIORITY=6', 'SYSLOG_IDENTIFIER=score-agent', 'SCORE_EVENT=decision'],
      ...['SCORE_VM=10.0.0.5', 'SCORE_TOKEN_ID=ab', 'SCORE_GAIN=3', 'SCORE_OK=true'],
      `MESSAGE=${JSON.stringify(fields)}\n`,
    ].join('\n'),
  );
});

t.test('no value begins a field of its own', async (t) => {
  const text = entryText([
    record({ reason: 'no\nPRIORITY=0\r\n\u2028\u009b\u202eMESSAGE_ID=x', name: 'x'.repeat(9999) }),
  ]);
  t.equal(text.match(/^PRIORITY=/gm)?.length, 1);
  t.match(text, /^SCORE_REASON=no PRIORITY=0 MESSAGE_ID=x$/m);
  t.match(text, /^SCORE_NAME=x{256}$/m);
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, index]));
  t.ok(entryText([record(many)]).split('\n').length < 50);
});

t.test('a burst shares entries; each record is there once, in order', async (t) => {
  const { journal, lines, failures, sent, entries } = journalWith(t, keep);
  const records = Array.from({ length: 500 }, (_, n) => record({ n }, n % 250 === 249 ? 'round-ended' : 'decision'));
  for (const one of records) t.equal(journal.take(one), true);
  await journal.close();
  t.same(
    sent(),
    records.map(({ json }) => json),
  );
  t.same([lines, failures], [[], []]);
  t.equal(entries(), 4);
  t.equal(journal.take(record({ n: 500 })), false, 'a closed journal takes none');
});

t.test('an entry is not longer than journalctl shows', async (t) => {
  const { journal, sent, entries } = journalWith(t, keep);
  for (let n = 0; n < 40; n += 1) journal.take(record({ n, text: 'x'.repeat(8000) }));
  await journal.close();
  t.equal(sent().length, 40);
  t.equal(entries(), 7);
});

t.test('when nothing can be sent, all is written as lines, once', async (t) => {
  for (const [script, reason] of [
    ['exit 1', /ended with code 1/],
    [undefined, /not installed/],
  ] as const) {
    const { journal, lines, failures, sent } = journalWith(t, script);
    const records = Array.from({ length: 20 }, (_, n) => record({ n }, n < 10 ? 'decision' : 'standing'));
    for (const one of records) journal.take(one);
    await until('all are written', () => lines.length >= records.length);
    t.same(
      lines,
      records.map(({ json }) => json),
    );
    t.same(sent(), []);
    t.match(failures, [reason]);
    t.equal(journal.take(record({ n: 20 })), false, 'for a while it is not tried again');
    await journal.close();
  }
});

t.test('a program that hangs is ended, and its records are written as lines', async (t) => {
  const { journal, lines, failures, sent } = journalWith(t, `sleep 6; ${keep}`);
  journal.take(record({ n: 0 }));
  await journal.close();
  t.same(lines, ['{"n":0}']);
  t.match(failures, [/journald stopped/]);
  // It would have sent it by then.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  t.same(sent(), [], 'and are not sent as well');
});

t.test('a signal to the whole service does not end it', async (t) => {
  const { journal, lines, sent } = journalWith(t, `kill -TERM $PPID $$; ${keep}`);
  journal.take(record({ n: 0 }));
  await journal.close();
  t.same([sent(), lines], [['{"n":0}'], []]);
});

t.test('the waiting is bounded, and what waits when the process ends is written', async (t) => {
  const { journal, lines, sent } = journalWith(t, keep);
  const text = 'x'.repeat(100);
  let taken = 0;
  while (taken < 100_000 && journal.take(record({ n: taken, text }))) taken += 1;
  t.equal(taken, 4_000);
  await until('the first are on their way', () => sent().length > 0);
  const first = sent().length;
  journal.spill();
  await journal.close();
  t.equal(sent().length + lines.length, taken);
  t.ok(lines.length > 0 && sent().length >= first);
  t.same(
    [...sent(), ...lines].map((json) => JSON.parse(json).n),
    Array.from({ length: taken }, (_, n) => n),
  );
});

t.test('the log gives it events, and writes those that it does not take', async (t) => {
  const lines: string[] = [];
  const taken: EventRecord[] = [];
  let takes = true;
  const events = (one: EventRecord): boolean => {
    if (takes) taken.push(one);
    return takes;
  };
  const log = createLogger({ sink: (line) => void lines.push(line), priorities: true, events });
  log.info('plain');
  log.child({ part: 'a' }).warn('alarm', { code: 'x' }, 'alarm');
  log.debug('hidden', {}, 'decision');
  takes = false;
  log.info('decision', { vm: '10.0.0.5' }, 'decision');
  t.match(taken, [{ event: 'alarm', level: 'warn', fields: { part: 'a', code: 'x' } }]);
  t.match(JSON.parse(taken[0]!.json), { message: 'alarm', part: 'a', code: 'x' });
  t.equal(lines.length, 2);
  t.match(lines[1], /^<6>\{.*"message":"decision","vm":"10.0.0.5"\}\n$/);
});

t.test('every event has an id of its own, which catalog and README name', async (t) => {
  const ids = Object.values(messageIds);
  t.equal(new Set(ids).size, ids.length);
  const catalog = readFileSync(inRepository('systemd/score.catalog'), 'utf8');
  t.same([...catalog.matchAll(/^-- (.*)$/gm)].map(([, id]) => id).sort(), [...ids].sort());
  const readme = readFileSync(inRepository('systemd/README.md'), 'utf8');
  for (const [event, id] of Object.entries(messageIds)) {
    t.match(id, /^[0-9a-f]{32}$/);
    t.ok(readme.includes(`| \`${event}\` | \`${id}\` |`), event);
  }
});
