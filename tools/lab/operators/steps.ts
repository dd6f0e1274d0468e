// An operator's first weeks in the order of docs/operate.md: recommend, explain, turn on, pause, drain, upgrade,
// remove. Each step does what an operator types, and checks from outside, by libvirt, nft and Open vSwitch, that it is so.
import type { ExplainReport, HistoryReport } from '../../../agent/report/history.js';
import type { RoundReport, StatusReport } from '../../../agent/report/status.js';
import { formatIpv4 } from '../../../topology/ipv4.js';
import { PLAIN_RULES } from '../../plain-rules.js';
import { agentStatus, startAgent, waitForAgents, writeSettings } from '../agents.js';
import { exec, until } from '../exec.js';
import { agentPid, signalAgent } from '../faults/processes.js';
import { readGuests, readPlacement } from '../guests.js';
import { onHost, virsh } from '../hypervisor.js';
import { controlSocketOf } from '../paths.js';
import { BRIDGE, GUESTS, guestOf, HOSTS, hostNamed } from '../plan.js';
import type { Check } from './report.js';
import { score, scoreJson } from './score.js';
import { nextVersion, type Program } from './upgrade.js';

export interface Step {
  readonly name: string;
  readonly title: string;
  readonly run: (week: Week) => Promise<Check[]>;
}

/** What later steps need of earlier ones. */
export interface Week {
  /** Recommended target by the guest's name. */
  readonly plan: Map<string, string>;
}

const MIGRATION_COST = '200000';
const ROUND = ['inject', '--policy', 'distributed', '--migration-cost', MIGRATION_COST, '--until-stable', '--wait'];
/** Nobody reaches libvirtd's TCP port, over which the lab's migrations are ordered. */
const BLOCKADE = `table inet score-lab {
  chain input { type filter hook input priority 0; tcp dport 16509 reject with tcp reset; }
}
`;
/** Longer than the round after the first, so that the second round finds it. */
const HOLD_MS = 600_000;

export const STEPS: readonly Step[] = [
  { name: 'recommend', title: 'a whole round, and nothing moves', run: recommend },
  { name: 'explain', title: 'any host explains any VM', run: explain },
  { name: 'auto', title: 'VMs move as was recommended, and then rest', run: auto },
  { name: 'pause', title: 'no round starts on any host', run: pauseAll },
  { name: 'trouble', title: 'a host whose migrations fail stands back by itself', run: trouble },
  { name: 'drain', title: 'a host is emptied, but for a VM that must not move', run: drain },
  { name: 'upgrade', title: 'agents are replaced one by one under a round', run: upgrade },
  { name: 'remove', title: 'agents go, and leave nothing on the host', run: remove },
];

async function recommend({ plan }: Week): Promise<Check[]> {
  const before = await placement();
  const report = await scoreJson<RoundReport>('hv1', ...ROUND);
  const histories = await Promise.all(
    HOSTS.map(({ name }) => scoreJson<HistoryReport>(name, 'history', '--kind', 'decision')),
  );
  for (const { entries } of histories) {
    for (const entry of entries) {
      if (entry.kind !== 'decision' || entry.verdict !== 'recommend' || !entry.target) continue;
      plan.set(guestOf(entry.vm)?.name ?? entry.vm, hostOf(entry.target.host));
    }
  }
  const planText = [...plan].map(([vm, host]) => `${vm} -> ${host}`).join(', ');
  return [
    check('the round ended', report.endReason, true),
    check('no VM has moved', `${report.migrations.length} migrations`, same(before, await placement())),
    check('VMs that would move are in the histories', planText, plan.size > 0),
  ];
}

async function explain({ plan }: Week): Promise<Check[]> {
  const [vm, target] = [...plan][0] ?? ['vm1', ''];
  const from = hostWith(await placement(), vm);
  const asked = HOSTS.map(({ name }) => name).find((name) => name !== from && name !== target)!;
  const address = formatIpv4(GUESTS.find(({ name }) => name === vm)!.address);
  const report = await scoreJson<ExplainReport>(asked, 'explain', address);
  const last = report.told[0]?.entries.filter((entry) => entry.kind === 'decision').at(-1);
  const verdict = last?.kind === 'decision' ? `${last.verdict} to ${hostOf(last.target?.host ?? '')}` : 'nothing';
  const { out, code } = await score(asked, 'explain', address);
  const lines = out.trim().split('\n');
  return [
    check(`${asked} finds the host of ${vm}`, hostOf(report.host), hostOf(report.host) === from),
    check('the last decision', verdict, verdict === `recommend to ${target}`),
    check('it is printed for a person', lines[0] ?? '', code === 0 && lines.length > 5 && out.includes(vm)),
  ];
}

