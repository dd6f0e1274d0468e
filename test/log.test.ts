// The logger: line format, levels, journald priorities, and that nothing a caller passes makes it throw.
import { fstatSync } from 'node:fs';
import t from 'tap';
import { createLogger, journalIsListening, type LogOptions } from '../agent/log.js';

const clock = () => new Date(Date.UTC(2024, 0, 2, 3, 4, 5, 6));

function recorder(options: LogOptions = {}) {
  const lines: string[] = [];
  return {
    lines,
    log: createLogger({ clock, priorities: false, sink: (line) => lines.push(line), ...options }),
    last: () => JSON.parse(lines.at(-1) ?? 'null'),
  };
}

t.test('a record is one JSON line that starts with time, level and message', async (t) => {
  const { log, lines } = recorder();
  log.info('token\npassed', { to: '10.0.0.1', hops: 3 });
  t.same(lines, [
    '{"time":"2024-01-02T03:04:05.006Z","level":"info","message":"token\\npassed","to":"10.0.0.1","hops":3}\n',
  ]);
});

t.test('fields cannot replace time, level or message', async (t) => {
  const { log, last } = recorder();
  log.warn('real', { message: 'forged', level: 'debug', time: 0 });
  t.same(last(), { time: '2024-01-02T03:04:05.006Z', level: 'warn', message: 'real' });
});

t.test('nothing in a record steers a terminal, and it stays the same value', async (t) => {
  const { log, lines, last } = recorder();
  const name = 'a\u009b31m\u202eb\u2028\u2029c\u200fd\u{e0041}\u007f\u001b \u{1f600}\u00e4';
  log.info(name, { name });
  t.notMatch(lines[0]!.slice(0, -1), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  t.match(lines[0], 'a\\u009b31m\\u202eb\\u2028\\u2029c\\u200fd\\udb40\\udc41\\u007f\\u001b \u{1f600}\u00e4');
  t.match(last(), { message: name, name });
  log.error('x', {
    a: Object.assign([], {
      toJSON: () => {
        throw new Error(name);
      },
    }),
  });
  t.notMatch(lines[1]!.slice(0, -1), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u, 'where fields are left out');
});

t.test('records below the level are left out, and the level can change', async (t) => {
  const { log, lines } = recorder({ level: 'warn' });
  const child = log.child({ part: 'ovs' });
  log.info('no');
  child.debug('no');
  log.error('yes');
  t.equal(lines.length, 1);
  log.setLevel('debug');
  child.debug('now');
  t.match(lines[1], /"message":"now","part":"ovs"/);
});

t.test('priorities are those of syslog', async (t) => {
  const { log, lines } = recorder({ priorities: true, level: 'debug' });
  log.debug('');
  log.info('');
  log.warn('');
  log.error('');
  t.same(
    lines.map((line) => line.slice(0, 4)),
    ['<7>{', '<6>{', '<4>{', '<3>{'],
  );
});

t.test('the journal listens only when stderr is the stream that JOURNAL_STREAM names', async (t) => {
  const { dev, ino } = fstatSync(2);
  t.equal(journalIsListening({}), false);
  t.equal(journalIsListening({ JOURNAL_STREAM: '1:1' }), false);
  t.equal(journalIsListening({ JOURNAL_STREAM: `${dev}:${ino}` }), true);
  t.equal(journalIsListening({ JOURNAL_STREAM: `${dev}:${ino}` }, 999_999), false);
});

t.test('errors, big integers, maps and sets are written readably', async (t) => {
  const { log, last } = recorder();
  const error = Object.assign(new Error('no route', { cause: new Error('down') }), { code: 'EHOSTUNREACH' });
  log.error('failed', { error, bytes: 12n, map: new Map([['a', 1]]), set: new Set([2]) });
  t.match(last(), {
    error: { name: 'Error', message: 'no route', code: 'EHOSTUNREACH', cause: { message: 'down' } },
    bytes: '12',
    map: { a: 1 },
    set: [2],
  });
});

t.test('what cannot be written is left out, the message is not', async (t) => {
  const { log, last } = recorder();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  log.info('cycle', cycle);
  t.match(last(), { message: 'cycle', fieldsOmitted: /circular/i });
  log.info('getter', {
    get bad(): string {
      throw new Error('gone');
    },
  });
  t.match(last(), { message: 'getter', fieldsOmitted: 'gone' });
  log.info('long', { text: 'x'.repeat(100_000) });
  t.ok(JSON.stringify(last()).length < 9000, 'long texts are cut');
  log.info('many', Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`field${n}`, 'x'.repeat(20)])));
  t.match(last(), { message: 'many', fieldsOmitted: /characters/ });
});

t.test('a failing sink does not throw, and the loss is told', async (t) => {
  let broken = true;
  const lines: string[] = [];
  const sink = (line: string) => {
    if (broken) throw new Error('EPIPE');
    lines.push(line);
  };
  const { log } = recorder({ sink });
  log.info('a');
  log.info('b');
  broken = false;
  log.info('c');
  log.info('d');
  t.equal(JSON.parse(lines[0] ?? '').lostRecords, 2);
  t.equal(JSON.parse(lines[1] ?? '').lostRecords, undefined);
});
