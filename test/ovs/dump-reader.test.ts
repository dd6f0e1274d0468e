// The reader that works on pieces of a dump against its simple twin (dump-oracle.ts): the captured dumps, cut at every
// byte, and variants of them with random damage.
import t from 'tap';
import type { FlowSample } from '../../agent/core/drivers.js';
import { DumpReader } from '../../agent/ovs/dump-reader.js';
import { readDump } from '../../agent/ovs/dump-text.js';
import { seededRandom } from '../../tools/random.js';
import { fixture } from '../support/paths.js';
import { countedFlows, parseFlowDump } from './dump-oracle.js';

const names = ['mac-only', 'mac-only-names', 'ip-visible', 'vlan', 'arp-ipv6-vlan-fragments', 'conntrack', 'tunnel'];
const dumps = [...names, 'mac-only-verbose', 'tunnel', 'steering-and-drops', 'conntrack-ip-visible'].map((name) =>
  fixture('ovs', `${name}.txt`),
);
const line = 'recirc_id(0),in_port(1),eth_type(0x0800), packets:1, bytes:60, used:0.1s, actions:2';

/** What a sample says, without its identity. */
function said({ inPort, srcMac, dstMac, src, dst, protocol, srcPort, dstPort, packets, bytes }: FlowSample): string {
  return JSON.stringify([inPort, srcMac, dstMac, src, dst, protocol, srcPort, dstPort, packets, bytes]);
}

function expected(text: string, agentPort?: number): { samples: string[]; malformed: number } {
  const { flows, malformed } = parseFlowDump(text);
  // A dump may show a flow twice, which counts once, with what it shows last.
  const byIdentity = new Map(countedFlows(flows, agentPort).map((flow) => [flow.ufid, said(flow)]));
  return { samples: [...byIdentity.values()].sort(), malformed };
}

function escaped(text: string): Buffer {
  return Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8');
}

t.test('the captured dumps read as by the simple twin, also when every flow is known', async (t) => {
  for (const text of dumps) {
    const reader = new DumpReader({ agentPort: 7470 });
    for (let time = 0; time < 2; time += 1) {
      const { samples, malformed } = readDump(text, reader);
      t.strictSame({ samples: samples.map(said).sort(), malformed }, expected(text, 7470));
    }
  }
});

t.test('wherever the pieces are cut', async (t) => {
  for (const text of dumps) {
    const bytes = escaped(text);
    const reader = new DumpReader();
    const wanted = expected(text);
    const wrong: number[] = [];
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      reader.begin();
      reader.write(bytes, 0, cut);
      reader.write(bytes, cut, bytes.length);
      const { samples, malformed } = reader.end();
      if (malformed !== wanted.malformed || samples.map(said).sort().join() !== wanted.samples.join()) wrong.push(cut);
    }
    t.strictSame(wrong, []);
    reader.begin();
    for (let at = 0; at < bytes.length; at += 1) reader.write(bytes.subarray(at, at + 1), 0, 1);
    t.strictSame(reader.end().samples.map(said).sort(), wanted.samples, 'byte by byte');
  }
});

t.test('random damage to a dump changes both alike, or is called malformed by both', async (t) => {
  const { next: random } = seededRandom(7);
  const pick = (from: string) => from[Math.floor(random() * from.length)]!;
  const differing: string[] = [];
  let seen = 0;
  for (let time = 0; time < 4000; time += 1) {
    const all = dumps[Math.floor(random() * dumps.length)]!.split('\n');
    const original = all[Math.floor(random() * all.length)]!;
    const at = Math.floor(random() * original.length);
    const insert = random() < 0.5 ? pick('(),"\\ \n0129') : '';
    const text = original.slice(0, at) + insert + original.slice(at + (random() < 0.5 ? 1 : 0));
    const { samples, malformed } = readDump(text, new DumpReader());
    const wanted = expected(text);
    seen += wanted.samples.length;
    const same = malformed === wanted.malformed && samples.map(said).sort().join() === wanted.samples.join();
    if (!same) differing.push(text);
  }
  t.ok(seen > 1000, `${seen} flows were read`);
  t.strictSame(differing.slice(0, 5), []);
});

t.test('flows keep their number while they are there, and no other gets it before a dump without them', async (t) => {
  const reader = new DumpReader();
  const of = (port: number) => line.replace('in_port(1)', `in_port(${port})`);
  const numbers = (...ports: number[]) =>
    readDump(`${ports.map(of).join('\n')}\n`, reader).samples.map(({ number }) => number);
  const [first, second] = numbers(1, 2);
  t.strictSame(numbers(2, 1), [second, first]);
  t.strictSame(numbers(2), [second]);
  const [third] = numbers(3, 2);
  t.equal(third, first, 'free again');
  t.strictSame(new Set(numbers(1, 2, 3, 4)).size, 4);
});

t.test('thousands of flows come and go', async (t) => {
  const reader = new DumpReader();
  const { next: random } = seededRandom(3);
  for (let dump = 0; dump < 30; dump += 1) {
    const ports = Array.from({ length: 3000 }, (_, port) => port).filter(() => random() < 0.5);
    const text = ports.map((port) => `${line.replace('in_port(1)', `in_port(${port})`)}\n`).join('');
    const { samples } = readDump(text, reader);
    t.strictSame(
      samples.map(({ inPort }) => inPort),
      ports,
    );
    t.equal(new Set(samples.map(({ number }) => number)).size, ports.length);
  }
});

t.test('a dump that breaks off is forgotten; the next one is whole', async (t) => {
  const reader = new DumpReader();
  const bytes = escaped(`${line}\n${line.replace('in_port(1)', 'in_port(2)')}\n`);
  reader.begin();
  reader.write(bytes, 0, bytes.length - 9);
  const { samples, malformed } = readDump(`${line}\n`, reader);
  t.strictSame([samples.length, malformed], [1, 0]);
});

t.test('a giant line takes bounded memory and is counted; what follows is read', async (t) => {
  const reader = new DumpReader();
  const piece = Buffer.alloc(64 * 1024, 'x');
  const rest = escaped(`\n${line}\n`);
  reader.begin();
  const before = process.memoryUsage().arrayBuffers;
  for (let time = 0; time < 1000; time += 1) reader.write(piece, 0, piece.length);
  t.ok(process.memoryUsage().arrayBuffers - before < 4 * 1024 * 1024);
  reader.write(rest, 0, rest.length);
  const { samples, malformed } = reader.end();
  t.strictSame([samples.length, malformed], [1, 1]);
});
