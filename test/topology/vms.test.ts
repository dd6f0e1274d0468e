// What a cost map says of VMs: entries that overlap, taken together, against a slow and obvious way of doing so; and
// how long it takes with as many of them as there may be.
import t from 'tap';
import type { VmEntry } from '../../topology/content.js';
import { formatIpv4, type Ipv4, ipv4, maskOf, type Prefix, parsePrefix, prefixHas } from '../../topology/ipv4.js';
import { loadCostMap } from '../../topology/load.js';
import { maxVms } from '../../topology/parse-vms.js';
import { buildCostMap } from '../../topology/table.js';
import { mergedMarks, type VmMarks } from '../../topology/vm-marks.js';
import { VmTable } from '../../topology/vm-table.js';
import { Random } from './random.js';

const head = 'version: 1\ntiers: [{ name: rack, weight: 1 }]\nhosts: [{ prefix: 10.0.0.0/16 }]\n';
const mapOf = (...lines: string[]) => loadCostMap(`${head}vms:\n${lines.map((line) => `- ${line}\n`).join('')}`, 'map');
const prefix = (text: string): Prefix => parsePrefix(text)!;

t.test('nothing is said of VMs in a map without vms, or with none left', async (t) => {
  t.equal(loadCostMap(head, 'map').marksOf(ipv4('10.1.0.5')), undefined);
  t.equal(loadCostMap(`${head}vms:\n`, 'map').marksOf(ipv4('10.1.0.5')), undefined);
});

t.test('entries that cover a VM hold together, and what one forbids is forbidden', async (t) => {
  const map = mapOf(
    '{ prefix: 10.1.0.0/16, label: green, antiAffinity: [db], allowedHosts: [10.0.0.0/17, 10.0.200.0/24] }',
    '{ prefix: 10.1.2.0/24, label: red, affinity: [web], allowedHosts: [10.0.3.0/24, 10.0.128.0/17] }',
    '{ vm: 10.1.2.5, neverMove: its licence, affinity: [web, cache], label: yellow }',
    '{ vm: 10.1.2.6, allowedHosts: [10.9.0.1] }',
  );
  t.equal(map.marksOf(ipv4('10.2.0.1')), undefined);
  const hosts = ['10.0.0.0/17', '10.0.200.0/24'].map(prefix);
  t.same(map.marksOf(ipv4('10.1.9.9')), { label: 'green', antiAffinity: ['db'], allowedHosts: hosts });
  const allowedHosts = ['10.0.3.0/24', '10.0.200.0/24'].map(prefix);
  t.same(map.marksOf(ipv4('10.1.2.9')), { label: 'red', affinity: ['web'], antiAffinity: ['db'], allowedHosts });
  t.same(map.marksOf(ipv4('10.1.2.5')), {
    ...{ neverMove: 'its licence', label: 'red', affinity: ['web', 'cache'], antiAffinity: ['db'] },
    allowedHosts,
  });
  t.same(map.marksOf(ipv4('10.1.2.6'))?.allowedHosts, [], 'no host is in all lists');
});

t.test('a VM with more groups than hosts can be asked about stays', async (t) => {
  const groups = (letter: string) => Array.from({ length: 9 }, (_, index) => letter + index);
  const merged = mergedMarks({ antiAffinity: groups('a') }, { antiAffinity: groups('b') });
  t.match(merged, { neverMove: 'it is in 18 groups of one kind, of 16 at most' });
  t.equal(merged.antiAffinity?.length, 18, 'others still stay away from it');
  t.match(mergedMarks({ affinity: groups('a'), neverMove: 'x' }, { affinity: groups('b') }), { neverMove: 'x' });
  t.notOk('neverMove' in mergedMarks({ affinity: groups('a') }, { affinity: groups('a'), antiAffinity: groups('b') }));
});

/** By looking at every entry, from the narrowest to the widest. */
function slowly(entries: readonly VmEntry[], vm: Ipv4): VmMarks | undefined {
  const covering = entries.filter(({ range }) => prefixHas(range, vm));
  covering.sort((a, b) => b.range.length - a.range.length);
  return covering.length === 0
    ? undefined
    : covering.map(({ marks }) => marks).reduceRight((all, one) => mergedMarks(one, all));
}

t.test('look-ups are as looking at every entry', async (t) => {
  const seed = Number(process.env.SEED ?? 20_261);
  const random = new Random(seed);
  const entries = Array.from({ length: 400 }, (): VmEntry => {
    const length = 20 + random.below(13);
    const base = ((ipv4('10.1.0.0') + random.below(4096)) & maskOf(length)) >>> 0;
    const group = `g${random.below(6)}`;
    const allowed = prefix(random.below(2) === 0 ? '10.0.0.0/16' : '10.0.3.0/24');
    const all: VmMarks[] = [{ neverMove: group }, { label: 'red' }, { affinity: [group] }, { allowedHosts: [allowed] }];
    return { range: { base: base as Ipv4, length }, single: false, marks: all[random.below(4)]! };
  });
  const distinct = [...new Map(entries.map((entry) => [JSON.stringify(entry.range), entry])).values()];
  const table = new VmTable(distinct);
  const wrong = Array.from({ length: 4096 }, (_, index) => (ipv4('10.1.0.0') + index) as Ipv4).filter(
    (vm) => JSON.stringify(table.marksOf(vm)) !== JSON.stringify(slowly(distinct, vm)),
  );
  t.same(wrong.map(formatIpv4), [], `seed ${seed}`);
});

t.test('as many entries as there may be are built and looked up in no time', async (t) => {
  const first = ipv4('10.64.0.0');
  const vms = Array.from({ length: maxVms }, (_, index): VmEntry => {
    return { range: { base: (first + index) as Ipv4, length: 32 }, single: true, marks: { affinity: [`g${index}`] } };
  });
  const wide = { range: prefix('10.64.0.0/10'), single: false, marks: { label: 'green' } } as const;
  const hosts = [{ range: prefix('10.0.0.0/16'), single: false, at: '' }];
  const content = { tiers: [{ name: 'rack', weight: 1 }], hosts, endpoints: [], vms: [...vms, wide] };
  const start = performance.now();
  const map = buildCostMap(content);
  const builtMs = performance.now() - start;
  for (let at = 0; at < maxVms; at++) map.marksOf((first + at) as Ipv4);
  const foundMs = performance.now() - start - builtMs;
  t.same(map.marksOf((first + 7) as Ipv4), { label: 'green', affinity: ['g7'] });
  t.ok(builtMs < 2000, `built in ${builtMs} ms; 100 ms as a rule`);
  t.ok(foundMs < 500, `${maxVms} look-ups in ${foundMs} ms; 5 ms as a rule`);
});

t.test('one entry too many is refused', async (t) => {
  const lines = Array.from({ length: maxVms + 1 }, () => '1').join(',');
  t.throws(() => loadCostMap(`${head}vms: [${lines}]\n`, 'map'), {
    message: 'map:4:6: vms has 100001 entries, of 100000 at most; use prefixes',
  });
});
