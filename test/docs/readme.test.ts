// What README.md tells to type, and which commands and files it names, against the programs and the tree.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { parseArguments } from '../../agent/cli/parse.js';
import { parseCommand } from '../../tools/lab/options.js';
import { program as token } from '../../tools/score-token/options.js';
import { program as topology } from '../../tools/score-topology/options.js';
import { commands as simulator } from '../../tools/sim/commands.js';
import { inRepository } from '../support/paths.js';

const text = readFileSync(inRepository('README.md'), 'utf8');
const scripts = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')).scripts as Record<string, string>;
/** Lines of code, without what explains them. */
const lines = [...text.matchAll(/^ {4}(\S.*?)(?: {2,}#? ?.*| +# .*)?$/gm)].map(([, line]) => line!.trim());

t.test('what it tells to type is taken', async (t) => {
  const typed = lines.filter((line) => /^(npm|npx|score-|apt-get)/.test(line));
  t.ok(typed.length > 10, `${typed.length} commands`);
  for (const line of typed) {
    const [program = '', ...words] = line.split(' ');
    if (program === 'score-token') t.equal(parseArguments(token, words).type, 'command', line);
    else if (program === 'npm') t.doesNotThrow(() => npm(words), line);
    else if (program === 'npx') t.same(unknownToSimulator(words), [], line);
    else t.match(line, /^apt-get install \.\/score-agent_\*_all\.deb$/);
  }
});

/** Throws when there is no such script, or when the lab does not take the words behind it. */
function npm(words: readonly string[]): void {
  const [script = '', dashes, ...options] = words[0] === 'run' ? words.slice(1) : words;
  if (!(script in scripts)) throw new Error(`no script ${script}`);
  if (dashes === undefined) return;
  if (script !== 'lab' || dashes !== '--') throw new Error(`${script} is not known to take ${options.join(' ')}`);
  parseCommand(['run', ...options]);
}

/** Words of a score-sim command that its help does not know. */
function unknownToSimulator([program, name, ...words]: readonly string[]): string[] {
  const command = simulator.find((each) => each.name === name);
  if (program !== 'score-sim' || !command) return [`${program} ${name}`];
  return words.filter((word) => word.startsWith('--') && !command.help.includes(word));
}

t.test('it lists the commands of each program, all of them', async (t) => {
  const names = (commands: readonly { readonly name: string }[]) => commands.map(({ name }) => name).sort();
  const [, listed = ''] = /^\| `score-token` \|.*?`([^`]+)`/m.exec(text) ?? [];
  t.same(listed.split(' ').sort(), names(token.commands));
  const [, ofTopology = ''] = /^\| `score-topology ([^`]+)` \|/m.exec(text) ?? [];
  t.same(ofTopology.split('\\|').sort(), names(topology.commands));
  const [, ofSimulator = ''] = /^\| `score-sim ([^`]+)` \|/m.exec(text) ?? [];
  t.same(ofSimulator.split('\\|').sort(), names(simulator));
});

t.test('where things are', async (t) => {
  const section = text.slice(text.indexOf('## Where things are'), text.indexOf('## Dependencies'));
  const rows = [...section.matchAll(/^ {4}(\S+(?: [\w./]+)*) {2,}/gm)].map(([, cell]) => cell!.split(' '));
  t.ok(rows.length > 10);
  for (const [first = '', ...others] of rows) {
    const folder = path.dirname(first.replace(/\/$/, ''));
    for (const name of [first, ...others.map((other) => path.join(folder, other))])
      t.ok(existsSync(inRepository(name)), name);
  }
});
