// The cost map of a large data centre: from YAML to something that answers, and what one answer takes.
import { loadCostMap } from '../../../topology/load.js';
import { type Benchmark, type BenchmarkOptions, type Measurement, samplesOf } from '../benchmark.js';
import { levelByStrings, type Site, siteOf, stringMapOf, yamlWithHosts, yamlWithPrefixes } from './site.js';

export const benchmark: Benchmark = { name: 'cost-map', run };

const lookups = 200_000;

async function run({ quick, growth }: BenchmarkOptions): Promise<readonly Measurement[]> {
  const sizes = quick ? [4_000] : growth ? [1_000, 10_000, 100_000] : [100_000];
  return sizes.flatMap((hosts) => {
    const site = siteOf(hosts);
    const isTarget = quick || hosts === 100_000;
    const repeats = quick ? 2 : 5;
    return [
      load('prefixes', yamlWithPrefixes(site), site, repeats, isTarget),
      load('single hosts', yamlWithHosts(site), site, Math.min(repeats, 3), false),
      lookup('prefixes', yamlWithPrefixes(site), site, 5 * repeats, isTarget),
      lookup('single hosts', yamlWithHosts(site), site, 5 * repeats, isTarget),
    ];
  });
}

type Kind = 'prefixes' | 'single hosts';

function load(kind: Kind, yaml: string, site: Site, repeats: number, isTarget: boolean): Measurement {
  const entries = kind === 'prefixes' ? site.racks : site.hosts;
  const json = JSON.stringify(entries);
  const value: number[] = [];
  const baseline: number[] = [];
  for (let run = 0; run < repeats; run += 1) {
    value.push(time(() => loadCostMap(yaml, 'bench.yaml')));
    baseline.push(time(() => JSON.parse(json)));
  }
  return {
    name: `cost map, load, ${site.hosts.length} hosts by ${kind}`,
    unit: 'ms',
    value: samplesOf(value),
    baseline: samplesOf(baseline),
    baselineName: 'JSON.parse of the same entries',
    targets: isTarget ? [{ on: 'value', max: 1000 }] : [],
    size: site.hosts.length,
    curve: `cost map, load by ${kind}`,
  };
}

function lookup(kind: Kind, yaml: string, site: Site, repeats: number, isTarget: boolean): Measurement {
  const map = loadCostMap(yaml, 'bench.yaml');
  const strings = stringMapOf(site);
  const { from, to } = site.pairs(lookups);
  const value: number[] = [];
  const baseline: number[] = [];
  // One more than is counted: the first one is compiled meanwhile.
  for (let run = 0; run <= repeats; run += 1) {
    let [sum, sumOfStrings] = [0, 0];
    const ms = time(() => {
      for (let at = 0; at < lookups; at += 1) sum += map.level(from.addresses[at]!, to.addresses[at]!)!;
    });
    const msOfStrings = time(() => {
      for (let at = 0; at < lookups; at += 1) sumOfStrings += levelByStrings(strings, from.texts[at]!, to.texts[at]!);
    });
    if (sum !== sumOfStrings) throw new Error(`levels add up to ${sum}, and by strings to ${sumOfStrings}`);
    if (run === 0) continue;
    value.push((ms * 1e6) / lookups);
    baseline.push((msOfStrings * 1e6) / lookups);
  }
  return {
    name: `cost map, level of two hosts, ${site.hosts.length} hosts by ${kind}`,
    unit: 'ns',
    value: samplesOf(value),
    baseline: samplesOf(baseline),
    baselineName: 'Map from address text to path text, paths compared',
    targets: isTarget ? [{ on: 'value', max: 100 }] : [],
    size: site.hosts.length,
    curve: `cost map, level, by ${kind}`,
  };
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
