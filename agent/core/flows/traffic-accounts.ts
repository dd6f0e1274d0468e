// Bytes in and out of each local VM since it came or the agent started: what an operator compares with the
// interface's own counters. Not used for decisions.
import type { Ipv4 } from '../../../topology/ipv4.js';

export interface VmTraffic {
  rxBytes: number;
  txBytes: number;
}

const NOTHING: VmTraffic = { rxBytes: 0, txBytes: 0 };

export class TrafficAccounts {
  /** By VM id; holds local VMs only, see `keep`. */
  readonly #byVm = new Map<Ipv4, VmTraffic>();
  /** Samples whose addresses could not be told, since start: a sign that megaflows hide them. */
  unresolved = 0;

  add(from: Ipv4 | undefined, to: Ipv4 | undefined, bytes: number): void {
    if (from !== undefined) this.#of(from).txBytes += bytes;
    if (to !== undefined) this.#of(to).rxBytes += bytes;
  }

  /** Forgets VMs that are not among these. */
  keep(local: ReadonlySet<Ipv4>): void {
    for (const vm of this.#byVm.keys()) {
      if (!local.has(vm)) this.#byVm.delete(vm);
    }
  }

  /** Both ways; 0 of a VM of which nothing was seen. */
  bytesOf(vm: Ipv4): number {
    const { rxBytes, txBytes } = this.#byVm.get(vm) ?? NOTHING;
    return rxBytes + txBytes;
  }

  entries(): ReadonlyMap<Ipv4, VmTraffic> {
    return this.#byVm;
  }

  #of(vm: Ipv4): VmTraffic {
    const traffic = this.#byVm.get(vm) ?? { rxBytes: 0, txBytes: 0 };
    this.#byVm.set(vm, traffic);
    return traffic;
  }
}
