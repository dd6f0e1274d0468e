// The systemd unit, group and folders, judged by systemd's own tools on files only; nothing is installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { rootKeys } from '../../agent/config/keys.js';
import { addressPatienceMs } from '../../agent/first-bind.js';
import { leaveMs } from '../../agent/leave.js';
import { askedMs } from '../../agent/pulse.js';
import { inRepository } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';

const unit = readFileSync(inRepository('systemd/score-agent.service'), 'utf8');

/** Why a test that needs the program is skipped, or false. */
function without(program: string): string | false {
  return spawnSync(program, ['--version']).error ? `${program} is not installed` : false;
}

/** Values of a key, in order. */
function values(key: string): string[] {
  return [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map((match) => match[1] ?? '');
}

/** The unit in a folder of its own, with a program that exists here: verify looks for it. */
function installed(folder: string): string {
  const file = path.join(folder, 'score-agent.service');
  writeFileSync(file, unit.replace(/^(Exec\w+)=score-agent .*$/gm, `$1=${process.execPath} --version`));
  return file;
}

t.test('systemd-analyze verify finds nothing', { skip: without('systemd-analyze') }, async (t) => {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', installed(shortFolder(t))], {
    encoding: 'utf8',
  });
  t.equal(`${stdout}${stderr}`, '');
  t.equal(status, 0);
});

t.test(
  'the units for Open vSwitch’s sockets are correct and need no capability',
  { skip: without('systemd-analyze') },
  async (t) => {
    for (const name of ['score-ovs-access.service', 'score-ovs-access.path']) {
      const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', inRepository('systemd', name)], {
        encoding: 'utf8',
      });
      t.same([status, `${stdout}${stderr}`], [0, ''], name);
    }
    const access = readFileSync(inRepository('systemd/score-ovs-access.service'), 'utf8');
    t.match(access, /^CapabilityBoundingSet=$/m);
    const [first, , second] = [...access.matchAll(/^ExecStart=(.*)$/gm)].map((match) => match[1]);
    t.equal(first, second);
  },
);

t.test('exposure is at most 1.7 of 10', { skip: without('systemd-analyze') }, async (t) => {
  const file = installed(shortFolder(t));
  const judge = (threshold: number) =>
    spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', `--threshold=${threshold}`, file], {
      encoding: 'utf8',
    });
  const { status, stdout } = judge(17);
  t.equal(status, 0, stdout.trimEnd().split('\n').at(-1) ?? 'no output');
  t.not(judge(10).status, 0, 'a threshold that the unit cannot meet does fail');
});

t.test('the unit says what the agent needs and no more', async (t) => {
  t.same(values('CapabilityBoundingSet'), ['CAP_NET_ADMIN']);
  t.same(values('AmbientCapabilities'), ['CAP_NET_ADMIN']);
  t.same([values('User'), values('Group')], [['score'], ['score']]);
  const [first, , last] = values('ExecReload');
  t.equal(first, '/bin/kill -HUP $MAINPID');
  t.equal(last, `${values('ExecStart')[0]} --check-config`, 'a reload that is refused fails');
  t.same(values('ConditionPathExists'), [rootKeys.keyFile.default]);
  t.same(values('KillMode'), ['mixed'], 'nft takes the redirect out while the agent stops');
  t.same([values('Type'), values('NotifyAccess')], [['notify'], ['all']]);
  t.ok(
    Number(values('TimeoutStartSec')[0]) * 1000 >= addressPatienceMs + 25_000,
    'time to start after the address came',
  );
  t.ok(Number(values('WatchdogSec')[0]) * 1000 >= askedMs, 'no sign of a socket may be missed twice in that time');
  // An end by SIGHUP counts as clean, and one that comes too early for the program to take it must not leave it down.
  t.same(values('RestartForceExitStatus'), ['SIGHUP']);
  const longestMs = Math.max(leaveMs.handOver + leaveMs.confirmation, leaveMs.migrations);
  t.ok(Number(values('TimeoutStopSec')[0]) * 1000 >= longestMs + 25_000, 'time to take down the rest');
  t.same(values('RestrictAddressFamilies'), ['AF_UNIX AF_INET AF_INET6 AF_NETLINK']);
  t.match(values('After').join(' '), /openvswitch-switch\.service.*libvirtd\.service.*virtqemud\.service/);
  t.same(values('MemoryDenyWriteExecute'), [], 'V8 could not run with it');
  t.equal(path.dirname(rootKeys.controlSocket.default), `/run/${values('RuntimeDirectory')[0]}`);
  t.equal(rootKeys.stateDir.default, `/var/lib/${values('StateDirectory')[0]}`);
  t.equal(path.dirname(rootKeys.keyFile.default), `/etc/${values('ConfigurationDirectory')[0]}`);
});

const notRoot = process.getuid?.() === 0 ? false : 'needs root to make folders of another group';

t.test(
  'the user, its groups and the folders come out as the agent needs them',
  {
    skip: notRoot || without('systemd-sysusers') || without('systemd-tmpfiles'),
  },
  async (t) => {
    const root = shortFolder(t);
    for (const folder of ['etc', 'run', 'var/lib']) mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
    writeFileSync(path.join(root, 'etc/group'), 'root:x:0:\n');
    execFileSync('systemd-sysusers', [`--root=${root}`, inRepository('systemd/score.sysusers')], { stdio: 'pipe' });
    const groups = readFileSync(path.join(root, 'etc/group'), 'utf8');
    const passwd = readFileSync(path.join(root, 'etc/passwd'), 'utf8');
    const [, uid, gid] = (/^score:x:(\d+):(\d+):/m.exec(passwd) ?? []).map(Number);
    t.ok(uid! > 0 && gid! > 0, 'the user exists, and a group of its own');
    for (const group of ['libvirt', 'score-ovs']) t.match(groups, new RegExp(`^${group}:[^:]*:\\d+:score$`, 'm'));
    mkdirSync(path.join(root, 'etc/score'));
    writeFileSync(path.join(root, 'etc/score/cluster.key'), 'secret', { mode: 0o644 });
    const arguments_ = [`--root=${root}`, '--create', inRepository('systemd/score.tmpfiles')];
    execFileSync('systemd-tmpfiles', arguments_, { stdio: 'pipe' });
    const facts = (name: string) => {
      const found = statSync(path.join(root, name));
      return [found.mode & 0o7777, found.uid, found.gid];
    };
    t.same(facts('etc/score'), [0o750, 0, gid]);
    t.same(facts('etc/score/cluster.key'), [0o600, uid, gid], 'a key that was there before can be read');
    t.same(facts('run/score'), [0o750, uid, gid]);
    t.same(facts('var/lib/score'), [0o700, uid, gid]);
  },
);
