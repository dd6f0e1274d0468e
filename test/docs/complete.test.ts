// The documents as texts: every command has a test that runs it, commands inside of sentences are ones that the programs
// take, links lead somewhere, and every code that an operator can meet is explained.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { helpOf } from '../../agent/cli/help.js';
import { parseArguments } from '../../agent/cli/parse.js';
import type { Program } from '../../agent/cli/program.js';
import { controlErrorCodes } from '../../agent/control/errors.js';
import { ALARMS, REASONS } from '../../agent/metrics/codes.js';
import { program as agent } from '../../agent/options.js';
import { REFUSALS } from '../../proto/asked-codec.js';
import { exitCodes } from '../../tools/score-token/exit.js';
import { program as token } from '../../tools/score-token/options.js';
import { program as topology } from '../../tools/score-topology/options.js';
import { inRepository } from '../support/paths.js';
import { type Command, commandsOf, documents, stagesOf } from './documents.js';

const programs: readonly Program[] = [agent, token, topology];
/** Texts with links, from the repository's root. */
const folders = ['agent', 'docs', 'proto', 'systemd', 'test', 'tools', 'topology'];
const texts = ['.', ...folders]
  .flatMap((folder) =>
    (readdirSync(inRepository(folder), { recursive: folder !== '.' }) as string[]).map((name) =>
      path.join(folder, name),
    ),
  )
  .filter((name) => name.endsWith('.md') && !name.endsWith('.template.md'));
/** For operators: what they say is held to be true. */
const forOperators = ['README.md', 'topology/README.md', 'docs/install.md', 'docs/operate.md', 'docs/troubleshoot.md'];

const read = (name: string): string => readFileSync(inRepository(name), 'utf8');

/** Without blocks of code. */
const prose = (name: string): string => read(name).replace(/^```[\s\S]*?^```$/gm, '');

/** Texts in backquotes, each on one line. */
function quoted(name: string): string[] {
  return [...prose(name).matchAll(/`([^`]+)`/g)].map(([, text]) => text!.replace(/\s+/g, ' ').replaceAll('\\|', '|'));
}

/** Anchors of a document's headings, as GitHub makes them. */
function anchorsOf(name: string): string[] {
  const headings = [...prose(name).matchAll(/^#+ (.+)$/gm)].map(([, text]) => text!);
  return headings.map((text) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

t.test('every command of the documents is run by a test', async (t) => {
  t.ok(documents.includes('install.md') && documents.includes('operate.md'));
  const commands = documents.flatMap((document) => commandsOf(document));
  t.ok(commands.length > 40, `${commands.length} commands`);
  for (const command of commands) t.ok(stagesOf(command).length > 0, `${command.where}: ${command.line}`);
  // Which documents the two tests walk through to their ends.
  const walked = ['test/docs/operate.test.ts', 'test/package/install.lab.test.ts'].map(read);
  for (const document of new Set(commands.map((command) => command.document))) {
    const stages = new Set(commands.filter((each) => each.document === document).flatMap(stagesOf));
    for (const stage of stages) {
      t.ok(
        walked.some((text) => text.includes(`'${document}', '${stage}'`)),
        `${document} is walked: ${stage}`,
      );
    }
  }
});

t.test('a command that no test can run, and blocks that are none', async (t) => {
  const of = (text: string): Command[] => commandsOf('operate.md', text);
  const [reboot] = of('```console\n# reboot now\n```\n');
  t.throws(() => stagesOf(reboot!), /operate\.md:2: no test runs reboot/);
  t.throws(() => of('```console\nok\n```\n'), /operate\.md:2: output before any command/);
  t.throws(() => of('```console\n# score-token status\n'), /a block has no end/);
  const block = '```yaml\n# a comment\n```\n```console exit=5\n# a\nb\n$ c\n```\n';
  const parsed = of(block).map(({ line, output, exitCode }) => [line, output, exitCode]);
  t.same(parsed, [
    ['a', ['b'], 0],
    ['c', [], 5],
  ]);
});

t.test('commands inside of sentences are taken by their programs', async (t) => {
  const inside = forOperators.flatMap((name) => quoted(name).map((text) => ({ name, text })));
  const lines = inside.filter(({ text }) =>
    programs.some((program) => text.startsWith(`${program.name} -`) || text.startsWith(`${program.name} `)),
  );
  t.ok(lines.length > 15, `${lines.length} commands`);
  for (const { name, text } of lines) {
    const [first, ...words] = text.split(' ');
    const program = programs.find((each) => each.name === first)!;
    // A list of commands with bars between them stands for each.
    const each = (words[0] ?? '').split('|').map((word) => [word, ...words.slice(1)]);
    for (const argv of each) t.doesNotThrow(() => parseLoosely(program, argv), `${name}: ${text}`);
  }
});

