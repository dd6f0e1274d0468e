// c_m: given, or expected of the copy; and the least gain on top of it.
import t from 'tap';
import { evaluate } from '../../../agent/core/decision.js';
import { copyPrice, fixedPrice, forecastBytes, priceOf, priceOver } from '../../../agent/core/rules/price.js';
import { type Ipv4, ipv4 } from '../../../topology/ipv4.js';
import { Cluster } from '../cluster.js';
import { treeMap } from '../maps.js';

const [h1, h2, h4] = ['10.0.1.1', '10.0.1.2', '10.0.3.1'].map(ipv4) as [Ipv4, Ipv4, Ipv4];
const GiB = 2 ** 30;
const vm = (n: number): Ipv4 => ipv4(`10.1.0.${n}`);

t.test('bytes of a copy: a geometric series of passes, bounded', async (t) => {
  t.equal(forecastBytes({ memoryBytes: GiB }), GiB);
  t.equal(forecastBytes({ memoryBytes: GiB, dirtyBytesPerSecond: 1e6 }), GiB, 'no bandwidth known');
  t.equal(forecastBytes({ memoryBytes: GiB, dirtyBytesPerSecond: 5e7, bytesPerSecond: 1e8 }), 2 * GiB);
  t.equal(forecastBytes({ memoryBytes: GiB, dirtyBytesPerSecond: 1e8, bytesPerSecond: 1e8 }), 8 * GiB);
  t.equal(forecastBytes({ memoryBytes: GiB, dirtyBytesPerSecond: 99e6, bytesPerSecond: 1e8 }), 8 * GiB);
  t.equal(forecastBytes({ memoryBytes: GiB, dirtyBytesPerSecond: 1, bytesPerSecond: 0 }), GiB);
});

t.test('auto: bytes x weight of the path over the time to pay off, and what was given on top', async (t) => {
  t.equal(priceOver(copyPrice({ memoryBytes: 3_600e6 }, 3_600_000), 4), 4e6);
  const domain = { memoryMiB: 1024, copy: { memoryBytes: 3_600e6 } };
  const order = { migrationCost: 1_000, autoCost: true };
  t.equal(priceOver(priceOf(order, domain, 3_600_000), 4), 4e6 + 1_000);
  t.equal(priceOver(priceOf(order, { memoryMiB: 1024 }, 1_000), 1), GiB + 1_000, 'no forecast: its memory');
  t.same(priceOf({ ...order, autoCost: false }, domain, 3_600_000), fixedPrice(1_000));
});

t.test('the threshold: c_m of the path and the greater of the two least gains', async (t) => {
  const neighbours = [
    { peer: vm(2), bytesPerSecond: 100, host: h4 },
    { peer: vm(3), bytesPerSecond: 100, host: h2 },
  ];
  // Costs now: 2 x (100 x 14 + 100 x 1).
  const now = 3_000;
  const price = { fixed: 10, perWeight: 2 };
  const of = (least: { minGain: number; minGainPercent: number }) =>
    evaluate(h1, neighbours, price, treeMap, least).considered.map(({ host, cost, threshold }) => {
      return [host, cost, Math.round(threshold)];
    });
  t.same(of({ minGain: 0, minGainPercent: 0 }), [
    [h4, 38, 38],
    [h2, 12, 12],
  ]);
  t.same(of({ minGain: 100, minGainPercent: 1 }), [
    [h4, 38, 138],
    [h2, 12, 112],
  ]);
  t.same(of({ minGain: 100, minGainPercent: 10 }), [
    [h4, 38, 38 + now / 10],
    [h2, 12, 12 + now / 10],
  ]);
});

t.test(
  'in a round: a VM whose copy is cheap moves, one whose copy is dear stays, and the record says both figures',
  async (t) => {
    const at = (n: number, host: Ipv4, memoryBytes: number) => {
      return { vm: vm(n), host, memoryMiB: 96, copy: { memoryBytes } };
    };
    const cluster = new Cluster({
      map: treeMap,
      hosts: [h1, h4].map((host) => ({ host, slots: 4 })),
      vms: [at(1, h1, 3_600e6), at(2, h4, 360e9), at(3, h1, 360e9), at(4, h4, 360e9)],
      pairs: [
        { a: vm(1), b: vm(2), bytesPerSecond: 1e6 },
        { a: vm(3), b: vm(4), bytesPerSecond: 1e6 },
      ],
    });
    const report = cluster.round(h1, { autoCost: true });
    t.equal(report.migrationCount, 1);
    const gain = 2 * 1e6 * 14;
    const record = (n: number) => cluster.decisions.find((each) => each.vm === vm(n));
    t.match(record(1), { verdict: 'migrate', target: { gain }, candidates: [{ cost: 14e6 }] });
    t.match(record(3), {
      reason: 'gain-too-small',
      candidates: [{ cost: 1_400e6 }],
      detail: /not above c_m 1400000000/,
    });
  },
);
