// What the demo prints and accepts: options, numbers, progress.
import t from 'tap';
import type { RoundState } from '../../agent/report/status.js';
import { parseOptions, UsageError } from '../../tools/demo/options.js';
import { newestRound, progressLine } from '../../tools/demo/progress.js';
import { bar, change, rate, scaled, table } from '../../tools/format.js';
import { ProgressWriter } from '../../tools/progress-writer.js';

t.test('options: defaults, all given, and each refusal names its option', async (t) => {
  t.match(parseOptions([]), { policy: 'distributed', hosts: 8, vms: 64, seed: 1, keep: false, out: 'out/demo' });
  const argv = '--policy load-aware --migration-cost 2.5e3 --hosts 16 --vms 100 --seed 9 --keep --out x'.split(' ');
  t.same(parseOptions(argv), {
    policy: 'load-aware',
    migrationCost: 2500,
    hosts: 16,
    vms: 100,
    seed: 9,
    keep: true,
    out: 'x',
  });
  t.equal(parseOptions(['--help']), 'help');
  const refused: [string[], RegExp][] = [
    [['--policy', 'global'], /--policy global: no such policy; there are round-robin, distributed, load-aware/],
    [['--migration-cost', '-1'], /migration-cost/],
    [['--migration-cost='], /--migration-cost : must be a number/],
    [['--hosts', '1'], /--hosts 1: must be a whole number from 2 to 64/],
    [['--vms', '2.5'], /--vms 2\.5: must be a whole number/],
    [['--seed', 'x'], /--seed x/],
    [['--colour'], /--colour/],
    [['stray'], /stray/],
  ];
  for (const [args, message] of refused) {
    t.throws(() => parseOptions(args), { name: 'UsageError', message }, args.join(' '));
  }
  t.throws(() => parseOptions(['--bad']), UsageError);
});

t.test('numbers have three digits and a prefix', async (t) => {
  const cases: [number, string][] = [
    [0, '0 '],
    [7, '7 '],
    [999, '999 '],
    [999.7, '1.00 k'],
    [1234, '1.23 k'],
    [12_345, '12.3 k'],
    [999_600, '1.00 M'],
    [-2.5e9, '-2.50 G'],
    [0.25, '0.25 '],
  ];
  for (const [value, text] of cases) t.equal(scaled(value), text);
  t.equal(rate(1.5e6), '1.50 MB/s');
  t.equal(change(200, 150), '-25.0 %');
  t.equal(change(200, 250), '+25.0 %');
  t.equal(change(0, 0), '0 %');
});

t.test('bars are as long as their share, tables as wide as their cells', async (t) => {
  t.equal(bar(0.5, 4), '██');
  t.equal(bar(1, 4), '████');
  t.equal(bar(0.03125, 4), '▏');
  t.equal(bar(7, 2), '██');
  t.same(
    table(
      [
        ['a', '1', 'x'],
        ['bbb', '22', ''],
      ],
      [1],
    ),
    ['a     1  x', 'bbb  22'],
  );
});

const round: RoundState = {
  inFlight: 0,
  tokenId: 'abc',
  policy: 'distributed',
  ...{ origin: '127.72.0.1', lostHosts: [], silentVms: [] },
  round: 2,
  migrations: 3,
  slots: 64,
  visited: 16,
  generation: 1,
  sequence: 80,
  state: 'passed',
  lastSeenMsAgo: 5,
};

t.test('progress tells round, hop, VM, host, cost and migrations', async (t) => {
  const common = { host: 'host-3', initialCost: 2e9, cost: 1e9, migrations: 12 };
  const holding: RoundState = { ...round, state: 'holding', holderVm: '127.72.0.9' };
  t.equal(
    progressLine({ ...common, round: holding }),
    'round 2  █████░░░░░░░░░░░░░░░ 16/64  hop 80  cost 1.00 G (-50.0 %)  migrations 12  127.72.0.9 on host-3',
  );
  t.match(progressLine({ ...common, round: undefined }), /^token on its way/);
});

t.test('the host that saw the token last tells where it is; other tokens do not count', async (t) => {
  const rounds = [
    { ...round, sequence: 4 },
    undefined,
    { ...round, sequence: 6 },
    { ...round, tokenId: 'old', sequence: 99 },
  ];
  t.match(newestRound(rounds, 'abc'), { index: 2, round: { sequence: 6 } });
  t.equal(newestRound([undefined], 'abc'), undefined);
});

t.test('a terminal sees one line redrawn, a pipe a line a second', async (t) => {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  const terminal = new ProgressWriter({ isTTY: true, columns: 8, write });
  terminal.show('one', 0);
  terminal.show('a longer line', 10);
  terminal.end();
  terminal.end();
  t.same(written.splice(0), ['\rone\x1b[K', '\ra longe\x1b[K', '\n']);
  const pipe = new ProgressWriter({ write });
  for (const ms of [0, 150, 999, 1000, 1500]) pipe.show(`at ${ms}`, ms);
  pipe.end();
  t.same(written, ['at 0\n', 'at 1000\n']);
});
