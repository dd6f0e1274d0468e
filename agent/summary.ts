// The agent's state in one line, for `systemctl status`: what an operator looks at first. The rest is `score-token status`.
import type { Agent } from './core/agent.js';
import { roundState } from './reports.js';

/** Such as `mode recommend, 12 VMs; round 2 seen 3 s ago: 40 of 120 VMs visited`. */
export function summary(agent: Agent, nowMs: number): string {
  const { mode, effectiveMode, maintenance } = agent.standing();
  const modes = mode === effectiveMode ? mode : `${effectiveMode} (${mode} is set)`;
  const upkeep = maintenance === 'none' ? '' : `, maintenance (${maintenance})`;
  const paused = agent.orders.current().paused ? ', rounds are paused' : '';
  const count = agent.local.list().length;
  const away = (['hypervisor', 'datapath', 'memory'] as const).filter((name) => agent.driverAway(name) !== undefined);
  const missing = away.length === 0 ? '' : `, away: ${away.join(', ')}`;
  const vms = `${count} VM${count === 1 ? '' : 's'}`;
  return `mode ${modes}${upkeep}${paused}${missing}, ${vms}; ${roundText(agent, nowMs)}`;
}

function roundText(agent: Agent, nowMs: number): string {
  const state = roundState(agent, nowMs);
  if (!state) return 'no round yet';
  const { round, visited, slots, lastSeenMsAgo } = state;
  const seen = state.state === 'holding' ? 'is here' : `seen ${Math.round(lastSeenMsAgo / 1000)} s ago`;
  return `round ${round} ${seen}: ${visited} of ${slots} VMs visited`;
}
