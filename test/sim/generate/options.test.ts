// The command line of `score-sim generate`.
import t from 'tap';
import { generateDefaults, generateHelp, parseGenerateOptions } from '../../../tools/sim/generate/options.js';
import { UsageError } from '../../../tools/sim/usage.js';

const parse = (line: string) => parseGenerateOptions(line.split(' ').filter(Boolean));

t.test('defaults are the simulation of the thesis', async (t) => {
  t.same(parse('--out x'), { out: 'x', options: generateDefaults });
  const { racks, hostsPerRack, slots, weights } = generateDefaults;
  t.same([racks, hostsPerRack, slots], [128, 20, 16]);
  t.same(weights.map(Math.log), [0, 1, 3, 5]);
});

t.test('every option is taken, and is in the help', async (t) => {
  const line =
    '--out x --racks 4 --hosts-per-rack 3 --slots 2 --occupancy 0.5 --seed 0 --racks-per-pod 5 --pods-per-zone 6 ' +
    '--weights 0,1,2.5,1e3 --flows-per-vm 7.5 --large-share 0 --in-rack 1 --hotspots .25 --memory-mib 512';
  t.same(parse(line), {
    out: 'x',
    options: {
      ...{ racks: 4, hostsPerRack: 3, slots: 2, occupancy: 0.5, seed: 0, racksPerPod: 5, podsPerZone: 6 },
      ...{ weights: [0, 1, 2.5, 1000], flowsPerVm: 7.5, largeShare: 0, inRack: 1, hotspots: 0.25, memoryMiB: 512 },
    },
  });
  for (const [option] of line.matchAll(/--[a-z-]+/g)) t.match(generateHelp, ` ${option} `);
});

const mistakes: Record<string, string> = {
  '': '--out is missing; give it a folder for the files',
  '--out x y': 'generate takes nothing behind it, not y',
  '--out x --rack 3': "Unknown option '--rack'; did you mean --racks?",
  '--out x --racks 0': '--racks must be a whole number from 1 to 65536, not 0',
  '--out x --racks 1.5': '--racks must be a whole number from 1 to 65536, not 1.5',
  '--out x --racks 0x10': '--racks must be a whole number from 1 to 65536, not 0x10',
  '--out x --racks=': '--racks must be a whole number from 1 to 65536, not empty',
  '--out x --occupancy 80%': '--occupancy must be a number from 0 to 1, not 80%',
  '--out x --weights 1,2,3': '--weights must be 4 numbers separated by commas, not 1,2,3',
  '--out x --weights 1,2,3,x': 'each number of --weights must be a number of 0 or more, not x',
  '--out x --weights 1,2,3,2': '--weights must not fall from one tier to the next, as in 1,2,3,2',
  '--out x --racks 65536 --hosts-per-rack 17': '--racks x --hosts-per-rack is 1114112 hosts; at most 1048576',
  '--out x --racks 4000': '',
  '--out x --racks 5000': '1280000 VMs; a token holds 1048576: lower --occupancy or --slots',
  '--out x --racks 60000 --hosts-per-rack 8 --slots 1 --flows-per-vm 200':
    '38400000 flows; at most 33554432: lower --flows-per-vm',
  '--out x --racks 50000 --hosts-per-rack 20 --slots 9000': 'the hosts have 9000000000 slots; at most 268435456',
};

for (const [line, message] of Object.entries(mistakes)) {
  t.test(line, async (t) => {
    if (message === '') t.doesNotThrow(() => parse(line));
    else t.throws(() => parse(line), new UsageError(message));
  });
}
