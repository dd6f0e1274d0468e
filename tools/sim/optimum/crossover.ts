// Edge-assembly crossover for placements. Nagata and Kobayashi (ICGA 1997) define it for tours: lay both parents'
// edges over one another, split them into AB-cycles in which edges of A and B alternate, and exchange A's edges
// for B's along some of the cycles; every city keeps its two edges.
//
// Here the edges of a parent are its pairs of VM and host. Where both parents agree there is nothing to exchange;
// every other VM v is one step A(v) -> v -> B(v), and an AB-cycle is a closed chain of such steps: host, VM, host,
// VM, ... back to the first host. Moving the cycle's VMs to where B has them leaves as many VMs on each host as
// before, as EAX leaves each city its degree, so slots hold by themselves. Chains that end on a host that has fewer
// VMs in A than in B stay open and need a free slot there. Memory is checked in any case. There are no sub-tours to
// merge; what takes the place of that phase is that a cycle is exchanged only when Eq. 3.1 falls by it: first
// each by itself, then ("block strategy") together with those that hold the heaviest neighbours of its VMs, which
// is how a cluster of VMs comes over as a whole.
import type { Random } from '../../random.js';
import { none } from './placement.js';
import type { SearchState } from './search-state.js';

/** Cycles exchanged together at most. */
const blockSize = 8;

/** Turns the state, which holds parent A, into the best child found with parent B. Returns how many cycles it took from B. */
export function crossover(state: SearchState, parentB: ArrayLike<number>, random: Random): number {
  const cycles = findCycles(state.placement.hostOf, parentB, state.instance.hosts, random);
  const exchange = new Exchange(state, parentB, cycles);
  const order = random.shuffled(cycles.map((_, cycle) => cycle));
  for (const cycle of order) exchange.tryAll([cycle]);
  for (const cycle of order) if (!exchange.isTaken(cycle)) exchange.tryAll(exchange.blockOf(cycle));
  return exchange.taken;
}

/** VMs of each AB-cycle or open chain, in its order: each is on B's host of the one before. */
export function findCycles(
  parentA: ArrayLike<number>,
  parentB: ArrayLike<number>,
  hosts: number,
  random: Random,
): readonly (readonly number[])[] {
  // The VMs that leave each host, as linked lists in random order.
  const leaving = new Uint32Array(hosts).fill(none);
  const next = new Uint32Array(parentA.length);
  const differing: number[] = [];
  for (let vm = 0; vm < parentA.length; vm++) if (parentA[vm] !== parentB[vm]) differing.push(vm);
  for (const vm of random.shuffled(differing)) {
    next[vm] = leaving[parentA[vm]!]!;
    leaving[parentA[vm]!] = vm;
  }
  const cycles: number[][] = [];
  const positionOf = new Int32Array(hosts).fill(-1);
  for (let start = 0; start < hosts; start++) {
    while (leaving[start] !== none) {
      const path: number[] = [];
      let host = start;
      for (;;) {
        const closes = positionOf[host]!;
        if (closes >= 0) {
          const cycle = path.splice(closes);
          for (const vm of cycle) positionOf[parentA[vm]!] = -1;
          cycles.push(cycle);
        }
        const vm = leaving[host]!;
        if (vm === none) break;
        leaving[host] = next[vm]!;
        positionOf[host] = path.length;
        path.push(vm);
        host = parentB[vm]!;
      }
      for (const vm of path) positionOf[parentA[vm]!] = -1;
      if (path.length > 0) cycles.push(path);
    }
  }
  return cycles;
}

class Exchange {
  taken = 0;
  readonly #state: SearchState;
  readonly #parentB: ArrayLike<number>;
  readonly #cycles: readonly (readonly number[])[];
  /** Cycle of each VM, or `none` where the parents agree. */
  readonly #cycleOf: Uint32Array;
  readonly #isTaken: Uint8Array;

  constructor(state: SearchState, parentB: ArrayLike<number>, cycles: readonly (readonly number[])[]) {
    this.#state = state;
    this.#parentB = parentB;
    this.#cycles = cycles;
    this.#isTaken = new Uint8Array(cycles.length);
    this.#cycleOf = new Uint32Array(parentB.length).fill(none);
    for (const [cycle, vms] of cycles.entries()) for (const vm of vms) this.#cycleOf[vm] = cycle;
  }

  isTaken(cycle: number): boolean {
    return this.#isTaken[cycle] === 1;
  }

  /** Exchanges the cycles when that lowers Eq. 3.1 and keeps capacity; otherwise leaves all as it was. */
  tryAll(cycles: readonly number[]): void {
    const { placement } = this.#state;
    const moved: [vm: number, from: number][] = [];
    let delta = 0;
    for (const cycle of cycles) {
      for (const vm of this.#cycles[cycle]!) {
        moved.push([vm, placement.hostOf[vm]!]);
        delta += this.#state.move(vm, this.#parentB[vm]!);
      }
    }
    const fits = moved.every(([vm]) => !placement.isOverfull(placement.hostOf[vm]!));
    if (fits && delta < 0) {
      for (const cycle of cycles) this.#isTaken[cycle] = 1;
      this.taken += cycles.length;
      return;
    }
    for (const [vm, from] of moved.reverse()) this.#state.move(vm, from);
  }

  /** The cycle and those that hold the heaviest neighbours of its VMs, and of theirs, breadth first. */
  blockOf(cycle: number): readonly number[] {
    const block = [cycle];
    for (let at = 0; at < block.length; at++) {
      for (const vm of this.#cycles[block[at]!]!) {
        const other = this.#cycleOfHeaviest(vm);
        if (other === none || this.isTaken(other) || block.includes(other)) continue;
        block.push(other);
        if (block.length === blockSize) return block;
      }
    }
    return block;
  }

  #cycleOfHeaviest(vm: number): number {
    const { traffic, vms } = this.#state.instance;
    let heaviest = none;
    let rate = 0;
    for (let at = traffic.offsets[vm]!; at < traffic.offsets[vm + 1]!; at++) {
      const peer = traffic.peers[at]!;
      if (peer >= vms || traffic.rates[at]! <= rate) continue;
      heaviest = peer;
      rate = traffic.rates[at]!;
    }
    return heaviest === none ? none : this.#cycleOf[heaviest]!;
  }
}
