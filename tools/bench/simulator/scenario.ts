// A generated data centre straight in memory: what `score-sim generate` and `run` do, without the files in between.
import { buildCostMap } from '../../../topology/table.js';
import { seededRandom } from '../../random.js';
import { generate } from '../../sim/generate/generate.js';
import { generateDefaults } from '../../sim/generate/options.js';
import { buildTraffic } from '../../sim/scenario/rows.js';
import { indexOfAddress, type Scenario } from '../../sim/scenario/scenario.js';

export interface Size {
  readonly racks: number;
  /** Of each host, 20 hosts a rack. */
  readonly slots: number;
}

export function makeScenario(size: Size): Scenario {
  const { content, hosts, vms, traffic } = generate({ ...generateDefaults, ...size }, seededRandom(1));
  const indicesOf = (addresses: Uint32Array) => addresses.map((address) => indexOfAddress(vms.addresses, address));
  const { rates } = traffic;
  const lines = { sources: indicesOf(traffic.sources), destinations: indicesOf(traffic.destinations), rates };
  const endpoints = new Uint32Array(0);
  return {
    map: buildCostMap(content),
    hosts,
    vms,
    endpoints,
    traffic: buildTraffic(lines, vms.addresses.length, 0),
  };
}

export function bytesOf({ hosts, vms, traffic }: Scenario): number {
  const arrays = [...Object.values(hosts), ...Object.values(vms), ...Object.values(traffic)];
  return arrays.reduce((sum, array) => sum + array.byteLength, 0);
}
