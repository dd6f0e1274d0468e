// The VMs of this host: what the hypervisor says runs here, joined by MAC with the switch port and with the
// IPv4 address that the VM's own packets show (thesis 4.2.2). A VM that has not talked has no id yet, and
// nothing to gain.
import { LRUCache } from 'lru-cache';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { VmMarks } from '../../topology/vm-marks.js';
import type { Domain, FlowSample, Obstacle, RedirectedVm, VmPort } from './drivers.js';
import { isGuestAddress } from './guest-address.js';
import type { Reservation } from './reservations.js';
import { marksOfVm } from './rules/marks.js';
import type { Context } from './steps.js';

export interface LocalVm {
  /** Its id: the address of its first interface that has one. */
  readonly address: Ipv4;
  /** MAC of the interface that has this address. */
  readonly mac: string;
  /** All its addresses, the id included. */
  readonly addresses: readonly Ipv4[];
  readonly domain: Domain;
  readonly obstacle: Obstacle | undefined;
  /** Since when it runs here, as far as this agent has seen, ms. */
  readonly sinceMs: number;
}

/** Addresses remembered of one MAC. */
const MAX_SHOWN = 16;

interface Binding {
  readonly address: Ipv4;
  lastSeenMs: number;
}

export class LocalVms {
  readonly #context: Context;
  #domains: readonly Domain[] = [];
  #ports: readonly VmPort[] = [];
  #portByMac = new Map<string, VmPort>();
  /** One address for each local MAC: bounded by the interfaces plugged in here. */
  readonly #bindings = new Map<string, Binding>();
  /** Addresses that packets from outside came from lately. Bounded: what is forgotten can be claimed again. */
  readonly #foreign = new LRUCache<Ipv4, { readonly mac: string; atMs: number }>({
    maxSize: 65_536,
    sizeCalculation: () => 1,
  });
  /** Every address that a local MAC has been seen with: what was said of one of them still holds when it uses another. */
  readonly #shown = new Map<string, Set<Ipv4>>();
  readonly #sinceMs = new Map<string, number>();
  /** By the address as a signed number: look-ups by any other number are ten times slower in V8. */
  #byAddress = new Map<number, LocalVm>();
  #vms: LocalVm[] = [];
  #shape = '';
  /** Rises when the addresses to steer or the ports have changed. */
  version = 0;
  #hasDomains = false;
  #hasPorts = false;

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * Takes over the list of domains. A VM with a reservation is known by its address as soon as it runs, before
   * it has sent a packet here. Returns the ids of VMs that were here and are not any more.
   */
  setDomains(domains: readonly Domain[], expected: ReadonlyMap<string, Reservation>): Ipv4[] {
    const before = this.#vms;
    this.#hasDomains = true;
    this.#domains = domains;
    const running = new Set(domains.filter((domain) => domain.running).map((domain) => domain.uuid));
    for (const uuid of running) {
      if (!this.#sinceMs.has(uuid)) this.#sinceMs.set(uuid, this.#context.nowMs);
    }
    for (const uuid of this.#sinceMs.keys()) {
      if (!running.has(uuid)) this.#sinceMs.delete(uuid);
    }
    this.#forgetAbsentMacs();
    for (const { uuid } of domains) {
      const { macs = [], vm } = expected.get(uuid) ?? {};
      if (macs[0] !== undefined && vm !== undefined) this.#bind(macs[0], vm);
    }
    this.#rebuild();
    return before.filter((vm) => !running.has(vm.domain.uuid)).map((vm) => vm.address);
  }

  /** Whether both the hypervisor and the switch have been asked. */
  get isKnown(): boolean {
    return this.#hasDomains && this.#hasPorts;
  }

  setPorts(ports: readonly VmPort[]): void {
    this.#hasPorts = true;
    this.#ports = ports;
    this.#portByMac = new Map(ports.map((port) => [port.mac, port]));
    this.#forgetAbsentMacs();
    this.#rebuild();
  }

  /** Learns which addresses local VMs use, from one whole poll: first which are in use elsewhere. */
  learn(samples: readonly FlowSample[]): void {
    this.learnOutside(samples, 0, samples.length);
    this.learnOwn(samples, 0, samples.length);
  }

  /** The first half of `learn`, of the samples from `from` up to `to`. */
  learnOutside(samples: readonly FlowSample[], from: number, to: number): void {
    const { nowMs } = this.#context;
    for (let at = from; at < to; at++) {
      const { src, srcMac } = samples[at]!;
      if (src === undefined || srcMac === undefined || this.#portByMac.has(srcMac)) continue;
      const seen = this.#foreign.get(src);
      if (seen?.mac === srcMac) seen.atMs = nowMs;
      else this.#foreign.set(src, { mac: srcMac, atMs: nowMs });
    }
  }

  /** The second half of `learn`, when the first is done with the whole poll. */
  learnOwn(samples: readonly FlowSample[], from: number, to: number): void {
    const { nowMs } = this.#context;
    for (let at = from; at < to; at++) {
      const sample = samples[at]!;
      if (sample.src === undefined || sample.srcMac === undefined) continue;
      const known = this.#bindings.get(sample.srcMac);
      // Most flows say what another has said in this poll.
      if (known === undefined || known.address !== sample.src || known.lastSeenMs !== nowMs) this.#learnOne(sample);
    }
  }

  /** Only the VM's own port and MAC may say so, and not of an address that is in use by a machine outside. */
  #learnOne(sample: FlowSample): void {
    if (sample.src === undefined || sample.srcMac === undefined) return;
    const port = this.#portByMac.get(sample.srcMac);
    if (!port || this.#isForeign(sample.src, sample.srcMac)) return;
    const isNumbered = port.datapathPort !== undefined && typeof sample.inPort === 'number';
    if (isNumbered && port.datapathPort !== sample.inPort) return;
    if (typeof sample.inPort === 'string' && sample.inPort !== port.name) return;
    this.#show(sample.srcMac, sample.src);
    if (this.#bind(sample.srcMac, sample.src)) this.#rebuild();
  }

  /** The first ones stay: a guest that shows many does not get rid of them. */
  #show(mac: string, address: Ipv4): void {
    const shown = this.#shown.get(mac) ?? new Set();
    if (shown.size >= MAX_SHOWN || !isGuestAddress(address, this.#context)) return;
    this.#shown.set(mac, shown.add(address));
  }

  /** Learns addresses of local VMs from the host's own ARP table, for datapath flows that show none. */
  learnNeighbours(entries: ReadonlyMap<string, Ipv4>): void {
    const present = new Set(this.#domains.flatMap((domain) => domain.macs));
    const bound = [...entries].map(([mac, address]) => present.has(mac) && this.#bind(mac, address));
    if (bound.includes(true)) this.#rebuild();
  }

  get(address: Ipv4): LocalVm | undefined {
    return this.#byAddress.get(address | 0);
  }

  list(): readonly LocalVm[] {
    return this.#vms;
  }

  /** Every domain, also those that do not run or have not talked. */
  domains(): readonly Domain[] {
    return this.#domains;
  }

  /** Whether the cost map may say of the domain what is not known here: it has not talked since this agent began. */
  isUnheard({ macs, running }: Domain): boolean {
    return running && this.#context.map.hasGroups && !macs.some((mac) => this.#bindings.has(mac));
  }

  /** Addresses that these MACs use now, and those that they were seen with since they came here. */
  shownBy(macs: readonly string[]): Ipv4[] {
    const bound = macs.flatMap((mac) => this.#bindings.get(mac)?.address ?? []);
    return [...new Set([...bound, ...macs.flatMap((mac) => [...(this.#shown.get(mac) ?? [])])])];
  }

  /** What is said of a domain that is here: by its metadata, and by the cost map as it is now. */
  marksOf({ marks, macs }: Domain): VmMarks {
    const addresses = this.shownBy(macs);
    return marksOfVm(marks, addresses, this.#context.map);
  }

  portList(): readonly VmPort[] {
    return this.#ports;
  }

  addressOfMac(mac: string): Ipv4 | undefined {
    return this.#bindings.get(mac)?.address;
  }

  redirected(): RedirectedVm[] {
    const running = new Set(this.#domains.filter((domain) => domain.running).flatMap((domain) => domain.macs));
    return [...this.#bindings]
      .filter(([mac]) => running.has(mac))
      .map(([mac, { address }]) => ({ address, mac }))
      .sort((a, b) => a.address - b.address);
  }

  /** A VM that was migrated here by somebody else comes with its own MAC, and may go on with its address. */
  #isForeign(address: Ipv4, mac: string): boolean {
    const seen = this.#foreign.get(address);
    if (!seen || seen.mac === mac || this.#bindings.get(mac)?.address === address) return false;
    return this.#context.nowMs - seen.atMs < 2 * this.#context.settings.windowMs;
  }

  /** Returns whether the binding is new. */
  #bind(mac: string, address: Ipv4): boolean {
    const { settings, nowMs } = this.#context;
    const known = this.#bindings.get(mac);
    if (known?.address === address) {
      known.lastSeenMs = nowMs;
      return false;
    }
    // A guest must not draw a hypervisor's traffic to itself by using its address, nor take another VM's.
    if (!isGuestAddress(address, this.#context)) return false;
    if (known && nowMs - known.lastSeenMs < 2 * settings.windowMs) return false;
    for (const [otherMac, other] of this.#bindings) {
      if (otherMac !== mac && other.address === address) return false;
    }
    this.#bindings.set(mac, { address, lastSeenMs: nowMs });
    return true;
  }

  #forgetAbsentMacs(): void {
    const present = new Set([
      ...this.#ports.map((port) => port.mac),
      ...this.#domains.flatMap((domain) => domain.macs),
    ]);
    for (const mac of this.#bindings.keys()) {
      if (!present.has(mac)) this.#bindings.delete(mac);
    }
    for (const mac of this.#shown.keys()) {
      if (!present.has(mac)) this.#shown.delete(mac);
    }
  }

  #rebuild(): void {
    this.#vms = [];
    this.#byAddress = new Map();
    for (const domain of this.#domains) {
      const macs = domain.macs.filter((mac) => this.#bindings.has(mac));
      const addresses = macs.map((mac) => this.#bindings.get(mac)!.address);
      const sinceMs = this.#sinceMs.get(domain.uuid);
      const [[mac], [address]] = [macs, addresses];
      if (mac === undefined || address === undefined || sinceMs === undefined || !domain.running) continue;
      const vm: LocalVm = { address, mac, addresses, domain, obstacle: domain.obstacle, sinceMs };
      this.#vms.push(vm);
      for (const each of addresses) this.#byAddress.set(each | 0, vm);
    }
    const ports = this.#ports.map(({ name, ofport, mac }) => [name, ofport, mac]);
    const shape = JSON.stringify([this.redirected(), ports]);
    if (shape !== this.#shape) this.version += 1;
    this.#shape = shape;
  }
}
