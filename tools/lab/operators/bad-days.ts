// What an operator does when something is not as it should be: stops everything, meets a host whose migrations fail, and
// empties a host.
import type { HistoryReport } from '../../../agent/report/history.js';
import { agentStatus } from '../agents.js';
import { onHost } from '../hypervisor.js';
import { HOSTS } from '../plan.js';
import type { Check } from './report.js';
import { score, scoreJson } from './score.js';
import { allStatuses, check, fullest, guestsCheck, lastLine, on, placement, ROUND } from './week.js';

/** Nobody reaches libvirtd's TCP port, over which the lab's migrations are ordered. */
const BLOCKADE = `table inet score-lab {
  chain input { type filter hook input priority 0; tcp dport 16509 reject with tcp reset; }
}
`;
export async function pauseAll(): Promise<Check[]> {
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
export async function trouble(): Promise<Check[]> {
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

export async function drain(): Promise<Check[]> {
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
