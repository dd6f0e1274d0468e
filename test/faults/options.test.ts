// The command line of the simulation of faults.
import t from 'tap';
import { parseOptions, UsageError } from '../../tools/faults/options.js';

t.test('defaults and values', async (t) => {
  t.match(parseOptions([], 77), { seed: 77, seeds: 1, hosts: undefined, hours: undefined, last: 60 });
  const all = ['--seed', '5', '--hosts', '50', '--hours', '0.5', '--profile', 'calm', '--break', 'skip-vm'];
  t.match(parseOptions(all, 1), { seed: 5, hosts: 50, hours: 0.5, profile: 'calm', breaks: 'skip-vm' });
  t.equal(parseOptions(['--help'], 1), 'help');
});

t.test('what is wrong is named', async (t) => {
  const wrong: [string[], RegExp][] = [
    [['--seed', '-1'], /--seed/],
    [['--seed', '1.5'], /--seed 1\.5: must be a whole number/],
    [['--hosts', '2'], /--hosts 2: must be a whole number from 3/],
    [['--hours', '0'], /--hours 0/],
    [['--profile', 'x'], /--profile x: there is no such; there are calm/],
    [['--break', 'x'], /--break x/],
    [['--seeds', '2', '--trace', 'f'], /--trace/],
    [['--what'], /--what/],
  ];
  for (const [argv, message] of wrong) {
    t.throws(() => parseOptions(argv, 1), { message });
    t.throws(() => parseOptions(argv, 1), UsageError);
  }
});
