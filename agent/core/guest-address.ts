// Which addresses can be a VM's id. Only such an address is ever learned, steered, or asked for its location.
import { type Ipv4, ipv4, type Prefix, prefixHas } from '../../topology/ipv4.js';
import type { Context } from './steps.js';

/**
 * Addresses that many machines use at once, so they name no VM: "this host" (RFC 1122 3.2.1.3; a guest that asks
 * for a DHCP lease sends from 0.0.0.0), link-local (RFC 3927), multicast (RFC 5771), reserved and broadcast.
 */
const SHARED: readonly Prefix[] = [
  { base: ipv4('0.0.0.0'), length: 8 },
  { base: ipv4('169.254.0.0'), length: 16 },
  { base: ipv4('224.0.0.0'), length: 3 },
];

/** Whether the address lies in the operator's guest prefixes and is one machine's, and neither host nor endpoint. */
export function isGuestAddress(address: Ipv4, { settings, map }: Pick<Context, 'settings' | 'map'>): boolean {
  const isIn = (prefix: Prefix): boolean => prefixHas(prefix, address);
  if (!settings.guestPrefixes.some(isIn) || SHARED.some(isIn)) return false;
  return !map.isHost(address) && !map.isEndpoint(address);
}
