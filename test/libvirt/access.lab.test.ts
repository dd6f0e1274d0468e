// Whether the rule for polkit lets the agent's user do what the agent does and no more: a real libvirtd that asks a real
// polkit for each call, both in namespaces with a system bus and users of their own.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { inRepository } from '../support/paths.js';
import { shortFolder, until } from '../support/temporary.js';
import { accessChild } from './access-child.js';
import { accelerator, guestXml } from './lab-guest.js';
import { connectHosts, LabHost, labMissing } from './lab-host.js';

const busConf = `<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/></policy>
</busconfig>`;
const polkitd = ['/usr/lib/polkit-1/polkitd', '/usr/libexec/polkitd'].find((file) => existsSync(file));
const absent = ['/usr/bin/dbus-daemon', '/usr/share/polkit-1/actions/org.libvirt.api.policy'].filter(
  (file) => !existsSync(file),
);

t.setTimeout(120_000);
const missing = labMissing() ?? (polkitd && absent.length === 0 ? undefined : 'not installed: polkitd, dbus-daemon');
if (missing) {
  t.plan(0, missing);
} else {
  const [scoreId, otherId] = [64_701, 64_702];
  const folder = shortFolder(t);
  const rules = path.join(folder, 'rules');
  mkdirSync(rules);
  copyFileSync(inRepository('systemd/score-libvirt.rules'), path.join(rules, '60-score.rules'));
  writeFileSync(path.join(folder, 'bus.conf'), busConf);
  const ids = { score: scoreId, other: otherId };
  for (const [name, rest] of [
    ['passwd', '::/:/bin/false'],
    ['group', ':'],
  ] as const) {
    const before = readFileSync(`/etc/${name}`, 'utf8').replace(/^score:.*\n/m, '');
    const own = Object.entries(ids).map(([user, id]) => `${user}:x:${name === 'group' ? '' : `${id}:`}${id}${rest}\n`);
    writeFileSync(path.join(folder, name), before + own.join(''));
  }
  const setUp = [
    `mount --bind ${folder}/passwd /etc/passwd && mount --bind ${folder}/group /etc/group`,
    `mkdir -p /run/dbus /etc/polkit-1/rules.d && mount -t tmpfs tmpfs /run/dbus`,
    // polkitd gives up root, and the folder of the test is root's alone.
    `mount -t tmpfs tmpfs /etc/polkit-1/rules.d && cp ${rules}/60-score.rules /etc/polkit-1/rules.d && chmod 755 /etc/polkit-1/rules.d`,
    `/usr/bin/dbus-daemon --config-file=${folder}/bus.conf --nofork &`,
    'while [ ! -S /run/dbus/system_bus_socket ]; do sleep 0.05; done',
    `${polkitd} --no-debug &`,
  ];
  const access = ['auth_unix_rw = "polkit"', 'unix_sock_rw_perms = "0777"', 'access_drivers = [ "polkit" ]'];
  const comment = (text: string): void => t.comment(text);
  const source = new LabHost({ folder, name: `sla${process.pid}a`, address: '10.77.0.1', comment, setUp, access });
  const target = new LabHost({ folder, name: `sla${process.pid}b`, address: '10.77.0.2', comment });
  for (const host of [source, target]) {
    t.teardown(() => host.down());
    await host.up();
  }
  connectHosts(source, target);
  await Promise.all([source.startLibvirtd(), target.startLibvirtd()]);
  const guest = { uuid: '11111111-2222-4333-8444-000000000021', name: 'web', mac: '52:54:00:00:00:21' };
  const idle = { uuid: '11111111-2222-4333-8444-000000000022', name: 'idle', mac: '52:54:00:00:00:22' };
  const file = path.join(folder, 'domain.xml');
  for (const one of [idle, guest]) {
    writeFileSync(file, guestXml({ ...one, accelerator: accelerator(folder), folder }));
    source.virsh('define', file);
  }
  source.virsh('start', guest.name);
  const told = (id: number): Record<string, unknown> => {
    const text = source.inside(process.execPath, accessChild, String(id), guest.uuid, target.address);
    t.comment(text);
    const lines = text.split('\n').map((line) => JSON.parse(line) as { what: string; result: unknown });
    return Object.fromEntries(lines.map(({ what, result }) => [what, result]));
  };
  /** What virsh says to this user. */
  const virsh = (id: number, ...args: string[]): string => {
    const command = [
      'setpriv',
      `--reuid=${id}`,
      `--regid=${id}`,
      '--clear-groups',
      '/usr/bin/virsh',
      '-q',
      '-c',
      'qemu:///system',
      ...args,
    ];
    const { stdout, stderr } = spawnSync('nsenter', source.entering(...command), { encoding: 'utf8' });
    return `${stdout}${stderr}`;
  };

  t.test('polkit answers', async (t) => {
    await until('the rule is in force', () => virsh(scoreId, 'list').includes(guest.name), 20_000);
    t.match(virsh(scoreId, 'list'), guest.name);
  });

  t.test('what the agent does not do is refused to its user', async (t) => {
    for (const order of [
      ['destroy', guest.name],
      ['undefine', guest.name],
      ['reset', guest.name],
      ['shutdown', guest.name],
      ['dumpxml', '--security-info', guest.name],
      ['start', idle.name],
      ['save', guest.name, '/dev/null'],
      ['nodesuspend', 'mem', '60'],
    ]) {
      t.match(virsh(scoreId, ...order), /access denied/, order.join(' '));
    }
    t.match(
      virsh(otherId, 'list'),
      /authentication unavailable|access denied|polkit/,
      'and everything to everybody else',
    );
    t.match(source.virsh('list', '--state-running', '--name'), guest.name);
  });

  t.test('what the agent does is allowed to its user', async (t) => {
    const done = told(scoreId);
    t.match(done, {
      unavailable: 'no',
      domains: [{ uuid: guest.uuid, running: true }],
      memory: { totalMiB: Number, cpus: Number },
      marks: 'done',
      history: 'done',
      measured: Number,
      aborted: { ok: false, code: 'timeout', text: /operation aborted/ },
      migrated: { ok: true },
    });
    t.notOk('log' in done, 'nothing is missing that is only logged');
    t.match(target.virsh('list', '--state-running', '--name'), guest.name);
  });

  t.test('nobody else is let in, and is told why', async (t) => {
    t.match(told(otherId), { unavailable: /polkit does not let the agent in/ });
  });
}
