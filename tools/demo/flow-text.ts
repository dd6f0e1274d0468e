// The text of one datapath flow as ovs-vswitchd prints it for `dpctl/dump-flows -m` in the userspace
// datapath (the format of lib/odp-util.c, tried against Open vSwitch 3.1). Only formatting.

export interface PrintedFlow {
  readonly ufid: string;
  readonly recirculation: number;
  /** Datapath port number, not the OpenFlow one. */
  readonly inPort: number;
  readonly srcMac: string;
  readonly dstMac: string;
  /** Undefined: a flow that matches no IP, such as ARP. */
  readonly ip?: { readonly src: string; readonly dst: string };
  readonly packets: number;
  readonly bytes: number;
  /** Since the last packet, ms; undefined: never used. */
  readonly usedMs?: number;
  /** Such as `3`, `drop`, `ct(zone=7),recirc(0x3)`. */
  readonly actions: string;
}

/** First line of a dump. */
export const dumpHeader = 'flow-dump from the main thread:';

export function flowLine(flow: PrintedFlow): string {
  const match = [
    `ufid:${flow.ufid}`,
    ' skb_priority(0/0)',
    'skb_mark(0/0)',
    flow.recirculation === 0 ? 'ct_state(0/0)' : 'ct_state(0x2a/0x21)',
    'ct_zone(0/0)',
    'ct_mark(0/0)',
    'ct_label(0/0)',
    `recirc_id(${hexadecimal(flow.recirculation)})`,
    'dp_hash(0/0)',
    `in_port(${flow.inPort})`,
    'packet_type(ns=0,id=0)',
    `eth(src=${flow.srcMac},dst=${flow.dstMac})`,
    flow.ip ? 'eth_type(0x0800)' : 'eth_type(0x0806)',
    flow.ip
      ? `ipv4(src=${flow.ip.src},dst=${flow.ip.dst},proto=6/0,tos=0/0,ttl=64/0,frag=no)`
      : 'arp(sip=0.0.0.0/0.0.0.0,tip=0.0.0.0/0.0.0.0,op=1/0,sha=00:00:00:00:00:00/00:00:00:00:00:00,tha=00:00:00:00:00:00/00:00:00:00:00:00)',
    ...(flow.ip ? ['tcp(src=40000/0,dst=80/0)', 'tcp_flags(0/0)'] : []),
  ];
  const used = flow.usedMs === undefined ? 'never' : `${(flow.usedMs / 1000).toFixed(3)}s`;
  const counters = `packets:${flow.packets}, bytes:${flow.bytes}, used:${used}`;
  return `${match.join(',')}, ${counters}${flow.ip ? ', flags:P.' : ''}, dp:ovs, actions:${flow.actions}, dp-extra-info:miniflow_bits(4,1)`;
}

function hexadecimal(id: number): string {
  return id === 0 ? '0' : `0x${id.toString(16)}`;
}
