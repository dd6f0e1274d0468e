// One measuring window while nothing moves: bytes a second on every link from the fabric's counters, between
// every pair of guests from the guests' counters, and the agents' flow tables against the switch ports.
import type { PairRate } from '../../agent/core/cost.js';
import { pause } from './exec.js';
import { type LinkCounters, readLinkCounters } from './fabric.js';
import { compareFlows, type FlowDeviation, sampleFlows } from './flow-check.js';
import type { GuestState } from './guest-client.js';
import { readGuests, readPlacement } from './guests.js';
import { GUESTS, guestOf } from './plan.js';

export interface Window {
  readonly seconds: number;
  /** By link name, both directions added. */
  readonly linkBytesPerSecond: ReadonlyMap<string, number>;
  /** Payload of each pair of guests, both directions added. */
  readonly pairs: readonly PairRate[];
  /** By guest: the hosts whose libvirt runs it. */
  readonly placement: ReadonlyMap<string, readonly string[]>;
  /** At the end of the window. */
  readonly guests: ReadonlyMap<string, GuestState | undefined>;
  readonly flows: readonly FlowDeviation[];
}

/** Measures for about `ms`. */
export async function measureWindow(ms: number): Promise<Window> {
  const flowsBefore = await sampleFlows();
  const guestsBefore = await readGuests();
  const linksBefore = await timedLinks();
  await pause(ms);
  const linksAfter = await timedLinks();
  const guests = await readGuests();
  const flowsAfter = await sampleFlows();
  const seconds = (linksAfter.atMs - linksBefore.atMs) / 1000;
  return {
    seconds,
    linkBytesPerSecond: ratesOf(linksBefore.counters, linksAfter.counters, seconds),
    pairs: pairRates(guestsBefore, guests),
    placement: await readPlacement(),
    guests,
    flows: compareFlows(flowsBefore, flowsAfter),
  };
}

async function timedLinks(): Promise<{ atMs: number; counters: LinkCounters }> {
  const counters = await readLinkCounters();
  return { atMs: performance.now(), counters };
}

function ratesOf(before: LinkCounters, after: LinkCounters, seconds: number): Map<string, number> {
  return new Map([...after].map(([name, bytes]) => [name, (bytes - (before.get(name) ?? 0)) / seconds]));
}

/** Each guest's rates by its own clock, so that it does not matter when exactly it was asked. */
export function pairRates(
  before: ReadonlyMap<string, GuestState | undefined>,
  after: ReadonlyMap<string, GuestState | undefined>,
): PairRate[] {
  const rates = new Map<string, PairRate>();
  for (const guest of GUESTS) {
    const [start, end] = [before.get(guest.name), after.get(guest.name)];
    if (!start || !end || end.uptime <= start.uptime) continue;
    for (const [address, { sentBytes }] of Object.entries(end.streams)) {
      const peer = guestOf(address);
      if (!peer) continue;
      const [a, b] = guest.address < peer.address ? [guest.address, peer.address] : [peer.address, guest.address];
      const rate = (sentBytes - (start.streams[address]?.sentBytes ?? 0)) / (end.uptime - start.uptime);
      const known = rates.get(`${a} ${b}`)?.bytesPerSecond ?? 0;
      rates.set(`${a} ${b}`, { a, b, bytesPerSecond: known + rate });
    }
  }
  return [...rates.values()];
}
