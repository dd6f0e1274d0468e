// The text of `--help`, from a program's table.
import {
  type CommandLine,
  type ExitCode,
  exitCodesOf,
  type Option,
  optionsOf,
  type Program,
  synopsisOf,
} from './program.js';

const WIDTH = 100;
/** Names that are longer have their meaning on the next line. */
const MAX_COLUMN = 30;

/** Of the whole program, or of one of its commands. Lines without a newline at the end of the last. */
export function helpOf(program: Program, command?: CommandLine): string {
  const only = program.commands.length === 1 ? program.commands[0] : undefined;
  const lines = (command ?? only) ? ofCommand(program, (command ?? only)!) : ofProgram(program);
  return lines.join('\n').trimEnd();
}

function ofProgram(program: Program): string[] {
  const { name, summary, doc, commands, options } = program;
  const rows = commands.map((each) => [
    [each.name, ...each.operands.map((operand) => operand.name)].join(' '),
    each.summary,
  ]);
  return [
    ...[...wrapped(`${name}: ${summary}`), '', `usage: ${name} COMMAND [options]`],
    ...[`       ${name} COMMAND --help`, `       ${name} --help | --version`, ''],
    ...doc.flatMap((paragraph) => [...wrapped(paragraph), '']),
    ...['commands:', ...columns(rows), ''],
    ...['options of every command:', ...columns(options.map(optionRow)), ''],
    ...exits(everyExit(program)),
  ];
}

/** Those of the program and of all its commands: one code may mean something else in each. */
function everyExit({ exitCodes, commands }: Program): readonly ExitCode[] {
  const all = [...exitCodes, ...commands.flatMap((command) => command.exitCodes ?? [])];
  const firsts = new Map(all.map((each) => [`${each.code} ${each.doc}`, each]));
  return [...firsts.values()].sort((a, b) => a.code - b.code);
}

function ofCommand(program: Program, command: CommandLine): string[] {
  const { doc = command.name === '' ? program.doc : [], operands, examples = [] } = command;
  const options = optionsOf(program, command).map(optionRow);
  const title = [program.name, command.name].filter(Boolean).join(' ');
  return [
    ...[...wrapped(`${title}: ${command.summary}`), '', `usage: ${synopsisOf(program, command)}`, ''],
    ...doc.flatMap((paragraph) => [...wrapped(paragraph), '']),
    ...(operands.length > 0 ? [...columns(operands.map(({ name, doc: text }) => [name, text])), ''] : []),
    ...(options.length > 0 ? ['options:', ...columns(options), ''] : []),
    ...(examples.length > 0
      ? ['examples:', ...examples.flatMap(({ line, doc: text }) => [`  ${line}`, `      ${text}`]), '']
      : []),
    ...exits(exitCodesOf(program, command)),
  ];
}

/** As help shows it: `-f, --file FILE`, and its meaning with default and range. */
export function optionRow({
  name,
  short,
  argument,
  doc,
  default: value,
  number,
  isRequired,
}: Option): [string, string] {
  const head = `${short ? `-${short}, ` : ''}--${name}${argument === undefined ? '' : ` ${argument}`}`;
  const range = number && number.max !== Number.MAX_VALUE ? `${number.min} to ${number.max}` : undefined;
  const notes = [range, value === undefined ? undefined : `default ${value}`, isRequired ? 'required' : undefined];
  const known = notes.filter((note) => note !== undefined);
  return [head, known.length === 0 ? doc : `${doc} (${known.join('; ')})`];
}

function exits(codes: readonly ExitCode[]): string[] {
  return ['exit codes:', ...columns(codes.map(({ code, doc }) => [String(code), doc]))];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const lengths = rows.map(([head = '']) => head.length).filter((length) => length <= MAX_COLUMN);
  const width = Math.max(0, ...lengths);
  return rows.flatMap(([head = '', text = '']) => {
    const [first = '', ...rest] = wrapped(text, WIDTH - width - 4);
    const indent = ' '.repeat(width + 4);
    const others = rest.map((line) => `${indent}${line}`);
    if (head.length > width) return [`  ${head}`, `${indent}${first}`, ...others];
    return [`  ${head.padEnd(width)}  ${first}`.trimEnd(), ...others];
  });
}

/** In lines of at most `width` characters, where words allow. */
function wrapped(text: string, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
