// MAC to IPv4 addresses that the host's kernel has resolved (ARP, RFC 826). The fallback for bridges on which
// the agent may not make datapath flows show addresses; it knows only machines that the host has talked to.
import { readFile } from 'node:fs/promises';
import { type Ipv4, parseIpv4 } from '../../topology/ipv4.js';

/** ATF_COM of if_arp.h: the entry is complete. */
const COMPLETE = 0x2;
/** Entries taken at most; the kernel's own default limit (gc_thresh3) is 1024. */
const MAX_ENTRIES = 65_536;

/** Rejects with an Error that names the file when it cannot be read. `procRoot` is a setting for tests. */
export async function readNeighbours(procRoot = '/proc'): Promise<Map<string, Ipv4>> {
  return parseArpTable(await readFile(`${procRoot}/self/net/arp`, 'utf8'));
}

/** Parses /proc/self/net/arp (proc(5)): a header line, then address, type, flags, MAC, mask, device. */
export function parseArpTable(text: string): Map<string, Ipv4> {
  const entries = new Map<string, Ipv4>();
  for (const line of text.split('\n').slice(1, MAX_ENTRIES + 1)) {
    const [ip = '', , flags = '', mac = ''] = line.trim().split(/\s+/);
    const address = parseIpv4(ip);
    if (address !== undefined && (Number(flags) & COMPLETE) !== 0) entries.set(mac.toLowerCase(), address);
  }
  return entries;
}
