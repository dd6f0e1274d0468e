// Levels, weights and overlaps: the cost map against the definition, against a tree's laws, and against a
// twin that looks at every entry for every question.
import t from 'tap';
import type { CostMapContent, Entry } from '../../topology/content.js';
import type { CostMap } from '../../topology/cost-map.js';
import { formatIpv4, type Ipv4, ipv4, maskOf, prefixHas } from '../../topology/ipv4.js';
import { readCostMap } from '../../topology/load.js';
import { buildCostMap } from '../../topology/table.js';
import { inRepository } from '../support/paths.js';
import { Random } from './random.js';

const example = (name: string) => readCostMap(inRepository('topology/examples', name));
const level = (map: CostMap, a: string, b: string) => map.level(ipv4(a), ipv4(b));

t.test('one level for each group that two servers do not share', async (t) => {
  const map = await example('thesis.yaml');
  t.equal(map.maxLevel, 4);
  t.equal(level(map, '10.0.1.1', '10.0.1.1'), 0, 'same server');
  t.equal(level(map, '10.0.2.1', '10.0.2.2'), 1, 'same rack');
  t.equal(level(map, '10.0.1.1', '10.0.2.1'), 2, 'same pod');
  t.equal(level(map, '10.0.1.1', '10.0.3.1'), 3, 'same zone, although both racks are called rack-1');
  t.equal(level(map, '10.0.1.1', '10.0.4.1'), 4, 'different zones');
  t.equal(level(map, '10.0.1.1', '192.0.2.7'), 4, 'a host and an endpoint');
  t.equal(level(map, '10.0.4.1', '192.0.2.7'), 2, 'a host and an endpoint of its pod');
});

t.test('the lab testbed', async (t) => {
  const map = await example('lab.yaml');
  const hosts = ['10.71.0.1', '10.71.0.2', '10.71.0.3', '10.71.0.4'];
  t.strictSame(map.hosts.map(formatIpv4), hosts);
  t.strictSame(
    hosts.map((a) => hosts.map((b) => level(map, a, b))),
    [
      [0, 1, 2, 3],
      [1, 0, 2, 3],
      [2, 2, 0, 3],
      [3, 3, 3, 0],
    ],
  );
  t.equal(map.pathWeight(0), 0);
  t.equal(map.pathWeight(1), 1);
  t.equal(map.pathWeight(2), 3.718281828);
  t.ok(Math.abs(map.pathWeight(3) - 23.803818748) < 1e-9);
  for (const outside of [-1, 4, 0.5, Number.NaN]) t.throws(() => map.pathWeight(outside), RangeError, `${outside}`);
});

t.test('an address that is not in the map has no level', async (t) => {
  const map = await example('lab.yaml');
  t.equal(level(map, '10.71.0.1', '10.71.0.9'), undefined);
  t.equal(level(map, '10.71.0.9', '10.71.0.1'), undefined);
  t.equal(level(map, '10.71.0.9', '10.71.0.9'), undefined, 'not even to itself');
  t.equal(map.placeOf(ipv4('10.71.0.9')), undefined);
  t.notOk(map.isHost(ipv4('10.71.0.9')) || map.isEndpoint(ipv4('10.71.0.9')));
});

t.test('a single host beats prefixes, the longest prefix beats the others', async (t) => {
  const map = await example('three-tier.yaml');
  t.equal(map.placeOf(ipv4('10.0.2.39')), 'pod-a/rack-2');
  t.equal(map.placeOf(ipv4('10.0.2.40')), 'pod-b/rack-1');
  t.equal(level(map, '10.0.2.40', '10.0.3.1'), 1);
  t.equal(level(map, '10.0.2.40', '10.0.2.39'), 3);
  t.strictSame(
    map.hostPrefixes.map(({ base, length }) => `${formatIpv4(base)}/${length}`),
    ['10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24'],
  );
});

t.test('the longest range decides across hosts and endpoints', (t) => {
  const entry = (base: string, length: number, at: string, single = false): Entry => ({
    range: { base: ipv4(base), length },
    single,
    at,
  });
  const map = buildCostMap({
    tiers: [
      { name: 'rack', weight: 1 },
      { name: 'core', weight: 2 },
    ],
    hosts: [entry('10.0.0.0', 16, 'a'), entry('10.0.9.9', 32, 'b', true)],
    endpoints: [entry('10.0.9.0', 24, 'c'), entry('0.0.0.0', 0, 'gateway'), entry('10.0.1.1', 32, 'd', true)],
  });
  const standing = (text: string) => {
    const address = ipv4(text);
    return `${map.isHost(address) ? 'host' : ''}${map.isEndpoint(address) ? 'endpoint' : ''} ${map.placeOf(address)}`;
  };
  t.equal(standing('10.0.1.2'), 'host a');
  t.equal(standing('10.0.1.1'), 'endpoint d');
  t.equal(standing('10.0.9.1'), 'endpoint c');
  t.equal(standing('10.0.9.9'), 'host b');
  t.equal(standing('223.255.255.255'), 'endpoint gateway', 'an address above 2 ** 31');
  t.end();
});

