// Parsing of datapath flow dumps. The fixtures are what Open vSwitch 3.1 printed (userspace datapath), VMs 10.9.0.1
// (port 2), 10.9.0.2 (port 3) and 10.9.0.3 (port 4), the host's LOCAL port 1.
import t, { type Test } from 'tap';
import { ipv4 } from '../../topology/ipv4.js';
import { fixture } from '../support/paths.js';
import { countedFlows, type DatapathFlow, parseFlowDump } from './dump-oracle.js';

function read(t: Test, name: string): DatapathFlow[] {
  const { flows, malformed } = parseFlowDump(fixture('ovs', `${name}.txt`));
  t.equal(malformed, 0, `${name}: every line is understood`);
  t.equal(new Set(flows.map((flow) => flow.ufid)).size, flows.length, `${name}: identities differ`);
  return flows;
}

const pair = (flow: DatapathFlow) => [
  flow.inPort,
  flow.src ?? 0,
  flow.dst ?? 0,
  flow.protocol,
  flow.packets,
  flow.bytes,
];
const vm = (index: number) => ipv4(`10.9.0.${index}`);

t.test('with NORMAL alone a flow has MACs and no IP address', async (t) => {
  const flows = read(t, 'mac-only');
  const ip = flows.find((flow) => flow.srcMac === '52:54:00:00:00:01' && flow.packets > 0)!;
  t.match(ip, { inPort: 2, dstMac: '52:54:00:00:00:02', protocol: 0, drop: false });
  t.ok(flows.every((flow) => flow.src === undefined && flow.dst === undefined));
  t.ok(ip.usedMs! > 1000 && ip.usedMs! < 60_000);
});

t.test('the visibility rule shows both addresses and leaves ports open', async (t) => {
  t.strictSame(read(t, 'ip-visible').map(pair), [
    [2, vm(1), vm(2), 0, 3, 294],
    [3, vm(2), vm(1), 0, 3, 294],
    [3, vm(2), vm(3), 0, 4, 568],
    [4, vm(3), vm(2), 0, 2, 340],
  ]);
});

