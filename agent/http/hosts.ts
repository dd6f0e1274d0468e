// Whether an address or a Host header means this machine itself. Text only; nothing is looked up.
import { isIPv4, isIPv6 } from 'node:net';

/** Whether an IP address, without brackets, is a loopback one (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3). */
function isLoopback(address: string): boolean {
  if (isIPv4(address)) return address.startsWith('127.');
  return isIPv6(address) && new URL(`http://[${address}]/`).hostname === '[::1]';
}

/** Whether a Host header (RFC 9110 section 7.2) names a loopback address or `localhost`, with any port or none. */
export function namesLoopback(header: string | undefined): boolean {
  const match = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(header ?? '');
  const [, bracketed, name] = match ?? [];
  if (bracketed !== undefined) return isLoopback(bracketed);
  return name !== undefined && (name.toLowerCase() === 'localhost' || (isIPv4(name) && isLoopback(name)));
}
