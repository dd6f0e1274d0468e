// The package as a file: what is in it and what is not, that it comes out the same twice, and what stops a build. How it
// behaves on a host is install.lab.test.ts's.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { loadConfig } from '../../agent/config/load.js';
import { programs } from '../../tools/package/programs.js';
import { compiled, inRepository } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';
import { build, copyOfTree, unpack, without } from './built.js';

t.setTimeout(120_000);
const skip = without('dpkg-deb');
/** One for all tests that only look. */
const built = skip ? '' : build(shortFolder(t));
const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const control = (deb: string, name: string) =>
  execFileSync('dpkg-deb', ['--info', deb, name], { encoding: 'utf8' }).trimEnd();

t.test('the same tree gives the same package, under any umask', { skip }, async (t) => {
  const old = process.umask(0o077);
  const second = build(shortFolder(t));
  process.umask(old);
  t.equal(digest(built), digest(second));
  t.match(path.basename(built), /^score-agent_\d+\.\d+\.\d+-1_all\.deb$/);
  const third = build(shortFolder(t), { revision: 2 });
  t.match(path.basename(third), /-2_all\.deb$/);
  t.not(digest(third), digest(built), 'and another version another one');
});

t.test('files: owners, modes, and only what a hypervisor runs', { skip }, async (t) => {
  const listing = execFileSync('dpkg-deb', ['--contents', built], { encoding: 'utf8' });
  const lines = listing.trimEnd().split('\n');
  for (const line of lines) {
    t.match(line, /^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x|lrwxrwxrwx) root\/root /, 'of root, and for all to read');
  }
  const names = lines.map(
    (line) =>
      line
        .replace(/ -> .*$/, '')
        .split(' ')
        .at(-1)!,
  );
  const executable = lines.filter((line) => line.startsWith('-rwx')).map((line) => line.split(' ').at(-1));
  t.same(executable.sort(), programs.map(({ main }) => `./usr/lib/score/dist/${main}`).sort());
  const foreign = names.filter((name) =>
    /score\/dist\/(test\/|tools\/(?!$|score-t|[\w-]+\.js$))|\.(map|ts)$|tsbuildinfo/.test(name),
  );
  t.same(foreign, [], 'no tests, no simulator, no lab');
  for (const { program } of programs) {
    const { name, section } = program;
    t.ok(names.includes(`./usr/bin/${name}`), name);
    t.ok(names.includes(`./usr/share/man/man${section}/${name}.${section}.gz`), `${name} has a manual page`);
    t.ok(names.includes(`./usr/share/bash-completion/completions/${name}`), `${name} has completion`);
  }
  const outside = names.filter((name) => !/^\.\/(etc\/(score\/.*)?|usr\/((bin|lib|share)\/.*)?)?$/.test(name));
  t.same(outside, []);
});

