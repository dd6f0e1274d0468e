// The demo's command line: what may be asked for, and the checks. No defaults hidden elsewhere.
import { parseArgs } from 'node:util';
import { policyNames } from '../../agent/control/protocol.js';
import type { PolicyName } from '../../agent/report/status.js';
import { largestSite } from './site.js';

export interface DemoOptions {
  readonly policy: PolicyName;
  /** c_m of Eq. 3.2, bytes per second x weight. */
  readonly migrationCost: number;
  readonly hosts: number;
  readonly vms: number;
  readonly seed: number;
  /** Leave the data centre running after the round, until Ctrl-C. */
  readonly keep: boolean;
  /** Folder for settings, logs and the summary. */
  readonly out: string;
}

export const usage = `npm run demo -- [options]

  --policy NAME          ${policyNames.join(', ')} (default distributed)
  --migration-cost COST  c_m of Eq. 3.2: a migration must save more, in bytes/s x weight (default 1000000)
  --hosts N              hypervisors, each a score-agent process, 2..${largestSite.hosts} (default 8)
  --vms N                virtual machines, 2..${largestSite.vms} (default 64)
  --seed N               names the data centre and its traffic (default 1)
  --keep                 leave the data centre up after the round, until Ctrl-C
  --out DIR              settings, logs and summary.json go here (default out/demo)
  --help                 this text`;

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Returns 'help' when that is asked for. Throws UsageError, whose message names the option. */
export function parseOptions(argv: readonly string[]): DemoOptions | 'help' {
  const values = read(argv);
  if (values.help) return 'help';
  const policy = policyNames.find((name) => name === (values.policy ?? 'distributed'));
  if (policy === undefined) {
    throw new UsageError(`--policy ${values.policy}: no such policy; there are ${policyNames.join(', ')}`);
  }
  return {
    policy,
    migrationCost: number('--migration-cost', values['migration-cost'] ?? '1e6', 0, 1e18, false),
    hosts: number('--hosts', values.hosts ?? '8', 2, largestSite.hosts, true),
    vms: number('--vms', values.vms ?? '64', 2, largestSite.vms, true),
    seed: number('--seed', values.seed ?? '1', 0, 2 ** 32 - 1, true),
    keep: values.keep ?? false,
    out: values.out ?? 'out/demo',
  };
}

function read(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { policy: text, 'migration-cost': text, hosts: text, vms: text, seed: text, out: text };
  try {
    return parseArgs({ args: [...argv], options: { ...options, keep: flag, help: flag }, strict: true }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function number(option: string, text: string, low: number, high: number, whole: boolean): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const fits = value >= low && value <= high && (!whole || Number.isInteger(value));
  if (!fits) throw new UsageError(`${option} ${text}: must be a ${whole ? 'whole ' : ''}number from ${low} to ${high}`);
  return value;
}
