// The files for SCOTCH's gmap, and the whole method where the program is installed.
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import t from 'tap';
import { seededRandom } from '../../../tools/random.js';
import { OptimumError } from '../../../tools/sim/optimum/errors.js';
import { findGmap } from '../../../tools/sim/optimum/gmap.js';
import { architecture, graphText, parseMapping } from '../../../tools/sim/optimum/gmap-files.js';
import { makeInstance } from '../../../tools/sim/optimum/instance.js';
import { scotchOptimum } from '../../../tools/sim/optimum/scotch.js';
import type { Scenario } from '../../../tools/sim/scenario/scenario.js';
import { shortFolder } from '../../support/temporary.js';
import { type SmallOptions, smallScenario } from '../small.js';
import { isClose, overfullHosts, plainCost } from './plain-cost.js';

const silent = () => {};
const options = { tolerances: [0.05, 0.3], tries: 1, seed: 1, annealSteps: 0, minutes: 2 };

function whyNoGmap(): string | false {
  try {
    findGmap(undefined);
    return false;
  } catch (error) {
    if (error instanceof OptimumError) return error.message;
    throw error;
  }
}
const skip = whyNoGmap();

t.test('graph file', async (t) => {
  const scenario = smallScenario({
    shape: [2, 2],
    weights: [1, 3],
    vms: 3,
    endpoints: ['g0'],
    pairs: [
      [0, 1, 500],
      [1, 2, 1000],
      [0, 3, 9000],
    ],
  });
  // VM 0 is vertex 2, VM 1 vertex 0, VM 2 vertex 1. The endpoint has no vertex.
  const text = graphText(makeInstance(scenario), Uint32Array.of(2, 0, 1), 64);
  t.equal(text, '0\n3 4\n0 010\n2 500000 2 1000000 1\n1 1000000 0\n1 500000 0\n');
});

t.test('edge loads stay below what 32 bits hold, and the lightest are left out', async (t) => {
  const scenario = smallScenario({
    shape: [2, 2],
    weights: [1, 148],
    vms: 4,
    pairs: [
      [0, 1, 1e9],
      [1, 2, 1],
      [2, 3, 3e8],
    ],
  });
  const lines = graphText(makeInstance(scenario), Uint32Array.of(0, 1, 2, 3), 32)
    .trim()
    .split('\n')
    .slice(3);
  const loads = lines.flatMap((line) =>
    line
      .split(' ')
      .slice(1)
      .map(Number)
      .filter((_, index) => index % 2 === 0),
  );
  t.equal(loads.length, 4, 'the pair of 1 byte per second is gone');
  t.ok(loads.reduce((sum, load) => sum + load, 0) * (100 + 14_800) < 2 ** 31, loads.join());
  t.equal(Math.round((10 * loads[0]!) / loads[3]!), 33, 'in proportion');
});

t.test('a regular tree is a tleaf, root first, costs in hundredths of the lowest', async (t) => {
  const regular = architecture(makeInstance(smallScenario({ shape: [2, 3, 4], weights: [1, Math.E, 20] })))!;
  t.equal(regular.text, 'tleaf 3 2 2000 3 272 4 100\n');
  t.notOk(regular.irregular);
  t.same(
    [...regular.hostOfTarget],
    Array.from({ length: 24 }, (_, host) => host),
  );
  t.equal(architecture(makeInstance(smallScenario({ shape: [3], weights: [5] })))?.text, 'tleaf 1 3 100\n');
});

t.test('an irregular tree is padded, and its leaves are named', async (t) => {
  const scenario = smallScenario({ shape: [2, 2, 2], weights: [1, 2, 3], without: (host) => host === 1 || host >= 6 });
  const found = architecture(makeInstance(scenario))!;
  t.ok(found.irregular);
  t.equal(found.text, 'sub\n5 0 2 3 4 5\ntleaf 3 2 300 2 200 2 100\n');
});

