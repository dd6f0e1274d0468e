// The plan of the demo's data centre and its traffic: shape, reproducibility, and that heavy talkers start apart.
import t from 'tap';
import { costMapText, planSite } from '../../tools/demo/site.js';
import { trafficByLevel } from '../../tools/demo/summary.js';
import { makeTraffic, pairsOf } from '../../tools/demo/traffic.js';
import { seededRandom } from '../../tools/random.js';
import { ipv4 } from '../../topology/ipv4.js';
import { loadCostMap } from '../../topology/load.js';

function plan(seed: number, hosts = 8, vms = 64) {
  const random = seededRandom(seed);
  const site = planSite(hosts, vms, random);
  const streams = makeTraffic(
    site.vms.map((vm) => vm.address),
    random,
  );
  return { site, streams };
}

t.test('a seed names one data centre', async (t) => {
  t.same(plan(7), plan(7));
  t.notSame(plan(7).streams, plan(8).streams);
});

t.test('random numbers are spread evenly and stay in range', async (t) => {
  const random = seededRandom(3);
  const counts = new Array<number>(5).fill(0);
  for (let draw = 0; draw < 5000; draw++) counts[random.integer(0, 4)]!++;
  for (const count of counts) t.ok(count > 850 && count < 1150, `about 1000: ${count}`);
  const draws = Array.from({ length: 1000 }, () => random.logUniform(10, 1000));
  t.ok(draws.every((value) => value >= 10 && value < 1000));
  const small = draws.filter((value) => value < 100).length;
  t.ok(small > 430 && small < 570, `half of them in the lower order of magnitude: ${small}`);
  const items = Array.from({ length: 50 }, (_, index) => index);
  const shuffled = random.shuffled(items);
  t.notSame(shuffled, items);
  t.same(
    shuffled.sort((a, b) => a - b),
    items,
  );
});

t.test('hosts fit their VMs with room to spare; names and addresses are unique', async (t) => {
  const { site } = plan(1);
  for (const host of site.hosts) {
    const held = site.vms.filter((vm) => vm.host === host.address).length;
    t.equal(held, 8);
    t.ok(host.slots > held && host.slots <= 12);
    t.ok(
      host.memoryMiB - 2048 >=
        site.vms.filter((vm) => vm.host === host.address).reduce((sum, vm) => sum + vm.memoryMiB, 0),
    );
  }
  for (const key of ['name', 'address', 'mac', 'uuid'] as const) {
    t.equal(new Set(site.vms.map((vm) => vm[key])).size, 64, key);
  }
});

t.test('the cost map is one that agents accept: 3 tiers in one zone, 4 in several', async (t) => {
  const small = loadCostMap(costMapText(plan(1).site), 'topology.yaml');
  t.equal(small.maxLevel, 3);
  const first = ipv4('127.71.0.1');
  const levels = [1, 2, 3, 5].map((host) => small.level(first, ipv4(`127.71.0.${host}`)));
  t.same(levels, [0, 1, 2, 3]);
  const large = loadCostMap(costMapText(plan(1, 16).site), 'topology.yaml');
  t.equal(large.maxLevel, 4);
  t.equal(large.level(first, ipv4('127.71.0.5')), 3);
  t.equal(large.level(first, ipv4('127.71.0.9')), 4);
});

t.test('most of the traffic crosses the core at first, and every VM talks', async (t) => {
  for (const seed of [1, 2, 3]) {
    const { site, streams } = plan(seed);
    const map = loadCostMap(costMapText(site), 'topology.yaml');
    const levels = trafficByLevel(pairsOf(streams), new Map(site.vms.map((vm) => [vm.address, vm.host])), map);
    const total = levels.reduce((sum, value) => sum + value, 0);
    t.ok(levels[3]! > 0.35 * total, `seed ${seed}: ${levels[3]! / total} of it at the top`);
    t.ok(levels[0]! < 0.3 * total, `seed ${seed}: ${levels[0]! / total} of it at the bottom`);
    const talkers = new Set(streams.flatMap(({ src, dst }) => [src, dst]));
    t.equal(talkers.size, 64);
  }
});

t.test('each direction is one stream, and each pair has both', async (t) => {
  const { streams } = plan(5);
  const keys = new Set(streams.map(({ src, dst }) => `${src}>${dst}`));
  t.equal(keys.size, streams.length);
  t.ok(streams.every(({ src, dst, bytesPerSecond }) => src !== dst && bytesPerSecond > 0));
  const pairs = pairsOf(streams);
  t.equal(pairs.length * 2, streams.length);
  const sum = (rates: readonly { readonly bytesPerSecond: number }[]) =>
    rates.reduce((total, { bytesPerSecond }) => total + bytesPerSecond, 0);
  t.equal(sum(pairs), sum(streams));
});

t.test('counts out of range are refused', async (t) => {
  const random = seededRandom(1);
  t.throws(() => planSite(1, 64, random), RangeError);
  t.throws(() => planSite(8, 100_000, random), RangeError);
});
