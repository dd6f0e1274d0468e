// Finds the VMs of a data centre for a round whose operator named none: asks the hosts that the cost map
// names, sweeps its prefixes, and asks hosts that answers reveal. The request window bounds its rate.
import type { Ipv4, Prefix } from '../../topology/ipv4.js';
import type { InventoryResponse, Response } from './messages.js';
import type { AskOptions, Requests } from './requests.js';
import type { Context } from './steps.js';

/** Addresses swept at most: a /16. Larger data centres name their hosts, or the operator names the VMs. */
export const MAX_SWEEP = 65_536;
/** Few tries for an address that may well hold no host, and none before what a decision wants to know. */
const SWEEP: AskOptions = { attempts: 2, background: true };

/** Addresses that the cost map's prefixes of hosts cover, network and broadcast addresses left out. */
export function sweepSize(context: Context): number {
  return context.map.hostPrefixes.reduce((sum, prefix) => sum + lastOffset(prefix) - firstOffset(prefix) + 1, 0);
}

function firstOffset({ length }: Prefix): number {
  return length >= 31 ? 0 : 1; // RFC 3021: a /31 has neither network nor broadcast address.
}

function lastOffset({ length }: Prefix): number {
  return 2 ** (32 - length) - (length >= 31 ? 1 : 2);
}

/** Asks everybody; `done` gets the VMs found, how many hosts answered, and which of those named singly did not. */
export function discover(
  context: Context,
  requests: Requests,
  revealed: readonly Ipv4[],
  done: (vms: Ipv4[], hosts: number, silent: Ipv4[]) => void,
): void {
  const vms = new Set<Ipv4>();
  const asked = new Set<Ipv4>([context.settings.host]);
  let open = 1; // The start itself: nothing can finish before every first question is out.
  let hosts = 0;
  const silent = new Set<Ipv4>(context.map.hosts.filter((host) => host !== context.settings.host));
  const ask = (host: Ipv4, options?: AskOptions): void => {
    if (asked.has(host) || !context.map.isHost(host)) return;
    asked.add(host);
    open += 1;
    const to = { address: host, port: context.settings.port };
    requests.ask(to, { type: 'inventory-request', request: 0 }, (answer) => take(answer), options);
  };
  const take = (answer: Response | undefined): void => {
    if (answer?.type === 'inventory-response') {
      hosts += 1;
      silent.delete(answer.host);
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
    if (open === 0) done([...vms], hosts, [...silent]);
  };
  for (const host of [...context.map.hosts, ...revealed]) ask(host);
  for (const prefix of context.map.hostPrefixes) {
    const last = lastOffset(prefix);
    for (let offset = firstOffset(prefix); offset <= last; offset += 1) ask((prefix.base + offset) as Ipv4, SWEEP);
  }
  close();
}
