// What an operator should know before anything else: what keeps this host from its rounds, and why.
import type { StatusReport } from '../report/status.js';
import { clock, count, duration } from './format.js';
import { type Html, html } from './html.js';
import type { WebSnapshot } from './snapshot.js';

/** Hosts named in one notice. */
const MAX_NAMED = 8;

export interface Notice {
  readonly kind: 'bad' | 'warn' | 'note';
  readonly title: string;
  readonly text: string;
}

/** In the order of their weight; empty: all is as it should be. */
export function notices({ status, at, alarms, historyUnread }: WebSnapshot): Notice[] {
  const all = [...unusable(status), ...standing(status, at), ...cluster(status)];
  if (historyUnread !== undefined) all.push({ kind: 'warn', title: 'The history cannot be read', text: historyUnread });
  if (alarms.length > 0) {
    const title = `${count(alarms.length, 'alarm')} in the last day`;
    all.push({ kind: 'warn', title, text: 'They are listed below.' });
  }
  const weight = { bad: 0, warn: 1, note: 2 };
  return all.sort((one, other) => weight[one.kind] - weight[other.kind]);
}

function unusable({ hypervisor, datapath, redirect, memory, historyNotWritten }: StatusReport): Notice[] {
  const found: Notice[] = [];
  const bad = (title: string, text: string): number => found.push({ kind: 'bad', title, text });
  if (!hypervisor.available) bad('The hypervisor is away', `${hypervisor.reason ?? ''} No VM of this host moves.`);
  if (!datapath.available) bad('The datapath is away', `${datapath.reason ?? ''} No VM of this host decides.`);
  if (!redirect.ok) bad('The redirect is not in place', `${redirect.lastError ?? ''} Tokens do not reach the VMs.`);
  if (!memory.ok) bad('The memory is not written', `${memory.reason ?? ''} ${memory.atRestart ?? ''}`);
  for (const text of redirect.warnings ?? [])
    found.push({ kind: 'warn', title: 'Messages for VMs may not arrive', text });
  if (historyNotWritten !== undefined)
    found.push({ kind: 'warn', title: 'The history is not written', text: historyNotWritten });
  return found;
}

function standing({ standing, stopping }: StatusReport, at: string): Notice[] {
  const found: Notice[] = [];
  const { implausible, breaker, maintenance, blackout } = standing;
  if (stopping) found.push({ kind: 'warn', title: 'The agent is stopping', text: 'It hands on what is here.' });
  if (implausible !== undefined)
    found.push({ kind: 'bad', title: 'Its data cannot be true', text: `${implausible} Its VMs stay.` });
  if (breaker.openSince !== undefined) {
    const since = clock(breaker.openSince, at);
    const failed = `${count(breaker.failures, 'migration')} in a row failed.`;
    const lost = 'Nobody knows whether maintenance or a pause was on: order it again if so.';
    const text = `${breaker.because ? lost : failed} Nothing moves from here since ${since} UTC, until score-token rearm.`;
    found.push({ kind: 'bad', title: breaker.because ? 'The memory was damaged' : 'The breaker is open', text });
  }
  if (maintenance === 'accepts-none')
    found.push({ kind: 'note', title: 'Under maintenance', text: 'It takes no VM in.' });
  if (maintenance === 'drains')
    found.push({ kind: 'note', title: 'Draining', text: 'It takes no VM in, and its VMs leave in the next round.' });
  if (blackout !== undefined)
    found.push({ kind: 'note', title: 'In a blackout window', text: `${blackout}: no VM moves.` });
  return found;
}

function cluster({ orders, silentHosts, lastReload, round }: StatusReport): Notice[] {
  const found: Notice[] = [];
  if (orders.paused)
    found.push({ kind: 'note', title: 'Rounds are paused', text: 'score-token resume lets them go on.' });
  if (silentHosts.length > 0) {
    const title = `${count(silentHosts.length, 'host')} did not answer`;
    found.push({ kind: 'warn', title, text: `When asked last: ${named(silentHosts)}.` });
  }
  if (round && round.state !== 'ended' && round.lostHosts.length > 0) {
    const title = `${count(round.lostHosts.length, 'host')} found dead in this pass`;
    found.push({ kind: 'warn', title, text: `${named(round.lostHosts)}. Their VMs are left out until the next one.` });
  }
  if (lastReload && !lastReload.ok)
    found.push({ kind: 'warn', title: 'The last reload was refused', text: lastReload.reason ?? '' });
  return found;
}

function named(hosts: readonly string[]): string {
  const more = hosts.length - MAX_NAMED;
  return `${hosts.slice(0, MAX_NAMED).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

const MODES = {
  off: 'Tokens pass by. Nothing is decided here, nothing moves in or out.',
  recommend: 'Every decision is made and kept. Nothing moves.',
  auto: 'VMs move where the rules allow it.',
} as const;

export function standingCard({ status }: WebSnapshot): Html {
  const { mode, effectiveMode, breaker } = status.standing;
  const asSet =
    mode === effectiveMode ? undefined : html`<p>Set to <b>${mode}</b>; the open breaker makes it recommend.</p>`;
  return html`<section class="card" aria-labelledby="standing">
    <h2 id="standing">Mode</h2>
    <p class="big mode-${effectiveMode}">${effectiveMode}</p>
    <p>${MODES[effectiveMode]}</p>${asSet}
    <dl>
      <div><dt>Failed in a row</dt><dd>${count(breaker.failures, 'migration')}</dd></div>
      <div><dt>Up for</dt><dd>${duration(status.uptimeMs)}</dd></div>
    </dl>
  </section>`;
}
