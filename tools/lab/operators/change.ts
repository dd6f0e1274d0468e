// The next version in place of this one under a round, and the end of all agents.
import type { HistoryReport } from '../../../agent/report/history.js';
import type { RoundReport } from '../../../agent/report/status.js';
import { startAgent, waitForAgents } from '../agents.js';
import { exec, until } from '../exec.js';
import { agentPid, signalAgent } from '../faults/processes.js';
import { onHost } from '../hypervisor.js';
import { controlSocketOf } from '../paths.js';
import { BRIDGE, HOSTS, hostNamed } from '../plan.js';
import type { Check } from './report.js';
import { scoreJson } from './score.js';
import { nextVersion, type Program } from './upgrade.js';
import { allStatuses, check, guestsCheck, ROUND } from './week.js';

export async function upgrade(): Promise<Check[]> {
  const program = nextVersion();
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

export async function remove(): Promise<Check[]> {
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