async function auto({ plan }: Week): Promise<Check[]> {
  for (const host of HOSTS)
    writeSettings(host, { mode: 'auto', stability: { ...PLAIN_RULES.stability, holdMs: HOLD_MS, breakerFailures: 1 } });
  for (const { name } of HOSTS) signalAgent(name, 'SIGHUP');
  const statuses = await allStatuses(({ standing }) => standing.effectiveMode === 'auto');
  const labelled = await scoreJson<unknown>(hostWith(await placement(), 'vm1'), 'label', 'vm1', '--label', 'green');
  const first = await scoreJson<RoundReport>('hv1', ...ROUND);
  const now = await placement();
  const metadata = await virsh(hostWith(now, 'vm1'), ['dumpxml', 'vm1']);
  const second = await scoreJson<RoundReport>('hv1', ...ROUND);
  const moved = first.migrations.map(({ vm, to }) => `${guestOf(vm)?.name ?? vm} -> ${hostOf(to)}`);
  const planned = [...plan].filter(([vm, host]) => moved.includes(`${vm} -> ${host}`));
  return [
    check('all agents are in auto', `${statuses.length} of ${HOSTS.length}`, statuses.length === HOSTS.length),
    check('vm1 has a label', JSON.stringify(labelled).slice(0, 100), labelled !== null),
    check('VMs moved', moved.join(', '), moved.length > 0 && first.failures.length === 0),
    check('some as was recommended', `${planned.length} of ${plan.size}`, planned.length > 0),
    check('the label has come along', hostWith(now, 'vm1'), /<label>green<\/label>|:label>green/.test(metadata)),
    check('those that moved rest', `${second.stays['hold-time'] ?? 0} hold-time`, (second.stays['hold-time'] ?? 0) > 0),
    check('nothing moved again', `${second.migrations.length} migrations`, second.migrations.length === 0),
    await guestsCheck(),
  ];
}

async function pauseAll(): Promise<Check[]> {
  const paused = await score('hv2', 'pause');
  const refused = await score('hv4', ...ROUND);
  const resumed = await score('hv3', 'resume');
  const statuses = await allStatuses(({ orders }) => !orders.paused);
  return [
    check('pause reaches all', paused.out.trim(), paused.code === 0),
    check('inject on another host is refused', refused.err.trim().split('\n').at(-1) ?? '', refused.code !== 0),
    check('resume on a third host', resumed.out.trim(), resumed.code === 0 && statuses.length === HOSTS.length),
  ];
}

/** The other hosts' libvirtds cannot be reached: the first VM that is to leave fails, and no further one tries. */
async function trouble(): Promise<Check[]> {
  const host = fullest(await placement()).at(-1)!;
  const others = HOSTS.map(({ name }) => name).filter((name) => name !== host);
  for (const name of others) await onHost(name, ['nft', '-f', '-'], 60_000, BLOCKADE);
  const drained = await score(host, 'maintenance', 'on', '--drain', '--wait');
  const { standing } = await agentStatus(host);
  const alarms = await scoreJson<HistoryReport>(host, 'history', '--kind', 'alarm');
  const ends = await scoreJson<HistoryReport>(host, 'history', '--kind', 'migration-end');
  for (const name of others) await onHost(name, ['nft', 'delete', 'table', 'inet', 'score-lab']);
  const rearmed = await score(host, 'rearm');
  const served = await score(host, 'maintenance', 'off');
  const after = (await agentStatus(host)).standing;
  const failure = ends.entries.at(-1);
  const text = failure?.kind === 'migration-end' && !failure.ok ? failure.reason : 'none';
  const codes = alarms.entries.map((entry) => (entry.kind === 'alarm' ? entry.code : entry.kind)).join(', ');
  return [
    check('the drain says that VMs stay', `exit code ${drained.code}`, drained.code === 5),
    check("the history has libvirt's text", text, text.includes('16509') || /connect|refused/i.test(text)),
    check('the breaker is open', JSON.stringify(standing.breaker), standing.breaker.openSince !== undefined),
    check('the host only recommends', standing.effectiveMode, standing.effectiveMode === 'recommend'),
    check('there was an alarm', codes, codes.includes('breaker-open')),
    check(
      'rearm closes it',
      after.effectiveMode,
      rearmed.code === 0 && served.code === 0 && after.effectiveMode === 'auto',
    ),
    await guestsCheck(),
  ];
}

async function drain(): Promise<Check[]> {
  const before = await placement();
  const host = fullest(before)[0]!;
  const [fixed = ''] = on(before, host);
  const labelled = await score(host, 'label', fixed, '--never-move', 'licence is bound to this host');
  const drained = await score(host, 'maintenance', 'on', '--drain', '--wait');
  const during = await placement();
  const status = await agentStatus(host);
  const ended = await score(host, 'maintenance', 'off');
  const { standing } = await agentStatus(host);
  const free = await score(host, 'label', fixed, '--may-move');
  return [
    check(`${fixed} on ${host} is never to move`, labelled.out.trim(), labelled.code === 0),
    check('the drain ended', lastLine(drained.out), drained.code === 0 || drained.code === 5),
    check(`only ${fixed} is still there`, on(during, host).join(' '), on(during, host).join() === fixed),
    check('the operator is told which and why', fixed, `${drained.out}${drained.err}`.includes('never-move')),
    check('the host is under maintenance', status.standing.maintenance, status.standing.maintenance === 'drains'),
    check('and serves again', standing.maintenance, ended.code === 0 && standing.maintenance === 'none'),
    check(`${fixed} may move again`, free.out.trim(), free.code === 0),
    await guestsCheck(),
  ];
}