t.test('with one tier there are level 0 and level 1', (t) => {
  const map = buildCostMap({
    tiers: [{ name: 'network', weight: 0.5 }],
    hosts: [{ range: { base: ipv4('10.0.0.0'), length: 24 }, single: false, at: '' }],
    endpoints: [{ range: { base: ipv4('192.0.2.1'), length: 32 }, single: true, at: '' }],
  });
  t.equal(level(map, '10.0.0.1', '10.0.0.1'), 0);
  t.equal(level(map, '10.0.0.1', '10.0.0.2'), 1);
  t.equal(level(map, '10.0.0.1', '192.0.2.1'), 1);
  t.equal(map.placeOf(ipv4('10.0.0.1')), '');
  t.end();
});

/** A tree of random depth with random overlapping ranges; few different bits, so that they do overlap. */
function randomContent(random: Random): CostMapContent {
  const depth = random.below(5);
  const path = () => Array.from({ length: depth }, () => random.pick(['a', 'b', 'c'])).join('/');
  const tiers = Array.from({ length: depth + 1 }, (_, index) => ({ name: `tier-${index}`, weight: index }));
  const taken = new Set<string>();
  const lists: { hosts: Entry[]; endpoints: Entry[] } = { hosts: [], endpoints: [] };
  for (let count = 1 + random.below(40); count > 0; count--) {
    const length = random.pick([0, 1, 8, 24, 25, 28, 30, 31, 32, 32, 32]);
    const base = ((randomAddress(random) & maskOf(length)) >>> 0) as Ipv4;
    if (taken.has(`${base}/${length}`)) continue;
    taken.add(`${base}/${length}`);
    const entry = { range: { base, length }, single: length === 32 && random.below(2) === 0, at: path() };
    lists[random.pick(['hosts', 'hosts', 'endpoints'] as const)].push(entry);
  }
  return { tiers, ...lists };
}

function randomAddress(random: Random): Ipv4 {
  return (random.pick([0x0a000000, 0xc0a80000]) + random.below(64)) as Ipv4;
}

/** The definition, word for word: look at all entries, keep the longest; count the names that differ. */
function slowMap(content: CostMapContent) {
  const all = [
    ...content.hosts.map((entry) => ({ ...entry, host: true })),
    ...content.endpoints.map((entry) => ({ ...entry, host: false })),
  ];
  const find = (address: Ipv4) => {
    let best: (typeof all)[number] | undefined;
    for (const entry of all) {
      if (prefixHas(entry.range, address) && (!best || entry.range.length > best.range.length)) best = entry;
    }
    return best;
  };
  const levelOf = (a: Ipv4, b: Ipv4) => {
    const [first, second] = [find(a), find(b)];
    if (!first || !second) return undefined;
    if (a === b) return 0;
    const [names, others] = [first.at.split('/'), second.at.split('/')];
    let shared = 0;
    while (shared < content.tiers.length - 1 && names[shared] === others[shared]) shared++;
    return content.tiers.length - shared;
  };
  return { find, levelOf };
}

t.test('the table answers as the slow twin does', (t) => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = new Random(seed);
    const content = randomContent(random);
    const map = buildCostMap(content);
    const twin = slowMap(content);
    const wrong: string[] = [];
    for (let question = 0; question < 100; question++) {
      const [a, b] = [randomAddress(random), randomAddress(random)];
      const entry = twin.find(a);
      const fits =
        map.level(a, b) === twin.levelOf(a, b) &&
        map.placeOf(a) === entry?.at &&
        map.isHost(a) === (entry?.host === true) &&
        map.isEndpoint(a) === (entry?.host === false);
      if (!fits) wrong.push(`${formatIpv4(a)} ${formatIpv4(b)}`);
    }
    if (wrong.length > 0) t.fail(`seed ${seed}: ${wrong.join(', ')}`);
  }
  t.pass('200 seeds');
  t.end();
});

t.test('levels are those of a tree: symmetric, 0 for the same server only, and ultrametric', (t) => {
  const seen = new Set<number | undefined>();
  for (let seed = 1; seed <= 200; seed++) {
    const random = new Random(seed);
    const map = buildCostMap(randomContent(random));
    for (let question = 0; question < 100; question++) {
      const [a, b, c] = [randomAddress(random), randomAddress(random), randomAddress(random)];
      const [ab, bc, ac] = [map.level(a, b), map.level(b, c), map.level(a, c)];
      seen.add(ab);
      const where = `seed ${seed}: ${[a, b, c].map(formatIpv4).join(' ')}`;
      if (ab !== map.level(b, a)) t.fail(`not symmetric, ${where}`);
      if (ab === undefined || bc === undefined || ac === undefined) continue;
      if ((ab === 0) !== (a === b)) t.fail(`0 for different servers or not for the same, ${where}`);
      if (ac > Math.max(ab, bc)) t.fail(`not ultrametric, ${where}`);
      if (ab > map.maxLevel) t.fail(`above the highest level, ${where}`);
    }
  }
  t.strictSame([...seen].sort(), [0, 1, 2, 3, 4, 5, undefined], 'the questions reached every level');
  t.end();
});

t.test('content that was not checked before is refused', (t) => {
  const tiers = [{ name: 'rack', weight: 1 }];
  const entry = { range: { base: ipv4('10.0.0.1'), length: 32 }, single: true, at: '' };
  t.throws(() => buildCostMap({ tiers, hosts: [entry], endpoints: [entry] }), { message: /claimed twice/ });
  t.throws(() => buildCostMap({ tiers, hosts: [{ ...entry, at: 'a' }], endpoints: [] }), { message: /not 0 names/ });
  t.end();
});
