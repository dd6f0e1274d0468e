// Which VMs are in a rack: flat arrays, for a flow's ends are drawn from them ten million times.

export class RackMembers {
  readonly #rackOf: Uint32Array;
  /** VMs of rack r are entries offsets[r] up to offsets[r + 1]. */
  readonly #offsets: Uint32Array;
  readonly #vms: Uint32Array;

  constructor(rackOf: Uint32Array, racks: number) {
    this.#rackOf = rackOf;
    this.#offsets = new Uint32Array(racks + 1);
    for (const rack of rackOf) this.#offsets[rack + 1]! += 1;
    for (let rack = 0; rack < racks; rack++) this.#offsets[rack + 1]! += this.#offsets[rack]!;
    this.#vms = new Uint32Array(rackOf.length);
    const next = this.#offsets.slice();
    for (const [vm, rack] of rackOf.entries()) this.#vms[next[rack]!++] = vm;
  }

  rackOf(vm: number): number {
    return this.#rackOf[vm]!;
  }

  size(rack: number): number {
    return this.#offsets[rack + 1]! - this.#offsets[rack]!;
  }

  at(rack: number, index: number): number {
    return this.#vms[this.#offsets[rack]! + index]!;
  }

  /** The VMs of several racks. */
  of(racks: readonly number[]): Uint32Array {
    const found = new Uint32Array(racks.reduce((sum, rack) => sum + this.size(rack), 0));
    let at = 0;
    for (const rack of racks) {
      found.set(this.#vms.subarray(this.#offsets[rack]!, this.#offsets[rack + 1]!), at);
      at += this.size(rack);
    }
    return found;
  }
}
