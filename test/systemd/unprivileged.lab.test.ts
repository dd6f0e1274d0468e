// The agent as its own user, with the groups and capabilities that systemd/score-agent.service gives it and no other, on
// a real Open vSwitch, libvirtd and nftables: it works, goes on working after ovs-vswitchd has restarted, and could not
// do without what it has.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { stringify } from 'yaml';
import { ControlClient } from '../../agent/control/client.js';
import type { StatusReport } from '../../agent/report/status.js';
import { generateKey, writeKeyFile } from '../../agent/transport/key.js';
import { PLAIN_RULES } from '../../tools/plain-rules.js';
import { LabHost, labMissing } from '../libvirt/lab-host.js';
import { labObstacle, RealOvs } from '../ovs/real-ovs.js';
import { compiled, inRepository } from '../support/paths.js';
import { shortFolder, until } from '../support/temporary.js';

t.setTimeout(120_000);

/** The user and group nobody, because libvirtd wants to know its clients' names, and groups that nobody has here. */
const ids = { user: 65_534, score: 65_534, ovs: 64_998, libvirt: 64_999 } as const;
const address = '10.9.0.100';
/** The agent's cookie. */
const rule = 'cookie=0x53434f5245,';

const obstacle = labObstacle(['nft', 'setpriv']) ?? labMissing();
if (obstacle) t.plan(0, obstacle);
else t.test('the agent as the unit runs it', (t) => asTheUnit(t));

async function asTheUnit(t: Test): Promise<void> {
  const folder = shortFolder(t);
  chmodSync(folder, 0o755);
  const ovs = await RealOvs.start(t);
  chmodSync(path.dirname(ovs.runDir), 0o755);
  await ovs.host('ip', 'address', 'add', `${address}/24`, 'dev', ovs.bridge);
  const libvirt = await startLibvirt(t, folder);
  const agent = await startAgent(t, folder, ovs, libvirt.socket);

  t.comment('before the sockets are given to its groups');
  await agent.until('libvirt is closed', ({ hypervisor }) => /permission denied/.test(hypervisor.reason ?? ''));
  await agent.until('Open vSwitch is closed', ({ datapath }) => /permission denied/.test(datapath.reason ?? ''));

  t.comment('with its groups');
  await libvirt.reopen(ids.libvirt);
  letIn(ovs.runDir);
  // From now on as score-ovs-access.path does it.
  const watcher = watch(ovs.runDir, () => letIn(ovs.runDir));
  t.teardown(() => watcher.close());
  const isWell = (status: StatusReport) =>
    status.hypervisor.available && status.datapath.available && status.redirect.ok;
  await agent.until('all is well', isWell);
  const facts = readFileSync(`/proc/${agent.pid}/status`, 'utf8');
  t.match(facts, /^Uid:\t65534\t65534\t65534\t65534$/m);
  for (const set of ['CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
    t.match(facts, new RegExp(`^${set}:\t0000000000001000$`, 'm'), `${set} is CAP_NET_ADMIN`);
  }
  t.match(facts, /^NoNewPrivs:\t1$/m);
  await until('the rules are there', async () => (await ovs.ofctl('dump-flows')).includes(rule));
  t.match(await ovs.host('nft', 'list', 'tables'), /table ip score_br0/);
  t.equal(statSync(path.join(folder, 'state')).uid, ids.user);

  t.comment('ovs-vswitchd restarts');
  await ovs.stopVswitchd();
  await agent.until('it has noticed', ({ datapath }) => !datapath.available);
  await ovs.startVswitchd();
  await agent.until('all is well again', isWell);
  await until('the rules are there again', async () => (await ovs.ofctl('dump-flows')).includes(rule), 10_000);

  await agent.stop();
  t.notMatch(await ovs.host('nft', 'list', 'tables'), /score_br0/);
  t.notOk((await ovs.ofctl('dump-flows')).includes(rule));
}

/** What score-ovs-access.service runs, on the test's folder, as its unit says: root by number, without any capability. */
function letIn(runDir: string): void {
  const unit = readFileSync(inRepository('systemd/score-ovs-access.service'), 'utf8');
  const command = /^ExecStart=(\/usr\/bin\/find .*)$/m.exec(unit)![1]!;
  const words = command.split(' ').map((word) => (word === '/run/openvswitch' ? runDir : word));
  const argv = words.map((word) => (word === 'score-ovs' ? String(ids.ovs) : word));
  const nothing = ['--clear-groups', '--inh-caps=-all', '--bounding-set=-all', '--no-new-privs'];
  execFileSync('setpriv', ['--reuid=0', `--regid=${ids.ovs}`, ...nothing, ...argv], { stdio: 'pipe' });
}

/** libvirtd with its socket for root alone at first, and then for a group, as on Debian. */
async function startLibvirt(t: Test, folder: string) {
  const name = `su${process.pid}`;
  // Not 127.0.0.1: libvirt refuses to be migrated to from there.
  const host = new LabHost({ folder, name, address });
  t.teardown(() => host.down());
  await host.up();
  execFileSync('ip', ['-n', name, 'address', 'add', `${address}/32`, 'dev', 'lo']);
  const file = path.join(folder, name, 'etc/libvirtd.conf');
  const open = async (): Promise<void> => {
    host.libvirtd.start();
    await until('libvirtd listens', () => existsSync(host.socket), 20_000);
  };
  await open();
  const reopen = async (group: number): Promise<void> => {
    await host.libvirtd.end('SIGTERM');
    const kept = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('unix_sock'));
    writeFileSync(file, [...kept, `unix_sock_group = "${group}"`, 'unix_sock_rw_perms = "0770"', ''].join('\n'));
    await open();
  };
  return { socket: host.socket, reopen };
}

