// How long an agent that stops stays for what still needs it: the token, which it hands on, and its own migrations,
// which it watches and whose promises it keeps renewing. What the core does meanwhile is the core's business.
import { setTimeout as sleep } from 'node:timers/promises';
import { formatIpv4 } from '../topology/ipv4.js';
import type { Agent } from './core/agent.js';
import type { Logger } from './log.js';

/** The waiting, ms. TimeoutStopSec= of systemd/score-agent.service leaves time to take down the rest after it. */
export const leaveMs = {
  /** For the token to be handed on. */
  handOver: 25_000,
  /** For its successor to say that it holds it, from then on. Without a word, others find its loss out by themselves. */
  confirmation: 5_000,
  /** For the migrations that this host has ordered. libvirt goes on with those that take longer. */
  migrations: 120_000,
} as const;
const LOOK_MS = 50;

/** Returns when nothing here needs the agent any more, when it has waited long enough, or when `hurry` aborts. */
export async function leave(agent: Agent, log: Logger, hurry: AbortSignal): Promise<void> {
  const startMs = performance.now();
  let tokenHereMs = startMs;
  let told = false;
  while (!hurry.aborted) {
    const nowMs = performance.now();
    if (agent.holder.state !== 'idle') tokenHereMs = nowMs;
    const flights = agent.flights.list().length;
    const needed = agent.holder.isNeeded && isTokenWorthIt(nowMs - startMs, nowMs - tokenHereMs);
    if (!needed && (flights === 0 || nowMs - startMs >= leaveMs.migrations)) break;
    if (!needed && !told) log.info('waiting for migrations to end', { migrations: inFlight(agent) });
    told ||= !needed;
    await sleep(LOOK_MS);
  }
  if (hurry.aborted) log.warn('told twice to stop: waiting for nothing any more');
  if (agent.holder.state !== 'idle')
    log.warn('stopping while the token is here; others have to find out that it is lost');
  else if (agent.holder.isNeeded) log.warn('stopping before the next holder has confirmed the token');
  const migrations = inFlight(agent);
  const consequence = 'libvirt goes on with them; nobody renews the room promised for them';
  if (migrations.length > 0) log.warn('stopping while migrations are under way', { migrations, consequence });
}

function isTokenWorthIt(sinceStartMs: number, sinceHandedOnMs: number): boolean {
  return sinceHandedOnMs === 0 ? sinceStartMs < leaveMs.handOver : sinceHandedOnMs < leaveMs.confirmation;
}

function inFlight(agent: Agent): string[] {
  return agent.flights
    .list()
    .map(({ vm, target }) => `${formatIpv4(vm.address)} (${vm.domain.name}) to ${formatIpv4(target.host)}`);
}
