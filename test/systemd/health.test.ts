// What is evidence enough to feed the watchdog, and that it is fed with evidence only.
import t from 'tap';
import type { LogFields } from '../../agent/log.js';
import { type Evidence, silences, watchdogMs } from '../../agent/systemd/health.js';
import { Watchdog } from '../../agent/systemd/watchdog.js';

const loop = (name: string, atMs: number, withinMs = 100): Evidence => ({ loop: name, atMs, withinMs });

t.test('each loop has to have come round within its own time', async (t) => {
  const cases: readonly [evidence: Evidence[], silent: string[]][] = [
    [[loop('a', 900), loop('b', 1000)], []],
    [[loop('a', 899), loop('b', 1000)], ['a']],
    [[loop('a', 899, 101), loop('b', 0)], ['b']],
    [
      [loop('a', 0), loop('b', 0)],
      ['a', 'b'],
    ],
    [[loop('a', Number.NaN)], ['a']],
    [[], ['all']],
  ];
  for (const [evidence, silent] of cases) {
    t.same(
      silences(evidence, 1000).map((silence) => silence.loop),
      silent,
      JSON.stringify(evidence),
    );
  }
});

t.test('only the process that is watched feeds', async (t) => {
  t.equal(watchdogMs({}, 7), undefined);
  t.equal(watchdogMs({ WATCHDOG_USEC: '60000000' }, 7), 60_000);
  t.equal(watchdogMs({ WATCHDOG_USEC: '60000000', WATCHDOG_PID: '7' }, 7), 60_000);
  t.equal(watchdogMs({ WATCHDOG_USEC: '60000000', WATCHDOG_PID: '8' }, 7), undefined);
  for (const WATCHDOG_USEC of ['0', '-1', 'x', '']) t.equal(watchdogMs({ WATCHDOG_USEC }, 7), undefined);
});

t.test('the watchdog is fed while all loops come round, and the log says when one does not', async (t) => {
  let nowMs = 1000;
  let evidence = [loop('core', 1000), loop('transport', 1000)];
  let fed = 0;
  let probes = 0;
  const said: [string, LogFields | undefined][] = [];
  const note = (message: string, fields?: LogFields): void => void said.push([message, fields]);
  const watchdog = new Watchdog({
    intervalMs: 3_600_000,
    probe: () => probes++,
    evidence: () => evidence,
    feed: async () => Boolean(++fed),
    log: { error: note, info: note },
    clock: () => nowMs,
  });
  t.teardown(() => watchdog.stop());
  const look = async (): Promise<void> => {
    watchdog.look();
    await new Promise(setImmediate);
  };
  await new Promise(setImmediate);
  await look();
  t.same([fed, probes, said.length], [2, 2, 0]);
  nowMs = 1101;
  evidence = [loop('core', 1101), loop('transport', 1000)];
  await look();
  await look();
  t.equal(fed, 2, 'a timer that fires is no evidence');
  t.equal(probes, 4, 'a loop that hangs is asked all the same: it may come round');
  t.match(said, [['part of the agent hangs', { loops: 'transport' }]]);
  evidence = [loop('core', 1101), loop('transport', 1101)];
  await look();
  t.equal(fed, 3);
  t.match(said.at(-1), ['all parts of the agent work again']);
});

t.test('a message that is still under way is not followed by another', async (t) => {
  let fed = 0;
  const watchdog = new Watchdog({
    intervalMs: 3_600_000,
    probe: () => {},
    evidence: () => [loop('core', 0)],
    feed: () => {
      fed += 1;
      return new Promise(() => {});
    },
    log: { error: () => {}, info: () => {} },
    clock: () => 0,
  });
  t.teardown(() => watchdog.stop());
  watchdog.look();
  watchdog.look();
  t.equal(fed, 1);
});
