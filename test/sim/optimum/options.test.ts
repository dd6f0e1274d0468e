// The command line of score-sim optimum.
import t from 'tap';
import { optimumHelp, parseOptimumOptions } from '../../../tools/sim/optimum/options.js';

t.test('defaults', async (t) => {
  t.same(parseOptimumOptions(['dc']), {
    folder: 'dc',
    method: 'scotch',
    scotch: { seed: 1, minutes: 60, gmap: undefined, tolerances: undefined, tries: 2, annealSteps: 4000 },
  });
  t.same(parseOptimumOptions(['dc', '--method', 'ga']), {
    folder: 'dc',
    method: 'ga',
    ga: { seed: 1, minutes: 60, population: 1000, generations: 1000 },
  });
});

t.test('all of them', async (t) => {
  const scotch = 'dc --seed 7 --minutes 0.5 --gmap /opt/gmap --tolerances 0.1,2 --tries 3 --anneal 0'.split(' ');
  t.same(parseOptimumOptions(scotch), {
    folder: 'dc',
    method: 'scotch',
    scotch: { seed: 7, minutes: 0.5, gmap: '/opt/gmap', tolerances: [0.1, 2], tries: 3, annealSteps: 0 },
  });
  const ga = '--method ga --population 20 --generations 5 dc'.split(' ');
  t.match(parseOptimumOptions(ga), { folder: 'dc', ga: { population: 20, generations: 5 } });
});

t.test('mistakes', async (t) => {
  const mistakes: readonly (readonly [string, RegExp])[] = [
    ['', /DIR/],
    ['dc more', /DIR/],
    ['dc --method tabu', /scotch, ga/],
    ['dc --population 20', /--population goes with --method ga/],
    ['dc --method ga --gmap x', /--gmap goes with --method scotch/],
    ['dc --method ga --population 1', /--population/],
    ['dc --tolerances 0.1,x', /--tolerances/],
    ['dc --minutes 0', /--minutes/],
    ['dc --seed 1.5', /--seed/],
    ['dc --sed 1', /--seed/],
  ];
  for (const [text, message] of mistakes) {
    const argv = text.split(' ').filter((word) => word !== '');
    t.throws(() => parseOptimumOptions(argv), { name: 'UsageError', message }, text);
  }
});

t.test('help names every option', async (t) => {
  for (const name of 'method minutes seed tolerances tries anneal gmap population generations'.split(' ')) {
    t.match(optimumHelp, `--${name}`);
  }
});
