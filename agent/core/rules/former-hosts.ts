// Where a VM was before, by its history: those hosts know how it came to be where it is.
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { VmHistory } from './marks.js';

/** Hosts that the history names, without `present`; each once, the latest last. At most as many as moves are kept. */
export function formerHosts(history: VmHistory, present: Ipv4): Ipv4[] {
  const hosts = history.map(({ from }) => from).filter((host) => host !== present);
  return [...new Set(hosts.reverse())].reverse();
}
