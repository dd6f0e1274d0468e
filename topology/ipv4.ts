// IPv4 addresses and prefixes as unsigned 32-bit numbers: the identity of VMs and hosts everywhere in
// S-CORE (thesis section 4.1: "the VM id is the VM's IPv4 address"). Pure; knows nothing of sockets.

/** An IPv4 address as an unsigned 32-bit integer in host order, 0..0xffffffff. */
export type Ipv4 = number & { readonly __ipv4: unique symbol };

/** An address range: all addresses whose first `length` bits (0..32) are those of `base`. */
export interface Prefix {
  readonly base: Ipv4;
  readonly length: number;
}

/**
 * Parses dotted-quad text such as `10.0.1.1`. Leading zeros, spaces, and other spellings are refused,
 * because inet_aton would read them as octal. Returns undefined when the text is no address.
 */
export function parseIpv4(text: string): Ipv4 | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let value = 0;
  for (const part of match.slice(1)) {
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    value = value * 256 + Number(part);
  }
  return value as Ipv4;
}

/** Parses text that the program itself wrote or a test states. Throws RangeError when it is no address. */
export function ipv4(text: string): Ipv4 {
  const address = parseIpv4(text);
  if (address === undefined) throw new RangeError(`not an IPv4 address: ${text}`);
  return address;
}

/** Dotted-quad text of an address. */
export function formatIpv4(address: Ipv4): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** The network mask of a prefix length (0..32) as an unsigned 32-bit integer. */
export function maskOf(length: number): number {
  return length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
}

/** Parses `10.0.2.0/24`; host bits must be zero. Returns undefined when the text is no such prefix. */
export function parsePrefix(text: string): Prefix | undefined {
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(text);
  const base = match ? parseIpv4(match[1]!) : undefined;
  const length = Number(match?.[2]);
  if (base === undefined || length > 32 || (base & ~maskOf(length)) !== 0) return undefined;
  return { base, length };
}

/** Whether the address lies in the prefix. */
export function prefixHas(prefix: Prefix, address: Ipv4): boolean {
  return (address & maskOf(prefix.length)) >>> 0 === prefix.base;
}
