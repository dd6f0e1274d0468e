// The command line: argv in, a command with checked options out. What there is to give is options.ts's, and how it is
// checked agent/cli's; here is only what the table cannot say. Runs nothing.
import { readFileSync } from 'node:fs';
import { UsageError } from '../../agent/cli/errors.js';
import { parseArguments, type Values } from '../../agent/cli/parse.js';
import type { CommandLine } from '../../agent/cli/program.js';
import type { MarkChanges } from '../../agent/control/marks.js';
import { maxVms } from '../../agent/control/protocol.js';
import type { HistoryEntry } from '../../agent/report/history.js';
import type { OrderName, PolicyName } from '../../agent/report/status.js';
import { type Ipv4, parseIpv4 } from '../../topology/ipv4.js';
import type { KeygenOptions, KeygenStep } from './keygen.js';
import { markChanges } from './label-options.js';
import { program } from './options.js';
import { readSince } from './since.js';

interface Asking {
  readonly socket: string;
  readonly json: boolean;
}

interface Waiting {
  /** How long to wait in all, ms; undefined: without end. */
  readonly timeoutMs?: number;
}

export interface InjectCommand extends Asking, Waiting {
  readonly name: 'inject';
  readonly policy: PolicyName;
  readonly migrationCost: number | 'auto';
  readonly rounds?: number;
  readonly vms?: readonly Ipv4[];
  readonly dryRun?: true;
  readonly force: boolean;
  readonly wait: boolean;
}

export interface HistoryCommand extends Asking {
  readonly name: 'history';
  readonly vm?: string;
  readonly kind?: HistoryEntry['kind'];
  readonly sinceMs?: number;
  readonly limit: number;
}

export interface TopCommand extends Asking {
  readonly name: 'top';
  readonly once: boolean;
  readonly intervalMs: number;
}

export interface MaintenanceCommand extends Asking, Waiting {
  readonly name: 'maintenance';
  readonly isOn: boolean;
  readonly drain: boolean;
  readonly wait: boolean;
}

/** Those that talk to the agent. */
export type AskingCommand =
  | InjectCommand
  | (Asking & Waiting & { readonly name: 'wait'; readonly tokenId: string })
  | (Asking & { readonly name: 'status' | 'flows' | 'rearm' | OrderName })
  | (Asking & { readonly name: 'explain'; readonly vm: string; readonly limit: number })
  | HistoryCommand
  | TopCommand
  | MaintenanceCommand
  | (Asking & { readonly name: 'label'; readonly vm: string; readonly changes: MarkChanges })
  | { readonly name: 'dump-flows'; readonly socket: string };

export type Command =
  | AskingCommand
  | ({ readonly name: 'keygen' } & KeygenOptions)
  | { readonly name: 'help'; readonly of?: CommandLine }
  | { readonly name: 'version' };

/** The command of an argv (without node and script). `nowMs` is wall clock. Throws UsageError that names the option. */
export function parseCommand(argv: readonly string[], nowMs = Date.now()): Command {
  const parsed = parseArguments(program, argv);
  if (parsed.type === 'version') return { name: 'version' };
  if (parsed.type === 'help') return { name: 'help', ...(parsed.command ? { of: parsed.command } : {}) };
  const { command, values, operands } = parsed;
  return build(command.name, values, operands[0] ?? '', nowMs);
}

function build(name: string, values: Values, operand: string, nowMs: number): Command {
  const asking = { socket: String(values.socket), json: values.json === true };
  switch (name) {
    case 'inject':
      return { name, ...asking, ...buildInject(values) };
    case 'wait':
      return { name, ...asking, tokenId: operand, ...timeoutOf(values) };
    case 'explain':
      return { name, ...asking, vm: operand, limit: Number(values.limit) };
    case 'history':
      return { name, ...asking, ...buildHistory(values, nowMs) };
    case 'top':
      return { name, ...asking, once: values.once === true, intervalMs: 1000 * Number(values.interval) };
    case 'label':
      return { name, ...asking, vm: operand, changes: markChanges(values) };
    case 'maintenance':
      return { name, ...asking, ...buildMaintenance(values, operand === 'on') };
    case 'dump-flows':
      return { name, socket: asking.socket };
    case 'keygen':
      return { name, ...buildKeygen(values, operand) };
    default:
      return { name: name as 'status' | 'flows' | 'rearm' | OrderName, ...asking };
  }
}

function buildInject(values: Values): Omit<InjectCommand, 'name' | keyof Asking> {
  const { rounds, 'migration-cost': cost } = values;
  return {
    policy: values.policy as PolicyName,
    migrationCost: cost === 'auto' ? cost : Number(cost),
    ...{ force: values.force === true, wait: values.wait === true },
    ...(values['dry-run'] ? { dryRun: true as const } : {}),
    ...(rounds === undefined ? {} : { rounds: Number(rounds) }),
    ...vmsOf(values),
    ...timeoutOf(values),
  };
}

function buildHistory({ vm, kind, since, limit }: Values, nowMs: number): Omit<HistoryCommand, 'name' | keyof Asking> {
  return {
    ...(vm === undefined ? {} : { vm: String(vm) }),
    ...(kind === undefined ? {} : { kind: kind as HistoryEntry['kind'] }),
    ...(since === undefined ? {} : { sinceMs: readSince(String(since), nowMs) }),
    limit: Number(limit),
  };
}

function buildMaintenance(values: Values, isOn: boolean): Omit<MaintenanceCommand, 'name' | keyof Asking> {
  const drain = values.drain === true;
  if (drain && !isOn) throw new UsageError('together', 'maintenance off takes no --drain: off lets VMs come back');
  return { isOn, drain, wait: values.wait === true, ...timeoutOf(values) };
}

function buildKeygen(values: Values, file: string): KeygenOptions {
  const step = (['add', 'promote', 'prune'] as const).find((each) => values[each] === true) ?? ('make' as KeygenStep);
  if (values.force && (step === 'add' || step === 'promote')) {
    throw new UsageError('together', `--${step} takes no --force`);
  }
  return { file, step, force: values.force === true };
}

function timeoutOf({ timeout }: Values): Waiting {
  return timeout === undefined ? {} : { timeoutMs: Math.round(Number(timeout) * 1000) };
}

/** `--vms a,b,c`, or a file with addresses separated by blanks, commas or lines; `#` begins a comment. */
function vmsOf(values: Values): { vms?: readonly Ipv4[] } {
  const { vms, 'vms-file': file } = values;
  if (vms === undefined && file === undefined) return {};
  const where = typeof file === 'string' ? file : '--vms';
  const given = typeof file === 'string' ? readList(file) : String(vms);
  const found = new Set<Ipv4>();
  given.split('\n').forEach((line, index) => {
    for (const word of line
      .replace(/#.*/, '')
      .split(/[\s,]+/)
      .filter(Boolean)) {
      const address = parseIpv4(word);
      if (address === undefined) throw new UsageError('value', `${where}:${index + 1}: ${word} is no IPv4 address`);
      found.add(address);
    }
  });
  if (found.size === 0) throw new UsageError('value', `${where} names no VM; leave it out for discovery`);
  if (found.size > maxVms) throw new UsageError('value', `${where} names ${found.size} VMs; the limit is ${maxVms}`);
  return { vms: [...found] };
}

function readList(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError('value', `cannot read --vms-file ${file}: ${(error as Error).message}`);
  }
}
