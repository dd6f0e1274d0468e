// A placement together with its cost, kept up to date move by move: what every search here stands on. Each VM's
// own cost is kept, so that a move costs as much as the VM has neighbours and not as much as there are pairs.
import { allocationCost, costAt } from './cost.js';
import { type Instance, levelBetween } from './instance.js';
import { Placement } from './placement.js';

export class SearchState {
  readonly instance: Instance;
  readonly placement: Placement;
  /** costAt(vm, its host) of each VM. */
  readonly costOf: Float64Array;
  /** Eq. 3.1 of the placement, to rounding. */
  cost = 0;

  constructor(instance: Instance, hostOf: ArrayLike<number>) {
    this.instance = instance;
    this.placement = new Placement(instance, hostOf);
    this.costOf = new Float64Array(instance.vms);
    this.refresh();
  }

  load(hostOf: ArrayLike<number>): void {
    this.placement.load(hostOf);
    this.refresh();
  }

  /** Computes all costs anew, which also takes out what rounding has gathered. */
  refresh(): void {
    const { hostOf } = this.placement;
    for (let vm = 0; vm < hostOf.length; vm++) this.costOf[vm] = costAt(this.instance, hostOf, vm, hostOf[vm]!);
    this.cost = allocationCost(this.instance, hostOf);
  }

  /** costAt of the VM on another host, all else staying. */
  costAt(vm: number, host: number): number {
    return costAt(this.instance, this.placement.hostOf, vm, host);
  }

  /** What Eq. 3.1 changes by when the VM moves; below zero is better. */
  moveDelta(vm: number, host: number): number {
    return 2 * (this.costAt(vm, host) - this.costOf[vm]!);
  }

  /** What Eq. 3.1 changes by when two VMs on different hosts change places. */
  swapDelta(a: number, b: number): number {
    const { hostOf } = this.placement;
    const alone = this.moveDelta(a, hostOf[b]!) + this.moveDelta(b, hostOf[a]!);
    const between = this.rateBetween(a, b);
    if (between === 0) return alone;
    // Each delta brought the two together, but they stay as far apart as before.
    return alone + 4 * between * this.instance.pathWeights[levelBetween(this.instance, hostOf[a]!, hostOf[b]!)]!;
  }

  /** lambda(a, b) of two VMs, bytes per second; rows are in ascending order of peer. */
  rateBetween(a: number, b: number): number {
    const { offsets, peers, rates } = this.instance.traffic;
    let low = offsets[a]!;
    let high = offsets[a + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (peers[middle]! < b) low = middle + 1;
      else high = middle;
    }
    return low < offsets[a + 1]! && peers[low] === b ? rates[low]! : 0;
  }

  /** Moves the VM, room or not, and returns what Eq. 3.1 changed by. */
  move(vm: number, host: number): number {
    const { traffic, pathWeights, vms } = this.instance;
    const { hostOf } = this.placement;
    const from = hostOf[vm]!;
    const after = this.costAt(vm, host);
    const delta = 2 * (after - this.costOf[vm]!);
    for (let at = traffic.offsets[vm]!; at < traffic.offsets[vm + 1]!; at++) {
      const peer = traffic.peers[at]!;
      if (peer >= vms) continue;
      const there = hostOf[peer]!;
      const levelAfter = levelBetween(this.instance, host, there);
      const levelBefore = levelBetween(this.instance, from, there);
      if (levelAfter === levelBefore) continue;
      const change = traffic.rates[at]! * (pathWeights[levelAfter]! - pathWeights[levelBefore]!);
      this.costOf[peer] = this.costOf[peer]! + change;
    }
    this.costOf[vm] = after;
    this.placement.move(vm, host);
    this.cost += delta;
    return delta;
  }

  /** Lets two VMs change places and returns what Eq. 3.1 changed by. */
  swap(a: number, b: number): number {
    const { hostOf } = this.placement;
    const hostA = hostOf[a]!;
    const hostB = hostOf[b]!;
    return this.move(a, hostB) + this.move(b, hostA);
  }
}
