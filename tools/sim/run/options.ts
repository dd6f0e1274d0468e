// The options of `score-sim run`, and the migration cost as it may be written.

import { POLICY_NAMES } from '../../../agent/core/policy/index.js';
import type { CandidateRule } from '../../../agent/core/settings.js';
import type { SimulatedPolicy } from '../results.js';
import { highestCost } from '../scenario/magnitude.js';
import {
  checkOperands,
  choiceOption,
  numberOption,
  type OptionSpecs,
  parseNumber,
  requiredText,
  splitArguments,
  textOption,
  UsageError,
} from '../usage.js';

export const simulatedPolicies: readonly SimulatedPolicy[] = [...POLICY_NAMES, 'global'];

/** c_m as asked for: absolute, or in percent of the overall cost in the beginning. */
export interface AskedCost {
  /** As written. */
  readonly text: string;
  readonly value: number;
  readonly isPercent: boolean;
}

export interface RunOptions {
  readonly folder: string;
  readonly out: string;
  readonly policies: readonly SimulatedPolicy[];
  /** Whether `all` was asked for, so that each policy gets a folder of its own. */
  readonly all: boolean;
  readonly candidates: CandidateRule;
  readonly migrationCost: AskedCost;
  readonly sweep: readonly AskedCost[];
  readonly iterations: number;
  readonly seed: number;
  /** 0..1. */
  readonly churn: number;
}

export const runHelp = `score-sim run DIR --policy POLICY --out OUT [options]

  Runs rounds of the token over the scenario in DIR, with the agents' own core, and writes
  allocation.csv, migrations.csv, summary.json and report.html into OUT.

  --policy POLICY      ${simulatedPolicies.join(', ')}, or all: each into a
                       folder of its own in OUT, and one report. global is the thesis's
                       central order, a reference that no agent could follow
  --migration-cost C   c_m of Eq. 3.2, absolute (bytes/s x weight), or with % of the
                       overall cost in the beginning (default 0)
  --candidates RULE    cost-map (default): also hosts near the neighbours' own;
                       neighbours: the thesis's rule, neighbours' hosts only
  --iterations N       1..1000 rounds at most; ends earlier when one moves nothing (default 20)
  --churn P%           before each round but the first, P % of the pairs end and as many
                       new ones begin, between the same racks (default 0%)
  --sweep C,C,...      also run each policy at these migration costs, for the report's curve
                       of cost against c_m, such as 0,0.001%,0.01%,0.1%
  --seed N             for choices among equals, and for churn (default 1)
  --out OUT            folder for the results; made if need be. Results of an earlier run in it
                       are removed, other files stay
`;

const specs: OptionSpecs = {
  policy: { type: 'string' },
  'migration-cost': { type: 'string' },
  candidates: { type: 'string' },
  iterations: { type: 'string' },
  churn: { type: 'string' },
  sweep: { type: 'string' },
  seed: { type: 'string' },
  out: { type: 'string' },
};

/** Throws UsageError. */
export function parseRunOptions(argv: readonly string[]): RunOptions {
  const { values, operands } = splitArguments(argv, specs);
  const [folder] = checkOperands('run', operands, ['DIR']) as readonly [string];
  requiredText(values, 'policy', `one of ${simulatedPolicies.join(', ')}, all`);
  const policy = choiceOption(values, 'policy', [...simulatedPolicies, 'all'], '' as SimulatedPolicy);
  const sweep = textOption(values, 'sweep');
  return {
    folder,
    out: requiredText(values, 'out', 'a folder for the results'),
    policies: policy === 'all' ? simulatedPolicies : [policy],
    all: policy === 'all',
    candidates: choiceOption(values, 'candidates', ['cost-map', 'neighbours'], 'cost-map'),
    migrationCost: parseCost(textOption(values, 'migration-cost') ?? '0', '--migration-cost'),
    sweep: sweep === undefined ? [] : sweep.split(',').map((text) => parseCost(text.trim(), '--sweep')),
    iterations: numberOption(values, 'iterations', 20, { low: 1, high: 1000, whole: true }),
    seed: numberOption(values, 'seed', 1, { low: 0, high: 2 ** 32 - 2, whole: true }),
    churn: parseShare(textOption(values, 'churn') ?? '0%'),
  };
}

/** `1e9` or `10%`. Throws UsageError. */
export function parseCost(text: string, option: string): AskedCost {
  const isPercent = text.endsWith('%');
  const number = isPercent ? text.slice(0, -1) : text;
  const value = /%/.test(number) ? Number.NaN : parseNumber(number, option, { low: 0, high: Number.MAX_VALUE });
  if (Number.isNaN(value))
    throw new UsageError(`${option} must be a number such as 1e9, or one with % such as 10%, not ${text}`);
  return { text, value, isPercent };
}

/** The absolute c_m, in the unit of Eq. 3.1. Throws UsageError when it is higher than any cost may be. */
export function absoluteCost({ text, value, isPercent }: AskedCost, initialCost: number): number {
  const cost = isPercent ? (initialCost * value) / 100 : value;
  if (cost <= highestCost) return cost;
  const overall = isPercent ? ` of the overall cost ${initialCost}` : '';
  throw new UsageError(`a migration cost of ${text}${overall} is more than ${highestCost}; give a lower one`);
}

function parseShare(text: string): number {
  if (!text.endsWith('%')) throw new UsageError(`--churn must be a percentage such as 5%, not ${text}`);
  return parseNumber(text.slice(0, -1), '--churn', { low: 0, high: 100 }) / 100;
}
