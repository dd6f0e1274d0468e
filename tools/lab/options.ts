// The command line of score-lab: argv in, a checked command out. Runs nothing.
import { parseArgs } from 'node:util';
import { policyNames } from '../../agent/control/protocol.js';
import { LabError } from './errors.js';
import { FAULT_NAMES, type FaultName } from './faults/names.js';
import type { RoundOptions } from './round.js';

export const HELP = `score-lab: the testbed with real parts, on one machine (root, Debian or Ubuntu)

  score-lab run [--keep] [round options]   up, a measured round, down: the whole lab
  score-lab run --faults [--only NAMES]    up, rounds under faults, down
  score-lab run --operators                up, an operator's first weeks, down
  score-lab up [--no-agents]               build it and leave it up
  score-lab status                         what is there
  score-lab traffic on|off|show            the streams between the guests
  score-lab round [round options]          a measured token round in the lab that is up
  score-lab down                           end and remove it, however it was left

round options:
  --policy round-robin|distributed|load-aware   default distributed
  --migration-cost N    c_m of Eq. 3.2, bytes/s x weight; default 200000
  --rounds N            passes over all VMs; default: until one moved nothing
  --window S            length of a measuring window, 10..600 seconds; default 15

  --keep                run: leave the lab up at the end
  --faults              run: instead of a measured round, kill, stop and cut off real processes during rounds, and
                        require that each round goes on and ends, and that all guests are whole
  --operators           run: instead of a measured round, what docs/operate.md tells an operator to do: recommend,
                        explain, auto, pause, drain, upgrade, remove; each step checked from outside the agents
  --only NAMES          with --faults: these scenarios only, separated by commas:
                        ${FAULT_NAMES.join(', ')}

Four hypervisors are namespaces named score-lab-hv1..4, each with its own Open vSwitch, libvirtd and
score-agent; score-lab-fabric holds the switches. Missing Debian packages are installed. Everything else
lives in /run/score-lab and goes away with it; reports and the guests' kernel stay in out/lab.
Results go to stdout and out/lab/summary.json (faults.json with --faults, operators.json
with --operators), progress and errors to stderr.
Exit codes: 0 done (run: traffic on the core fell, all guests whole, nothing left behind; round: the same,
but a lab in which nothing is left to gain may stay as it is), 1 failed, 2 cannot run here or wrong usage.
`;

export type LabCommand =
  | { readonly name: 'help' | 'status' | 'down' }
  | { readonly name: 'up'; readonly agents: boolean }
  | { readonly name: 'traffic'; readonly verb: 'on' | 'off' | 'show' }
  | { readonly name: 'round'; readonly options: RoundOptions }
  | { readonly name: 'run'; readonly options: RoundOptions; readonly keep: boolean }
  | { readonly name: 'operators'; readonly keep: boolean }
  | { readonly name: 'faults'; readonly scenarios: readonly FaultName[]; readonly keep: boolean };

const flag = { type: 'boolean' } as const;
const text = { type: 'string' } as const;
const roundFlags = { policy: text, 'migration-cost': text, rounds: text, window: text } as const;
/** Which options each command takes, so that a misplaced one is refused rather than ignored. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  run: ['keep', 'faults', 'operators', 'only', ...Object.keys(roundFlags)],
  round: Object.keys(roundFlags),
  up: ['no-agents'],
  status: [],
  traffic: [],
  down: [],
};

/** Throws LabError('usage'). */
export function parseCommand(argv: readonly string[]): LabCommand {
  const { values, positionals } = parse(argv);
  const [name = '', verb, ...more] = positionals;
  if (values.help) return { name: 'help' };
  const takes = TAKES[name];
  if (!takes) throw usage(name === '' ? 'a command is missing' : `unknown command ${name}`);
  const stray = Object.keys(values).find((key) => !takes.includes(key));
  if (stray !== undefined) throw usage(`${name} does not take --${stray}`);
  if (more.length > 0 || (verb !== undefined && name !== 'traffic')) throw usage(`${name} does not take ${verb}`);
  switch (name) {
    case 'run':
      return runCommand(values);
    case 'round':
      return { name, options: roundOptions(values) };
    case 'up':
      return { name, agents: !values['no-agents'] };
    case 'traffic':
      if (verb === 'on' || verb === 'off' || verb === 'show') return { name, verb };
      throw usage('traffic takes on, off or show');
    default:
      return { name: name as 'status' | 'down' };
  }
}

function runCommand(values: Values): LabCommand {
  const keep = values.keep ?? false;
  if (values.operators) {
    const stray = Object.keys(values).find((name) => name !== 'operators' && name !== 'keep');
    if (stray !== undefined) throw usage(`--operators does not take --${stray}`);
    return { name: 'operators', keep };
  }
  if (!values.faults) {
    if (values.only !== undefined) throw usage('--only needs --faults');
    return { name: 'run', keep, options: roundOptions(values) };
  }
  const stray = Object.keys(roundFlags).find((name) => name in values);
  if (stray !== undefined) throw usage(`--faults does not take --${stray}`);
  const names = values.only?.split(',') ?? FAULT_NAMES;
  const scenarios = names.map((name) => {
    const known = FAULT_NAMES.find((candidate) => candidate === name);
    if (!known) throw usage(`--only names ${name || 'nothing'}; it must be some of ${FAULT_NAMES.join(', ')}`);
    return known;
  });
  return { name: 'faults', keep, scenarios };
}

type Values = {
  readonly keep?: boolean;
  readonly faults?: boolean;
  readonly operators?: boolean;
  readonly only?: string;
  readonly policy?: string;
  readonly 'migration-cost'?: string;
  readonly rounds?: string;
  readonly window?: string;
};

function parse(argv: readonly string[]) {
  const options = {
    ...roundFlags,
    keep: flag,
    faults: flag,
    operators: flag,
    only: text,
    'no-agents': flag,
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw usage((error as Error).message);
  }
}

function roundOptions(values: Values): RoundOptions {
  const policy = policyNames.find((known) => known === (values.policy ?? 'distributed'));
  if (!policy) throw usage(`--policy is ${values.policy}; it must be one of ${policyNames.join(', ')}`);
  return {
    policy,
    migrationCost: number('migration-cost', values['migration-cost'] ?? '200000', 0, Number.MAX_SAFE_INTEGER),
    windowMs: number('window', values.window ?? '15', 10, 600) * 1000,
    ...(values.rounds === undefined ? {} : { rounds: number('rounds', values.rounds, 1, 1000) }),
  };
}

function number(name: string, given: string, low: number, high: number): number {
  const value = Number(given);
  if (given.trim() !== '' && Number.isInteger(value) && value >= low && value <= high) return value;
  throw usage(`--${name} is ${given}; it must be a whole number from ${low} to ${high}`);
}

const usage = (message: string): LabError => new LabError('usage', `${message}; see score-lab --help`);
