// The simple twin of agent/ovs/dump-reader.ts, which must agree with it: parses the whole text of `dpctl/dump-flows` into
// records, and picks those that count.
// The format is that of odp_flow_format() and format_odp_actions() in Open vSwitch (ovs-dpctl(8)).

import type { FlowSample } from '../../agent/core/drivers.js';
import { type Ipv4, parseIpv4 } from '../../topology/ipv4.js';

/** One datapath flow as dumped. Fields that the megaflow leaves wildcarded, even in part, are undefined or 0. */
export interface DatapathFlow {
  /** The `ufid:` of `-m`, else a fingerprint of the match text, which identifies a flow just as well; with its PMD thread. */
  ufid: string;
  recircId: number;
  /** Datapath port number, or the port's name where the dump was made with names. */
  inPort: number | string;
  srcMac: string | undefined;
  dstMac: string | undefined;
  src: Ipv4 | undefined;
  dst: Ipv4 | undefined;
  /** IP protocol number; 0 when wildcarded or not IP. */
  protocol: number;
  srcPort: number;
  dstPort: number;
  packets: number;
  bytes: number;
  /** Time since the last packet, ms; undefined for `never`. */
  usedMs: number | undefined;
  drop: boolean;
}

export interface FlowDump {
  readonly flows: DatapathFlow[];
  /** Lines that could not be understood. */
  readonly malformed: number;
}

/** Reads a whole dump in time linear in its length. Never throws: lines that make no sense are counted. */
export function parseFlowDump(text: string): FlowDump {
  const flows: DatapathFlow[] = [];
  let malformed = 0;
  let thread = '';
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).trim();
    start = end + 1;
    if (line === '') continue;
    if (line.startsWith('flow-dump from')) {
      // The userspace datapath keeps a flow once for each PMD thread, with counters of its own.
      thread = /core: (\d+)/.exec(line)?.[1] ?? '';
      continue;
    }
    const flow = parseFlow(line, thread);
    if (flow) flows.push(flow);
    else malformed++;
  }
  return { flows, malformed };
}

/**
 * The flows that count, each packet once: a packet that recirculates (conntrack, tunnels) shows up in several flows,
 * of which the first has recirc_id(0); a dropped packet went nowhere. Packets to `agentPort` are the agents' own
 * messages on their way to a VM's address, no traffic of that VM.
 */
export function countedFlows(flows: readonly DatapathFlow[], agentPort?: number): FlowSample[] {
  const samples: FlowSample[] = [];
  for (const flow of flows) {
    if (flow.recircId !== 0 || flow.drop) continue;
    if (agentPort !== undefined && flow.protocol === 17 && flow.dstPort === agentPort) continue;
    const { ufid, inPort, protocol, srcPort, dstPort, packets, bytes } = flow;
    const sample: { -readonly [K in keyof FlowSample]: FlowSample[K] } = {
      ufid,
      inPort,
      protocol,
      srcPort,
      dstPort,
      packets,
      bytes,
    };
    if (flow.srcMac !== undefined) sample.srcMac = flow.srcMac;
    if (flow.dstMac !== undefined) sample.dstMac = flow.dstMac;
    if (flow.src !== undefined) sample.src = flow.src;
    if (flow.dst !== undefined) sample.dst = flow.dst;
    samples.push(sample);
  }
  return samples;
}

function parseFlow(line: string, thread: string): DatapathFlow | undefined {
  const statistics = line.indexOf(', packets:');
  const actions = line.indexOf(', actions:', statistics);
  if (statistics <= 0 || actions < 0) return undefined;
  const counters = /^, packets:(\d+), bytes:(\d+), used:(never|\d+(?:\.\d+)?s)/.exec(line.slice(statistics, actions));
  if (!counters) return undefined;
  const flow: DatapathFlow = {
    ufid: '',
    recircId: 0,
    inPort: '',
    srcMac: undefined,
    dstMac: undefined,
    src: undefined,
    dst: undefined,
    protocol: 0,
    srcPort: 0,
    dstPort: 0,
    packets: Number(counters[1]),
    bytes: Number(counters[2]),
    usedMs: counters[3] === 'never' ? undefined : Math.round(Number.parseFloat(counters[3]!) * 1000),
    drop: line.startsWith('drop', actions + ', actions:'.length),
  };
  let match = line.slice(0, statistics);
  if (match.startsWith('ufid:')) {
    const comma = match.indexOf(',');
    if (comma < 0) return undefined;
    flow.ufid = ownText(match.slice('ufid:'.length, comma)) + (thread && `@${thread}`);
    match = match.slice(comma + 1);
  } else {
    flow.ufid = fingerprint(match, thread);
  }
  return readMatch(match, flow) && flow.inPort !== '' ? flow : undefined;
}

