// The figures of the report, worked by hand: levels, racks, sorted gains, thinned costs, colours and numbers.
import t from 'tap';
import { roundsMade } from '../../../tools/sim/report/headline.js';
import { colourSteps, short } from '../../../tools/sim/report/plots/heat-map.js';
import { decades, wholeTicks } from '../../../tools/sim/report/plots/plot.js';
import { binName, type Picture, pictureOf, racksOf } from '../../../tools/sim/report/racks.js';
import {
  counted,
  duration,
  escapeHtml,
  factor,
  listed,
  percent,
  printable,
  rate,
  si,
} from '../../../tools/sim/report/text.js';
import { sortedGains, thinCosts } from '../../../tools/sim/report/thin.js';
import { sampleRun, sampleScenario, smallShape, thesisShape } from './sample.js';

const nb = '\u{A0}';

t.test('numbers', async (t) => {
  const cases: [number, string][] = [
    [0, '0'],
    [0.01234567, '0.0123'],
    [1, '1'],
    [12.3456, '12.3'],
    [999.4, '999'],
    [999.6, `1.00${nb}k`],
    [1e6, `1.00${nb}M`],
    [999_999, `1.00${nb}M`],
    [1_234_567_890, `1.23${nb}G`],
    [-4.56e12, `-4.56${nb}T`],
    [1e30, `1.00e+6${nb}Y`],
    [Number.NaN, '–'],
  ];
  for (const [value, text] of cases) t.equal(si(value), text, String(value));
  t.equal(rate(128e6), `128${nb}MB/s`);
  t.equal(rate(12), `12${nb}B/s`);
  t.equal(percent(0.2854), `28.5${nb}%`);
  t.equal(percent(1), `100${nb}%`);
  t.equal(percent(12), `1200${nb}%`);
  t.equal(factor(1.07512), '1.075');
  t.equal(duration(0.00034), `0.3${nb}ms`);
  t.equal(duration(0.99996), `1.0${nb}s`);
  t.equal(duration(2.7364), `2.7${nb}s`);
  t.equal(counted(1, 'VM'), `1${nb}VM`);
  t.equal(counted(32768, 'VM'), `32,768${nb}VMs`);
  t.equal(listed(['a', 'b', 'c']), 'a, b and c');
});

t.test('escaping', async (t) => {
  t.equal(escapeHtml(`<a href="x">'&amp;`), '&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;');
  t.equal(printable('a\u{0}\u{1F}\u{FFFE}\u{DFFF}b\u{1F600}é\t'), 'a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b\u{1F600}é\t');
});

t.test('traffic by level and from rack to rack', async (t) => {
  const scenario = sampleScenario({ ...smallShape, racks: 10, hostsPerRack: 2, slots: 4, endpoints: 4 });
  const racks = racksOf(scenario);
  t.same(racks.names.slice(0, 3), ['zone-1/pod-1/rack-1', 'zone-1/pod-1/rack-2', 'zone-1/pod-1/rack-3']);
  t.same(racks.names.slice(8), ['zone-1/pod-2/rack-9', 'zone-1/pod-2/rack-10', 'zone-1/pod-2/rack-11']);
  t.equal(racks.withHosts, 10, 'the endpoint stands in a rack without hosts');
  // Host 0 and 1 in rack 1, 2 in rack 2, 18 in rack 10; the endpoint in rack 11, of pod 2.
  const own = Uint32Array.of(0, 0, 1, 2, 18);
  const rows: [number, number][][] = [
    [
      [1, 1],
      [2, 10],
      [3, 100],
    ],
    [[0, 1]],
    [
      [0, 10],
      [4, 1000],
    ],
    [[0, 100]],
    [
      [2, 1000],
      [5, 10_000],
    ],
  ];
  const traffic = {
    offsets: Uint32Array.of(0, 3, 4, 6, 7, 9),
    peers: Uint32Array.from(rows.flat(), ([peer]) => peer),
    rates: Float64Array.from(rows.flat(), ([, value]) => value),
  };
  const vms = { addresses: own.map((_, vm) => vm + 1), hosts: own, memoryMiB: new Float64Array(5) };
  const tiny = { ...scenario, vms, traffic };
  const { levels, cells } = pictureOf(tiny, racks, own);
  t.same(levels, [1, 10, 10_100, 1000, 0], 'same host, rack, pod, zone, core');
  const at = (row: number, column: number) => cells[row * racks.bins + column];
  t.same(
    [at(0, 0), at(0, 1), at(1, 0), at(0, 9), at(9, 0), at(9, 10), at(10, 9)],
    [10, 100, 100, 1000, 1000, 10_000, 10_000],
  );
  t.equal(
    cells.reduce((sum, each) => sum + each),
    10 + 2 * 11_100,
    'and nothing else',
  );
});

