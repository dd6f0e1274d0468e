// Who talks to whom, and how much: the traffic of the thesis's simulation (chapter 5, our s-core figures). The thesis
// gives shares only; this is the model chosen for them:
//
// - A flow is one directed line. `inRack` of the flows have both ends in one rack; their sources are random VMs.
// - `hotspots` of the racks are hotspots. Flows that leave their rack start in a hotspot with 90 %. Nine in ten of those
//   go to one of the rack's 4 partners, which are hotspots too.
// - All other flows that leave their rack go to one of its 4 acquaintances, random racks fixed for each rack: without
//   that, rare flows to anywhere would put something into each cell of the rack-to-rack matrix, which is sparse.
// - Sizes are independent of that: small flows log-uniform from 100 B to 10 kB, large ones log-uniform from 64 MB to
//   256 MB (median 128 MB). The thesis gives bytes for each flow and time unit; here they are bytes per second.
import type { Random } from '../../random.js';
import { flowCount, type GenerateOptions } from './options.js';
import { RackMembers } from './rack-members.js';

/** Large flows have at least this, bytes per second; small ones less than `smallBelow`. */
export const largeFrom = 64e6;
const largeBelow = 256e6;
const smallFrom = 100;
export const smallBelow = 10e3;

const leaveFromHotspot = 0.9;
const leaveForPartner = 0.9;
const partners = 4;
const acquaintances = 4;

/** Directed flows between VMs, by index. */
export interface Flows {
  readonly sources: Uint32Array;
  readonly destinations: Uint32Array;
  /** Whole bytes per second. */
  readonly rates: Float64Array;
}

/** `rackOf[v]` is the rack of VM v. */
export function makeFlows(options: GenerateOptions, rackOf: Uint32Array, random: Random): Flows {
  const members = new RackMembers(rackOf, options.racks);
  const racks = chooseRacks(options, members, random);
  const count = flowCount(options);
  const flows = {
    sources: new Uint32Array(count),
    destinations: new Uint32Array(count),
    rates: new Float64Array(count),
  };
  const ends = { source: 0, destination: 0 };
  for (let flow = 0; flow < count; flow++) {
    // Where only one kind is possible (one rack, or one VM in each), all flows are of that kind.
    const stays = racks.inhabited.length < 2 || (racks.crowded.length > 0 && random.next() < options.inRack);
    if (stays) drawWithin(racks.crowded, members, random, ends);
    else drawLeaving(racks, members, random, ends);
    flows.sources[flow] = ends.source;
    flows.destinations[flow] = ends.destination;
    const large = random.next() < options.largeShare;
    flows.rates[flow] = Math.floor(
      large ? random.logUniform(largeFrom, largeBelow) : random.logUniform(smallFrom, smallBelow),
    );
  }
  return flows;
}

/** The parts that racks play. Racks without VMs have none. */
interface RackRoles {
  /** VMs in racks with at least two: they can talk within. */
  readonly crowded: Uint32Array;
  /** Racks with VMs. */
  readonly inhabited: readonly number[];
  readonly hotspotVms: Uint32Array;
  readonly otherVms: Uint32Array;
  /** Destinations by rack: partners for hotspots only. */
  readonly partners: ReadonlyMap<number, readonly number[]>;
  readonly acquaintances: ReadonlyMap<number, readonly number[]>;
}

function chooseRacks(options: GenerateOptions, members: RackMembers, random: Random): RackRoles {
  const inhabited = Array.from({ length: options.racks }, (_, rack) => rack).filter((rack) => members.size(rack) > 0);
  const shuffled = random.shuffled(inhabited);
  // One hotspot alone would have nobody to be hot with.
  const share = Math.round(inhabited.length * options.hotspots);
  const hotspots = share < 2 ? [] : shuffled.slice(0, share);
  const others = share < 2 ? shuffled : shuffled.slice(share);
  return {
    inhabited,
    crowded: members.of(inhabited.filter((rack) => members.size(rack) > 1)),
    hotspotVms: members.of(hotspots),
    otherVms: members.of(others),
    partners: new Map(hotspots.map((rack) => [rack, chooseOthers(hotspots, rack, partners, random)])),
    acquaintances: new Map(inhabited.map((rack) => [rack, chooseOthers(inhabited, rack, acquaintances, random)])),
  };
}

/** At most `count` different racks of `racks`, which are two or more, none of them `rack`. */
function chooseOthers(racks: readonly number[], rack: number, count: number, random: Random): readonly number[] {
  const chosen = new Set<number>();
  const wanted = Math.min(count, racks.length - 1);
  while (chosen.size < wanted) {
    const other = racks[random.integer(0, racks.length - 1)]!;
    if (other !== rack) chosen.add(other);
  }
  return [...chosen];
}

interface Ends {
  source: number;
  destination: number;
}

function drawWithin(crowded: Uint32Array, members: RackMembers, random: Random, ends: Ends): void {
  ends.source = crowded[random.integer(0, crowded.length - 1)]!;
  const rack = members.rackOf(ends.source);
  do {
    ends.destination = members.at(rack, random.integer(0, members.size(rack) - 1));
  } while (ends.destination === ends.source);
}

function drawLeaving(racks: RackRoles, members: RackMembers, random: Random, ends: Ends): void {
  const { hotspotVms, otherVms } = racks;
  const fromHotspot = hotspotVms.length > 0 && (otherVms.length === 0 || random.next() < leaveFromHotspot);
  const vms = fromHotspot ? hotspotVms : otherVms;
  ends.source = vms[random.integer(0, vms.length - 1)]!;
  const rack = members.rackOf(ends.source);
  const toPartner = fromHotspot && random.next() < leaveForPartner;
  const targets = (toPartner ? racks.partners : racks.acquaintances).get(rack)!;
  const target = targets[random.integer(0, targets.length - 1)]!;
  ends.destination = members.at(target, random.integer(0, members.size(target) - 1));
}