async function startAgent(t: Test, folder: string, ovs: RealOvs, libvirtSocket: string) {
  const file = (name: string) => path.join(folder, name);
  const own = (name: string): void => chownSync(file(name), ids.user, ids.score);
  writeFileSync(
    file('topology.yaml'),
    `version: 1\ntiers: [{ name: rack, weight: 1 }]\nhosts: [{ host: ${address} }]\n`,
  );
  writeKeyFile(file('cluster.key'), generateKey());
  // As StateDirectory= and RuntimeDirectory= make them.
  for (const name of ['state', 'run']) mkdirSync(file(name), { mode: 0o700 });
  for (const name of ['cluster.key', 'state', 'run']) own(name);
  const settings = {
    ...{ version: 1, host: address, port: 7470, topology: 'topology.yaml', keyFile: 'cluster.key', stateDir: 'state' },
    controlSocket: 'run/agent.sock',
    guests: { prefixes: ['10.9.0.0/24'] },
    datapath: { driver: 'openvswitch', bridge: ovs.bridge, runDir: ovs.runDir, repairIntervalMs: 1000 },
    hypervisor: { driver: 'libvirt', socket: libvirtSocket },
    flows: { pollIntervalMs: 500, windowMs: 5000 },
    ...PLAIN_RULES,
  };
  writeFileSync(file('agent.yaml'), stringify(settings));
  // As the unit has it: user, groups of score.sysusers, ambient and bounding set, NoNewPrivileges=.
  const unit = readFileSync(inRepository('systemd/score-agent.service'), 'utf8');
  const ambient = /^AmbientCapabilities=(.*)$/m.exec(unit)![1]!.toLowerCase().replaceAll('cap_', '');
  const few = ambient.split(' ').map((name) => `+${name}`);
  const sets = ['inh-caps', 'bounding-set', 'ambient-caps'].map((set) => `--${set}=-all,${few.join(',')}`);
  const who = [`--reuid=${ids.user}`, `--regid=${ids.score}`, `--groups=${ids.ovs},${ids.libvirt}`];
  const program = [process.execPath, compiled('agent/main.js'), '--config', file('agent.yaml')];
  const output = file('agent.log');
  const argv = ['setpriv', ...who, ...sets, '--no-new-privs', '--', ...program];
  const child = ovs.spawn('sh', '-c', `exec "$@" 2>${output}`, 'sh', ...argv);
  const log = () => (existsSync(output) ? readFileSync(output, 'utf8') : '');
  await until(
    'the agent serves its operators',
    () => existsSync(file('run/agent.sock')) || child.exitCode !== null,
    20_000,
  );
  if (child.exitCode !== null) throw new Error(log());
  const client = await ControlClient.connect(file('run/agent.sock'));
  t.teardown(() => client.close());
  return {
    pid: child.pid!,
    log,
    async until(what: string, holds: (status: StatusReport) => boolean): Promise<void> {
      let last: StatusReport | undefined;
      const ask = async () => {
        last = await client.status();
        return holds(last);
      };
      await until(what, ask, 30_000).catch((error: Error) => {
        const { hypervisor, datapath, redirect } = last!;
        throw new Error(`${error.message}: ${JSON.stringify({ hypervisor, datapath, redirect })}`);
      });
      t.pass(what);
    },
    async stop(): Promise<void> {
      const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
      child.kill('SIGTERM');
      const code = await ended;
      t.equal(code, 0, code === 0 ? 'it ends well' : log());
    },
  };
}
