// The cards at the top of the page: the round, the room, the traffic.
import type { RoundReport, RoundState } from '../report/status.js';
import { count, duration, memory, scaled, whole } from './format.js';
import { type Html, html } from './html.js';
import type { WebSnapshot } from './snapshot.js';

/** A bar of `part` in `all`. What it shows stands beside it in words. */
export function bar(part: number, all: number): Html {
  const width = all > 0 ? Math.min(100, Math.max(0, (100 * part) / all)) : 0;
  const fill = html`<rect class="fill" width="${width.toFixed(1)}" height="8"/>`;
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/>${fill}</svg>`;
}

function row(name: string, value: string | number | Html): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** Where the token is, in words. */
function whereabouts(
  { state, waiting, unsure, holderVm, successor, lastSeenMsAgo }: RoundState,
  paused: boolean,
): string {
  const ago = `${duration(lastSeenMsAgo)} ago`;
  if (state === 'holding') {
    if (unsure) return 'here; asking whether it is still valid';
    if (waiting) return paused ? 'here; it rests while rounds are paused' : 'here; it rests';
    return `here, with ${holderVm ?? 'a VM of this host'}`;
  }
  return state === 'custody' ? `handed on to ${successor ?? 'another host'}` : `elsewhere; seen here ${ago}`;
}

export function roundCard({ status: { round, orders, lastRound } }: WebSnapshot): Html {
  if (!round || round.state === 'ended') return noRound(round, lastRound);
  const { visited, slots } = round;
  return html`<section class="card" aria-labelledby="round">
    <h2 id="round">Round</h2>
    <p class="big">pass ${round.round}${round.dryRun ? html` <small>nothing moves in it</small>` : undefined}</p>
    ${bar(visited, slots)}
    <p>${visited} of ${count(slots, 'VM')} decided in this pass</p>
    <dl>
      ${row('Token', whereabouts(round, orders.paused))}
      ${row('Started on', html`<span class="address">${round.origin}</span>`)}
      ${row('Policy', round.policy)}
      ${row('Moved', count(round.migrations, 'VM'))}
      ${row('In flight', round.inFlight)}
    </dl>
  </section>`;
}

function noRound(round: RoundState | undefined, lastRound: RoundReport | undefined): Html {
  const seen = round
    ? `The latest token here has ended; it was seen ${duration(round.lastSeenMsAgo)} ago.`
    : 'No token has been here since the agent started.';
  const ended =
    lastRound &&
    html`<dl>
      ${row('Latest one from here', lastRound.endReason)}
      ${row('Passes', lastRound.rounds)}
      ${row('Moved', count(lastRound.migrations.length, 'VM'))}
      ${row('Failed', count(lastRound.failures.length, 'migration'))}
    </dl>`;
  return html`<section class="card" aria-labelledby="round">
    <h2 id="round">Round</h2>
    <p class="big quiet">none</p>
    <p>${seen}</p>${ended}
  </section>`;
}

export function roomCard({ status: { capacity } }: WebSnapshot): Html {
  const { slots, usedSlots, reservedSlots, memoryMiB, usedMemoryMiB } = capacity;
  const promised = reservedSlots > 0 ? `, ${reservedSlots} promised` : '';
  return html`<section class="card" aria-labelledby="room">
    <h2 id="room">Room</h2>
    <p class="big">${Math.max(0, slots - usedSlots - reservedSlots)} <small>of ${count(slots, 'slot')} free</small></p>
    ${bar(usedSlots + reservedSlots, slots)}
    <p>${usedSlots} taken${promised}</p>
    ${bar(usedMemoryMiB, memoryMiB)}
    <p>${memory(usedMemoryMiB)} of ${memory(memoryMiB)} memory taken</p>
  </section>`;
}

export function trafficCard({ status: { flows, transport }, top }: WebSnapshot): Html {
  const dropped = Object.values(transport.dropped).reduce((sum, number) => sum + number, 0);
  return html`<section class="card" aria-labelledby="traffic">
    <h2 id="traffic">Cost of its traffic</h2>
    <p class="big">${scaled(top.cost)}</p>
    <p>bytes/s × link weight, this host’s share (Eq. 3.1)</p>
    <dl>
      ${row('Flows', whole(flows.entries))}
      ${row('Unresolved so far', whole(flows.unresolved))}
      ${row('Left out so far', whole(flows.dropped))}
      ${row('Read in', `${flows.lastPollMs} ms`)}
      ${row('Datagrams dropped', whole(dropped))}
    </dl>
  </section>`;
}
