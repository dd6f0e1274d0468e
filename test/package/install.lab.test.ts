// The package on a Debian system of its own (debootstrap, the suite's own nodejs) that systemd has booted: install, set up,
// start, upgrade, downgrade, remove, install again, purge. Hypervisor and Open vSwitch are away there; the agent says so
// and runs.
import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { inRepository } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';
import { bootObstacle } from '../systemd/booted-system.js';
import { build, copyOfTree, without } from './built.js';
import { debootstrap, differences, inventory } from './debian-root.js';
import { Host, service } from './host.js';

t.setTimeout(300_000);

const settingsFile = 'etc/score/agent.yaml';
const mark = '# edited by the operator\n';

const early = bootObstacle() || without('debootstrap') || without('dpkg-deb');
if (early) t.plan(0, early);
else {
  const root = path.join(shortFolder(t), 'root');
  const late = await debootstrap(root);
  if (late) t.plan(0, late);
  else t.test('install, upgrade, downgrade, remove, purge', (t) => lifeOfAPackage(t, root));
}

async function lifeOfAPackage(t: Test, root: string): Promise<void> {
  const packages = path.join(root, 'root');
  const versions = [build(packages), nextVersion(t, packages)].map((file) => path.join('/root', path.basename(file)));
  const host = new Host(t, root);
  await host.system.boot([]);
  const before = inventory(root);
  const [first, second] = versions as [string, string];
  await installs(t, host, first);
  await isSetUp(t, host);
  await starts(t, host);
  await upgrades(t, host, second);
  await downgrades(t, host, first);
  await isRemoved(t, host, first);
  await isPurged(t, host, before);
}

/** As the package, with settings that are explained differently, and one document less. */
function nextVersion(t: Test, folder: string): string {
  const tree = copyOfTree(shortFolder(t), 'systemd');
  const settings = path.join(tree, 'systemd/agent.yaml');
  const text = readFileSync(settings, 'utf8');
  rmSync(settings);
  writeFileSync(settings, `${text}# Explained better in this version.\n`);
  return build(folder, { root: tree, revision: 2 });
}

async function installs(t: Test, host: Host, deb: string): Promise<void> {
  t.comment('install');
  await host.apt(`install ${deb}`);
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

/** As README.Debian says; at each step the check names what is next. */
async function isSetUp(t: Test, host: Host): Promise<void> {
  t.comment('set up');
  const check = 'score-agent --config /etc/score/agent.yaml --check-config';
  t.match(await host.fails(check), /agent\.yaml.*host/, 'first the address');
  const settings = host.file(settingsFile);
  writeFileSync(
    settings,
    readFileSync(settings, 'utf8').replace(/^# host: ADDRESS$/m, `host: 127.0.0.1\n${mark.trim()}`),
  );
  t.match(await host.fails(check), /127\.0\.0\.1.*topology\.yaml|topology\.yaml.*127\.0\.0\.1/s, 'then the cost map');
  appendFileSync(host.file('etc/score/topology.yaml'), mark);
  const map = host.file('etc/score/topology.yaml');
  writeFileSync(
    map,
    readFileSync(map, 'utf8')
      .replace(/^ {2}- \{ prefix: .*\n/gm, '')
      .replace('198.51.100.11', '127.0.0.1'),
  );
  t.match(await host.fails(check), /cluster\.key/, 'then the key');
  await host.run('score-token keygen /etc/score/cluster.key');
  await host.run('chown score: /etc/score/cluster.key');
  t.equal(await host.run(check), '/etc/score/agent.yaml: ok\n');
}

async function starts(t: Test, host: Host): Promise<void> {
  t.comment('start');
  await host.run(`systemctl enable --now score-ovs-access.path ${service}`);
  t.same([await host.state(), await host.isEnabled()], ['active running', 'enabled']);
  const status = JSON.parse(await host.run('score-token status --json'));
  t.match(status, { host: '127.0.0.1', hypervisor: { available: false }, datapath: { available: false } });
  t.match(await host.run('score-token pause'), /paused/, 'something to remember');
  writeFileSync(host.file('var/lib/score/kept'), 'state\n');
}

/** What the operator has written, and what the agent has, is as it was. */
function isKept(t: Test, host: Host): void {
  t.match(readFileSync(host.file(settingsFile), 'utf8'), `host: 127.0.0.1\n${mark}`);
  t.match(readFileSync(host.file('etc/score/topology.yaml'), 'utf8'), mark);
  t.equal(readFileSync(host.file('var/lib/score/kept'), 'utf8'), 'state\n');
  t.ok(existsSync(host.file('var/lib/score/memory.json')));
  t.equal(statSync(host.file('etc/score/cluster.key')).mode & 0o777, 0o600);
}

async function upgrades(t: Test, host: Host, deb: string): Promise<void> {
  t.comment('upgrade');
  const before = await host.pid();
  await host.apt(`-o Dpkg::Options::=--force-confold install ${deb}`);
  t.match(await host.run('dpkg-query --show score-agent'), /-2$/m);
  isKept(t, host);
  t.match(
    readFileSync(host.file(`${settingsFile}.dpkg-dist`), 'utf8'),
    'Explained better',
    'the new one lies beside it',
  );
  t.same([await host.state(), await host.isEnabled()], ['active running', 'enabled']);
  t.not(await host.pid(), before, 'the new one runs');
  t.equal((await host.system.journal('SCORE_EVENT=stopping')).length, 1, 'the old one was told to stop');
  t.equal((await host.system.journal('SCORE_EVENT=ready')).length, 2);
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
  await host.apt(`--allow-downgrades -o Dpkg::Options::=--force-confold install ${deb}`);
  t.match(await host.run('dpkg-query --show score-agent'), /-1$/m);
  isKept(t, host);
  t.same([await host.state(), await host.isEnabled()], ['inactive dead', 'enabled']);
  await host.run(`systemctl start ${service}`);
  t.equal(await host.state(), 'active running');
}

async function isRemoved(t: Test, host: Host, deb: string): Promise<void> {
  t.comment('remove');
  const pid = await host.pid();
  await host.apt('remove score-agent');
  await t.rejects(host.run(`test -e /proc/${pid}`), 'the agent has gone');
  t.equal((await host.system.journal('SCORE_EVENT=stopping')).length, 3, 'and was told to stop');
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

/** Nothing is left but the user: files in backups may be his. */
async function isPurged(t: Test, host: Host, before: ReadonlyMap<string, string>): Promise<void> {
  t.comment('purge');
  await host.apt('purge score-agent');
  const users = ['group', 'gshadow', 'passwd', 'shadow'].flatMap((name) => [`~ /etc/${name}`, `~ /etc/${name}-`]);
  t.same(differences(before, inventory(host.root)), users);
  t.notOk(existsSync(host.file('run/score')));
  t.equal(await host.run('dpkg --audit'), '');
}
