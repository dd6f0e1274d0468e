// The swap/move search: takes VMs one after another and puts each where Eq. 3.1 falls most, until no VM finds
// anything better. Ends in a local optimum; anneal.ts is the one that climbs out of those.
import type { Random } from '../../random.js';
import { none } from './placement.js';
import type { SearchState } from './search-state.js';

export interface LocalSearchOptions {
  readonly random: Random;
  /** Rounds over the VMs that something changed for. Default: until none is left. */
  readonly passes?: number;
  /** On the clock of performance.now(), ms. A search cut by it is not the same for the same seed. */
  readonly deadlineMs?: number;
}

/** VMs between two looks at the clock. */
const clockInterval = 1024;
/** Gains below this part of the cost are rounding. */
const negligible = 1e-13;
/** Hosts of a rack without room on which a VM to swap with is looked for. */
const swapHosts = 3;

/** Improves the state until no VM finds a better place, and returns the passes it took. Keeps capacity if it was kept before. */
export function localSearch(state: SearchState, options: LocalSearchOptions): number {
  return new LocalSearch(state, options.random).run(options.passes ?? Number.POSITIVE_INFINITY, options.deadlineMs);
}

class LocalSearch {
  readonly #state: SearchState;
  readonly #random: Random;
  /** VMs to look at: those whose neighbours or host changed since they last found nothing. */
  readonly #waiting: Uint8Array;
  readonly #seenHost: Uint32Array;
  readonly #seenGroup: readonly Uint32Array[];
  #stamp = 0;
  // The best change found for the VM at hand.
  #bestDelta = 0;
  #bestHost = none;
  #bestPartner = none;

  constructor(state: SearchState, random: Random) {
    const { instance } = state;
    this.#state = state;
    this.#random = random;
    this.#waiting = new Uint8Array(instance.vms).fill(1);
    this.#seenHost = new Uint32Array(instance.hosts);
    this.#seenGroup = instance.hostsOfGroup.map((groups) => new Uint32Array(groups.length));
  }

  run(maxPasses: number, deadlineMs = Number.POSITIVE_INFINITY): number {
    const order = this.#random.shuffled(Array.from({ length: this.#waiting.length }, (_, vm) => vm));
    let passes = 0;
    let changes = 1;
    while (changes > 0 && passes < maxPasses) {
      passes++;
      changes = 0;
      for (const [index, vm] of order.entries()) {
        if (index % clockInterval === 0 && performance.now() > deadlineMs) return passes;
        if (this.#waiting[vm] === 0) continue;
        this.#waiting[vm] = 0;
        if (this.#improve(vm)) changes++;
      }
      this.#state.refresh();
    }
    return passes;
  }

  #improve(vm: number): boolean {
    const state = this.#state;
    if (state.costOf[vm]! <= 0) return false;
    this.#stamp++;
    this.#bestDelta = -negligible * state.cost;
    this.#bestHost = none;
    this.#bestPartner = none;
    this.#considerAll(vm);
    if (this.#bestHost === none) return false;
    const partner = this.#bestPartner;
    if (partner === none) state.move(vm, this.#bestHost);
    else state.swap(vm, partner);
    this.#wake(vm);
    if (partner !== none) this.#wake(partner);
    return true;
  }

  /** Neighbours' own hosts, and a host of their rack with room, or else of their pod, and so on up. */
  #considerAll(vm: number): void {
    const { instance, placement } = this.#state;
    const { traffic, vms, hosts, groups, maxLevel } = instance;
    const depth = maxLevel - 1;
    const own = placement.hostOf[vm]!;
    this.#seenHost[own] = this.#stamp;
    for (let level = 1; level <= depth; level++) {
      this.#seenGroup[level - 1]![groups[own * depth + level - 1]!] = this.#stamp;
    }
    for (let at = traffic.offsets[vm]!; at < traffic.offsets[vm + 1]!; at++) {
      const peer = traffic.peers[at]!;
      const place = peer < vms ? placement.hostOf[peer]! : peer - vms + hosts;
      if (place < hosts) this.#considerHost(vm, place);
      for (let level = 1; level <= depth; level++) {
        const group = groups[place * depth + level - 1]!;
        if (this.#seenGroup[level - 1]![group] === this.#stamp) break;
        this.#seenGroup[level - 1]![group] = this.#stamp;
        if (this.#considerGroup(vm, instance.hostsOfGroup[level - 1]![group]!, level === 1)) break;
      }
    }
  }

  /** Considers one host with room of a group; all of them that have no neighbour cost the same. False without any. */
  #considerGroup(vm: number, members: Uint32Array, swapToo: boolean): boolean {
    if (members.length === 0) return false;
    const start = this.#random.integer(0, members.length - 1);
    for (let offset = 0; offset < members.length; offset++) {
      const host = members[(start + offset) % members.length]!;
      if (!this.#state.placement.hasRoom(host, vm)) continue;
      this.#considerHost(vm, host);
      return true;
    }
    const tries = swapToo ? Math.min(swapHosts, members.length) : 0;
    for (let offset = 0; offset < tries; offset++) {
      this.#considerHost(vm, members[(start + offset) % members.length]!);
    }
    return false;
  }

  #considerHost(vm: number, host: number): void {
    if (this.#seenHost[host] === this.#stamp) return;
    this.#seenHost[host] = this.#stamp;
    const state = this.#state;
    const { placement } = state;
    const delta = state.moveDelta(vm, host);
    if (placement.hasRoom(host, vm)) {
      if (delta < this.#bestDelta) this.#take(delta, host, none);
      return;
    }
    for (let other = placement.first[host]!; other !== none; other = placement.next[other]!) {
      // At best the other VM's whole cost goes away.
      if (delta - 2 * state.costOf[other]! >= this.#bestDelta || !placement.canSwap(vm, other)) continue;
      const both = state.swapDelta(vm, other);
      if (both < this.#bestDelta) this.#take(both, host, other);
    }
  }

  #take(delta: number, host: number, partner: number): void {
    this.#bestDelta = delta;
    this.#bestHost = host;
    this.#bestPartner = partner;
  }

  #wake(vm: number): void {
    const { traffic, vms } = this.#state.instance;
    this.#waiting[vm] = 1;
    for (let at = traffic.offsets[vm]!; at < traffic.offsets[vm + 1]!; at++) {
      const peer = traffic.peers[at]!;
      if (peer < vms) this.#waiting[peer] = 1;
    }
  }
}
