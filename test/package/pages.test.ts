// The manual pages and the completion: correct for the programs that read them, and complete for the tables behind them.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { optionsOf, type Program } from '../../agent/cli/program.js';
import { driverSections, rootKeys, sections } from '../../agent/config/keys.js';
import { bashCompletion } from '../../tools/package/completion.js';
import { programPage } from '../../tools/package/man/program-page.js';
import { programs } from '../../tools/package/programs.js';
import { inRepository } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';
import { build, unpack, without } from './built.js';

t.setTimeout(120_000);

const skip = without('dpkg-deb');
const pages = skip ? new Map<string, string>() : unpackPages();

/** The pages of the package as files, by name and section: `score-token.1`. */
function unpackPages(): Map<string, string> {
  const manual = path.join(unpack(build(shortFolder(t)), shortFolder(t)), 'usr/share/man');
  const names = readdirSync(manual, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.gz'));
  return new Map(
    names.map((name) => {
      const plain = path.join(manual, name.replace(/\.gz$/, ''));
      writeFileSync(plain, gunzipSync(readFileSync(path.join(manual, name))));
      return [path.basename(plain), plain];
    }),
  );
}

/** As a person reads it, without line breaks within words. */
function read(file: string): string {
  const environment = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '400', MANROFFOPT: '-rHY=0' };
  const { stdout, stderr } = spawnSync('man', ['--warnings', '--no-justification', '-l', file], {
    ...{ encoding: 'utf8', env: environment },
  });
  return `${stderr}${stdout}`.replace(/\s+/g, ' ');
}

t.test('mandoc finds nothing to warn of', { skip: skip || mandocMissing() }, async (t) => {
  t.same([...pages.keys()].sort(), [
    'agent.yaml.5',
    'score-agent.8',
    'score-token.1',
    'score-topology.1',
    'topology.yaml.5',
  ]);
  const judge = (file: string) => spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', file], { encoding: 'utf8' });
  for (const [name, file] of pages) t.equal(judge(file).stdout, '', name);
  const bad = path.join(shortFolder(t), 'bad.1');
  writeFileSync(bad, '.TH BAD 1 2026-13-41\n.SH NAME\nbad \\- page\n.NOSUCH\n');
  t.match(judge(bad).stdout, /date/, 'it would find something');
});

t.test('man shows every option, key and exit code', { skip: skip || without('man') }, async (t) => {
  for (const { program } of programs) {
    const text = read(pages.get(`${program.name}.${program.section}`)!);
    t.notMatch(text, /warning:|error:|undefined|NaN|\[object/);
    t.ok(text.includes(`NAME ${program.name} - ${program.summary}`), program.name);
    for (const command of program.commands) {
      t.ok(text.includes([program.name, command.name].join(' ').trim()), command.name);
      for (const { name } of optionsOf(program, command)) t.ok(text.includes(`--${name}`), `${command.name} --${name}`);
    }
    for (const { doc } of program.exitCodes) t.ok(text.includes(doc.slice(1)), doc);
  }
  const settings = read(pages.get('agent.yaml.5')!);
  t.notMatch(settings, /warning:|undefined/);
  const keys = {
    ...rootKeys,
    ...driverSections.datapath.drivers.openvswitch,
    ...driverSections.hypervisor.drivers.libvirt,
  };
  const inSections = Object.values(sections).flatMap(({ keys: each }) => Object.entries(each));
  for (const [name, { doc }] of [...Object.entries(keys), ...inSections]) {
    t.ok(settings.includes(`${name} ${doc.split(/\s+/).slice(0, 6).join(' ')}`), name);
  }
  t.match(settings, /port UDP port .* A whole number, 1 to 65535\. Default 7470\./);
  const map = read(pages.get('topology.yaml.5')!);
  const schema = JSON.parse(readFileSync(inRepository('topology/topology.schema.json'), 'utf8'));
  for (const [name, { description }] of Object.entries<{ description: string }>(schema.properties)) {
    t.ok(map.includes(`${name} ${description.split('. ')[0]}`), name);
  }
});

t.test('text is never taken for a request or an escape', { skip: without('man') }, async (t) => {
  const doc = '.so /etc/passwd';
  const awkward: Program = {
    ...{ name: 'awkward', section: 1, summary: 'a \\fBslash\\fR', options: [], exitCodes: [] },
    doc: ["'sp 3", doc, 'c \\\\ d — "quoted" `tick` ^ ~ 10 × 5'],
    commands: [{ name: '', summary: 'one', operands: [], options: [] }],
  };
  const file = path.join(shortFolder(t), 'awkward.1');
  writeFileSync(file, programPage(awkward, '1.0.0', new Date(0)));
  const text = read(file);
  t.match(text, '\'sp 3 .so /etc/passwd c \\\\ d — "quoted" `tick` ^ ~ 10 × 5');
  t.match(text, 'awkward - a \\fBslash\\fR');
  t.notMatch(text, /warning/);
});

function mandocMissing(): string | false {
  // It has no --version; without arguments it would read from its input.
  return spawnSync('mandoc', ['-T', 'lint', '/dev/null']).error ? 'mandoc is not installed' : false;
}

/** What bash offers when TAB is pressed behind the last word; `=` is a word of its own, as bash splits. */
function offers(t: Test, script: string, ...words: string[]): string[] {
  const file = path.join(shortFolder(t), 'completion');
  writeFileSync(file, script);
  const name = /^complete -F (\S+) /m.exec(script)?.[1] ?? '';
  const lines = [
    `set -u; source ${file}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ${name}`,
    'for word in "' + '$' + '{COMPREPLY[@]}"; do echo "$word"; done',
  ];
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', lines.join('\n'), 'bash', ...words], {
    ...{ encoding: 'utf8', cwd: inRepository('topology/examples') },
  });
  t.equal(stderr, '', words.join(' '));
  return stdout.split('\n').filter(Boolean).sort();
}

