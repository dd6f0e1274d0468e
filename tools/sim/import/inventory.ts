// Hosts and VMs of all dumps: who is where, and how much room there is. Pure; flows are pair-rates.ts's.
import { MAX_SLOTS } from '../../../agent/core/token.js';
import type { CostMap } from '../../../topology/cost-map.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import type { HostRecord, VmRecord } from './dump-line.js';
import { errorAt, ImportError, type Place, showPlace } from './error.js';
import { Notes } from './notes.js';

/** Room for the VMs of the scenario. */
export interface ImportedHost {
  readonly host: Ipv4;
  readonly slots: number;
  readonly memoryMiB: number;
}

interface SeenHost {
  readonly record: HostRecord;
  readonly place: Place;
}

interface SeenVm extends SeenHost {
  readonly vm: VmRecord;
}

export class Inventory {
  readonly notes = new Notes();
  readonly #map: CostMap;
  /** Both are bounded by the files: what they take here is less than the lines they come from. */
  readonly #hosts = new Map<Ipv4, SeenHost>();
  readonly #vms = new Map<Ipv4, SeenVm>();
  #last: SeenHost | undefined;

  constructor(map: CostMap) {
    this.#map = map;
  }

  addHost(record: HostRecord, place: Place): void {
    const { host } = record;
    const name = formatIpv4(host);
    if (!this.#map.isHost(host)) {
      const advice = 'add it to hosts there, or give the cost map that this agent uses';
      throw errorAt('unknown-host', place, `the cost map has no host ${name}; ${advice}`);
    }
    const before = this.#hosts.get(host);
    if (before) {
      const text = `a second dump of host ${name}; the first is at ${showPlace(before.place)}`;
      throw errorAt('conflict', place, `${text}; give one dump of each host`);
    }
    this.#last = { record, place };
    this.#hosts.set(host, this.#last);
  }

  /** A VM of the host that was added last. */
  addVm(vm: VmRecord, place: Place): void {
    const record = this.#last!.record;
    const name = formatIpv4(vm.vm);
    if (this.#map.isHost(vm.vm) || this.#map.isEndpoint(vm.vm)) {
      const text = `${name} is a VM here and a host or an endpoint in the cost map`;
      throw errorAt('conflict', place, `${text}; take it out of the cost map`);
    }
    const before = this.#vms.get(vm.vm);
    if (before?.record.host === record.host) {
      throw errorAt(
        'conflict',
        place,
        `${name} is listed twice, also at ${showPlace(before.place)}; dump this host again`,
      );
    }
    if (before) this.#noteMove(before, { record, place, vm });
    // Of two dumps taken in the same millisecond the one that was read later counts.
    if (!before || record.atMs >= before.record.atMs) this.#vms.set(vm.vm, { record, place, vm });
  }

  #noteMove(before: SeenVm, now: SeenVm): void {
    const [earlier, later] = now.record.atMs >= before.record.atMs ? [before, now] : [now, before];
    const [from, to] = [earlier, later].map(({ vm, place }) => `${formatIpv4(vm.host)} (${showPlace(place)})`);
    this.notes.add(
      'VMs that are on two hosts',
      `${formatIpv4(now.vm.vm)} was on ${from}, and later on ${to}, which counts`,
    );
  }

  /** Ascending. Throws ImportError `empty` when there is nothing to simulate, and `too-large`. */
  vms(): readonly VmRecord[] {
    if (this.#vms.size === 0) {
      const what = this.#hosts.size === 0 ? 'no dump in the files' : 'no VM in the dumps';
      throw new ImportError('empty', `${what}; dump hosts whose VMs talk: score-token dump-flows`);
    }
    if (this.#vms.size > MAX_SLOTS) {
      throw new ImportError('too-large', `more than ${MAX_SLOTS} VMs in the dumps; import fewer hosts`);
    }
    return [...this.#vms.values()].map(({ vm }) => vm).sort((a, b) => a.vm - b.vm);
  }

  /** Ascending. A VM that migrated between two dumps takes no room where it was. */
  hosts(): readonly ImportedHost[] {
    const used = new Map<Ipv4, { vms: number; memoryMiB: number }>();
    for (const { vm } of this.#vms.values()) {
      const { vms, memoryMiB } = used.get(vm.host) ?? { vms: 0, memoryMiB: 0 };
      used.set(vm.host, { vms: vms + 1, memoryMiB: memoryMiB + vm.memoryMiB });
    }
    const hosts = [...this.#hosts.values()].map(({ record }) => record).sort((a, b) => a.host - b.host);
    const missing = this.#map.hosts.filter((host) => !this.#hosts.has(host));
    for (const host of missing) this.notes.add('Hosts of the cost map without a dump, left out', formatIpv4(host));
    return hosts.map((record) => this.#room(record, used.get(record.host) ?? { vms: 0, memoryMiB: 0 }));
  }

  /**
   * VMs that nobody knows an address of are not in the scenario; the room they take is nobody else's. A host that
   * runs more than its agent's settings allow is given room for what it runs, or no scenario could be made of it.
   */
  #room(record: HostRecord, used: { vms: number; memoryMiB: number }): ImportedHost {
    const { host, silentVms, silentMemoryMiB } = record;
    const name = formatIpv4(host);
    if (silentVms > 0)
      this.notes.add('VMs that have not talked, left out with the room they take', `${silentVms} on ${name}`);
    const slots = Math.max(record.slots - silentVms, used.vms);
    // The simulator's files know no host without memory.
    const memoryMiB = Math.max(record.memoryMiB - silentMemoryMiB, used.memoryMiB, 1);
    if (used.vms > record.slots - silentVms || used.memoryMiB > record.memoryMiB - silentMemoryMiB) {
      const text = `${name} runs ${used.vms + silentVms} VMs with ${used.memoryMiB + silentMemoryMiB} MiB`;
      this.notes.add(
        'Hosts over their capacity, written as full',
        `${text}; its settings say ${record.slots} and ${record.memoryMiB}`,
      );
    }
    return { host, slots, memoryMiB };
  }

  /**
   * The VM of each address. An id is always its own VM's; another address that two VMs had is the one's whose host
   * was dumped later. `vms` is what vms() gave.
   */
  vmOfAddress(vms: readonly VmRecord[]): ReadonlyMap<Ipv4, Ipv4> {
    const found = new Map<Ipv4, Ipv4>();
    const atMs = (vm: VmRecord): number => this.#hosts.get(vm.host)!.record.atMs;
    for (const vm of [...vms].sort((a, b) => atMs(a) - atMs(b))) {
      for (const address of vm.addresses) found.set(address, vm.vm);
    }
    for (const { vm } of vms) found.set(vm, vm);
    return found;
  }
}
