// The manual page of a program, from the table of its command line: the same that --help prints.
import {
  type CommandLine,
  type ExitCode,
  exitCodesOf,
  type Operand,
  type Option,
  optionsOf,
  type Program,
} from '../../../agent/cli/program.js';
import { bold, escaped, example, italic, item, page, paragraph, section, subsection } from './roff.js';

export function programPage(program: Program, version: string, date: Date): string {
  const { name, section: number, summary, seeAlso = [], files = [], doc } = program;
  const body = [
    ...section('Synopsis', synopsis(program)),
    ...section('Description', paragraphs(doc)),
    ...(isSingle(program) ? ofOnlyCommand(program) : ofCommands(program)),
    ...section('Exit status', exitRows(program.exitCodes)),
    ...section(
      'Files',
      files.flatMap(({ path, doc: text }) => item(italic(path), paragraph(sentence(text)))),
    ),
    ...section('Examples', examples(program)),
    ...section('See also', seeAlsoRow(seeAlso)),
  ];
  return page({ name, section: number, summary, version, date }, body);
}

const isSingle = ({ commands }: Program): boolean => commands.length === 1 && commands[0]!.name === '';

function synopsis(program: Program): string[] {
  const words = program.commands.map((command) => {
    const rest = [...command.operands.map(operandText), ...optionsOf(program, command).map(optionUse)];
    return [bold([program.name, command.name].filter(Boolean).join(' ')), ...rest].join(' ');
  });
  const asked = isSingle(program) ? '\\-\\-help | \\-\\-version' : '[COMMAND] \\-\\-help | \\-\\-version';
  return [...words, `${bold(program.name)} ${asked}`].flatMap((line) => ['.HP', line]).slice(1);
}

/** In a synopsis: `[--wait]`, `--policy POLICY`. */
function optionUse({ name, argument, isRequired }: Option): string {
  const text = `${bold(`--${name}`)}${argument === undefined ? '' : ` ${italic(argument)}`}`;
  return isRequired ? text : `[${text}]`;
}

function operandText({ name, choices }: Operand): string {
  return choices ? choices.map(bold).join('|') : italic(name);
}

function ofOnlyCommand(program: Program): string[] {
  const [command] = program.commands as [CommandLine];
  return [...section('Options', [...operandRows(command.operands), ...optionRows(optionsOf(program, command))])];
}

function ofCommands(program: Program): string[] {
  const commands = program.commands.flatMap((command) => {
    const { name, summary, doc = [], operands, options, exitCodes } = command;
    const codes = exitCodes ? exitCodesOf({ ...program, exitCodes: [] }, { ...command, exitCodes }) : [];
    const without = (command.without ?? []).map((each) => `--${each}`).join(', ');
    return subsection([program.name, name, ...operands.map((operand) => operand.name)].join(' '), [
      ...paragraph(sentence(summary)),
      ...doc.flatMap((text) => ['.PP', ...paragraph(text)]),
      ...operandRows(operands),
      ...optionRows(options),
      ...(without === '' ? [] : ['.PP', ...paragraph(`It takes no ${without}.`)]),
      ...(codes.length === 0 ? [] : ['.PP', 'Exit status of this command:', ...exitRows(codes)]),
    ]);
  });
  const common = program.options.length === 0 ? [] : section('Options of every command', optionRows(program.options));
  return [...section('Commands', commands), ...common];
}

function operandRows(operands: readonly Operand[]): string[] {
  const told = operands.filter((each, index) => operands.findIndex(({ doc }) => doc === each.doc) === index);
  return told.flatMap((operand) => item(operandText(operand), paragraph(sentence(operand.doc))));
}

function optionRows(options: readonly Option[]): string[] {
  return options.flatMap((option) => {
    const { name, short, argument, doc, default: value, number, isRequired, choices, excludes, needs } = option;
    const head = [...(short ? [bold(`-${short}`)] : []), bold(`--${name}`)].join(', ');
    const range = number && number.max !== Number.MAX_VALUE ? `From ${number.min} to ${number.max}.` : undefined;
    const notes = [
      choices && !choices.every((each) => doc.includes(each)) && `One of ${choices.join(', ')}.`,
      range,
      value === undefined ? undefined : `Default ${value}.`,
      isRequired && 'Required.',
      excludes && `Not together with ${excludes.map((each) => `--${each}`).join(', ')}.`,
      needs && `Only with --${needs}.`,
    ].filter((note) => typeof note === 'string');
    const text = argument === undefined ? head : `${head} ${italic(argument)}`;
    return item(text, [...paragraph(sentence(doc)), ...notes.map(escaped)]);
  });
}

function exitRows(codes: readonly ExitCode[]): string[] {
  return codes.flatMap(({ code, doc }) => item(bold(String(code)), paragraph(sentence(doc))));
}

function examples({ commands }: Program): string[] {
  const all = commands.flatMap((command) => command.examples ?? []);
  return all.flatMap(({ line, doc }) => [...paragraph(sentence(doc)), ...example([line]), '.PP']).slice(0, -1);
}

function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text, index) => [...(index === 0 ? [] : ['.PP']), ...paragraph(text)]);
}

/** `score-agent(8)` as references are set: the name bold, the section not. */
export function seeAlsoRow(pages: readonly string[]): string[] {
  return pages.map((each, index) => {
    const [, name = each, number = ''] = /^(.*)\((\d)\)$/.exec(each) ?? [];
    return `.BR ${escaped(name)} (${number})${index === pages.length - 1 ? '' : ','}`;
  });
}

/** The tables have phrases that begin with a small letter and end without a full stop. Names keep their first letter. */
export function sentence(phrase: string): string {
  const text = /^[a-z]+(?![\w.-])/.test(phrase) ? phrase.charAt(0).toUpperCase() + phrase.slice(1) : phrase;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