async function upgrade(): Promise<Check[]> {
  const program = await nextVersion();
  const round = scoreJson<RoundReport>('hv1', ...ROUND);
  for (const host of HOSTS.filter(({ name }) => name !== 'hv1')) await replaceAgent(host.name, program);
  const report = await round;
  await replaceAgent('hv1', program);
  await waitForAgents();
  const statuses = await allStatuses(({ version }) => version === program.version);
  const histories = await scoreJson<HistoryReport>('hv1', 'history');
  return [
    check('the round went on', report.endReason, report.endReason !== ''),
    check(`all agents run ${program.version}`, `${statuses.length}`, statuses.length === HOSTS.length),
    check('the history is still there', `${histories.entries.length} entries`, histories.entries.length > 5),
    await guestsCheck(),
  ];
}

async function replaceAgent(host: string, program: Program): Promise<void> {
  signalAgent(host, 'SIGTERM');
  await until(`the end of the agent of ${host}`, 180_000, async () => agentPid(host) === undefined || undefined);
  await startAgent(hostNamed(host), program.file);
}

async function remove(): Promise<Check[]> {
  for (const { name } of HOSTS) signalAgent(name, 'SIGTERM');
  const left: string[] = [];
  for (const { name } of HOSTS) {
    await until(`the end of the agent of ${name}`, 180_000, async () => agentPid(name) === undefined || undefined);
    const rules = await onHost(name, ['nft', 'list', 'tables']);
    if (rules.includes('score_')) left.push(`${name}: ${rules.trim()}`);
    const flows = await onHost(name, ['ovs-ofctl', 'dump-flows', BRIDGE, 'cookie=0x53434f5245/-1']);
    if (flows.includes('cookie=0x53434f5245')) left.push(`${name}: OpenFlow rules`);
    const socket = await exec(['ls', '-d', controlSocketOf(name)]).catch(() => '');
    if (socket !== '') left.push(`${name}: control socket`);
  }
  return [check('no rule, table or socket is left', left.join('; ') || 'none', left.length === 0), await guestsCheck()];
}

/** The statuses for which it holds, waited for. */
async function allStatuses(holds: (status: StatusReport) => boolean): Promise<StatusReport[]> {
  const asked = HOSTS.map(({ name }) =>
    until(`status of ${name}`, 30_000, async () => {
      const status = await agentStatus(name);
      return holds(status) ? status : undefined;
    }).catch(() => undefined),
  );
  return (await Promise.all(asked)).filter((status) => status !== undefined);
}

/** Hosts that have guests, the one with the most first. */
function fullest(where: Placement): string[] {
  const hosts = HOSTS.map(({ name }) => name).filter((name) => on(where, name).length > 0);
  return hosts.sort((a, b) => on(where, b).length - on(where, a).length);
}

type Placement = ReadonlyMap<string, readonly string[]>;

const placement = (): Promise<Placement> => readPlacement();

const hostWith = (where: Placement, vm: string): string => where.get(vm)?.[0] ?? '';

const on = (where: Placement, host: string): string[] =>
  [...where].filter(([, hosts]) => hosts.includes(host)).map(([vm]) => vm);

const same = (a: Placement, b: Placement): boolean => JSON.stringify([...a]) === JSON.stringify([...b]);

const hostOf = (address: string): string => HOSTS.find((host) => formatIpv4(host.address) === address)?.name ?? address;

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

const check = (what: string, seen: string, ok: boolean): Check => ({ what, seen, ok });

let firstBoots: ReadonlyMap<string, string> | undefined;

/** Every guest answers, has not been rebooted since the first look, and runs on exactly one host. */
async function guestsCheck(): Promise<Check> {
  const guests = await readGuests();
  const boots = new Map([...guests].map(([name, state]) => [name, state?.bootId ?? 'no answer']));
  firstBoots ??= boots;
  const whole = GUESTS.filter(
    ({ name }) => boots.get(name) !== 'no answer' && boots.get(name) === firstBoots?.get(name),
  );
  const where = await placement();
  const once = GUESTS.filter(({ name }) => where.get(name)?.length === 1);
  const seen = `${whole.length} whole, ${once.length} on one host`;
  return check('guests', seen, whole.length === GUESTS.length && once.length === GUESTS.length);
}
