// Traffic that changes while a run goes on: some pairs end, as many new ones begin. A new pair takes the rate of one
// that ended and joins the same two groups of VMs, by where these were in the beginning, so that the data centre stays
// the one that was generated or recorded: as much traffic, as much of it within racks, the same hotspots.
import type { Random } from '../../random.js';
import { buildTraffic } from '../scenario/rows.js';
import { hostAddress, type Scenario, type Traffic } from '../scenario/scenario.js';
import { type Pairs, pairsOf } from './pairs.js';

export class Churn {
  readonly #share: number;
  readonly #random: Random;
  readonly #vms: number;
  readonly #endpoints: number;
  /** Number of the rack in which each VM was in the beginning, and the VMs of each rack. */
  readonly #rackOf: Uint32Array;
  readonly #members: number[][] = [];
  #pairs: Pairs;

  /** `share` of the pairs changes each time, 0..1. */
  constructor(scenario: Scenario, share: number, random: Random) {
    const { map, vms, traffic } = scenario;
    this.#share = share;
    this.#random = random;
    this.#vms = vms.addresses.length;
    this.#endpoints = scenario.endpoints.length;
    this.#rackOf = Uint32Array.from(vms.hosts, (host) => map.group(map.place(hostAddress(scenario, host))!, 1));
    for (const [vm, rack] of this.#rackOf.entries()) {
      this.#members[rack] ??= [];
      this.#members[rack].push(vm);
    }
    this.#pairs = share > 0 ? pairsOf(traffic) : pairsOf({ ...traffic, offsets: new Uint32Array(1) });
  }

  /** The traffic after the next change. */
  next(): Traffic {
    const { a, b, rates } = this.#pairs;
    const changed: Pairs = { a: a.slice(), b: b.slice(), rates: rates.slice() };
    const indices = Array.from(a.keys());
    const ending = this.#random.shuffled(indices).slice(0, Math.round(indices.length * this.#share));
    for (const pair of ending) {
      const [first, second] = [this.#likeOf(a[pair]!), this.#likeOf(b[pair]!)];
      if (first === second) continue; // The only VM of its rack has nobody else to talk to.
      changed.a[pair] = Math.min(first, second);
      changed.b[pair] = Math.max(first, second);
    }
    this.#pairs = changed;
    return buildTraffic(
      { sources: changed.a, destinations: changed.b, rates: changed.rates },
      this.#vms,
      this.#endpoints,
    );
  }

  /** Some VM of the same rack in the beginning; an endpoint stays itself. */
  #likeOf(peer: number): number {
    if (peer >= this.#vms) return peer;
    const members = this.#members[this.#rackOf[peer]!]!;
    return members[this.#random.integer(0, members.length - 1)]!;
  }
}