t.test('bash completes commands, options, values and files', { skip: without('bash') }, async (t) => {
  const programOf = (name: string) => programs.find(({ program }) => program.name === name)!.program;
  const [token, agent, topology] = ['score-token', 'score-agent', 'score-topology'].map(programOf) as [
    Program,
    Program,
    Program,
  ];
  const ask = (program: Program, ...words: string[]) => offers(t, bashCompletion(program), program.name, ...words);
  const names = token.commands.map(({ name }) => name);
  t.same(ask(token, ''), [...names, 'help'].sort());
  t.same(ask(token, 'in'), ['inject']);
  t.same(ask(token, 'help', 'stat'), ['status']);
  t.same(ask(token, '--v'), ['--version']);
  for (const command of token.commands) {
    const wanted = [...optionsOf(token, command).map(({ name }) => `--${name}`), '--help'].sort();
    t.same(ask(token, command.name, '-'), wanted, `options of ${command.name}`);
  }
  const policies = ['distributed', 'load-aware', 'round-robin'];
  t.same(ask(token, 'inject', '--policy', ''), policies);
  t.same(ask(token, 'inject', '--policy', 'd'), ['distributed']);
  t.same(ask(token, 'inject', '--policy', '='), policies, '--policy=');
  t.same(ask(token, 'inject', '--policy', '=', 'r'), ['round-robin'], '--policy=r');
  t.same(ask(token, 'inject', '--policy', '=', 'distributed', '--wa'), ['--wait']);
  t.same(ask(token, '--socket', 'lab.yaml', 'inject', '--policy', 'l'), ['load-aware'], 'a value is no command');
  t.same(ask(token, 'maintenance', ''), ['off', 'on']);
  t.same(ask(token, 'maintenance', 'on', ''), [], 'one operand is enough');
  t.same(ask(token, 'inject', '--vms-file', 'th'), ['thesis.yaml', 'three-tier.yaml']);
  t.same(ask(token, 'inject', '--rounds', ''), [], 'nothing to say of numbers');
  t.same(ask(agent, '--c'), ['--check-config', '--config']);
  t.same(ask(agent, '--config', 'lab'), ['lab.yaml']);
  t.same(ask(topology, 'check', 'lab'), ['lab.yaml']);
  t.same(ask(topology, 'level', 'lab.yaml', ''), []);
});
