// The thesis's central order, as a reference: with the whole traffic matrix in hand, the VM of the pair with the
// greatest saving left decides first. Only the order differs from the token's policies; no agent could know it.
import { SlotHeap } from '../../../agent/core/policy/slot-heap.js';
import type { World } from './world.js';

export class GlobalOrder {
  readonly #world: World;
  /** By VM: what its dearest pair would save on one host, bytes per second x weight. */
  readonly #savings: Float32Array;
  readonly #heap: SlotHeap;
  readonly #waits: Uint8Array;

  /** Orders all VMs of the world for one iteration. */
  constructor(world: World) {
    const count = world.hostOf.length;
    this.#world = world;
    this.#savings = new Float32Array(count);
    this.#heap = new SlotHeap(this.#savings, new Uint32Array(count));
    this.#waits = new Uint8Array(count).fill(1);
    for (let vm = 0; vm < count; vm += 1) {
      this.#savings[vm] = world.dearestPair(vm);
      this.#heap.add(vm);
    }
  }

  /** The VM to decide next, which will not be given again; undefined when all have decided. */
  take(): number | undefined {
    const vm = this.#heap.top();
    if (vm === undefined) return undefined;
    this.#heap.delete(vm);
    this.#waits[vm] = 0;
    return vm;
  }

  /** A VM has moved: what the pairs of its neighbours can save has changed. */
  moved(vm: number): void {
    for (const peer of this.#world.peersOf(vm)) {
      if (this.#waits[peer] !== 1) continue;
      this.#savings[peer] = this.#world.dearestPair(peer);
      this.#heap.moved(peer);
    }
  }
}
