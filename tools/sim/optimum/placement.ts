// An allocation that changes: host of each VM, what each host has left, and which VMs it holds. Knows capacity,
// not cost. The VMs of a host are a linked list in typed arrays, because searches move millions of times.
import { memoryRoundingMiB } from '../scenario/scenario.js';
import type { Instance } from './instance.js';

/** Ends a list of VMs. */
export const none = 0xffffffff;

export class Placement {
  readonly instance: Instance;
  readonly hostOf: Uint32Array;
  /** VMs on each host. */
  readonly used: Uint32Array;
  readonly usedMiB: Float64Array;
  /** First VM of each host, or `none`; then `next`. */
  readonly first: Uint32Array;
  readonly next: Uint32Array;
  readonly #previous: Uint32Array;
  readonly #slots: Uint32Array;
  /** With what rounding needs. */
  readonly #capacityMiB: Float64Array;
  readonly #memoryMiB: Float64Array;

  constructor(instance: Instance, hostOf: ArrayLike<number>) {
    const { hosts, vms } = instance.scenario;
    this.instance = instance;
    this.hostOf = new Uint32Array(instance.vms);
    this.used = new Uint32Array(instance.hosts);
    this.usedMiB = new Float64Array(instance.hosts);
    this.first = new Uint32Array(instance.hosts);
    this.next = new Uint32Array(instance.vms);
    this.#previous = new Uint32Array(instance.vms);
    this.#slots = hosts.slots;
    this.#capacityMiB = hosts.memoryMiB.map((each) => each + memoryRoundingMiB(each));
    this.#memoryMiB = vms.memoryMiB;
    this.load(hostOf);
  }

  /** Takes over another allocation, whether it keeps capacity or not. */
  load(hostOf: ArrayLike<number>): void {
    this.used.fill(0);
    this.usedMiB.fill(0);
    this.first.fill(none);
    for (let vm = 0; vm < this.hostOf.length; vm++) this.#link(vm, hostOf[vm]!);
  }

  /** Moves the VM whether there is room or not. */
  move(vm: number, host: number): void {
    const from = this.hostOf[vm]!;
    const before = this.#previous[vm]!;
    const after = this.next[vm]!;
    if (before === none) this.first[from] = after;
    else this.next[before] = after;
    if (after !== none) this.#previous[after] = before;
    this.used[from] = this.used[from]! - 1;
    this.usedMiB[from] = this.usedMiB[from]! - this.#memoryMiB[vm]!;
    this.#link(vm, host);
  }

  /** Whether the host could take the VM on top of those it has. */
  hasRoom(host: number, vm: number): boolean {
    const hasMemory = this.usedMiB[host]! + this.#memoryMiB[vm]! <= this.#capacityMiB[host]!;
    return this.used[host]! < this.#slots[host]! && hasMemory;
  }

  /** Whether two VMs could change places; slots never stand in the way. */
  canSwap(a: number, b: number): boolean {
    const more = this.#memoryMiB[b]! - this.#memoryMiB[a]!;
    const hostA = this.hostOf[a]!;
    const hostB = this.hostOf[b]!;
    return (
      this.usedMiB[hostA]! + more <= this.#capacityMiB[hostA]! &&
      this.usedMiB[hostB]! - more <= this.#capacityMiB[hostB]!
    );
  }

  isOverfull(host: number): boolean {
    return this.used[host]! > this.#slots[host]! || this.usedMiB[host]! > this.#capacityMiB[host]!;
  }

  /** The first host that holds more than it may, or undefined. */
  overfullHost(): number | undefined {
    for (let host = 0; host < this.used.length; host++) if (this.isOverfull(host)) return host;
    return undefined;
  }

  #link(vm: number, host: number): void {
    const head = this.first[host]!;
    this.next[vm] = head;
    this.#previous[vm] = none;
    if (head !== none) this.#previous[head] = vm;
    this.first[host] = vm;
    this.hostOf[vm] = host;
    this.used[host] = this.used[host]! + 1;
    this.usedMiB[host] = this.usedMiB[host]! + this.#memoryMiB[vm]!;
  }
}
