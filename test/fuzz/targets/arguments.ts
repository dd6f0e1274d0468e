// Command lines of score-token and score-sim: one argument a line.

import { UsageError as TokenUsageError } from '../../../agent/cli/errors.js';
import { parseCommand } from '../../../tools/score-token/arguments.js';
import { parseGenerateOptions } from '../../../tools/sim/generate/options.js';
import { parseImportOptions } from '../../../tools/sim/import/options.js';
import { parseOptimumOptions } from '../../../tools/sim/optimum/options.js';
import { parseRunOptions } from '../../../tools/sim/run/options.js';
import { UsageError } from '../../../tools/sim/usage.js';
import { holds, type Target, unless } from '../engine/target.js';

const tokenLines = [
  'inject --policy distributed --migration-cost 0 --rounds 3 --vms 10.0.0.1,10.0.0.2 --wait --timeout 1.5 --json',
  ...['explain web-1 --limit 5', 'history --since 7d --kind decision --vm 10.0.0.1', 'top --once --interval 2'],
  ...['label web-1 --label red --affinity a,b --may-move', 'maintenance on --drain --wait', 'help inject'],
  ...['wait 0123456789abcdef --timeout 5', 'status --json', 'flows --socket /run/x.sock', 'dump-flows', '--help'],
  ...[
    'keygen /etc/score/cluster.key --force',
    'inject --policy=load-aware --migration-cost=1e6 --until-stable --force',
  ],
];

/**
 * Why the time is not measured: node:util's parseArgs takes arguments off the front of its list one by one, which is
 * quadratic beyond some 50,000 of them. They are the operator's own, and the kernel takes 2 MB.
 */
const decode = false;

/** Without those that name a file to read: any file at all could be meant. */
function argumentsOf(input: Buffer): string[] {
  return input
    .toString('utf8')
    .split('\n')
    .filter((argument) => !argument.includes('-file'));
}

const oneALine = (line: string): Buffer => Buffer.from(line.replaceAll(' ', '\n'));

export const token: Target = {
  name: 'score-token-arguments',
  decode,
  seeds: () => tokenLines.map(oneALine),
  words: ['--', '-h', '=', '--vms=', '10.0.0.1', '#', '1e999'],
  run(input) {
    const command = unless([TokenUsageError], () => parseCommand(argumentsOf(input)));
    if (command?.name !== 'inject') return;
    const { migrationCost: cost } = command;
    holds(cost === 'auto' || (Number.isFinite(cost) && cost >= 0), 'a migration cost is finite');
    holds(command.vms === undefined || command.vms.length > 0, 'a list of VMs has some');
  },
};

const parsers = [parseGenerateOptions, parseRunOptions, parseImportOptions, parseOptimumOptions];
const simLines = [
  '--out /tmp/x --racks 4 --hosts-per-rack 2 --slots 4 --occupancy 0.5 --traffic sparse --seed 7',
  '/tmp/x --policy all --migration-cost 0,5% --rounds 5 --seed 1',
  '--topology t.yaml --out /tmp/x dump-1 dump-2',
  '/tmp/x --method genetic --seed 3',
];

export const sim: Target = {
  name: 'score-sim-arguments',
  decode,
  words: ['--', '=', '%', ',', '1e999', '-1'],
  seeds: () => simLines.map((line, index) => Buffer.concat([Buffer.from([index]), oneALine(line)])),
  run(input) {
    const parse = parsers[(input[0] ?? 0) % parsers.length]!;
    unless([UsageError], () => parse(argumentsOf(input.subarray(1))));
  },
};
