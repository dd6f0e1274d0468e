// From recommending to moving: a dry round, its explanation, and the same round in earnest.
import type { ExplainReport, HistoryReport } from '../../../agent/report/history.js';
import type { RoundReport } from '../../../agent/report/status.js';
import { formatIpv4 } from '../../../topology/ipv4.js';
import { PLAIN_RULES } from '../../plain-rules.js';
import { writeSettings } from '../agents.js';
import { signalAgent } from '../faults/processes.js';
import { virsh } from '../hypervisor.js';
import { GUESTS, guestOf, HOSTS } from '../plan.js';
import type { Check } from './report.js';
import { score, scoreJson } from './score.js';
import { allStatuses, check, guestsCheck, hostOf, hostWith, placement, ROUND, same, type Week } from './week.js';

/** Longer than the round after the first, so that the second round finds it. */
const HOLD_MS = 600_000;

export async function recommend({ plan }: Week): Promise<Check[]> {
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
    await guestsCheck(),
  ];
}

export async function explain({ plan }: Week): Promise<Check[]> {
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

export async function auto({ plan }: Week): Promise<Check[]> {
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
