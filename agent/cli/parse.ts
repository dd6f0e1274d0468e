// Checks an argv against a program's table. Reads no files and knows no program.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../../topology/nearest.js';
import { UsageError } from './errors.js';
import { type CommandLine, type Option, optionsOf, type Program } from './program.js';

/** Options by name, defaults filled in: true for a switch, a number for a number in range, else text. */
export type Values = Readonly<Record<string, string | number | boolean | undefined>>;

export type Parsed =
  /** Without a command: of the whole program. */
  | { readonly type: 'help'; readonly command?: CommandLine }
  | { readonly type: 'version' }
  | {
      readonly type: 'command';
      readonly command: CommandLine;
      readonly values: Values;
      readonly operands: readonly string[];
    };

type RawValues = Readonly<Record<string, string | boolean | undefined>>;

const plainNumber = /^\d+(\.\d+)?(e\+?\d+)?$/i;

/** The command of an argv (without node and script). Throws UsageError. */
export function parseArguments(program: Program, argv: readonly string[]): Parsed {
  const { values, positionals } = split(program, argv);
  const isSingle = program.commands.length === 1 && program.commands[0]!.name === '';
  const [name, ...operands] = isSingle ? ['', ...positionals] : positionals;
  if (values.version) return { type: 'version' };
  const isHelp = values.help === true || (name === 'help' && !isSingle);
  if (isHelp) return helpFor(program, name === 'help' ? operands[0] : name);
  const command = commandOf(program, name);
  refuseForeign(program, command, values);
  return {
    type: 'command',
    command,
    operands: checkedOperands(command, operands),
    values: checked(program, command, values),
  };
}

function helpFor(program: Program, name: string | undefined): Parsed {
  const command = program.commands.find((each) => each.name !== '' && each.name === name);
  return command ? { type: 'help', command } : { type: 'help' };
}

function commandOf({ commands }: Program, name: string | undefined): CommandLine {
  const names = commands.map((command) => command.name);
  if (name === undefined) throw new UsageError('no-command', `no command; it is one of ${names.join(', ')}`);
  const command = commands.find((each) => each.name === name);
  if (command) return command;
  const guess = nearest(name, names);
  const advice = guess ? `did you mean ${guess}?` : `it is one of ${names.join(', ')}`;
  throw new UsageError('unknown-command', `no command ${name}; ${advice}`);
}

/** All commands' options at once: which command it is, is known only when the options are told from the words. */
function split(program: Program, argv: readonly string[]): { values: RawValues; positionals: string[] } {
  const all = program.commands.flatMap((command) => optionsOf(program, command));
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } };
  options.version = { type: 'boolean' };
  for (const { name, argument, short } of all) {
    options[name] = { type: argument === undefined ? 'boolean' : 'string', ...(short ? { short } : {}) };
  }
  try {
    const parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return { values: parsed.values as RawValues, positionals: parsed.positionals };
  } catch (error) {
    // Only node:util's own complaints are about the command line; they name the option.
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    const [, named] = /^Option '(?:-\w, )?--([\w-]+)/.exec(message) ?? [];
    const valueless = all.find(({ name, argument }) => name === named && argument !== undefined);
    if (valueless) throw new UsageError('value', needsValue(valueless));
    const told = message.split(/\. |\n/)[0] ?? code;
    const [, unknown] = /^Unknown option '--([^']+)'/.exec(message) ?? [];
    const guess = unknown === undefined ? undefined : nearest(unknown, Object.keys(options));
    throw new UsageError('unknown-option', guess === undefined ? told : `${told}; did you mean --${guess}?`);
  }
}

/** Nothing follows the option, or another option does. */
function needsValue({ name, argument = '' }: Option): string {
  return `--${name} needs ${argument} behind it (one that begins with a dash: --${name}=-...)`;
}

function refuseForeign(program: Program, command: CommandLine, values: RawValues): void {
  const known = optionsOf(program, command).map(({ name }) => name);
  for (const name of Object.keys(values)) {
    if (known.includes(name)) continue;
    const guess = nearest(name, known);
    const advice = guess ? `; did you mean --${guess}?` : '';
    throw new UsageError('unknown-option', `${command.name} has no option --${name}${advice}`);
  }
}

function checkedOperands(command: CommandLine, given: readonly string[]): readonly string[] {
  const wanted = command.operands.map(({ name }) => name);
  if (given.length !== wanted.length) {
    const [takes, has] = [wanted, given].map((words) => (words.length === 0 ? 'nothing' : words.join(' ')));
    const behind = command.name === '' ? 'behind the options' : 'behind it';
    throw new UsageError('operands', `${command.name || 'the program'} takes ${takes} ${behind}, not ${has}`);
  }
  command.operands.forEach(({ name, choices }, index) => {
    const word = given[index]!;
    if (choices && !choices.includes(word)) {
      throw new UsageError('operands', `${command.name}: ${name} must be one of ${choices.join(', ')}, not ${word}`);
    }
  });
  return given;
}

function checked(program: Program, command: CommandLine, given: RawValues): Values {
  const options = optionsOf(program, command);
  for (const { name, excludes = [], needs } of options) {
    if (given[name] === undefined) continue;
    const other = excludes.find((each) => given[each] !== undefined);
    if (other !== undefined) throw new UsageError('together', `--${name} and --${other} exclude each other`);
    if (needs !== undefined && given[needs] === undefined) {
      throw new UsageError('together', `--${name} needs --${needs}`);
    }
  }
  return Object.fromEntries(options.map((option) => [option.name, readValue(option, given[option.name])]));
}

function readValue(option: Option, given: string | boolean | undefined): string | number | boolean | undefined {
  if (option.argument === undefined) return given;
  const text = given ?? option.default;
  if (text === undefined && !option.isRequired) return undefined;
  if (option.number) return numberOf(option, text);
  if (text === undefined || (option.choices && !option.choices.includes(String(text)))) {
    const wanted = option.choices ? `one of ${option.choices.join(', ')}` : option.argument;
    const has = text === undefined ? '; it is missing' : `, not ${text}`;
    throw new UsageError('value', `--${option.name} must be ${wanted}${has}`);
  }
  return text;
}

function numberOf({ name, number }: Option, given: string | boolean | undefined): number | string {
  const { min, max, isWhole, words = [] } = number!;
  if (typeof given === 'string' && words.includes(given)) return given;
  const value = typeof given === 'string' && plainNumber.test(given) ? Number(given) : Number.NaN;
  if ((!isWhole || Number.isInteger(value)) && value >= min && value <= max) return value;
  const kind = isWhole ? 'a whole number' : 'a number';
  const range = max === Number.MAX_VALUE ? `of ${min} or more` : `from ${min} to ${max}`;
  const others = words.map((word) => ` or ${word}`).join('');
  const has = given === undefined ? '; it is missing' : `, not ${given}`;
  throw new UsageError('value', `--${name} must be ${kind} ${range}${others}${has}`);
}
