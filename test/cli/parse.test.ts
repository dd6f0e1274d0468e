// Command lines against a small table: what is taken, what is refused and how, and what help says of it.
import t from 'tap';
import { helpOf } from '../../agent/cli/help.js';
import { parseArguments } from '../../agent/cli/parse.js';
import { type Program, synopsisOf } from '../../agent/cli/program.js';

const program: Program = {
  name: 'tool',
  section: 1,
  summary: 'does things',
  doc: ['A tool.'],
  options: [{ name: 'socket', short: 's', argument: 'PATH', default: '/run/s', doc: 'where to' }],
  commands: [
    {
      ...{ name: 'copy', summary: 'copy a file', operands: [{ name: 'FILE', kind: 'file', doc: 'what' }] },
      options: [
        { name: 'level', argument: 'N', number: { min: 1, max: 9, isWhole: true }, default: '5', doc: 'how much' },
        {
          name: 'rate',
          argument: 'N|auto',
          number: { min: 0, max: Number.MAX_VALUE, words: ['auto'] },
          doc: 'how fast',
        },
        { name: 'how', argument: 'HOW', choices: ['fast', 'slow'], isRequired: true, doc: 'in which way' },
        { name: 'quiet', excludes: ['loud'], doc: 'say nothing' },
        { name: 'loud', doc: 'say much' },
        { name: 'twice', needs: 'loud', doc: 'say it again' },
      ],
      exitCodes: [{ code: 3, doc: 'half a copy' }],
    },
    { name: 'stop', summary: 'stop', operands: [], options: [], without: ['socket'] },
  ],
  exitCodes: [
    { code: 0, doc: 'done' },
    { code: 2, doc: 'wrong usage' },
  ],
};

const parse = (line: string) => parseArguments(program, line.split(' ').filter(Boolean));

t.test('what is right', async (t) => {
  const copy = { type: 'command', command: program.commands[0], operands: ['f'] };
  const absent = { rate: undefined, quiet: undefined, loud: undefined, twice: undefined };
  t.same(parse('copy f --how fast'), { ...copy, values: { ...absent, level: 5, how: 'fast', socket: '/run/s' } });
  t.match(parse('-s x copy --level=9 --rate auto f --how slow --loud --twice'), {
    values: { level: 9, rate: 'auto', how: 'slow', loud: true, twice: true, socket: 'x' },
  });
  t.match(parse('copy --how fast --rate 2.5e3 -- --f'), { values: { rate: 2500 }, operands: ['--f'] });
  t.same(parse('stop'), { type: 'command', command: program.commands[1], operands: [], values: {} });
  for (const line of ['--help', '-h', 'help', 'help nothing', 'nonsense --help'])
    t.same(parse(line), { type: 'help' }, line);
  for (const line of ['copy --help', 'help copy', 'copy -h --how wrong']) {
    t.same(parse(line), { type: 'help', command: program.commands[0] }, line);
  }
  t.same(parse('--version'), { type: 'version' });
});

t.test('what is wrong, and how it is called', async (t) => {
  const cases: [line: string, code: string, message: RegExp][] = [
    ['', 'no-command', /^no command; it is one of copy, stop$/],
    ['cpoy', 'unknown-command', /did you mean copy\?/],
    ['toString', 'unknown-command', /it is one of copy, stop/],
    ['copy f --how fast --lvel 3', 'unknown-option', /'--lvel'; did you mean --level\?/],
    ['stop --quiet', 'unknown-option', /^stop has no option --quiet$/],
    ['stop --socket x', 'unknown-option', /^stop has no option --socket$/],
    ['copy --how fast', 'operands', /^copy takes FILE behind it, not nothing$/],
    ['copy a b --how fast', 'operands', /not a b$/],
    ['copy f', 'value', /^--how must be one of fast, slow; it is missing$/],
    ['copy f --how quick', 'value', /^--how must be one of fast, slow, not quick$/],
    ['copy f --how fast --level 10', 'value', /^--level must be a whole number from 1 to 9, not 10$/],
    ['copy f --how fast --level 1.5', 'value', /whole number/],
    [
      'copy f --how fast --rate -1',
      'value',
      /^--rate needs \S+ behind it \(one that begins with a dash: --rate=-\.\.\.\)$/,
    ],
    ['copy f --how fast --rate slow', 'value', /^--rate must be a number of 0 or more or auto, not slow$/],
    ['copy f --how fast --quiet --loud', 'together', /^--quiet and --loud exclude each other$/],
    ['copy f --how fast --twice', 'together', /^--twice needs --loud$/],
    ['copy f --how', 'value', /^--how needs HOW behind it/],
  ];
  for (const [line, code, message] of cases) t.throws(() => parse(line), { name: 'UsageError', code, message }, line);
});

t.test('help is made of the table', async (t) => {
  t.equal(synopsisOf(program, program.commands[0]!), 'tool copy FILE --how HOW [options]');
  t.equal(synopsisOf(program, program.commands[1]!), 'tool stop');
  t.equal(
    helpOf(program, program.commands[0]),
    [
      ...[
        'tool copy: copy a file',
        '',
        'usage: tool copy FILE --how HOW [options]',
        '',
        '  FILE  what',
        '',
        'options:',
      ],
      ...['  --level N          how much (1 to 9; default 5)', '  --rate N|auto      how fast'],
      ...['  --how HOW          in which way (required)', '  --quiet            say nothing'],
      ...['  --loud             say much', '  --twice            say it again'],
      ...['  -s, --socket PATH  where to (default /run/s)', '', 'exit codes:', '  0  done', '  2  wrong usage'],
      '  3  half a copy',
    ].join('\n'),
  );
  const all = helpOf(program);
  for (const text of [
    'tool: does things',
    'A tool.',
    '  copy FILE  copy a file',
    '  stop       stop',
    '  3  half a copy',
  ]) {
    t.ok(all.split('\n').includes(text), text);
  }
});

t.test('a program of one command has no word for it', async (t) => {
  const { options, exitCodes } = program;
  const single: Program = {
    ...program,
    options: [],
    commands: [{ name: '', summary: 'go', operands: [], options, exitCodes }],
  };
  t.match(parseArguments(single, ['--socket', 'x']), { type: 'command', values: { socket: 'x' } });
  t.throws(() => parseArguments(single, ['x']), { code: 'operands' });
  t.match(helpOf(single), /^usage: tool \[options\]$/m);
});
