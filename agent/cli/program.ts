// What a program's command line takes, as a table. parse.ts checks argv against it, help.ts prints it, and the package
// makes man pages and shell completion of it, so that none of them can know an option that the others lack. Data only.

/** How the value of an option is completed in a shell, and named in a man page. */
export type ValueKind = 'file' | 'address' | 'text';

export interface NumberRange {
  readonly min: number;
  /** Number.MAX_VALUE: any. */
  readonly max: number;
  readonly isWhole?: true;
  /** Words that may stand in place of the number. */
  readonly words?: readonly string[];
}

export interface Option {
  /** Without dashes. The same name has an argument in all commands of a program, or in none. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** Name of its argument, in capitals or as `on|off`; absent: a switch. */
  readonly argument?: string;
  /** What may be given; absent: see `number`, else any text. */
  readonly choices?: readonly string[];
  readonly number?: NumberRange;
  /** Default `text`. */
  readonly kind?: ValueKind;
  /** Taken when it is not given: as it would be typed. Told by help behind `doc`. */
  readonly default?: string;
  readonly isRequired?: true;
  /** Options of the same command that cannot be given with it. Said of one of the two is enough. */
  readonly excludes?: readonly string[];
  /** Option of the same command that must be given with it. */
  readonly needs?: string;
  /** What it means, with the unit: a phrase that begins with a small letter and ends without a full stop. */
  readonly doc: string;
}

export interface Operand {
  /** In capitals, or as `on|off`. */
  readonly name: string;
  readonly choices?: readonly string[];
  readonly kind?: ValueKind;
  readonly doc: string;
}

export interface ExitCode {
  readonly code: number;
  readonly doc: string;
}

export interface CommandLine {
  /** Empty for a program that has only one. */
  readonly name: string;
  /** A phrase, as an option's doc. */
  readonly summary: string;
  /** Paragraphs of sentences. */
  readonly doc?: readonly string[];
  readonly operands: readonly Operand[];
  readonly options: readonly Option[];
  /** What it can end with beside those of the program; a code that is there too means this here. */
  readonly exitCodes?: readonly ExitCode[];
  /** Whole command lines, each with what it does. */
  readonly examples?: readonly { readonly line: string; readonly doc: string }[];
  /** Options of the program that it does not take. */
  readonly without?: readonly string[];
}

/** A program. `--help` and `-h` are understood everywhere, `--version` without a command; no table lists them. */
export interface Program {
  readonly name: string;
  /** For the NAME section: a phrase. */
  readonly summary: string;
  readonly doc: readonly string[];
  /** Of every command, unless it says otherwise. */
  readonly options: readonly Option[];
  /** At least one. */
  readonly commands: readonly CommandLine[];
  readonly exitCodes: readonly ExitCode[];
  /** Files that it reads or makes, for the FILES section. */
  readonly files?: readonly { readonly path: string; readonly doc: string }[];
  /** Such as `score-agent(8)`. */
  readonly seeAlso?: readonly string[];
  /** Section of the manual: 1 for users, 8 for daemons and administration. */
  readonly section: 1 | 8;
}

/** Options that a command takes: its own, then the program's. */
export function optionsOf(program: Program, { options, without = [] }: CommandLine): readonly Option[] {
  return [...options, ...program.options.filter(({ name }) => !without.includes(name))];
}

/** What a command can end with, by code. */
export function exitCodesOf(program: Program, { exitCodes = [] }: CommandLine): readonly ExitCode[] {
  const own = new Set(exitCodes.map(({ code }) => code));
  const all = [...program.exitCodes.filter(({ code }) => !own.has(code)), ...exitCodes];
  return all.sort((a, b) => a.code - b.code);
}

/** `score-token wait TOKEN-ID [options]` */
export function synopsisOf(program: Program, command: CommandLine): string {
  const required = command.options
    .filter(({ isRequired }) => isRequired)
    .map(({ name, argument }) => `--${name}${argument === undefined ? '' : ` ${argument}`}`);
  const rest = optionsOf(program, command).some(({ isRequired }) => !isRequired) ? ['[options]'] : [];
  const words = [program.name, command.name, ...command.operands.map(({ name }) => name), ...required, ...rest];
  return words.filter(Boolean).join(' ');
}
