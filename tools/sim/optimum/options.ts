// The options of `score-sim optimum`.
import {
  checkOperands,
  choiceOption,
  numberOption,
  type OptionSpecs,
  parseNumberList,
  splitArguments,
  textOption,
  UsageError,
} from '../usage.js';
import type { GeneticOptions } from './genetic.js';
import type { ScotchOptions } from './scotch.js';

export const optimumMethods = ['scotch', 'ga'] as const;
export type OptimumMethod = (typeof optimumMethods)[number];

export type OptimumOptions = { readonly folder: string } & (
  | { readonly method: 'scotch'; readonly scotch: ScotchOptions }
  | { readonly method: 'ga'; readonly ga: GeneticOptions }
);

export const optimumHelp = `score-sim optimum DIR [--method METHOD] [options]

  Looks for the cheapest allocation of the scenario in DIR with everything known at one
  place, as no agent could, and stores the best that was ever found as DIR/best-known.json
  and DIR/best-known.csv. A worse one is not stored.

  --method METHOD      scotch (default): maps by SCOTCH's gmap (Debian package scotch), then
                       searches by moves and swaps and by annealing;
                       ga: the genetic algorithm of the thesis
  --minutes N          0.01..100000, for all of it (default 60). A run that is cut short is not
                       the same for the same seed
  --seed N             (default 1)

  With --method scotch:
  --tolerances B,B,... 0..100: parts of the mean load that gmap may load a host above it, such
                       as 0.1,0.5 (default: five that fill hosts to 1..1.6 of their slots)
  --tries N            1..1000 runs for each tolerance (default 2)
  --anneal N           0..1000000 steps of annealing for each VM (default 4000)
  --gmap PATH          the program, where it is not in PATH

  With --method ga:
  --population N       2..100000 (default 1000, the thesis's)
  --generations N      1..100000 at most (default 1000). Ends when 10 generations gain less
                       than 1 %
`;

const common = ['method', 'minutes', 'seed'];
const ofMethod: Readonly<Record<OptimumMethod, readonly string[]>> = {
  scotch: ['tolerances', 'tries', 'anneal', 'gmap'],
  ga: ['population', 'generations'],
};
const specs: OptionSpecs = Object.fromEntries(
  [...common, ...ofMethod.scotch, ...ofMethod.ga].map((name) => [name, { type: 'string' }]),
);

/** Arguments after `optimum`. Throws UsageError. */
export function parseOptimumOptions(argv: readonly string[]): OptimumOptions {
  const { values, operands } = splitArguments(argv, specs);
  const [folder] = checkOperands('optimum', operands, ['DIR']) as readonly [string];
  const method = choiceOption(values, 'method', optimumMethods, 'scotch');
  const other = method === 'ga' ? 'scotch' : 'ga';
  for (const name of ofMethod[other]) {
    if (values[name] !== undefined) throw new UsageError(`--${name} goes with --method ${other}, not ${method}`);
  }
  const seed = numberOption(values, 'seed', 1, { low: 0, high: 2 ** 32 - 1, whole: true });
  const minutes = numberOption(values, 'minutes', 60, { low: 0.01, high: 100_000 });
  if (method === 'ga') {
    const population = numberOption(values, 'population', 1000, { low: 2, high: 100_000, whole: true });
    const generations = numberOption(values, 'generations', 1000, { low: 1, high: 100_000, whole: true });
    return { folder, method, ga: { seed, minutes, population, generations } };
  }
  const tolerances = textOption(values, 'tolerances');
  const scotch: ScotchOptions = {
    seed,
    minutes,
    gmap: textOption(values, 'gmap'),
    tolerances:
      tolerances === undefined ? undefined : parseNumberList(tolerances, '--tolerances', { low: 0, high: 100 }),
    tries: numberOption(values, 'tries', 2, { low: 1, high: 1000, whole: true }),
    annealSteps: numberOption(values, 'anneal', 4000, { low: 0, high: 1_000_000, whole: true }),
  };
  return { folder, method, scotch };
}
