// What can be asked of a generated data centre: options, their defaults (the thesis's simulation) and their limits,
// and the command line that sets them. Generates nothing.
import { MAX_SLOTS } from '../../../agent/core/token.js';
import {
  checkOperands,
  type NumberRange,
  numberOption,
  type OptionSpecs,
  parseNumberList,
  requiredText,
  splitArguments,
  textOption,
  UsageError,
} from '../usage.js';

/** All are numbers as on the command line; `generateHelp` says what they mean. */
export interface GenerateOptions {
  readonly racks: number;
  readonly hostsPerRack: number;
  /** VM slots of a host. */
  readonly slots: number;
  /** Share of all slots that are taken, 0..1. */
  readonly occupancy: number;
  readonly seed: number;
  readonly racksPerPod: number;
  readonly podsPerZone: number;
  /** Link weights of the tiers rack, pod, zone, core. */
  readonly weights: readonly number[];
  /** Flows of a VM on average, counted at both their ends. */
  readonly flowsPerVm: number;
  /** Share of flows that are large, 0..1. */
  readonly largeShare: number;
  /** Share of flows that stay in their rack, 0..1. */
  readonly inRack: number;
  /** Share of racks that are hotspots, 0..1. */
  readonly hotspots: number;
  /** Memory of a VM, MiB; a host has this for each slot. */
  readonly memoryMiB: number;
}

/** The thesis's simulation (chapter 5): 2560 hosts, 32,768 VMs; weights e^0, e^1, e^3, e^5. */
export const generateDefaults: GenerateOptions = {
  racks: 128,
  hostsPerRack: 20,
  slots: 16,
  occupancy: 0.8,
  seed: 1,
  racksPerPod: 8,
  podsPerZone: 4,
  weights: [1, Math.E, Math.E ** 3, Math.E ** 5],
  flowsPerVm: 10,
  largeShare: 0.1,
  inRack: 0.8,
  hotspots: 0.2,
  memoryMiB: 2048,
};

export const generateHelp = `score-sim generate --out DIR [options]   make a data centre with its traffic

  --out DIR            folder for topology.yaml, hosts.csv, vms.csv, traffic.csv
  --seed N             the same seed gives the same files, byte for byte (default 1)
  --racks N            (default 128)
  --hosts-per-rack N   (default 20)
  --slots N            VMs that a host can take (default 16)
  --occupancy SHARE    share of all slots that are taken (default 0.8)
  --memory-mib N       memory of a VM; a host has this for each slot (default 2048)
  --racks-per-pod N    (default 8)
  --pods-per-zone N    (default 4)
  --weights A,B,C,D    link weights of rack, pod, zone, core (default e^0, e^1, e^3, e^5)
  --flows-per-vm N     active flows of a VM on average, those to it and those from it (default 10)
  --large-share SHARE  share of flows of 64 to 256 MB/s; the others have less than 10 kB/s (default 0.1)
  --in-rack SHARE      share of flows that stay in their rack (default 0.8)
  --hotspots SHARE     share of racks that most other flows run between (default 0.2)

Defaults are the simulation of the S-CORE thesis. Shares are numbers from 0 to 1.
`;

export interface GenerateCommand {
  readonly out: string;
  readonly options: GenerateOptions;
}

const text = { type: 'string' } as const;

const specs: OptionSpecs = {
  ...{ out: text, seed: text, racks: text, 'hosts-per-rack': text, slots: text, occupancy: text, 'memory-mib': text },
  ...{ 'racks-per-pod': text, 'pods-per-zone': text, weights: text, 'flows-per-vm': text, 'large-share': text },
  ...{ 'in-rack': text, hotspots: text },
};

const share: NumberRange = { low: 0, high: 1 };
const upTo = (high: number): NumberRange => ({ low: 1, high, whole: true });

/** The command of an argv (without node, script and `generate`). Throws UsageError that names the option. */
export function parseGenerateOptions(argv: readonly string[]): GenerateCommand {
  const { values, operands } = splitArguments(argv, specs);
  checkOperands('generate', operands, []);
  const out = requiredText(values, 'out', 'a folder for the files');
  const number = (name: string, fallback: number, range: NumberRange) => numberOption(values, name, fallback, range);
  const d = generateDefaults;
  const options: GenerateOptions = {
    racks: number('racks', d.racks, upTo(65_536)),
    hostsPerRack: number('hosts-per-rack', d.hostsPerRack, upTo(65_536)),
    slots: number('slots', d.slots, upTo(65_536)),
    occupancy: number('occupancy', d.occupancy, share),
    seed: number('seed', d.seed, { low: 0, high: 2 ** 32 - 1, whole: true }),
    racksPerPod: number('racks-per-pod', d.racksPerPod, upTo(65_536)),
    podsPerZone: number('pods-per-zone', d.podsPerZone, upTo(65_536)),
    weights: weightsOf(textOption(values, 'weights')),
    flowsPerVm: number('flows-per-vm', d.flowsPerVm, { low: 0, high: 1000 }),
    largeShare: number('large-share', d.largeShare, share),
    inRack: number('in-rack', d.inRack, share),
    hotspots: number('hotspots', d.hotspots, share),
    memoryMiB: number('memory-mib', d.memoryMiB, upTo(2 ** 30)),
  };
  checkSizes(options);
  return { out, options };
}

function weightsOf(given: string | undefined): readonly number[] {
  if (given === undefined) return generateDefaults.weights;
  const weights = parseNumberList(given, '--weights', { low: 0, high: Number.MAX_VALUE }, 4);
  if (weights.some((weight, tier) => tier > 0 && weight < weights[tier - 1]!)) {
    throw new UsageError(`--weights must not fall from one tier to the next, as in ${given}`);
  }
  return weights;
}

/** VMs that the options ask for. */
export function vmCount({ racks, hostsPerRack, slots, occupancy }: GenerateOptions): number {
  return Math.round(racks * hostsPerRack * slots * occupancy);
}

/** Directed flows that the options ask for. */
export function flowCount(options: GenerateOptions): number {
  const vms = vmCount(options);
  return vms < 2 ? 0 : Math.round((vms * options.flowsPerVm) / 2);
}

/** Addresses of a rack's prefix: a power of two with its first and last address free, as in a subnet. */
export function addressesPerRack({ hostsPerRack }: GenerateOptions): number {
  return 2 ** Math.ceil(Math.log2(hostsPerRack + 2));
}

const maxFlows = 32 * 2 ** 20;

/** Throws UsageError when the product of options is more than the simulator or the addresses can take. */
export function checkSizes(options: GenerateOptions): void {
  const { racks, hostsPerRack, slots } = options;
  const hosts = racks * hostsPerRack;
  if (hosts > MAX_SLOTS) throw new UsageError(`--racks x --hosts-per-rack is ${hosts} hosts; at most ${MAX_SLOTS}`);
  if (hosts * slots > 2 ** 28) throw new UsageError(`the hosts have ${hosts * slots} slots; at most ${2 ** 28}`);
  const vms = vmCount(options);
  if (vms > MAX_SLOTS) throw new UsageError(`${vms} VMs; a token holds ${MAX_SLOTS}: lower --occupancy or --slots`);
  if (racks * addressesPerRack(options) > 2 ** 24) {
    throw new UsageError(
      `10.0.0.0/8 has no room for ${racks} racks of ${addressesPerRack(options)} addresses; lower one`,
    );
  }
  const flows = flowCount(options);
  if (flows > maxFlows) throw new UsageError(`${flows} flows; at most ${maxFlows}: lower --flows-per-vm`);
}
