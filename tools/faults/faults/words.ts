// Names of hosts and VMs in notes for people.
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';

export function names(addresses: Iterable<Ipv4>): string {
  return [...addresses].map(formatIpv4).join(', ');
}