t.test('levels add up to the cost of a run', async (t) => {
  const scenario = sampleScenario(smallShape);
  const { summary, allocation } = sampleRun(scenario, { policy: 'load-aware' });
  const racks = racksOf(scenario);
  const cost = (hostOf: Uint32Array) =>
    pictureOf(scenario, racks, hostOf).levels.reduce(
      (sum, value, level) => sum + 2 * value * scenario.map.pathWeight(level),
      0,
    );
  t.ok(Math.abs(cost(scenario.vms.hosts) / summary.initialCost - 1) < 1e-9);
  t.ok(Math.abs(cost(allocation) / summary.finalCost - 1) < 1e-9);
});

t.test('many racks share rows', async (t) => {
  const racks = racksOf(sampleScenario({ ...thesisShape, racks: 129, hostsPerRack: 1, slots: 1 }));
  t.same([racks.names.length, racks.perBin, racks.bins], [129, 3, 43]);
  t.equal(binName(racks, 0), 'zone-1/pod-1/rack-1 … zone-1/pod-1/rack-3');
});

t.test('gains are sorted and thinned', async (t) => {
  const of = (gains: readonly number[]) =>
    gains.map((gain) => ({ iteration: 1, vm: 0, from: 0, to: 1, gain, costAfter: 0 }));
  t.same(sortedGains([]), []);
  t.same(sortedGains(of([5])), [{ rank: 1, gain: 5 }]);
  t.same(
    sortedGains(of([3, 9, 1])).map(({ gain }) => gain),
    [9, 3, 1],
  );
  const many = sortedGains(of(Array.from({ length: 100_000 }, (_, index) => index)));
  t.ok(many.length <= 120);
  t.same(
    [many[0], many.at(-1)],
    [
      { rank: 1, gain: 99_999 },
      { rank: 100_000, gain: 0 },
    ],
  );
});

t.test('thinned costs keep their spikes', async (t) => {
  const samples = Array.from({ length: 10_000 }, (_, index) => ({
    atIteration: index / 1000,
    cost: 100,
    churned: false,
  }));
  samples[4321] = { atIteration: 4.321, cost: 900, churned: true };
  samples[4400] = { atIteration: 4.4, cost: 1, churned: false };
  const thin = thinCosts(samples);
  t.ok(thin.length <= 242, String(thin.length));
  t.ok(thin.some(({ cost }) => cost === 900) && thin.some(({ cost }) => cost === 1));
  t.same([thin[0], thin.at(-1)], [samples[0], samples.at(-1)]);
  t.same(
    thin.map(({ atIteration }) => atIteration),
    thin.map(({ atIteration }) => atIteration).sort((a, b) => a - b),
  );
  t.same(thinCosts(samples.slice(0, 5)), samples.slice(0, 5));
});

t.test('colours in decades', async (t) => {
  const picture = (...cells: number[]): Picture => ({ levels: [], cells: Float64Array.from(cells) });
  t.same(colourSteps([picture(0, 0)]), []);
  t.same(
    colourSteps([picture(0, 20), picture(500)]).map(({ from }) => from),
    [10, 30, 100, 300],
  );
  const wide = colourSteps([picture(1e-3, 5e9)]);
  t.equal(wide.length, 9);
  t.same([wide[0]!.from, wide[8]!.from], [3e5, 3e9], 'cells below 1/10,000 of the heaviest are blank');
  t.same([short(wide[0]!.from), short(1e9)], [`300${nb}k`, `1${nb}G`]);
  t.equal(new Set(wide.map(({ colour }) => colour)).size, 9);
  for (const value of [0.03, 1, 2.99, 3, 7, 1000, 3e6])
    t.same(
      colourSteps([picture(value)]).map(({ from }) => from <= value && value < 10 * from),
      [true],
      `a step of its own for ${value}`,
    );
});

t.test('ticks', async (t) => {
  t.same(decades([250, 40_000]), { domain: [100, 100_000], ticks: [100, 1000, 10_000, 100_000] });
  t.same(decades([5]).domain, [1, 10]);
  t.same(decades([]).domain, [1, 10]);
  t.same(decades([1, 1e12]).ticks, [1, 100, 1e4, 1e6, 1e8, 1e10, 1e12]);
  t.same(wholeTicks(0, 6), [0, 1, 2, 3, 4, 5, 6]);
  t.same(wholeTicks(1, 50), [1, 7, 13, 19, 25, 31, 37, 43, 49]);
});

t.test('rounds made, and how they ended', async (t) => {
  const { summary } = sampleRun(sampleScenario(smallShape), { policy: 'distributed' });
  const rounds = (...moved: number[]) =>
    roundsMade({
      ...summary,
      iterations: moved.map((migrations, index) => ({ iteration: index + 1, cost: 1, migrations })),
    });
  t.equal(rounds(5, 2, 0), '3, the last moved nothing');
  t.equal(rounds(5, 2, 1), '3, still moving at the limit');
  t.equal(rounds(0), '1, the last moved nothing');
  t.equal(rounds(), '0');
});
