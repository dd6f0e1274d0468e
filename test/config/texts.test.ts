// The texts of settings that are more than a word: blackout windows and listening addresses.
import t from 'tap';
import { parseBlackout } from '../../agent/config/blackout-text.js';
import { isLoopback, parseListen } from '../../agent/config/listen-text.js';
import { blackoutAt } from '../../agent/core/rules/blackout.js';

const all = [0, 1, 2, 3, 4, 5, 6];

t.test('blackout windows that can be read', async (t) => {
  const cases: [text: string, days: number[], fromMinute: number, toMinute: number][] = [
    ['Mon-Fri 08:00-18:00', [0, 1, 2, 3, 4], 480, 1080],
    ['Sat,Sun 00:00-24:00', [5, 6], 0, 1440],
    ['daily 22:00-02:00', all, 1320, 120],
    ['Fri-Mon 0:30-1:00', [0, 4, 5, 6], 30, 60],
    ['sun,MON,Wed-Thu 23:59-00:00', [0, 2, 3, 6], 1439, 0],
    ['Mon-Sun 10:00-11:00', all, 600, 660],
    ['Tue-Tue 10:00-11:00', [1], 600, 660],
    ['Mon,Mon-Tue 10:00-11:00', [0, 1], 600, 660],
  ];
  for (const [text, days, fromMinute, toMinute] of cases) {
    t.strictSame(parseBlackout(text), { days, fromMinute, toMinute, text }, text);
  }
  t.match(parseBlackout('  Mon   10:00-11:00 '), { text: 'Mon 10:00-11:00' });
});

t.test('blackout windows that cannot', async (t) => {
  const cases: [text: string, complaint: RegExp][] = [
    ['', /^write days and hours in UTC, such as Mon-Fri 08:00-18:00/],
    ['Mon-Fri', /^write days and hours/],
    ['Mon, Tue 10:00-11:00', /^write days and hours/],
    ['Mond 10:00-11:00', /^"Mond" is no day; did you mean Mon\?$/],
    ['weekdays 10:00-11:00', /^"weekdays" is no day; the days are Mon, Tue, .*, or daily$/],
    ['Mon- 10:00-11:00', /^"" is no day/],
    ['Mon-Tue-Wed 10:00-11:00', /^write days and hours/],
    ['daily-Mon 10:00-11:00', /^"daily" is no day/],
    ['Mon 10-11', /^its hours are "10-11"; write days/],
    ['Mon 24:00-02:00', /^it must begin between 00:00 and 23:59$/],
    ['Mon 10:60-11:00', /^it must begin/],
    ['Mon 10:00-24:01', /^it must end between 00:00 and 24:00$/],
    ['Mon 10:00-10:00', /^it ends when it begins; for the whole day write 00:00-24:00$/],
  ];
  for (const [text, complaint] of cases) t.match(parseBlackout(text), complaint, text);
});

t.test('a window over midnight ends the day after, and over Sunday on Monday', async (t) => {
  const window = parseBlackout('Sun 22:00-02:00');
  if (typeof window === 'string') throw new Error(window);
  const isIn = (time: string) => blackoutAt([window], Date.parse(time)) !== undefined;
  // 2 January 2022 was a Sunday.
  t.strictSame(
    ['2022-01-02T21:59:59Z', '2022-01-02T22:00:00Z', '2022-01-03T01:59:59Z', '2022-01-03T02:00:00Z'].map(isIn),
    [false, true, true, false],
  );
  t.notOk(isIn('2022-01-04T01:00:00Z'), 'Tuesday');
});

t.test('where a server listens', async (t) => {
  t.strictSame(parseListen('127.0.0.1:9470'), { address: '127.0.0.1', port: 9470 });
  t.strictSame(parseListen('[fe80::1]:1'), { address: 'fe80::1', port: 1 });
  const wrong = ['', '9470', ':9470', '127.0.0.1', '127.0.0.1:0', '127.0.0.1:65536', '1.2.3:80', '256.0.0.1:80'];
  for (const text of [...wrong, '::1:9470', '[127.0.0.1]:80', '[::g]:80', 'localhost:80', '127.0.0.1:80 ', '[::1]80']) {
    t.equal(parseListen(text), undefined, text);
  }
  const loopback = (text: string) => isLoopback(parseListen(text)!);
  t.strictSame(['127.0.0.1:1', '127.9.9.9:1', '[::1]:1', '[0:0:0:0:0:0:0:1]:1'].map(loopback), [
    true,
    true,
    true,
    true,
  ]);
  t.strictSame(['0.0.0.0:1', '10.0.0.1:1', '[::]:1', '[::ffff:10.0.0.1]:1'].map(loopback), [
    false,
    false,
    false,
    false,
  ]);
});
