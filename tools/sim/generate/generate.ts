// A data centre with its traffic from options and a seed, in memory or in a scenario's folder. The parts are
// data-centre.ts (hosts and VMs) and traffic.ts (the model of the thesis's traffic).
import { type Random, seededRandom } from '../../random.js';
import { makeOutputFolder } from '../output/new-files.js';
import { type ScenarioTables, writeScenario } from '../scenario/write.js';
import { makeCostMap, makeHosts, placeVms } from './data-centre.js';
import { countFacts, type Facts } from './facts.js';
import { checkSizes, type GenerateOptions } from './options.js';
import { makeFlows } from './traffic.js';

export interface Generated extends ScenarioTables {
  readonly facts: Facts;
}

/** Throws UsageError when the options ask for more than fits. */
export function generate(options: GenerateOptions, random: Random): Generated {
  checkSizes(options);
  const vms = placeVms(options, random);
  const rackOf = vms.hosts.map((host) => Math.floor(host / options.hostsPerRack));
  const flows = makeFlows(options, rackOf, random);
  const addressesOf = (indices: Uint32Array) => indices.map((vm) => vms.addresses[vm]!);
  return {
    content: makeCostMap(options),
    hosts: makeHosts(options),
    vms,
    traffic: {
      sources: addressesOf(flows.sources),
      destinations: addressesOf(flows.destinations),
      rates: flows.rates,
    },
    facts: countFacts(options, flows, rackOf),
  };
}

/**
 * Writes the four files into the folder, which is made when it is missing. Same options, same bytes. Rejects with
 * UsageError, or as writeScenario does.
 */
export async function generateScenario(folder: string, options: GenerateOptions): Promise<Facts> {
  checkSizes(options);
  await makeOutputFolder(folder);
  const generated = generate(options, seededRandom(options.seed));
  await writeScenario(folder, generated);
  return generated.facts;
}