/** Reads the `name(body)` parts of a match; false when its parentheses do not pair up. */
function readMatch(match: string, flow: DatapathFlow): boolean {
  for (let at = 0; at < match.length; ) {
    const code = match.charCodeAt(at);
    if (code === 0x2c || code === 0x20) {
      at++;
      continue;
    }
    const open = match.indexOf('(', at);
    const close = open < 0 ? -1 : closingParenthesis(match, open);
    if (close < 0) return false;
    if (!readField(match.slice(at, open), match.slice(open + 1, close), flow)) return false;
    at = close + 1;
  }
  return true;
}

function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x28) depth++;
    else if (code === 0x29 && --depth === 0) return at;
  }
  return -1;
}

/** Takes what we use of one part of the match. Everything else (tunnel, ct_*, skb_*, arp, nd ...) is skipped. */
function readField(name: string, body: string, flow: DatapathFlow): boolean {
  switch (name) {
    case 'recirc_id':
      flow.recircId = /^(\d*|0x[0-9a-f]+)$/i.test(body) ? Number(body) : Number.NaN;
      return !Number.isNaN(flow.recircId);
    case 'in_port':
      flow.inPort = /^\d+$/.test(body) ? Number(body) : intern(body.replace(/^"|"$/g, ''));
      return true;
    case 'eth':
      flow.srcMac = macOf(part(body, 'src=', exact.mac));
      flow.dstMac = macOf(part(body, 'dst=', exact.mac));
      return true;
    case 'ipv4':
      flow.src = parseIpv4(part(body, 'src=', exact.ipv4));
      flow.dst = parseIpv4(part(body, 'dst=', exact.ipv4));
      flow.protocol = numberOf(part(body, 'proto=', exact.protocol));
      return true;
    case 'ipv6':
      flow.protocol = numberOf(part(body, 'proto=', exact.protocol));
      return true;
    case 'tcp':
    case 'udp':
    case 'sctp':
      flow.srcPort = numberOf(part(body, 'src=', exact.port));
      flow.dstPort = numberOf(part(body, 'dst=', exact.port));
      return true;
    case 'encap':
      // What follows a VLAN tag: the packet that the VM sees.
      return readMatch(body, flow);
    default:
      return true;
  }
}

/** The masks that leave nothing open. Open vSwitch prints an exact value without one; tolerated all the same. */
const exact = { mac: 'ff:ff:ff:ff:ff:ff', ipv4: '255.255.255.255', protocol: '0xff', port: '0xffff' } as const;

/** The exact value of `key` in `a=1,b=2/0xf0`, or '' when it is absent or masked. */
function part(body: string, key: string, fullMask: string): string {
  for (let at = 0; at < body.length; ) {
    const comma = body.indexOf(',', at);
    const end = comma < 0 ? body.length : comma;
    if (body.startsWith(key, at)) {
      const value = body.slice(at + key.length, end);
      const slash = value.indexOf('/');
      if (slash < 0) return value;
      return value.slice(slash + 1) === fullMask ? value.slice(0, slash) : '';
    }
    at = end + 1;
  }
  return '';
}

function numberOf(text: string): number {
  const value = text === '' ? 0 : Number(text);
  return Number.isInteger(value) ? value : 0;
}

function macOf(text: string): string | undefined {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text) ? intern(text.toLowerCase()) : undefined;
}

/** A copy that shares no memory with the dump: V8's slices keep the whole text they were cut from alive. */
function ownText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** MACs and port names come back in each dump: one copy of each is enough. Bounded, since VMs can make MACs up. */
const interned = new Map<string, string>();
const maxInterned = 65536;

function intern(text: string): string {
  const known = interned.get(text);
  if (known !== undefined) return known;
  if (interned.size >= maxInterned) interned.clear();
  const own = ownText(text);
  interned.set(ownText(text), own);
  return own;
}

/**
 * 64 bits of multiplicative hash over the match text. A dump without `-m` is half as long and costs ovs-vswitchd half
 * the CPU (80 against 150 ms for 20,000 flows, Open vSwitch 3.1), and two flows never have the same match.
 */
function fingerprint(match: string, thread: string): string {
  let a = 0x811c9dc5 ^ match.length;
  let b = 0x9747b28c ^ Number(thread || -1);
  for (let at = 0; at < match.length; at++) {
    const code = match.charCodeAt(at);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(((b << 5) | (b >>> 27)) ^ code, 0x85ebca6b);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36).padStart(7, '0');
}
