// Numbers at the ends of what numbers can be: costs that would be Infinity, and memory that adds up to a hair too much.
import t from 'tap';
import { World } from '../../../tools/sim/engine/world.js';
import { makeInstance } from '../../../tools/sim/optimum/instance.js';
import { Placement } from '../../../tools/sim/optimum/placement.js';
import { absoluteCost, parseCost } from '../../../tools/sim/run/options.js';
import { readScenario } from '../../../tools/sim/scenario/read.js';
import { scenarioFolder, smallFiles } from './folders.js';

const topWeight = (weight: string) => ({ 'topology.yaml': smallFiles['topology.yaml']!.replace('3 }', `${weight} }`) });

t.test('weights and rates whose product is no cost are refused', async (t) => {
  // 2 x 100 bytes/s x weight: 1e300 is the highest.
  const good = await readScenario(scenarioFolder(t, topWeight('4.9e+297')));
  t.ok(new World(good).cost() <= 1e300);
  for (const weight of ['5.1e+297', '1e+306', '1.7e+308']) {
    await t.rejects(readScenario(scenarioFolder(t, topWeight(weight))), {
      name: 'ScenarioError',
      code: 'invalid',
      message: /topology\.yaml: the weights of all tiers .* traffic\.csv 100 bytes\/s.* more than 1e\+300.*; lower the/,
    });
  }
});

t.test('migration costs that are no cost are refused', async (t) => {
  const absolute = (text: string, initialCost: number) => absoluteCost(parseCost(text, '--sweep'), initialCost);
  t.equal(absolute('1e300', 1), 1e300);
  t.equal(absolute('1e300%', 100), 1e300);
  t.equal(absolute('1e308%', 0), 0);
  const refusal = { name: 'UsageError', message: /a migration cost of 1e308.* is more than 1e\+300; give a lower one/ };
  t.throws(() => absolute('1e308', 1), refusal);
  t.throws(() => absolute('1e308%', 1000), refusal);
});

const memory = (host: number, vms: readonly number[]) => ({
  'hosts.csv': `host,slots,memory_mib\n10.0.1.1,9,${host}\n10.0.2.1,9,${host}\n`,
  'vms.csv': `vm,host,memory_mib\n${vms.map((each, index) => `172.16.0.${index + 1},10.0.1.1,${each}\n`).join('')}`,
});

t.test('memory may be above by what rounding makes, everywhere alike', async (t) => {
  const scenario = await readScenario(scenarioFolder(t, memory(0.3, [0.1, 0.1, 0.1])));
  const world = new World(scenario);
  world.move(0, 1);
  world.move(1, 1);
  t.ok(world.fits(2, 1), 'the third on the other host too');
  t.equal(new Placement(makeInstance(scenario), scenario.vms.hosts).overfullHost(), undefined);
  t.equal(new Placement(makeInstance(scenario), [1, 1, 1]).overfullHost(), undefined);
  const huge = await readScenario(scenarioFolder(t, memory(1e12, [1e12, 900, 0.5])));
  t.equal(new Placement(makeInstance(huge), huge.vms.hosts).overfullHost(), undefined);
  t.ok(new World(huge).fits(0, 0) === false);
});

t.test('and not by more', async (t) => {
  const more = scenarioFolder(t, memory(0.3, [0.1, 0.1, 0.100000001]));
  await t.rejects(readScenario(more), { message: /vms\.csv:4: host 10\.0\.1\.1 .* has 0\.3 MiB of memory/ });
  const scenario = await readScenario(scenarioFolder(t, memory(0.3, [0.1, 0.1, 0.1])));
  scenario.vms.memoryMiB[2] = 0.100000001;
  const world = new World(scenario);
  world.move(0, 1);
  world.move(1, 1);
  t.notOk(world.fits(2, 1));
  t.equal(new Placement(makeInstance(scenario), [1, 1, 1]).overfullHost(), 1);
});
