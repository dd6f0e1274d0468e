// Generated data centres: reproducible, within capacity, and with the traffic that the thesis states.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { seededRandom } from '../../../tools/random.js';
import { factsText } from '../../../tools/sim/generate/facts.js';
import { generate, generateScenario } from '../../../tools/sim/generate/generate.js';
import { type GenerateOptions, generateDefaults } from '../../../tools/sim/generate/options.js';
import { rackMatrixText } from '../../../tools/sim/generate/rack-matrix.js';
import { readScenario } from '../../../tools/sim/scenario/read.js';
import { hostAddress, occupancyOf } from '../../../tools/sim/scenario/scenario.js';
import { UsageError } from '../../../tools/sim/usage.js';
import { shortFolder } from '../../support/temporary.js';

const small: GenerateOptions = { ...generateDefaults, racks: 12, hostsPerRack: 5, slots: 4 };
const make = (options: GenerateOptions) => generate(options, seededRandom(options.seed));
const between = (t: Tap, value: number, low: number, high: number, what: string) =>
  t.ok(value >= low && value <= high, `${what}: ${value} in ${low}..${high}`);
type Tap = { ok(value: boolean, message: string): boolean };

t.test('same seed, same bytes; another seed, others', async (t) => {
  const digests = async (seed: number) => {
    const folder = shortFolder(t);
    await generateScenario(folder, { ...small, seed });
    return ['topology.yaml', 'hosts.csv', 'vms.csv', 'traffic.csv'].map((name) =>
      createHash('sha256')
        .update(readFileSync(path.join(folder, name)))
        .digest('hex'),
    );
  };
  const first = await digests(5);
  t.same(await digests(5), first);
  const other = await digests(6);
  t.same([other[0], other[1]], [first[0], first[1]], 'the buildings do not depend on the seed');
  t.not(other[2], first[2]);
  t.not(other[3], first[3]);
});

t.test('the thesis data centre has the thesis traffic', async (t) => {
  const folder = shortFolder(t);
  const facts = await generateScenario(folder, generateDefaults);
  const scenario = await readScenario(folder);
  const { vms, hosts, map, traffic } = scenario;
  t.same([facts.racks, facts.hosts, facts.vms, facts.flows], [128, 2560, 32_768, 163_840]);
  t.same([vms.addresses.length, hosts.addresses.length, occupancyOf(scenario)], [32_768, 2560, 0.8]);
  t.equal(traffic.peers.length, 2 * facts.pairs, 'pairs as counted by the reader');
  t.equal(map.maxLevel, 4);

  // Counted again from the folder: pairs stand in two rows, and about 1 % of the flows share their pair with another.
  const pairs = { inRack: 0, large: 0, odd: 0 };
  const flowsOf = new Uint32Array(vms.addresses.length);
  for (let vm = 0; vm < vms.addresses.length; vm++) {
    flowsOf[vm] = traffic.offsets[vm + 1]! - traffic.offsets[vm]!;
    for (let entry = traffic.offsets[vm]!; entry < traffic.offsets[vm + 1]!; entry++) {
      const peer = traffic.peers[entry]!;
      const level = map.level(hostAddress(scenario, vms.hosts[vm]!), hostAddress(scenario, vms.hosts[peer]!))!;
      if (level <= 1) pairs.inRack += 1;
      const rate = traffic.rates[entry]!;
      if (rate >= 64e6) pairs.large += 1;
      else if (rate < 100 || rate >= 50e3) pairs.odd += 1;
    }
  }
  const entries = traffic.peers.length;
  between(t, pairs.inRack / entries, 0.79, 0.81, 'in-rack share');
  between(t, pairs.large / entries, 0.095, 0.105, 'large share');
  t.equal(pairs.odd, 0, 'nothing between small and large');
  between(t, entries / vms.addresses.length, 9.7, 10, 'peers of a VM');
  between(t, Math.max(...flowsOf), 20, 100, 'peers of the busiest VM');

  between(t, facts.inRackShare, 0.795, 0.805, 'in-rack share as stated');
  between(t, facts.largeShare, 0.097, 0.103, 'large share as stated');
  between(t, facts.emptyRackPairShare, 0.9, 0.97, 'pairs of racks without traffic');
  between(t, facts.heaviestPairsByteShare, 0.6, 0.9, 'bytes of the heaviest 1 % of rack pairs');
});

