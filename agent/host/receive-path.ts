// Says what in the host's network settings would make the kernel drop packets that the redirect brings in on the
// bridge's interface. It only reads and explains; changing the host's settings is the operator's business.
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';

/**
 * Obstacles for the operator to read, each with what to do; empty when there is none. A packet steered to the bridge's
 * interface comes from another host's address. Reverse path filtering (RFC 3704; ip-sysctl: rp_filter, the higher
 * value of `all` and of the interface counts) drops it when the host's own address, and so the route back, is on another
 * interface: strict (1) always, loose (2) when the bridge's interface has no IPv4 address at all.
 */
export async function receiveObstacles(
  bridge: string,
  host: Ipv4,
  sources: { procRoot?: string; addresses?: Record<string, readonly string[]> } = {},
): Promise<string[]> {
  const onBridge = (sources.addresses ?? localAddresses())[bridge] ?? [];
  if (onBridge.includes(formatIpv4(host))) return [];
  const folder = `${sources.procRoot ?? '/proc'}/sys/net/ipv4/conf`;
  const filter = Math.max(await settingOf(`${folder}/all/rp_filter`), await settingOf(`${folder}/${bridge}/rp_filter`));
  if (filter === 0 || (filter === 2 && onBridge.length > 0)) return [];
  const mode = filter === 1 ? 'strict' : `loose, and ${bridge} has no IPv4 address`;
  return [
    `reverse path filtering (${mode}) drops messages for VMs that arrive on ${bridge}, because the host's address is not on it: ` +
      `set net.ipv4.conf.all.rp_filter=0 and net.ipv4.conf.${bridge}.rp_filter=0`,
  ];
}

function localAddresses(): Record<string, string[]> {
  const interfaces = Object.entries(networkInterfaces());
  const ipv4 = interfaces.map(([name, addresses]) => [
    name,
    (addresses ?? []).filter((entry) => entry.family === 'IPv4').map((entry) => entry.address),
  ]);
  return Object.fromEntries(ipv4);
}

/** 0 when it cannot be read: the bridge is not there yet, which others report. */
async function settingOf(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '0');
  return Number.parseInt(text, 10) || 0;
}