t.test('a tier of one group per parent is left out, and those that part above it pay its links', async (t) => {
  const treeOf = (shape: readonly number[]) =>
    architecture(makeInstance(smallScenario({ shape, weights: [1, 2, 4, 8].slice(0, shape.length) })))?.text;
  t.equal(treeOf([2, 1, 2, 3]), 'tleaf 3 2 1200 2 200 3 100\n', 'in the middle');
  t.equal(treeOf([2, 1, 1, 3]), 'tleaf 2 2 1400 3 100\n', 'two of them');
  t.equal(treeOf([3, 2, 1]), 'tleaf 2 3 400 2 300\n', 'one host a rack');
  t.equal(treeOf([1, 2, 3]), 'tleaf 2 2 200 3 100\n', 'at the root, where nobody parts above');
  t.equal(treeOf([1, 1, 3]), 'tleaf 1 3 100\n', 'one rack');
  t.equal(treeOf([1, 1, 1]), undefined, 'one host');
});

t.test('mapping file', async (t) => {
  const text = '3\n0\t1\n1\t0\n2\t1\n';
  const hostOfTarget = Uint32Array.of(7, 9);
  t.same([...parseMapping(text, Uint32Array.of(1, 2, 0), hostOfTarget)], [7, 9, 9]);
  t.throws(() => parseMapping('2\n0\t1\n1\t0\n', Uint32Array.of(1, 2, 0), hostOfTarget), /2 vertices instead of 3/);
  t.throws(() => parseMapping('3\n0\t1\n1\t0\n2\t-1\n', Uint32Array.of(1, 2, 0), hostOfTarget), /to -1/);
  t.throws(() => parseMapping('3\n0\t1\n1\t0\n1\t1\n', Uint32Array.of(1, 2, 0), hostOfTarget), /vertex 1 twice/);
  t.throws(() => parseMapping('3\n0\t1\n1\t0\n1.5\t1\n', Uint32Array.of(1, 2, 0), hostOfTarget), /vertex 1.5 to/);
});

t.test('a missing program is named with its package', async (t) => {
  t.throws(() => findGmap(undefined, '/nowhere'), { code: 'gmap-missing', message: /apt-get install scotch/ });
  t.throws(() => findGmap('/nowhere/gmap'), { code: 'gmap-missing', message: /--gmap/ });
});

t.test('a program that fails is quoted, and its files are removed', async (t) => {
  const folder = shortFolder(t);
  const gmap = path.join(folder, 'gmap');
  writeFileSync(gmap, '#!/bin/sh\necho "no such strategy" >&2\nexit 3\n');
  chmodSync(gmap, 0o755);
  const before = temporaryFolders();
  const instance = makeInstance(smallScenario());
  await t.rejects(scotchOptimum(instance, { ...options, gmap }, silent), {
    code: 'gmap-failed',
    message: /no such strategy/,
  });
  t.same(temporaryFolders(), before);
});

function temporaryFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('score-sim-'));
}

/** Cliques of VMs, each as large as a host, scattered at first; their hosts' rack and pod mates talk a little. */
function planted(
  shape: readonly number[],
  slots: number,
  more: SmallOptions = {},
): { scenario: Scenario; best: number } {
  const hosts = shape.reduce((product, each) => product * each, 1) - (more.without ? 3 : 0);
  const vms = hosts * slots;
  const pairs: [number, number, number][] = [];
  for (let a = 0; a < vms; a++) {
    for (let b = a + 1; b < vms; b++) if (Math.floor(a / slots) === Math.floor(b / slots)) pairs.push([a, b, 1000]);
  }
  const scattered = seededRandom(9).shuffled(Array.from({ length: vms }, (_, vm) => Math.floor(vm / slots)));
  const scenario = smallScenario({ shape, slots, vms, hosts: scattered, pairs, ...more });
  return { scenario, best: 0 };
}

t.test('finds the planted optimum', { skip }, async (t) => {
  const { scenario, best } = planted([2, 3, 4], 4);
  const calls: number[][] = [];
  const onProgress = (...call: number[]) => void calls.push(call);
  const found = await scotchOptimum(makeInstance(scenario), options, onProgress);
  t.equal(found.cost, best);
  t.ok(plainCost(scenario, scenario.vms.hosts) > 0, 'it was not so at first');
  t.same(overfullHosts(scenario, found.allocation), []);
  t.equal(plainCost(scenario, found.allocation), best);
  t.match(found.detail, /tleaf, 2 of 2 runs/);
  t.same(calls.at(-1)?.slice(0, 2), [3, 3]);
});