t.test('a fifth of the racks carries most of what leaves a rack', async (t) => {
  const { facts } = make(generateDefaults);
  const bytesOf = new Float64Array(facts.racks);
  for (const [key, rate] of facts.matrix.pairs) {
    bytesOf[Math.floor(key / facts.racks)]! += rate;
    bytesOf[key % facts.racks]! += rate;
  }
  const total = bytesOf.reduce((sum, each) => sum + each, 0);
  const hottest = bytesOf
    .sort()
    .slice(-26)
    .reduce((sum, each) => sum + each, 0);
  between(t, hottest / total, 0.8, 0.95, 'share of the 26 hottest of 128 racks');
});

t.test('VMs lie within capacity at every occupancy, and are spread over the hosts', async (t) => {
  for (const occupancy of [0, 0.05, 0.5, 1]) {
    const { vms, hosts, facts } = make({ ...small, occupancy });
    const taken = new Uint32Array(hosts.addresses.length);
    for (const host of vms.hosts) taken[host]! += 1;
    t.equal(vms.addresses.length, 240 * occupancy);
    t.ok(taken.every((count) => count <= 4));
    t.equal(facts.occupancy, occupancy);
    if (occupancy === 0.5) t.ok(new Set(taken).size > 2, 'some hosts are fuller than others');
  }
});

t.test('options at their edges', async (t) => {
  const shares = (options: Partial<GenerateOptions>) => make({ ...small, ...options }).facts;
  t.equal(shares({ inRack: 1 }).inRackShare, 1);
  t.equal(shares({ inRack: 0 }).inRackShare, 0);
  t.equal(shares({ racks: 1 }).inRackShare, 1, 'one rack: nothing can leave');
  t.equal(shares({ hostsPerRack: 1, slots: 1, occupancy: 1 }).inRackShare, 0, 'one VM a rack: nothing can stay');
  t.equal(shares({ largeShare: 1 }).largeShare, 1);
  t.equal(shares({ largeShare: 0 }).largeShare, 0);
  t.equal(shares({ flowsPerVm: 0 }).flows, 0);
  t.equal(shares({ hotspots: 1 }).flows, 960);
  t.equal(shares({ hotspots: 0 }).flows, 960);
  t.equal(shares({ racks: 1, hostsPerRack: 1, slots: 1, occupancy: 1 }).flows, 0, 'one VM has nobody to talk to');
  t.throws(() => shares({ racks: 60_000, hostsPerRack: 10, slots: 10 }), UsageError);
});

t.test('no VM talks to itself', async (t) => {
  const { sources, destinations } = make(small).traffic;
  t.equal(
    sources.findIndex((source, flow) => source === destinations[flow]),
    -1,
  );
});

t.test('the heat map is symmetric, shows the heaviest cell darkest, and leaves light ones blank', async (t) => {
  const matrix = {
    racks: 3,
    pairs: new Map([
      [1, 100],
      [2, 50],
      [5, 5],
    ]),
    inRack: 1000,
  };
  t.equal(
    rackMatrixText(matrix),
    'Bytes between racks, a rack to a cell:\n  +------+\n  |  @@++|\n  |@@    |\n  |++    |\n  +------+\n' +
      '  blank: less than 1/18 of the heaviest cell; then .:-=+*#%@\n',
  );
  const large = rackMatrixText({ racks: 100, pairs: new Map([[99, 7]]), inRack: 0 }).split('\n');
  t.equal(large[0], 'Bytes between racks, 3.1 racks to a cell:');
  t.equal(large.length, 1 + 34 + 1 + 1);
  t.equal(large[2], `  |${' '.repeat(62)}@@|`);
  t.equal(large[33], `  |@@${' '.repeat(62)}|`);
  t.notMatch(rackMatrixText({ racks: 2, pairs: new Map(), inRack: 0 }), /@@|undefined|NaN/);
});

t.test('the facts name the figures', async (t) => {
  const text = factsText(make(generateDefaults).facts);
  t.match(text, /^VMs +32,768 \(80\.0 % of the slots\)$/m);
  t.match(text, /^in the rack +(79|80)\.\d % of the flows$/m);
  t.match(
    text,
    /^between racks +9\d\.\d % of the pairs of racks exchange nothing; the heaviest 1 % carry \d\d\.\d % of the bytes$/m,
  );
  t.match(text, /^Bytes between racks, 4 racks to a cell:$/m);
});
