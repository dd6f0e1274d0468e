// Finds the VMs of a data centre for a round whose operator named none: asks the hosts that the cost map
// names, sweeps its prefixes, and asks hosts that answers reveal. The request window bounds its rate.
import type { Ipv4 } from '../../topology/ipv4.js';
import type { InventoryResponse, Response } from './messages.js';
import type { Requests } from './requests.js';
import type { Context } from './steps.js';

/** Addresses swept at most: a /16. Larger data centres name their hosts, or the operator names the VMs. */
export const MAX_SWEEP = 65_536;
/** Tries for an address that may well hold no host. */
const SWEEP_ATTEMPTS = 2;

/** Addresses that the cost map's prefixes of hosts cover, network and broadcast address left out. */
export function sweepSize(context: Context): number {
  return context.map.hostPrefixes.reduce((sum, { length }) => sum + 2 ** (32 - length), 0);
}

/** Asks everybody; `done` gets the VMs found and how many hosts answered. */
export function discover(
  context: Context,
  requests: Requests,
  revealed: readonly Ipv4[],
  done: (vms: Ipv4[], hosts: number) => void,
): void {
  const vms = new Set<Ipv4>();
  const asked = new Set<Ipv4>([context.settings.host]);
  let open = 1; // The start itself: nothing can finish before every first question is out.
  let hosts = 0;
  const ask = (host: Ipv4, attempts?: number): void => {
    if (asked.has(host) || !context.map.isHost(host)) return;
    asked.add(host);
    open += 1;
    const to = { address: host, port: context.settings.port };
    requests.ask(to, { type: 'inventory-request', request: 0 }, (answer) => take(answer), attempts);
  };
  const take = (answer: Response | undefined): void => {
    if (answer?.type === 'inventory-response') {
      hosts += 1;
      collect(answer);
    }
    close();
  };
  const collect = ({ vms: found, knownHosts }: InventoryResponse): void => {
    for (const vm of found) vms.add(vm);
    for (const host of knownHosts) ask(host);
  };
  const close = (): void => {
    open -= 1;
    if (open === 0) done([...vms], hosts);
  };
  for (const host of [...context.map.hosts, ...revealed]) ask(host);
  for (const { base, length } of context.map.hostPrefixes) {
    const [first, last] = length >= 31 ? [0, 2 ** (32 - length) - 1] : [1, 2 ** (32 - length) - 2];
    for (let offset = first; offset <= last; offset += 1) ask((base + offset) as Ipv4, SWEEP_ATTEMPTS);
  }
  close();
}
