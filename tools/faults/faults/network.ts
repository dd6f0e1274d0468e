// Faults of the network: weather (loss, duplication, delays that reorder), partitions whole and one-way, and garbage.

import { CodecError } from '../../../proto/check.js';
import { decodeMessage, encodeMessage } from '../../../proto/codec.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { Chance } from '../chance.js';
import type { Cut } from '../network.js';
import { Violation } from '../observer.js';
import type { FaultTable, Striking } from './faults.js';
import { names } from './words.js';

/** How long a partition lasts, ms: seconds to minutes. */
const shortestCutMs = 2_000;
const longestCutMs = 150_000;
const garbageAtOnce = 20;

export const networkFaults: FaultTable = {
  weather,
  partition: (striking) => cut(striking, true),
  'one-way': (striking) => cut(striking, false),
  garbage,
};

function weather({ sim, chance, lasting }: Striking): void {
  const { odds } = sim.network;
  const isStorm = chance.hits(0.3);
  odds.loss = chance.between(0, isStorm ? 0.5 : 0.15);
  odds.duplication = chance.between(0, 0.2);
  odds.spikes = chance.between(0, 0.2);
  odds.spikeMs = chance.logUniform(100, 10_000);
  sim.note(`weather: ${Math.round(100 * odds.loss)} % loss, spikes of ${Math.round(odds.spikeMs)} ms`);
  lasting(chance.between(5_000, 60_000), () => sim.network.calmDown());
}

function cut({ sim, chance, lasting }: Striking, bothWays: boolean): void {
  const hosts = chance.shuffled(sim.members);
  // As often one host alone as any other split.
  const size = chance.hits(0.5) ? 1 : chance.integer(1, Math.max(1, hosts.length - 1));
  const side = new Set<Ipv4>(hosts.slice(0, size));
  const isCut: Cut = bothWays
    ? (from, to) => side.has(from) !== side.has(to)
    : (from, to) => side.has(from) && !side.has(to);
  sim.network.cuts.add(isCut);
  sim.note(`${bothWays ? 'partition' : 'one-way partition'} around ${names(side)}`);
  lasting(chance.logUniform(shortestCutMs, longestCutMs), () => {
    sim.network.cuts.delete(isCut);
    sim.note(`partition around ${names(side)} has ended`);
  });
}

/** Random bytes, and genuine ones with some of their bits changed: the codec refuses them or makes a message of them. */
function garbage({ sim, chance }: Striking): void {
  const genuine = encodeMessage({ type: 'location-request', request: 1, vm: sim.members[0]! });
  for (let count = 0; count < garbageAtOnce; count += 1) {
    const bytes = chance.hits(0.5) ? randomBytes(chance) : flipped(chance, genuine);
    try {
      decodeMessage(bytes);
    } catch (error) {
      if (error instanceof CodecError) continue;
      throw new Violation('S5', `the codec threw ${String(error)} on ${Buffer.from(bytes).toString('hex')}`);
    }
  }
}

function randomBytes(chance: Chance): Uint8Array {
  return Uint8Array.from({ length: chance.integer(0, 200) }, () => chance.integer(0, 255));
}

function flipped(chance: Chance, genuine: Uint8Array): Uint8Array {
  const bytes = genuine.slice();
  const at = chance.integer(0, bytes.length - 1);
  bytes[at] = bytes[at]! ^ (1 << chance.integer(0, 7));
  return bytes;
}