t.test('the control files say what is in it', { skip }, async (t) => {
  const tree = unpack(built, shortFolder(t));
  t.match(control(built, 'control'), /^Depends: nodejs \(>= 20\), nftables, procps, systemd$/m);
  t.equal(control(built, 'conffiles'), '/etc/score/agent.yaml\n/etc/score/topology.yaml');
  const sums = control(built, 'md5sums').split('\n');
  for (const line of sums) {
    const [sum, name] = line.split('  ') as [string, string];
    const real = createHash('md5')
      .update(readFileSync(path.join(tree, name)))
      .digest('hex');
    if (real !== sum) t.fail(`${name} has another checksum`);
  }
  const files = readdirSync(tree, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  t.equal(sums.length, files.length - 2, 'every file but the two that are the operator’s');
  const [, size] = /^Installed-Size: (\d+)$/m.exec(control(built, 'control')) ?? [];
  const used = Number(execFileSync('du', ['--apparent-size', '-sk', tree], { encoding: 'utf8' }).split('\t')[0]);
  t.ok(Number(size) > used * 0.7 && Number(size) < used * 1.7, `${size} KiB said, ${used} KiB found`);
});

t.test('what the service runs is the package’s own', { skip }, async (t) => {
  const tree = unpack(built, shortFolder(t));
  const text = (name: string) => readFileSync(path.join(tree, name), 'utf8');
  t.match(text('usr/lib/systemd/system/score-agent.service'), /^ExecStart=\/usr\/bin\/score-agent --config /m);
  for (const { program, main } of programs) {
    t.match(text(`usr/lib/score/dist/${main}`), /^#!\/usr\/bin\/node\n/);
    t.equal(text(`usr/bin/${program.name}`), text(`usr/lib/score/dist/${main}`), 'the link leads there');
  }
  const [example] = ['etc/score/topology.yaml', 'usr/share/doc/score-agent/examples/topology.yaml'].map((name) => {
    const check = [compiled('tools/score-topology/main.js'), 'check', path.join(tree, name)];
    t.match(spawnSync(process.execPath, check, { encoding: 'utf8' }), { status: 0, stderr: '' }, name);
    return text(name);
  });
  t.ok(example!.split('\n').length <= 30);
});

t.test('the settings that each host edits are short, and say nothing but the defaults', { skip }, async (t) => {
  const tree = unpack(built, shortFolder(t));
  const text = (name: string) => readFileSync(path.join(tree, name), 'utf8');
  const settings = text('etc/score/agent.yaml');
  t.ok(settings.split('\n').length <= 25, 'short');
  const example = text('usr/share/doc/score-agent/examples/agent.yaml');
  const withHost = settings.replace(/^# host: ADDRESS$/m, 'host: 10.0.1.1');
  t.same(loadConfig(withHost, '/etc/score/agent.yaml'), loadConfig(example, '/etc/score/agent.yaml'), 'as the example');
  const program = [compiled('agent/main.js'), '--config', path.join(tree, 'etc/score/agent.yaml'), '--check-config'];
  const { status, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  t.equal(status, 1);
  t.match(
    stderr.split('\n')[0],
    /agent\.yaml:\d+:\d+: the file lacks the key host;/,
    'it has no address as installed, which is said first',
  );
  const named = settings.match(/\/usr\/share\/\S+(?<!\.)/g) ?? [];
  t.equal(named.length, 2);
  for (const name of named) t.ok(existsSync(path.join(tree, name)), `${name} is there`);
});

t.test('no upgrade asks: what hosts edit is as in the versions before', { skip }, async (t) => {
  const tree = unpack(built, shortFolder(t));
  // dpkg compares the file of the new version with that of the old one. Another digest here is a question on each host
  // of each cluster, and a stop where nobody can answer: docs/operate.md, "Upgrade". The reference is elsewhere.
  const digests = { 'agent.yaml': '316f2f0b8435ff20', 'topology.yaml': '45a0c91906e428ec' };
  for (const [name, known] of Object.entries(digests)) {
    t.equal(digest(path.join(tree, 'etc/score', name)).slice(0, 16), known, name);
  }
});

t.test('links between the documents lead somewhere', { skip }, async (t) => {
  const documents = path.join(unpack(built, shortFolder(t)), 'usr/share/doc/score-agent');
  const names = readdirSync(documents, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  for (const name of ['README.md', 'docs/install.md', 'docs/operate.md', 'docs/monitoring/README.md']) {
    t.ok(names.includes(name), name);
  }
  for (const name of names) {
    const text = readFileSync(path.join(documents, name), 'utf8');
    const targets = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!);
    const dead = targets.filter((target) => !existsSync(path.join(documents, path.dirname(name), target)));
    t.same(dead, [], name);
  }
  const readme = readFileSync(path.join(documents, 'README.md'), 'utf8');
  t.match(readme, '](docs/install.md)', 'links to what is there stay');
});

t.test('licences and changes are told', { skip }, async (t) => {
  const tree = unpack(built, shortFolder(t));
  const documents = path.join(tree, 'usr/share/doc/score-agent');
  const copyright = readFileSync(path.join(documents, 'copyright'), 'utf8');
  const modules = path.join(tree, 'usr/lib/score/node_modules');
  const scoped = (name: string) =>
    name.startsWith('@') ? readdirSync(path.join(modules, name)).map((each) => `${name}/${each}`) : [name];
  const names = readdirSync(modules).flatMap(scoped);
  t.ok(names.includes('protobufjs') && names.includes('long'), 'dependencies of dependencies too');
  for (const name of names) {
    t.ok(copyright.includes(`Files: usr/lib/score/node_modules/${name}/*\nCopyright: `), name);
  }
  const changes = gunzipSync(readFileSync(path.join(documents, 'changelog.Debian.gz'))).toString();
  t.match(changes, /^score-agent \(\S+-1\) unstable; urgency=medium\n\n {2}\* /);
  t.match(changes, /\n -- .+ <.+@.+> {2}Sun, 15 Jun 2025 15:06:40 \+0000\n$/);
  t.ok(changes.split('\n').every((line) => line.length <= 80));
});

t.test('lintian finds nothing that the overrides do not explain', { skip: without('lintian') }, async (t) => {
  const judge = (file: string) =>
    spawnSync('lintian', ['--profile', 'debian', '--fail-on', 'error,warning', '--allow-root', '--no-cfg', file], {
      encoding: 'utf8',
    });
  const { status, stdout } = judge(built);
  t.equal(stdout, '');
  t.equal(status, 0);
  const folder = copyOfTree(shortFolder(t), 'tools');
  // What it would say of a maintainer script that is not one.
  const scripts = path.join(folder, 'tools/package');
  rmSync(scripts);
  execFileSync('cp', ['-r', inRepository('tools/package'), scripts]);
  writeFileSync(path.join(scripts, 'debian/prerm'), 'exit 0\n');
  t.match(judge(build(shortFolder(t), { root: folder })).stdout, /^E: score-agent: /m);
});

t.test('a build that would forget something fails, and leaves no package', { skip }, async (t) => {
  const forgotten = copyOfTree(shortFolder(t), 'systemd');
  writeFileSync(path.join(forgotten, 'systemd/new.socket'), '');
  const out = path.join(shortFolder(t), 'out');
  t.throws(() => build(out, { root: forgotten }), {
    code: 'tree',
    message: /say in .* where systemd\/new\.socket goes/,
  });
  const changed = copyOfTree(shortFolder(t), 'systemd');
  rmSync(path.join(changed, 'systemd/score-agent.service'));
  writeFileSync(path.join(changed, 'systemd/score-agent.service'), '[Service]\n');
  t.throws(() => build(out, { root: changed }), { code: 'tree', message: /score-agent\.service has no line/ });
  const bare = copyOfTree(shortFolder(t), 'node_modules');
  rmSync(path.join(bare, 'node_modules/sax'));
  t.throws(() => build(out, { root: bare }), { code: 'dependency', message: /sax.*is missing; run npm ci/ });
  t.throws(() => build(out, { dist: shortFolder(t) }), { code: 'tree', message: /is missing; run npm run build/ });
  t.throws(() => build(out, { environment: { SOURCE_DATE_EPOCH: 'today' } }), { message: /today, not seconds/ });
  t.notOk(existsSync(out));
});

t.test('the program: a path on stdout, exit codes', { skip }, async (t) => {
  const out = shortFolder(t);
  const run = (...argv: string[]) =>
    spawnSync(process.execPath, [compiled('tools/package/main.js'), ...argv], { encoding: 'utf8' });
  const { status, stdout, stderr } = run('--revision', '7', '--out', out);
  t.same([status, stderr], [0, '']);
  t.ok(existsSync(stdout.trimEnd()) && stdout.includes('-7_all.deb'));
  t.match(run('--revision', '0'), { status: 2, stderr: /^package: --revision must be 1 to 999999, not 0\nusage: / });
  t.match(run('--colour'), { status: 2, stderr: /^package: Unknown option '--colour'/ });
  t.match(run('--help'), { status: 0, stdout: /^usage: npm run package/ });
});
