// The package on a Debian system of its own (debootstrap, the suite's own nodejs) that systemd has booted: install, set up,
// start, upgrade, downgrade, remove, install again, purge: as docs/install.md says, command by command, and what of
// docs/operate.md and docs/troubleshoot.md needs apt or systemd. An embedded world stands for libvirt and Open vSwitch, which
// are not there; without it the agent says so and runs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { answerForApt, populate, runInside, typed, worldSocket } from '../docs/booted.js';
import { type Ran, Walk } from '../docs/walk.js';
import { compiled, inRepository } from '../support/paths.js';
import { shortFolder, until } from '../support/temporary.js';
import { bootObstacle } from '../systemd/booted-system.js';
import { build, copyOfTree, environment, without } from './built.js';
import { debootstrap, differences, inventory } from './debian-root.js';
import { Host, service } from './host.js';

t.setTimeout(300_000);

const settingsFile = 'etc/score/agent.yaml';
const exampleFile = 'usr/share/doc/score-agent/examples/agent.yaml';
const mark = '# edited by the operator\n';

/** Folders of the system with one package each. */
const packages = { first: 'root', second: 'root/next' } as const;

const early = bootObstacle() || without('debootstrap') || without('dpkg-deb');
if (early) t.plan(0, early);
else {
  const root = path.join(shortFolder(t), 'root');
  const late = await debootstrap(root);
  if (late) t.plan(0, late);
  else t.test('install, upgrade, downgrade, remove, purge', (t) => lifeOfAPackage(t, root));
}

interface Walks {
  readonly install: Walk;
  readonly operate: Walk;
  readonly troubleshoot: Walk;
}

async function lifeOfAPackage(t: Test, root: string): Promise<void> {
  const host = new Host(t, root);
  let folder = '/root';
  const type = (line: string): Promise<Ran> =>
    line === 'npm run package' ? packaged(root) : typed(host.system, line, folder);
  const walks: Walks = {
    install: new Walk(t, 'install.md', 'booted', type),
    operate: new Walk(t, 'operate.md', 'booted', type),
    troubleshoot: new Walk(t, 'troubleshoot.md', 'booted', type),
  };
  await walks.install.step('npm run package');
  mkdirSync(path.join(root, packages.second));
  nextVersion(t, path.join(root, packages.second));
  const first = path.join('/', packages.first, debIn(root, packages.first));
  answerForApt(root);
  await host.system.boot([]);
  await populate(t, host.system);
  const before = inventory(root);
  await installs(t, host, walks);
  await isSetUp(t, host, walks);
  await starts(t, host, walks);
  folder = `/${packages.second}`;
  await upgrades(t, host, walks);
  folder = '/root';
  await downgrades(t, host, first);
  await isRemoved(t, host, first, walks);
  await isPurged(t, host, before, walks);
  for (const walk of Object.values(walks)) walk.ends();
}

function debIn(root: string, folder: string): string {
  return readdirSync(path.join(root, folder)).find((name) => name.endsWith('.deb'))!;
}

/** `npm run package` without the npm around it, into the folder where the operator copies it to. */
async function packaged(root: string): Promise<Ran> {
  const out = path.join(root, packages.first);
  const argv = [compiled('tools/package/main.js'), '--out', out];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', env: environment });
  const lines = `${stderr}${stdout}`.trimEnd().replace(out, '/home/you/s-core/out').split('\n');
  return { exitCode: status ?? -1, lines };
}

/** As the package, with settings that are explained differently. */
function nextVersion(t: Test, folder: string): string {
  const tree = copyOfTree(shortFolder(t), 'systemd');
  const settings = path.join(tree, 'systemd/agent.yaml');
  const text = readFileSync(settings, 'utf8');
  rmSync(settings);
  writeFileSync(settings, `${text}# Explained better in this version.\n`);
  return build(folder, { root: tree, revision: 2 });
}

