// Completion of a program's command line in bash, from its table. The script uses bash alone, so that it also works where
// the functions of the package bash-completion are not loaded.
import { type CommandLine, type Operand, type Option, optionsOf, type Program } from '../../agent/cli/program.js';

/** The word that is looked at, in bash. */
const WORD = `\${COMP_WORDS[index]}`;

/** For /usr/share/bash-completion/completions/NAME. */
export function bashCompletion(program: Program): string {
  const { name, commands } = program;
  const isSingle = commands.length === 1 && commands[0]!.name === '';
  const call = `_${name.replaceAll('-', '_')}`;
  const withValue = unique(
    commands.flatMap((command) => optionsOf(program, command).filter(({ argument }) => argument)).flatMap(spellings),
  );
  return [
    `# bash completion for ${name}. Made by npm run package; do not change it here.`,
    `${call}()`,
    '{',
    `    local current=\${COMP_WORDS[COMP_CWORD]} option= command=${isSingle ? '-' : ''} word words= files=`,
    '    local -i index=1 operand=0',
    '    COMPREPLY=()',
    ...scan(withValue),
    '    if [[ -n $option ]]; then',
    '        case "$command $option" in',
    ...commands.flatMap((command) => valueCases(program, command)),
    '        esac',
    '    elif [[ $current == -* ]]; then',
    ...optionCases(program, isSingle),
    '    else',
    '        case "$command $operand" in',
    ...(isSingle ? [] : namesOfCommands(program)),
    ...commands.flatMap(operandCases),
    '        esac',
    '    fi',
    '    [[ -n $words ]] && mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")',
    '    if [[ -n $files ]]; then',
    '        compopt -o filenames 2>/dev/null',
    '        mapfile -t COMPREPLY < <(compgen -f -- "$current")',
    '    fi',
    '}',
    `complete -F ${call} ${name}`,
    '',
  ].join('\n');
}

/** Which command it is, how many operands stand before the cursor, and whether an option waits for its value there. */
function scan(withValue: readonly string[]): string[] {
  const value = [
    `            ${withValue.join('|')})`,
    '                option=$word',
    '                index+=1',
    '                # bash takes the = of --option=value for a word of its own.',
    `                if [[ ${WORD} == = ]]; then`,
    '                    ((index == COMP_CWORD)) && current=',
    '                    index+=1',
    '                fi',
    '                ((index < COMP_CWORD)) && option=',
    '                ;;',
  ];
  return [
    '    while ((index < COMP_CWORD)); do',
    `        word=${WORD}`,
    '        case $word in',
    ...(withValue.length === 0 ? [] : value),
    '            -* | =) ;;',
    '            *)',
    '                if [[ -z $command ]]; then command=$word; else operand+=1; fi',
    '                ;;',
    '        esac',
    '        index+=1',
    '    done',
  ];
}

function spellings({ name, short }: Option): string[] {
  return short ? [`--${name}`, `-${short}`] : [`--${name}`];
}

function valueCases(program: Program, command: CommandLine): string[] {
  return optionsOf(program, command).flatMap((option) => {
    const { argument, choices, number, kind } = option;
    if (argument === undefined) return [];
    const patterns = spellings(option).map((each) => `"${wordOf(command)} ${each}"`);
    return choice(patterns.join(' | '), choices ?? number?.words, kind === 'file');
  });
}

function optionCases(program: Program, isSingle: boolean): string[] {
  const spelled = (command: CommandLine) => [...optionsOf(program, command).map(({ name }) => `--${name}`), '--help'];
  const of = program.commands.map((command) => `            ${wordOf(command)}) words='${line(spelled(command))}' ;;`);
  if (isSingle) return [`        words='${line([...spelled(program.commands[0]!), '--version'])}'`];
  return ['        case $command in', ...of, "            '') words='--help --version' ;;", '        esac'];
}

function namesOfCommands({ commands }: Program): string[] {
  const names = line(commands.map(({ name }) => name));
  return [`            ' 0') words='${names} help' ;;`, `            'help 0') words='${names}' ;;`];
}

function operandCases(command: CommandLine): string[] {
  return command.operands.flatMap(({ choices, kind }: Operand, index) =>
    choice(`"${wordOf(command)} ${index}"`, choices, kind === 'file'),
  );
}

function choice(pattern: string, words: readonly string[] | undefined, isFile: boolean): string[] {
  if (words) return [`            ${pattern}) words='${line(words)}' ;;`];
  return isFile ? [`            ${pattern}) files=1 ;;`] : [];
}

/** What stands for the command in the script; a program with only one has a dash. */
const wordOf = ({ name }: CommandLine): string => name || '-';
const line = (words: readonly string[]): string => words.join(' ');
const unique = (words: readonly string[]): string[] => [...new Set(words)];