/** Operands and required options may be left out where a sentence only names a command. */
function parseLoosely(program: Program, argv: readonly string[]): void {
  try {
    parseArguments(program, argv);
  } catch (error) {
    // What else is wrong is told after this, so it is not looked for.
    if (!/ behind it, not nothing|^no command;/.test((error as Error).message)) throw error;
  }
}

t.test('links, and the headings that they lead to', async (t) => {
  for (const name of texts) {
    for (const [, target = ''] of prose(name).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const found = file === '' ? name : path.join(path.dirname(name), file);
      t.ok(existsSync(inRepository(found)), `${name}: ${target}`);
      if (anchor !== undefined) t.ok(anchorsOf(found).includes(anchor), `${name}: ${target}`);
    }
  }
});

t.test('files, settings and scripts that are named are there', async (t) => {
  const scripts = JSON.parse(read('package.json')).scripts as Record<string, string>;
  const settings = settingsOf(JSON.parse(read('agent/config/agent.schema.json')));
  t.ok(settings.has('flows.windowMs') && settings.has('mode'));
  const metrics = read('docs/monitoring/README.md');
  for (const name of forOperators) {
    for (const [, script = ''] of read(name).matchAll(/npm run ([\w-]+)/g))
      t.ok(scripts[script], `${name}: npm run ${script}`);
    for (const text of quoted(name)) {
      const top = /^(agent|docs|proto|systemd|test|tools|topology)\/[\w./-]*$/.exec(text)?.[1];
      if (top) t.ok(existsSync(inRepository(text)), `${name}: ${text}`);
      const [group] = /^[a-z]+(?=\.[a-z]\w+$)/i.exec(text) ?? [];
      if (group && !text.endsWith('.yaml') && settings.has(group))
        t.ok(settings.has(text), `${name}: the setting ${text}`);
      if (/^score_[a-z_]+$/.test(text)) t.ok(metrics.includes(`\`${text}\``), `${name}: the metric ${text}`);
    }
  }
});

/** Keys of the settings, such as `mode`, `flows` and `flows.windowMs`, wherever the schema has them. */
function settingsOf(schema: unknown, above = ''): Set<string> {
  const found = new Set<string>();
  if (typeof schema !== 'object' || schema === null) return found;
  for (const [name, part] of Object.entries(schema)) {
    if (name !== 'properties') for (const key of settingsOf(part, above)) found.add(key);
    else
      for (const [key, value] of Object.entries(part as object)) {
        for (const each of [above + key, ...settingsOf(value, `${above}${key}.`)]) found.add(each);
      }
  }
  return found;
}

/** Codes in the first column of the tables between two texts. */
function codesBetween(text: string, from: string, to: string): string[] {
  const [start, end] = [text.indexOf(from), text.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`no ${from} before ${to}`);
  const cells = [...text.slice(start, end).matchAll(/^\| (`.+?) \|/gm)].map(([, cell]) => cell!);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!));
}

t.test('codes that an operator meets are explained', async (t) => {
  const text = read('docs/troubleshoot.md');
  const same = (found: readonly string[], wanted: Iterable<string>, what: string) =>
    t.same([...found].sort(), [...wanted].sort(), what);
  const reasons = codesBetween(text, '## Reason codes', 'Counted in a round');
  same(reasons, Object.keys(REASONS), 'reasons of decisions');
  same(codesBetween(text, 'A target that is asked', '## Refused commands'), REFUSALS.values(), 'refusals of targets');
  same(codesBetween(text, '## Refused commands', '## Alarms'), controlErrorCodes, 'refusals of commands');
  for (const code of Object.keys(ALARMS)) t.ok(text.includes(`\n### ${code}\n`), `alarm ${code}`);
  const rules = [...read('agent/core/rules/README.md').matchAll(/^\| (\d+) \| [^|]+ \| ([^|]+) \|/gm)];
  const ofRules = rules.flatMap(([, , codes]) => [...codes!.matchAll(/`([^`]+)`/g)].map(([, code]) => code!));
  t.ok(ofRules.length > 20, `${ofRules.length} codes of rules`);
  const unordered = new Set(['already-local', 'locations-unknown', 'gain-too-small']);
  const inOrder = (codes: readonly string[]) => codes.filter((code) => ofRules.includes(code) && !unordered.has(code));
  t.same(inOrder(reasons), inOrder(ofRules), 'in the order of the rules');
});

t.test('help tells exit codes', async (t) => {
  for (const program of programs) {
    for (const { code, doc } of program.exitCodes)
      t.ok(helpOf(program).includes(`${code}  ${doc}`), `${program.name}: ${code}`);
  }
  const told = [...token.exitCodes, ...token.commands.flatMap((command) => command.exitCodes ?? [])];
  t.same([...new Set(told.map(({ code }) => code))].sort(), Object.values(exitCodes).sort(), 'all of score-token');
});
