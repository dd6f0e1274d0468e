// `status` and `traffic show`: what is there now, as lines for people. Only reads.
import { formatIpv4 } from '../../topology/ipv4.js';
import { agentStatus } from './agents.js';
import { pause } from './exec.js';
import { linkName, readLinkCounters } from './fabric.js';
import { readGuests, readPlacement } from './guests.js';
import { GUESTS, guestOf, HOSTS, LINKS } from './plan.js';
import { findRemains } from './remains.js';
import { columns } from './report.js';
import { readState } from './state.js';
import { pairRates } from './window.js';

const SHOW_WINDOW_MS = 5000;

export async function statusLines(): Promise<string[]> {
  const state = readState();
  if (!state?.ready) {
    const { processes, namespaces, directories } = findRemains();
    const remains = [...namespaces, ...directories, ...(processes.length > 0 ? [`${processes.length} processes`] : [])];
    return remains.length === 0 ? ['no lab is up'] : ['a lab is half made; `score-lab down` removes:', ...remains];
  }
  const placement = await readPlacement();
  const rows = await Promise.all(
    HOSTS.map(async ({ name, address, tor }) => {
      const here = GUESTS.filter((guest) => placement.get(guest.name)?.includes(name)).map((guest) => guest.name);
      const agent = await agentStatus(name).then(
        (status) =>
          `${status.vms.length} VMs, ${status.flows.entries} flows, redirect ${status.redirect.ok ? 'ok' : 'not ok'}`,
        () => 'not running',
      );
      return [name, formatIpv4(address), tor, here.join(' ') || '-', agent];
    }),
  );
  return [
    `up since ${state.startedAt}, guests run on ${state.accelerator}`,
    ...columns([['host', 'address', 'switch', 'guests', 'agent'], ...rows], 5),
  ];
}

export async function trafficLines(): Promise<string[]> {
  const [guestsBefore, linksBefore] = [await readGuests(), await readLinkCounters()];
  const started = performance.now();
  await pause(SHOW_WINDOW_MS);
  const linksAfter = await readLinkCounters();
  const seconds = (performance.now() - started) / 1000;
  const guests = await readGuests();
  const pairs = pairRates(guestsBefore, guests).map(({ a, b, bytesPerSecond }) => {
    const names = [a, b].map((address) => guestOf(formatIpv4(address))?.name ?? formatIpv4(address));
    return [names.join(' - '), (bytesPerSecond / 1000).toFixed(1)];
  });
  const links = LINKS.map((link) => {
    const bytes = (linksAfter.get(linkName(link)) ?? 0) - (linksBefore.get(linkName(link)) ?? 0);
    return [linkName(link), link.tier, (bytes / seconds / 1000).toFixed(1)];
  });
  return [...columns([['pair', 'payload kB/s'], ...pairs]), '', ...columns([['link', 'tier', 'kB/s'], ...links], 2)];
}
