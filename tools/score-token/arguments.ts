// The command line: argv in, a command with checked options out. Runs nothing.
import { readFileSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { maxRounds, maxVms, orderNames, policyNames } from '../../agent/control/protocol.js';
import type { OrderName, PolicyName } from '../../agent/report/status.js';
import { type Ipv4, parseIpv4 } from '../../topology/ipv4.js';
import { nearest } from '../../topology/nearest.js';
import { UsageError } from './exit.js';
import type { KeygenOptions, KeygenStep } from './keygen.js';

export const defaultSocket = '/run/score/score-agent.sock';

export interface InjectCommand {
  readonly name: 'inject';
  readonly socket: string;
  readonly policy: PolicyName;
  readonly migrationCost: number;
  readonly rounds?: number;
  readonly vms?: readonly Ipv4[];
  readonly force: boolean;
  readonly wait: boolean;
  /** How long to wait in all, ms; undefined: without end. */
  readonly timeoutMs?: number;
  readonly json: boolean;
}

export interface WaitCommand {
  readonly name: 'wait';
  readonly socket: string;
  readonly tokenId: string;
  readonly timeoutMs?: number;
  readonly json: boolean;
}

export type Command =
  | InjectCommand
  | WaitCommand
  | { readonly name: 'status' | 'flows' | OrderName; readonly socket: string; readonly json: boolean }
  | { readonly name: 'dump-flows'; readonly socket: string }
  | ({ readonly name: 'keygen' } & KeygenOptions)
  | { readonly name: 'help' };

type Options = NonNullable<ParseArgsConfig['options']>;
type Values = Readonly<Record<string, string | boolean | undefined>>;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const common: Options = { socket: text, help: { type: 'boolean', short: 'h' } };
const waiting: Options = { timeout: text, json: flag };

const commands: Readonly<Record<string, { readonly options: Options; readonly operands: readonly string[] }>> = {
  inject: {
    options: {
      ...{ policy: text, 'migration-cost': text, rounds: text, 'until-stable': flag },
      ...{ vms: text, 'vms-file': text, force: flag, wait: flag, ...waiting },
    },
    operands: [],
  },
  wait: { options: waiting, operands: ['TOKEN-ID'] },
  status: { options: { json: flag }, operands: [] },
  flows: { options: { json: flag }, operands: [] },
  ...Object.fromEntries(orderNames.map((name) => [name, { options: { json: flag }, operands: [] }])),
  // A dump is JSON lines anyway; --json is taken so that a script can give it to every command.
  'dump-flows': { options: { json: flag }, operands: [] },
  keygen: { options: { force: flag, add: flag, promote: flag, prune: flag }, operands: ['FILE'] },
};

/** The command of an argv (without node and script). Throws UsageError that names the option. */
export function parseCommand(argv: readonly string[]): Command {
  const everything = Object.assign({}, common, ...Object.values(commands).map(({ options }) => options)) as Options;
  const { values, positionals } = split(argv, everything);
  if (values.help) return { name: 'help' };
  const [name, ...operands] = positionals;
  const names = Object.keys(commands);
  if (name === undefined) throw new UsageError(`no command; it is one of ${names.join(', ')}`);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const guess = nearest(name, names);
    throw new UsageError(
      `no command ${name}; ${guess ? `did you mean ${guess}?` : `it is one of ${names.join(', ')}`}`,
    );
  }
  for (const option of Object.keys(values)) {
    if (!(option in command.options) && !(option in common)) throw new UsageError(`${name} has no option --${option}`);
  }
  if (operands.length !== command.operands.length) {
    const wanted = command.operands.length === 0 ? 'nothing' : command.operands.join(' ');
    throw new UsageError(
      `${name} takes ${wanted} behind it, not ${operands.length === 0 ? 'nothing' : operands.join(' ')}`,
    );
  }
  return build(name, values, operands[0] ?? '');
}

function split(argv: readonly string[], options: Options): { values: Values; positionals: string[] } {
  try {
    const parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return { values: parsed.values as Values, positionals: parsed.positionals };
  } catch (error) {
    // Only node:util's own complaints are about the command line; they name the option.
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('ERR_PARSE_ARGS')) throw new UsageError((error as Error).message.split('. ')[0] ?? code);
    throw error;
  }
}