async function installs(t: Test, host: Host, { install }: Walks): Promise<void> {
  t.comment('install');
  await install.step('apt-get install ./score-agent_*_all.deb');
  await install.step('score-agent --version');
  t.equal(await host.run('dpkg --audit'), '');
  t.equal(await host.run('dpkg --verify score-agent'), '');
  const { version } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as { version: string };
  for (const program of ['score-agent', 'score-token', 'score-topology']) {
    t.equal(await host.run(`${program} --version`), `${version}\n`, `${program} --version`);
    t.match(await host.run(`${program} --help`), new RegExp(`^${program}: `));
  }
  t.equal(await host.owner('etc/score'), '750:root:score');
  t.equal(await host.owner('var/lib/score'), '700:score:score');
  t.equal(await host.owner('run/score'), '750:score:score');
  t.equal(await host.owner(settingsFile), '644:root:root');
  t.match(await host.run('id score'), /gid=\d+\(score\) groups=\d+\(score\),\d+\(score-ovs\),\d+\(libvirt\)/);
  t.match(await host.run('getent passwd score'), /:\/var\/lib\/score:\/usr\/sbin\/nologin$/m);
  t.same([await host.state(), await host.isEnabled()], ['inactive dead', 'disabled'], 'nothing starts by itself');
  await host.run(`systemctl start ${service}`);
  t.equal(await host.state(), 'inactive dead', 'nor by hand, without a key');
  t.equal(await host.run('systemd-analyze verify --man=no score-agent.service score-ovs-access.path'), '');
  const load =
    "const{readdirSync:r}=require('fs');(async()=>{for(const f of r('.',{recursive:true}))if(f.endsWith('.js')&&!f.endsWith('main.js'))await(import(process.cwd()+'/'+f))})()";
  await host.system.run('env', '-C', '/usr/lib/score/dist', 'node', '-e', load);
}

