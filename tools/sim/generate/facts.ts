// What a generated data centre turned out to be: figures counted from it, and their text. Not what was asked for.
import type { GenerateOptions } from './options.js';
import { emptyShare, heaviestShare, makeRackMatrix, type RackMatrix, rackMatrixText } from './rack-matrix.js';
import { type Flows, largeFrom } from './traffic.js';

export interface Facts {
  readonly seed: number;
  readonly racks: number;
  readonly hosts: number;
  readonly vms: number;
  /** Share of slots that are taken, 0..1. */
  readonly occupancy: number;
  /** Directed lines of traffic. */
  readonly flows: number;
  /** Pairs of VMs with traffic. */
  readonly pairs: number;
  /** Average of a VM, counted at both ends. */
  readonly flowsPerVm: number;
  /** Share of flows that stay in their rack, 0..1. */
  readonly inRackShare: number;
  /** Share of flows that are large, 0..1. */
  readonly largeShare: number;
  /** Share of pairs of racks without traffic, 0..1. */
  readonly emptyRackPairShare: number;
  /** Share of the bytes between racks that the heaviest 1 % of all pairs of racks carry, 0..1. */
  readonly heaviestPairsByteShare: number;
  readonly matrix: RackMatrix;
}

/** `rackOf[v]` is the rack of VM v. */
export function countFacts(options: GenerateOptions, flows: Flows, rackOf: Uint32Array): Facts {
  const { racks, hostsPerRack, slots, seed } = options;
  const { sources, destinations, rates } = flows;
  const [vms, count] = [rackOf.length, rates.length];
  const share = (part: number) => (count === 0 ? 0 : part / count);
  const matrix = makeRackMatrix(flows, rackOf, racks);
  let inRack = 0;
  for (let flow = 0; flow < count; flow++) if (rackOf[sources[flow]!] === rackOf[destinations[flow]!]) inRack += 1;
  return {
    ...{ seed, racks, hosts: racks * hostsPerRack, vms, occupancy: vms / (racks * hostsPerRack * slots) },
    ...{ flows: count, pairs: countPairs(flows, vms), flowsPerVm: vms === 0 ? 0 : (2 * count) / vms },
    inRackShare: share(inRack),
    largeShare: share(rates.reduce((sum, rate) => sum + (rate >= largeFrom ? 1 : 0), 0)),
    emptyRackPairShare: emptyShare(matrix),
    heaviestPairsByteShare: heaviestShare(matrix, 0.01),
    matrix,
  };
}

function countPairs({ sources, destinations }: Flows, vms: number): number {
  // At most 2^20 VMs: both ends of a pair fit into the 53 bits of a double.
  const keys = Float64Array.from(sources, (source, flow) => {
    const destination = destinations[flow]!;
    return Math.min(source, destination) * vms + Math.max(source, destination);
  }).sort();
  return keys.reduce((pairs, key, index) => pairs + (index === 0 || key !== keys[index - 1] ? 1 : 0), 0);
}

export function factsText(facts: Facts): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const count = (value: number) => value.toLocaleString('en-US');
  const between = `${percent(facts.emptyRackPairShare)} of the pairs of racks exchange nothing; the heaviest 1 % carry ${percent(facts.heaviestPairsByteShare)}`;
  const rows = [
    ['seed', String(facts.seed)],
    ['racks', count(facts.racks)],
    ['hosts', count(facts.hosts)],
    ['VMs', `${count(facts.vms)} (${percent(facts.occupancy)} of the slots)`],
    ['flows', `${count(facts.flows)}, ${facts.flowsPerVm.toFixed(1)} a VM, ${percent(facts.largeShare)} of them large`],
    ['pairs', count(facts.pairs)],
    ['in the rack', `${percent(facts.inRackShare)} of the flows`],
    ['between racks', `${between} of the bytes`],
  ];
  return `${rows.map(([name, value]) => `${name!.padEnd(14)}${value}\n`).join('')}\n${rackMatrixText(facts.matrix)}`;
}