function build(name: string, values: Values, operand: string): Command {
  const socket = typeof values.socket === 'string' ? values.socket : defaultSocket;
  const json = values.json === true;
  switch (name) {
    case 'inject':
      return buildInject(values, socket, json);
    case 'wait':
      return { name, socket, json, tokenId: operand, ...timeoutOf(values) };
    case 'dump-flows':
      return { name, socket };
    case 'keygen':
      return { name, ...buildKeygen(values, operand) };
    default:
      return { name: name as 'status' | 'flows' | OrderName, socket, json };
  }
}

function buildInject(values: Values, socket: string, json: boolean): InjectCommand {
  const policy = policyNames.find((known) => known === values.policy);
  if (!policy) throw new UsageError(`--policy must be one of ${policyNames.join(', ')}`);
  if (values.rounds !== undefined && values['until-stable']) {
    throw new UsageError('--rounds and --until-stable exclude each other');
  }
  if (values.timeout !== undefined && !values.wait) throw new UsageError('--timeout needs --wait');
  const rounds =
    values.rounds === undefined ? {} : { rounds: numberOf(values, 'rounds', 1, maxRounds, 'a whole number') };
  return {
    ...{ name: 'inject', socket, policy, json, force: values.force === true, wait: values.wait === true },
    migrationCost: numberOf(values, 'migration-cost', 0, Number.MAX_VALUE, 'a number'),
    ...rounds,
    ...vmsOf(values),
    ...timeoutOf(values),
  };
}

function buildKeygen(values: Values, file: string): KeygenOptions {
  const steps = (['add', 'promote', 'prune'] as const).filter((step) => values[step] === true);
  const [step = 'make' as KeygenStep, other] = steps;
  if (other) throw new UsageError(`--${step} and --${other} exclude each other: each is a step of its own`);
  if (values.force && (step === 'add' || step === 'promote')) throw new UsageError(`--${step} takes no --force`);
  return { file, step, force: values.force === true };
}

function numberOf(values: Values, name: string, low: number, high: number, kind: 'a number' | 'a whole number') {
  const given = values[name];
  const value = typeof given === 'string' && /^\d+(\.\d+)?(e\+?\d+)?$/i.test(given) ? Number(given) : Number.NaN;
  const whole = kind === 'a number' || Number.isInteger(value);
  if (whole && value >= low && value <= high) return value;
  const range = high === Number.MAX_VALUE ? `of ${low} or more` : `from ${low} to ${high}`;
  throw new UsageError(
    `--${name} must be ${kind} ${range}${given === undefined ? '; it is missing' : `, not ${given}`}`,
  );
}

function timeoutOf(values: Values): { timeoutMs?: number } {
  if (values.timeout === undefined) return {};
  return { timeoutMs: Math.round(numberOf(values, 'timeout', 0, 30 * 86_400, 'a number') * 1000) };
}

/** `--vms a,b,c`, or a file with addresses separated by blanks, commas or lines; `#` begins a comment. */
function vmsOf(values: Values): { vms?: readonly Ipv4[] } {
  const { vms, 'vms-file': file } = values;
  if (vms === undefined && file === undefined) return {};
  if (vms !== undefined && file !== undefined) throw new UsageError('--vms and --vms-file exclude each other');
  const where = typeof file === 'string' ? file : '--vms';
  const given = typeof file === 'string' ? readList(file) : String(vms);
  const found = new Set<Ipv4>();
  given.split('\n').forEach((line, index) => {
    for (const word of line
      .replace(/#.*/, '')
      .split(/[\s,]+/)
      .filter(Boolean)) {
      const address = parseIpv4(word);
      if (address === undefined) throw new UsageError(`${where}:${index + 1}: ${word} is no IPv4 address`);
      found.add(address);
    }
  });
  if (found.size === 0) throw new UsageError(`${where} names no VM; leave it out for discovery`);
  if (found.size > maxVms) throw new UsageError(`${where} names ${found.size} VMs; the limit is ${maxVms}`);
  return { vms: [...found] };
}

function readList(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read --vms-file ${file}: ${(error as Error).message}`);
  }
}