/** The check names what is next. */
async function isSetUp(t: Test, host: Host, { install }: Walks): Promise<void> {
  t.comment('set up');
  const check = 'score-agent --config /etc/score/agent.yaml --check-config';
  t.match(await host.fails(check), /agent\.yaml.*host/, 'first the address');
  edit(host, settingsFile, (text) => text.replace(/^# host: ADDRESS$/m, `host: 10.0.1.1\n${mark.trim()}`));
  const lacks = await host.fails(check);
  t.match(lacks, /topology\.yaml lacks this host, 10\.0\.1\.1/, 'then the cost map');
  t.match(lacks, /cluster\.key/, 'and the key');
  await install.step('score-token keygen /etc/score/cluster.key');
  await install.step('chown score: /etc/score/cluster.key');
  const places: [string, string][] = [
    ['192.0.2.0/25', '10.0.1.0/24'],
    ['192.0.2.128/25', '10.0.2.0/24'],
    ['198.51.100.11', '10.0.3.1'],
  ];
  const ours = (text: string) => places.reduce((result, [example, own]) => result.replace(example, own), text) + mark;
  edit(host, 'etc/score/topology.yaml', ours);
  await install.step('score-topology check /etc/score/topology.yaml');
  await install.step(check);
}

function edit(host: Host, name: string, change: (text: string) => string): void {
  writeFileSync(host.file(name), change(readFileSync(host.file(name), 'utf8')));
}

/** In place of libvirt and Open vSwitch; all else is as the operator has written it. */
function useWorld(host: Host): void {
  const sections = /^(datapath|hypervisor):\n(?: .*\n)+/gm;
  edit(host, settingsFile, (text) => text.replace(sections, `$1:\n  driver: embedded\n  socket: ${worldSocket}\n`));
}

async function starts(t: Test, host: Host, { install, operate, troubleshoot }: Walks): Promise<void> {
  t.comment('start');
  const real = readFileSync(host.file(settingsFile), 'utf8');
  useWorld(host);
  await install.step('systemctl enable --now score-ovs-access.path score-agent');
  t.same([await host.state(), await host.isEnabled()], ['active running', 'enabled']);
  await install.step('systemctl status score-agent');
  const status = async () => JSON.parse(await host.run('score-token status --json'));
  await until('it has seen its VMs', async () => (await status()).vms.length === 2, 20_000);
  await install.step('score-token status');
  edit(host, settingsFile, (text) => text.replace(/^mode: recommend$/m, 'mode: auto'));
  await operate.step('systemctl reload score-agent');
  t.match(await status(), { lastReload: { ok: true }, standing: { mode: 'auto' } });
  await operate.step('journalctl -u score-agent');
  await troubleshoot.step('journalctl -u score-agent -n 50');
  for (const document of ['install.md', 'operate.md', 'troubleshoot.md']) {
    t.same(await runInside(host.system, document), []);
  }
  writeFileSync(host.file(settingsFile), real);
  await host.run(`systemctl restart ${service}`);
  t.match(await status(), { host: '10.0.1.1', hypervisor: { available: false }, datapath: { available: false } });
  // Something to remember. The other host of the cost map is not there.
  t.match(await typed(host.system, 'score-token pause'), { exitCode: 5, lines: [/^rounds are paused/, /10\.0\.3\.1/] });
  writeFileSync(host.file('var/lib/score/kept'), 'state\n');
}

/** What the operator has written, and what the agent has, is as it was. */
function isKept(t: Test, host: Host): void {
  t.match(readFileSync(host.file(settingsFile), 'utf8'), `host: 10.0.1.1\n${mark}`);
  t.match(readFileSync(host.file('etc/score/topology.yaml'), 'utf8'), mark);
  t.equal(readFileSync(host.file('var/lib/score/kept'), 'utf8'), 'state\n');
  t.ok(existsSync(host.file('var/lib/score/memory.json')));
  t.equal(statSync(host.file('etc/score/cluster.key')).mode & 0o777, 0o600);
}

/** Apt has no terminal and was told to ask nobody, but not what to answer: a question about settings would end it. */
async function upgrades(t: Test, host: Host, { operate }: Walks): Promise<void> {
  t.comment('upgrade');
  const before = await host.pid();
  const events = (name: string) => host.system.journal(`SCORE_EVENT=${name}`);
  const [stopped, ready] = [(await events('stopping')).length, (await events('ready')).length];
  await operate.step('apt-get install ./score-agent_*_all.deb');
  t.match(await host.run('dpkg-query --show score-agent'), /-2$/m);
  isKept(t, host);
  t.equal(await host.run('dpkg --audit'), '', 'and configured to its end');
  t.same(readdirSync(host.file('etc/score')).sort(), ['agent.yaml', 'cluster.key', 'topology.yaml']);
  t.match(readFileSync(host.file(exampleFile), 'utf8'), 'Explained better', 'the example is the new one');
  t.same([await host.state(), await host.isEnabled()], ['active running', 'enabled']);
  t.not(await host.pid(), before, 'the new one runs');
  t.equal((await events('stopping')).length, stopped + 1, 'the old one was told to stop');
  t.equal((await events('ready')).length, ready + 1);
  t.match(
    JSON.parse(await host.run('score-token status --json')),
    { orders: { paused: true } },
    'it knows what the old one knew',
  );
}

/** To the version before; and an agent that was stopped stays so. */
async function downgrades(t: Test, host: Host, deb: string): Promise<void> {
  t.comment('downgrade');
  await host.run(`systemctl stop ${service}`);
  await host.apt(`--allow-downgrades install ${deb}`);
  t.match(await host.run('dpkg-query --show score-agent'), /-1$/m);
  isKept(t, host);
  t.same([await host.state(), await host.isEnabled()], ['inactive dead', 'enabled']);
  await host.run(`systemctl start ${service}`);
  t.equal(await host.state(), 'active running');
}

async function isRemoved(t: Test, host: Host, deb: string, { install }: Walks): Promise<void> {
  t.comment('remove');
  const pid = await host.pid();
  const stopped = (await host.system.journal('SCORE_EVENT=stopping')).length;
  await install.step('apt-get remove score-agent');
  await t.rejects(host.run(`test -e /proc/${pid}`), 'the agent has gone');
  t.equal((await host.system.journal('SCORE_EVENT=stopping')).length, stopped + 1, 'and was told to stop');
  isKept(t, host);
  for (const name of [
    'usr/bin/score-agent',
    'usr/lib/score',
    'usr/share/score-agent',
    `usr/lib/systemd/system/${service}`,
  ]) {
    t.notOk(existsSync(host.file(name)), name);
  }
  t.comment('install again');
  await host.apt(`install ${deb}`);
  isKept(t, host);
  t.same([await host.state(), await host.isEnabled()], ['inactive dead', 'enabled']);
  await host.run(`systemctl start ${service}`);
  t.equal(await host.state(), 'active running');
}

/** Nothing is left but the user: files in backups may be his. Nor is he, when the operator says so. */
async function isPurged(t: Test, host: Host, before: ReadonlyMap<string, string>, { install }: Walks): Promise<void> {
  t.comment('purge');
  await install.step('apt-get purge score-agent');
  const users = ['group', 'gshadow', 'passwd', 'shadow'].flatMap((name) => [`~ /etc/${name}`, `~ /etc/${name}-`]);
  t.same(differences(before, inventory(host.root)), users);
  t.notOk(existsSync(host.file('run/score')));
  t.equal(await host.run('dpkg --audit'), '');
  t.match(await host.run('id score'), /groups=\d+\(score\),\d+\(score-ovs\),\d+\(libvirt\)/);
  await install.step('userdel score');
  await install.step('groupdel score-ovs');
  await t.rejects(host.run('id score'));
  t.notMatch(readFileSync(host.file('etc/group'), 'utf8'), /score/);
}
