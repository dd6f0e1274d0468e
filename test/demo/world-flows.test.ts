// The datapath of one embedded host: which flows stand, how their counters grow, and the text they become.
import t from 'tap';
import { DatapathFlows, type LocalStream } from '../../tools/demo/world-flows.js';
import { ipv4 } from '../../topology/ipv4.js';

const stream: LocalStream = {
  src: ipv4('127.72.0.1'),
  dst: ipv4('127.72.0.2'),
  srcMac: '52:54:00:48:00:01',
  dstMac: '52:54:00:48:00:02',
  inPort: 3,
  outPort: 2,
  bytesPerSecond: 9000,
  recirculated: false,
};

/** A datapath on a clock that the test sets, and its flows between the two VMs, as lines. */
function datapath() {
  const time = { ms: 0 };
  const flows = new DatapathFlows(() => time.ms, 1000);
  const lines = () =>
    flows
      .dump()
      .split('\n')
      .filter((line) => line.includes('src=127.72.0.1,dst=127.72.0.2'));
  const ufid = () => /ufid:(\S+?),/.exec(lines()[0]!)![1];
  return { time, flows, lines, ufid };
}

t.test('one flow as ovs-vswitchd prints it', async (t) => {
  const { time, flows, lines, ufid } = datapath();
  flows.set([stream]);
  t.match(lines()[0], 'packets:0, bytes:0, used:never');
  time.ms = 2000;
  t.match(ufid(), /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
  t.equal(
    lines()[0],
    `ufid:${ufid()}, ` +
      'skb_priority(0/0),skb_mark(0/0),ct_state(0/0),ct_zone(0/0),ct_mark(0/0),' +
      'ct_label(0/0),recirc_id(0),dp_hash(0/0),in_port(3),packet_type(ns=0,id=0),' +
      'eth(src=52:54:00:48:00:01,dst=52:54:00:48:00:02),eth_type(0x0800),' +
      'ipv4(src=127.72.0.1,dst=127.72.0.2,proto=6/0,tos=0/0,ttl=64/0,frag=no),tcp(src=40000/0,dst=80/0),tcp_flags(0/0), ' +
      'packets:20, bytes:18000, used:0.001s, flags:P., dp:ovs, actions:2, dp-extra-info:miniflow_bits(4,1)',
  );
});

t.test('the first line is a header, and every dump has ARP and dropped packets in it', async (t) => {
  const { time, flows } = datapath();
  time.ms = 3000;
  const [header, ...lines] = flows.dump().trimEnd().split('\n');
  t.equal(header, 'flow-dump from the main thread:');
  t.ok(lines.some((line) => line.includes('eth_type(0x0806)')));
  t.ok(lines.some((line) => line.includes('bytes:4500') && line.includes('actions:drop')));
});

t.test('a VM that leaves by another port keeps the flow, one that enters by another port is a new flow', async (t) => {
  const { time, flows, lines, ufid } = datapath();
  flows.set([stream]);
  const first = ufid();
  time.ms = 1000;
  flows.set([{ ...stream, outPort: 4 }]);
  time.ms = 2000;
  t.match(lines(), [/bytes:18000,.*actions:4/]);
  t.equal(ufid(), first);

  flows.set([{ ...stream, inPort: 2, outPort: 4 }]);
  time.ms = 2500;
  t.equal(lines().length, 2, 'the old flow stands idle');
  t.match(lines()[0], /in_port\(3\).*bytes:18000, used:0\.500s/);
  t.match(lines()[1], /in_port\(2\).*bytes:4500, used:0\.001s/);
});

t.test('an idle flow is evicted, and comes back under the same ufid with counters at zero', async (t) => {
  const { time, flows, lines, ufid } = datapath();
  flows.set([stream]);
  const first = ufid();
  time.ms = 1000;
  flows.set([]);
  time.ms = 1999;
  t.equal(lines().length, 1);
  time.ms = 2000;
  t.equal(lines().length, 0);
  flows.set([stream]);
  time.ms = 3000;
  t.match(lines(), [/bytes:9000,/]);
  t.equal(ufid(), first);
});

t.test('an idle flow that is used again before its eviction goes on counting', async (t) => {
  const { time, flows, lines } = datapath();
  flows.set([stream]);
  time.ms = 1000;
  flows.set([]);
  time.ms = 1500;
  flows.set([stream]);
  time.ms = 2500;
  t.match(lines(), [/bytes:18000,/], 'the pause did not count');
});

t.test('a stream through conntrack shows up twice, once for each pass', async (t) => {
  const { time, flows, lines } = datapath();
  flows.set([{ ...stream, recirculated: true }]);
  time.ms = 1000;
  t.match(lines(), [
    /recirc_id\(0\),.*bytes:9000,.*actions:ct,recirc\(0x3\),/,
    /recirc_id\(0x3\),.*bytes:9000,.*actions:2,/,
  ]);
  const [first, second] = lines().map((line) => /ufid:(\S+?),/.exec(line)![1]);
  t.not(first, second);
});