t.test('finds it on an irregular tree', { skip }, async (t) => {
  const without = (host: number) => host === 1 || host === 10 || host === 11;
  const { scenario, best } = planted([2, 3, 4], 4, { without });
  const found = await scotchOptimum(makeInstance(scenario), options, silent);
  t.equal(found.cost, best);
  t.same(overfullHosts(scenario, found.allocation), []);
  t.match(found.detail, /irregular tree/);
});

t.test('finds it on trees with tiers of one group, and on one rack', { skip }, async (t) => {
  for (const shape of [
    [2, 1, 3],
    [1, 2, 3],
    [3, 2, 1],
    [1, 1, 4],
  ]) {
    const { scenario, best } = planted(shape, 4);
    const found = await scotchOptimum(makeInstance(scenario), options, silent);
    t.equal(found.cost, best, shape.join());
    t.same(overfullHosts(scenario, found.allocation), []);
    t.match(found.detail, /2 of 2 runs/);
  }
});

t.test('a single host, or no VM at all, needs no gmap', async (t) => {
  const gmap = { ...options, gmap: '/nowhere/gmap' };
  const lonely = smallScenario({ shape: [1, 1], slots: 5, vms: 4 });
  const found = await scotchOptimum(makeInstance(lonely), { ...gmap, annealSteps: 10 }, silent);
  t.equal(found.cost, 0);
  t.same([...found.allocation], [0, 0, 0, 0]);
  t.match(found.detail, /nothing to map/);
  t.match(await scotchOptimum(makeInstance(smallScenario({ vms: 0, pairs: [] })), gmap, silent), { cost: 0 });
});

t.test('hosts of different size, memory and endpoints are kept to', { skip }, async (t) => {
  const hosts = 12;
  const slots = Array.from({ length: hosts }, (_, host) => 2 + (host % 4));
  const scenario = smallScenario({
    shape: [2, 2, 3],
    slots,
    vms: 36,
    vmMiB: Array.from({ length: 36 }, (_, vm) => 512 * (1 + (vm % 2))),
    hostMiB: slots.map((count) => count * 1024),
    endpoints: ['g1/g0'],
    pairsPerVm: 3,
  });
  const run = { ...options, annealSteps: 2000 };
  const found = await scotchOptimum(makeInstance(scenario), run, silent);
  t.same(overfullHosts(scenario, found.allocation), []);
  t.ok(isClose(found.cost, plainCost(scenario, found.allocation)));
  t.ok(found.cost < 0.7 * plainCost(scenario, scenario.vms.hosts));
  t.same(await scotchOptimum(makeInstance(scenario), run, silent), found, 'same seed, same result');
});

t.test('time ends a gmap that hangs, and what was found before stays', async (t) => {
  const folder = shortFolder(t);
  const gmap = path.join(folder, 'gmap');
  writeFileSync(gmap, '#!/bin/sh\nexec sleep 60\n');
  chmodSync(gmap, 0o755);
  const scenario = smallScenario({ shape: [2, 2, 3], slots: 4, vms: 36 });
  const started = performance.now();
  const found = await scotchOptimum(makeInstance(scenario), { ...options, gmap, minutes: 0.01 }, silent);
  t.ok(performance.now() - started < 20_000);
  t.match(found.detail, /0 of 2 runs.*best from the search alone; not annealed/);
  t.ok(found.cost < plainCost(scenario, scenario.vms.hosts));
  t.same(overfullHosts(scenario, found.allocation), []);
});

t.test('a signal ends it', { skip }, async (t) => {
  const abort = new AbortController();
  const scenario = smallScenario({ shape: [2, 2, 3], slots: 4, vms: 36 });
  const stop = () => abort.abort(new Error('stopped'));
  await t.rejects(scotchOptimum(makeInstance(scenario), options, stop, { signal: abort.signal }), /stopped/);
});
