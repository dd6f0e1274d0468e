// Mistakes on the command line, and the helpers that every command of the simulator reads its options with. Knows
// no command and no option by name.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../../topology/nearest.js';

/** A mistake on the command line. Its message names the option, what is wrong, and what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type OptionSpecs = NonNullable<ParseArgsConfig['options']>;

/** Options as `parseArgs` gives them, by name without the dashes; undefined for one that was not given. */
export type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** Options and operands of an argv (without node, script and command). Throws UsageError that names the option. */
export function splitArguments(
  argv: readonly string[],
  options: OptionSpecs,
): { readonly values: OptionValues; readonly operands: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return { values: values as OptionValues, operands: positionals };
  } catch (error) {
    // Only node:util's own complaints are about the command line; everything else is a mistake of ours.
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('ERR_PARSE_ARGS_') || code === 'ERR_PARSE_ARGS_INVALID_OPTION_CONFIG') throw error;
    const unknown = /^Unknown option '(--?)([^']+)'/.exec(message);
    const guess = unknown && nearest(unknown[2]!, Object.keys(options));
    throw new UsageError(`${message.split('. ')[0]}${guess ? `; did you mean --${guess}?` : ''}`);
  }
}

/** The operands, when there are as many as names such as `DIR`. Throws UsageError. */
export function checkOperands(
  command: string,
  operands: readonly string[],
  names: readonly string[],
): readonly string[] {
  if (operands.length === names.length) return operands;
  const given = operands.length === 0 ? 'nothing' : operands.join(' ');
  throw new UsageError(`${command} takes ${names.length === 0 ? 'nothing' : names.join(' ')} behind it, not ${given}`);
}

/** The text of an option, or undefined when it was not given. */
export function textOption(values: OptionValues, name: string): string | undefined {
  const given = values[name];
  return typeof given === 'string' ? given : undefined;
}

/** The text of an option that must be there and not be empty. `what` says what it is, such as `a folder`. */
export function requiredText(values: OptionValues, name: string, what: string): string {
  const given = textOption(values, name);
  if (given === undefined || given === '') throw new UsageError(`--${name} is missing; give it ${what}`);
  return given;
}

/** Limits of a number, both included. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
  readonly whole?: boolean;
}

/** An option that is a number of a range, or `fallback` when it was not given. Throws UsageError. */
export function numberOption(values: OptionValues, name: string, fallback: number, range: NumberRange): number {
  const given = textOption(values, name);
  return given === undefined ? fallback : parseNumber(given, `--${name}`, range);
}

/** The number of a text. `what` names it in messages, such as `--seed`. Throws UsageError. */
export function parseNumber(text: string, what: string, { low, high, whole = false }: NumberRange): number {
  const value = /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  const limits = high >= Number.MAX_VALUE ? `of ${low} or more` : `from ${low} to ${high}`;
  throw new UsageError(`${what} must be ${kind} ${limits}, not ${text === '' ? 'empty' : text}`);
}

/** The numbers of a text such as `1,2.7,20`; `count` of them when it is given. Throws UsageError. */
export function parseNumberList(text: string, what: string, range: NumberRange, count?: number): readonly number[] {
  const parts = text.split(',');
  if (count !== undefined && parts.length !== count) {
    throw new UsageError(`${what} must be ${count} numbers separated by commas, not ${text}`);
  }
  return parts.map((part) => parseNumber(part.trim(), `each number of ${what}`, range));
}

/** The option's value when it is one of `choices`, or `fallback` when it was not given. Throws UsageError. */
export function choiceOption<Choice extends string>(
  values: OptionValues,
  name: string,
  choices: readonly Choice[],
  fallback: Choice,
): Choice {
  const given = textOption(values, name) ?? fallback;
  const found = choices.find((choice) => choice === given);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} must be one of ${choices.join(', ')}, not ${given}`);
}