t.test('-m prints what the first packet had under a zero mask: that is wildcarded, and reads the same', async (t) => {
  for (const name of ['mac-only', 'ip-visible', 'vlan', 'arp-ipv6-vlan-fragments', 'conntrack']) {
    const what = (flow: DatapathFlow) => [
      ...pair(flow).slice(0, 4),
      flow.srcMac,
      flow.dstMac,
      flow.recircId,
      flow.drop,
    ];
    t.strictSame(read(t, `${name}-verbose`).map(what), read(t, name).map(what), name);
  }
  t.match(read(t, 'ip-visible-verbose')[0]!.ufid, /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
});

t.test('in_port may be a name', async (t) => {
  t.strictSame([...new Set(read(t, 'mac-only-names').map((flow) => flow.inPort))].sort(), ['vox-a', 'vox-b', 'vox-f']);
  const quoted = parseFlowDump('recirc_id(0),in_port("tap-1.2"), packets:1, bytes:2, used:never, actions:1');
  t.match(quoted.flows, [{ inPort: 'tap-1.2', usedMs: undefined }]);
});

t.test('conntrack: the same packet is in a flow with recirc_id(0) and in others; only the first counts', async (t) => {
  const flows = read(t, 'conntrack');
  t.strictSame(
    flows
      .map((flow) => flow.recircId)
      .filter((id) => id > 0)
      .sort(),
    [1, 2, 2],
  );
  const counted = countedFlows(flows);
  t.ok(counted.length > 0 && counted.length < flows.length);
  t.equal(counted.find((flow) => flow.inPort === 3)!.bytes, 392);
});

t.test('drops are marked and do not count; packets on the agents own port do not count', async (t) => {
  const flows = read(t, 'steering-and-drops');
  t.strictSame(
    flows.filter((flow) => flow.drop).map((flow) => [flow.inPort, flow.dst, flow.dstPort]),
    [
      [3, vm(1), 7470],
      [4, vm(77), 0],
    ],
  );
  const steered = flows.find((flow) => flow.dstPort === 7470 && !flow.drop)!;
  t.match(steered, { inPort: 4, protocol: 17, srcMac: undefined, dstMac: '52:54:00:00:00:01' });
  t.ok(countedFlows(flows).some((flow) => flow.ufid === steered.ufid));
  const counted = countedFlows(flows, 7470);
  t.notOk(counted.some((flow) => flow.dstPort === 7470));
  const partial = flows.find((flow) => flow.protocol === 17 && flow.packets === 3 && flow.bytes === 426 && !flow.drop)!;
  t.equal(partial.dstPort, 0, 'dst=5000/0xf800 is no port');
  t.ok(counted.some((flow) => flow.ufid === partial.ufid));
});

t.test('a flow that was evicted and came back has its identity, and counters from the start', async (t) => {
  const before = read(t, 'reset-before').find((flow) => flow.dst === vm(3))!;
  const after = read(t, 'reset-after').find((flow) => flow.dst === vm(3))!;
  t.strictSame([before.packets, before.bytes, after.packets, after.bytes], [29, 4118, 5, 710]);
  t.equal(after.ufid, before.ufid);
});

t.test('ARP, IPv6 and fragments', async (t) => {
  const flows = read(t, 'arp-ipv6-vlan-fragments');
  const arp = flows.filter((flow) => flow.dstMac === 'ff:ff:ff:ff:ff:ff');
  t.match(arp, [{ src: undefined, dst: undefined, protocol: 0 }], "arp(sip=..) is no flow's address");
  const ipv6 = read(t, 'arp-ipv6-vlan-fragments').filter((flow) => flow.bytes === 354);
  t.match(ipv6, [{ src: undefined, dst: undefined, packets: 3 }]);
  const fragments = flows.filter((flow) => flow.src === vm(1) && flow.dst === vm(2));
  t.strictSame(fragments.map((flow) => flow.bytes).sort(), [3028, 6274], 'first and later ones are two flows');
});

t.test('VLAN: the addresses are inside encap(..); a second tag hides them', async (t) => {
  const flows = read(t, 'vlan');
  t.match(
    flows.filter((flow) => flow.bytes === 162),
    [{ src: ipv4('10.7.0.1'), dst: ipv4('10.7.0.2'), inPort: 2 }],
  );
  t.match(
    flows.filter((flow) => flow.bytes === 174),
    [{ src: undefined, dst: undefined, inPort: 2, srcMac: '52:54:00:00:00:01' }],
  );
});

t.test("a tunnel's own addresses are not the packet's", async (t) => {
  const inner = read(t, 'tunnel').filter((flow) => flow.inPort === 6 && flow.protocol === 1);
  t.match(inner, [{ src: ipv4('10.50.0.3'), dst: ipv4('10.50.0.100'), bytes: 490 }]);
  const pushed = read(t, 'tunnel').find((flow) => flow.inPort === 5 && flow.bytes === 490)!;
  t.equal(pushed.dst, ipv4('10.50.0.3'), 'tnl_push(header(ipv4(..))) among the actions is not read');
});

t.test('each PMD thread has its own counters, so a flow on two threads is two flows', async (t) => {
  const line = 'recirc_id(0),in_port(1),eth_type(0x0800), packets:1, bytes:60, used:0.1s, flags:S, actions:2';
  const { flows } = parseFlowDump(
    `flow-dump from pmd on cpu core: 3\n${line}\nflow-dump from pmd on cpu core: 4\n${line}\nufid:ab, ${line}\n`,
  );
  t.equal(new Set(flows.map((flow) => flow.ufid)).size, 3);
  t.equal(flows[2]!.ufid, 'ab@4');
});

t.test('lines that make no sense are counted, never thrown', async (t) => {
  const good =
    'recirc_id(0),in_port(1),new_field(a(b,c)d,e=1), packets:1, bytes:60, used:never, actions:ct(nat(src)),2';
  const bad = [
    'nonsense',
    'recirc_id(0),in_port(1',
    'recirc_id(0),in_port(1), packets:x, bytes:60, used:never, actions:2',
    'recirc_id(0),in_port(1), packets:1, bytes:60, used:never',
    'recirc_id(0,in_port(1), packets:1, bytes:60, used:never, actions:2',
    'recirc_id(z),in_port(1), packets:1, bytes:60, used:never, actions:2',
    'eth(src=52:54:00:00:00:01), packets:1, bytes:60, used:never, actions:2',
    'ufid:1234 packets, packets:1, bytes:60, used:never, actions:2',
    ', packets:1, bytes:60, used:never, actions:2',
    'ovs-vswitchd: no datapaths exist',
  ];
  const { flows, malformed } = parseFlowDump([...bad, good].join('\n'));
  t.equal(malformed, bad.length);
  t.match(flows, [{ inPort: 1, packets: 1, bytes: 60, drop: false }]);
  t.strictSame(parseFlowDump(''), { flows: [], malformed: 0 });
});

t.test('any cut of a dump parses; masks that are exact are exact', async (t) => {
  const text = fixture('ovs', 'tunnel.txt');
  for (let end = 0; end < text.length; end += 37) parseFlowDump(text.slice(0, end));
  const masked = parseFlowDump(
    'in_port(1),ipv4(src=1.2.3.4/255.255.255.255,dst=1.2.3.0/255.255.255.0,proto=17/0xff),udp(src=1/0xffff,dst=2/0xff), packets:1, bytes:1, used:never, actions:2',
  ).flows[0]!;
  t.match(masked, { src: ipv4('1.2.3.4'), dst: undefined, protocol: 17, srcPort: 1, dstPort: 0 });
});

t.test('a large dump takes linear time, also one that is malformed throughout', async (t) => {
  const line = (n: number) =>
    `recirc_id(0),in_port(2),eth(src=52:54:00:00:00:01,dst=52:54:00:00:00:02),eth_type(0x0800),ipv4(src=10.${n >> 16}.${(n >> 8) & 255}.${n & 255},dst=10.9.0.2,frag=no), packets:3, bytes:294, used:1.4s, actions:3\n`;
  const startMs = performance.now();
  const { flows } = parseFlowDump(Array.from({ length: 30_000 }, (_, n) => line(n)).join(''));
  t.equal(new Set(flows.map((flow) => flow.ufid)).size, 30_000, 'no two fingerprints are the same');
  t.equal(parseFlowDump('(('.repeat(1_000_000)).malformed, 1);
  t.equal(parseFlowDump('a(b\n'.repeat(300_000)).malformed, 300_000);
  const tookMs = performance.now() - startMs;
  t.ok(tookMs < 5000, `${tookMs.toFixed(0)} ms; quadratic work would take minutes`);
});
