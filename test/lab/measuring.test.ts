// What the lab concludes from raw output: libvirt's events, pings, port counters, guests' counters. Output
// captured from libvirt 9.0, iputils 20221126 and Open vSwitch 3.1.
import t from 'tap';
import { compareFlows, type FlowSamples, parsePorts } from '../../tools/lab/flow-check.js';
import type { GuestState } from '../../tools/lab/guest-client.js';
import { pairMigrations, parseEvents } from '../../tools/lab/libvirt-events.js';
import { longestGapMs, replyTimes } from '../../tools/lab/observer.js';
import { guestNamed } from '../../tools/lab/plan.js';
import { pairRates } from '../../tools/lab/window.js';
import { fixture } from '../support/paths.js';

t.test('a migration is put together from both ends', async (t) => {
  const events = [
    ...parseEvents('hv1', fixture('lab', 'events-source.txt')),
    ...parseEvents('hv3', fixture('lab', 'events-target.txt')),
  ];
  t.same(pairMigrations(events), [
    {
      vm: 'vm2',
      from: 'hv1',
      to: 'hv3',
      startedMs: Date.parse('2026-11-21T02:27:01.063Z'),
      endedMs: Date.parse('2026-11-21T02:27:07.347Z'),
      bytes: 78_960_532,
      downtimeMs: 346,
    },
  ]);
});

t.test('a migration that failed is none', async (t) => {
  const failed = fixture('lab', 'events-target.txt').split('\n').slice(0, 2).join('\n');
  t.same(pairMigrations(parseEvents('hv3', failed)), []);
});

t.test('numbers of another event are not the last job’s', async (t) => {
  const jobs = parseEvents('hv1', fixture('lab', 'events-source.txt')).filter(({ kind }) => kind === 'job-completed');
  t.equal(jobs.length, 1);
  t.equal(jobs[0]?.numbers.data_processed, 78_960_532);
});

t.test('reply times of ping -D', async (t) => {
  const text = [
    'PING 10.71.1.1 (10.71.1.1) 56(84) bytes of data.',
    '[1795228020.100000] 64 bytes from 10.71.1.1: icmp_seq=1 ttl=64 time=1.44 ms',
    '[1795228020.120000] From 10.71.255.254 icmp_seq=2 Destination Host Unreachable',
    '[1795228020.640000] 64 bytes from 10.71.1.1: icmp_seq=3 ttl=64 time=0.9 ms',
  ].join('\n');
  t.same(replyTimes(text), [1_795_228_020_100, 1_795_228_020_640]);
});

t.test('the longest silence around a migration', async (t) => {
  const replies = [0, 20, 40, 540, 560, 2560, 2580];
  t.equal(longestGapMs(replies, 30, 600), 2000, 'one that begins inside and ends after it counts');
  t.equal(longestGapMs(replies, 30, 545), 500);
  t.equal(longestGapMs(replies, 200, 300), 500, 'one that spans the whole interval counts');
  t.equal(longestGapMs([0, 20], 10, 5000), 4980, 'a guest that fell silent is silent to the end');
  t.equal(longestGapMs([], 0, 100), undefined);
});

const dump = (sent: number, received: number): string =>
  [
    'OFPST_PORT reply (xid=0x2): 2 ports',
    '  port LOCAL: rx pkts=4870, bytes=324044, drop=0, errs=0, frame=0, over=0, crc=0',
    '           tx pkts=41210, bytes=61780648, drop=55, errs=0, coll=0',
    `  port  3: rx pkts=12455, bytes=${sent}, drop=0, errs=0, frame=0, over=0, crc=0`,
    `           tx pkts=49619, bytes=${received}, drop=0, errs=0, coll=0`,
  ].join('\n');

t.test('switch ports by guest', async (t) => {
  const ports = parsePorts(dump(11, 22), new Map([[3, 'vm5']]));
  t.same([...ports], [['vm5', { sent: 11, received: 22 }]]);
});

t.test('flow tables against ports', async (t) => {
  const sample = (bytes: number, tableBytes: number): FlowSamples => {
    const port = new Map([['vm5', { sent: bytes, received: 5 }]]);
    return new Map([['hv3', { port, table: new Map([['vm5', { sent: tableBytes, received: 5 }]]) }]]);
  };
  const [only, ...more] = compareFlows(sample(1000, 0), sample(1_001_000, 900_000));
  t.match(only, { vm: 'vm5', host: 'hv3', direction: 'sent', interfaceBytes: 1_000_000, tableBytes: 900_000 });
  t.equal(only?.deviation, 0.1);
  t.same(more, [], 'a direction without traffic is not judged');
  const [missing] = compareFlows(
    sample(0, 0),
    new Map([['hv3', { ...sample(500_000, 0).get('hv3')!, table: new Map() }]]),
  );
  t.equal(missing?.deviation, 1, 'a VM that the table lacks is wholly wrong');
});

t.test('pair rates add both directions, each by its sender’s clock', async (t) => {
  const state = (uptime: number, peer: string, sentBytes: number): GuestState => {
    return { bootId: 'x', uptime, counter: 1, streams: { [peer]: { kBps: 1, sentBytes } } };
  };
  const before = new Map([
    ['vm1', state(10, '10.71.1.2', 0)],
    ['vm2', state(100, '10.71.1.1', 5000)],
    ['vm3', state(1, '10.71.1.4', 0)],
  ]);
  const after = new Map<string, GuestState | undefined>([
    ['vm1', state(20, '10.71.1.2', 10_000)],
    ['vm2', state(104, '10.71.1.1', 7000)],
    ['vm3', undefined],
  ]);
  const rates = pairRates(before, after);
  t.same(rates, [{ a: guestNamed('vm1').address, b: guestNamed('vm2').address, bytesPerSecond: 1500 }]);
});
