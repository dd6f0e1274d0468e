// The data-centre network: six switches (Linux bridges) in one namespace, joined by veth pairs whose rates a
// token bucket limits. Hosts hang on it by their uplink eth0. Also reads each link's byte counters.
import { formatIpv4 } from '../../topology/ipv4.js';
import { exec, inNamespace } from './exec.js';
import {
  FABRIC_NAMESPACE,
  HOSTS,
  type LabLink,
  LINKS,
  namespaceOf,
  PREFIX_LENGTH,
  PROBE_ADDRESS,
  PROBE_NAMESPACE,
  SWITCHES,
} from './plan.js';

/** Bytes that have crossed a link since it was made, both directions added. */
export type LinkCounters = ReadonlyMap<string, number>;

export const linkName = (link: LabLink): string => `${link.lower}--${link.upper}`;

/** Interface names have 15 characters at most: `agga-tor1` is agg-a's end of its link to tor1. */
export const endName = (here: string, there: string): string => `${here.replace('-', '')}-${there.replace('-', '')}`;
const isHost = (name: string): boolean => HOSTS.some((host) => host.name === name);

/** Makes the namespaces, switches and links. Hosts' ends appear as eth0 in their namespaces. */
export async function buildFabric(): Promise<void> {
  const namespaces = [FABRIC_NAMESPACE, PROBE_NAMESPACE, ...HOSTS.map((host) => namespaceOf(host.name))];
  for (const namespace of namespaces) {
    await exec(['ip', 'netns', 'add', namespace]);
    await exec(inNamespace(namespace, ['sh', '-c', quietNamespace]));
  }
  const lines = SWITCHES.map((name) => `link add ${name} type bridge stp_state 0 mcast_snooping 0`);
  for (const link of LINKS) lines.push(...linkLines(link));
  lines.push(
    `link add core-probe type veth peer name eth0 netns ${PROBE_NAMESPACE}`,
    'link set core-probe master core up',
  );
  lines.push(...SWITCHES.map((name) => `link set ${name} up`));
  await exec(inNamespace(FABRIC_NAMESPACE, ['ip', '-batch', '-']), { input: `${lines.join('\n')}\n` });
  await joinProbe();
  for (const link of LINKS) await limit(link);
}

// IPv6 would add router solicitations and duplicate address detection to every counter.
const quietNamespace =
  'for scope in all default; do echo 1 > /proc/sys/net/ipv6/conf/$scope/disable_ipv6; done 2>/dev/null; ip link set lo up';

function linkLines(link: LabLink): string[] {
  const upper = endName(link.upper, link.lower);
  if (isHost(link.lower)) {
    const far = `peer name eth0 netns ${namespaceOf(link.lower)}`;
    return [`link add ${upper} type veth ${far}`, `link set ${upper} master ${link.upper} up`];
  }
  const lower = endName(link.lower, link.upper);
  return [
    `link add ${upper} type veth peer name ${lower}`,
    `link set ${upper} master ${link.upper} up`,
    `link set ${lower} master ${link.lower} up`,
  ];
}

async function joinProbe(): Promise<void> {
  const lines = [`addr add ${formatIpv4(PROBE_ADDRESS)}/${PREFIX_LENGTH} dev eth0`, 'link set eth0 up'];
  await exec(inNamespace(PROBE_NAMESPACE, ['ip', '-batch', '-']), { input: `${lines.join('\n')}\n` });
  await withoutOffload(PROBE_NAMESPACE, 'eth0');
  await withoutOffload(FABRIC_NAMESPACE, 'core-probe');
}

/** Limits both directions, each at the end that sends it. */
async function limit(link: LabLink): Promise<void> {
  const upper = endName(link.upper, link.lower);
  const far = isHost(link.lower)
    ? ([namespaceOf(link.lower), 'eth0'] as const)
    : ([FABRIC_NAMESPACE, endName(link.lower, link.upper)] as const);
  for (const [namespace, device] of [[FABRIC_NAMESPACE, upper] as const, far]) {
    await withoutOffload(namespace, device);
    const bucket = ['rate', `${link.megabitsPerSecond}mbit`, 'burst', '64kb', 'latency', '100ms'];
    await exec(inNamespace(namespace, ['tc', 'qdisc', 'replace', 'dev', device, 'root', 'tbf', ...bucket]));
  }
}

// A userspace switch at the other end reads frames whose checksum nobody has filled in, and super-frames
// larger than its buffers; TCP then stalls.
async function withoutOffload(namespace: string, device: string): Promise<void> {
  await exec(inNamespace(namespace, ['ethtool', '-K', device, 'tx', 'off', 'tso', 'off', 'gso', 'off']));
}

interface IpLinkStatistics {
  readonly ifname: string;
  readonly stats64: { readonly rx: { readonly bytes: number }; readonly tx: { readonly bytes: number } };
}

/** Reads all links' counters in one go, by link name. */
export async function readLinkCounters(): Promise<LinkCounters> {
  const text = await exec(inNamespace(FABRIC_NAMESPACE, ['ip', '-j', '-s', 'link']));
  const bytes = new Map<string, number>();
  for (const entry of JSON.parse(text) as IpLinkStatistics[]) {
    bytes.set(entry.ifname, entry.stats64.rx.bytes + entry.stats64.tx.bytes);
  }
  return new Map(LINKS.map((link) => [linkName(link), bytes.get(endName(link.upper, link.lower)) ?? 0]));
}
