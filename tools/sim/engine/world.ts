// The data centre while it is simulated: who runs where, what each host has left, and what a VM's own agent would
// see of it. Decides nothing.
import { communicationCost, type Neighbour, type PairRate } from '../../../agent/core/cost.js';
import { HostDirectory } from '../../../agent/core/directory.js';
import type { CostMap } from '../../../topology/cost-map.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import {
  hostAddress,
  indexOfAddress,
  memoryRoundingMiB,
  type Scenario,
  type Traffic,
  vmAddress,
} from '../scenario/scenario.js';

export class World {
  readonly scenario: Scenario;
  readonly map: CostMap;
  readonly directory: HostDirectory;
  /** Index of each VM's host. */
  readonly hostOf: Uint32Array;
  /** Changes with churn; rows as in the scenario. */
  traffic: Traffic;
  readonly #freeSlots: Int32Array;
  readonly #freeMiB: Float64Array;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.map = scenario.map;
    this.traffic = scenario.traffic;
    this.hostOf = Uint32Array.from(scenario.vms.hosts);
    this.#freeSlots = Int32Array.from(scenario.hosts.slots);
    this.#freeMiB = Float64Array.from(scenario.hosts.memoryMiB);
    this.directory = new HostDirectory(this.map);
    for (let host = 0; host < this.#freeSlots.length; host += 1) this.directory.add(hostAddress(scenario, host));
    for (const [vm, host] of this.hostOf.entries()) this.#take(vm, host, 1);
  }

  /** Index of a host's address, or -1: the cost map has it, but it offers nothing. */
  hostIndex(address: Ipv4): number {
    return indexOfAddress(this.scenario.hosts.addresses, address);
  }

  addressOf(host: number): Ipv4 {
    return hostAddress(this.scenario, host);
  }

  /** What the VM's agent knows once it has located everyone: each peer, lambda, and the peer's host. */
  neighboursOf(vm: number): Neighbour[] {
    const { offsets, peers, rates } = this.traffic;
    const neighbours: Neighbour[] = [];
    for (let at = offsets[vm]!; at < offsets[vm + 1]!; at += 1) {
      const peer = peers[at]!;
      neighbours.push({ peer: this.#addressOfPeer(peer), bytesPerSecond: rates[at]!, host: this.#serverOf(peer) });
    }
    return neighbours;
  }

  /** The VM's neighbours that are VMs. */
  peersOf(vm: number): Uint32Array {
    const { offsets, peers } = this.traffic;
    // Endpoints have higher numbers than every VM, so they stand last in the row.
    let end = offsets[vm + 1]!;
    while (end > offsets[vm]! && peers[end - 1]! >= this.hostOf.length) end -= 1;
    return peers.subarray(offsets[vm]!, end);
  }

  /** The most that one of the VM's pairs costs now, which being on one host would save: bytes per second x weight. */
  dearestPair(vm: number): number {
    const { offsets, peers, rates } = this.traffic;
    const own = this.#serverOf(vm);
    let dearest = 0;
    for (let at = offsets[vm]!; at < offsets[vm + 1]!; at += 1) {
      const level = this.map.level(own, this.#serverOf(peers[at]!)) ?? 0;
      dearest = Math.max(dearest, rates[at]! * this.map.pathWeight(level));
    }
    return dearest;
  }

  fits(vm: number, host: number): boolean {
    if (host < 0 || this.#freeSlots[host]! <= 0) return false;
    const { hosts, vms } = this.scenario;
    return this.#freeMiB[host]! + memoryRoundingMiB(hosts.memoryMiB[host]!) >= vms.memoryMiB[vm]!;
  }

  /** Moves a VM to a host that it fits. */
  move(vm: number, host: number): void {
    this.#take(vm, this.hostOf[vm]!, -1);
    this.hostOf[vm] = host;
    this.#take(vm, host, 1);
  }

  /** Eq. 3.1. */
  cost(): number {
    return communicationCost(this.#pairs(), (server) => server, this.map);
  }

  /** Every pair once, each end given as the server it is on. */
  *#pairs(): Generator<PairRate, void, undefined> {
    const { offsets, peers, rates } = this.traffic;
    for (let vm = 0; vm < this.hostOf.length; vm += 1) {
      const a = this.#serverOf(vm);
      for (let at = offsets[vm]!; at < offsets[vm + 1]!; at += 1) {
        const peer = peers[at]!;
        if (peer > vm) yield { a, b: this.#serverOf(peer), bytesPerSecond: rates[at]! };
      }
    }
  }

  #addressOfPeer(peer: number): Ipv4 {
    const vms = this.hostOf.length;
    return peer < vms ? vmAddress(this.scenario, peer) : (this.scenario.endpoints[peer - vms] as Ipv4);
  }

  /** Address of a VM's host, or of an endpoint itself. */
  #serverOf(peer: number): Ipv4 {
    return peer < this.hostOf.length ? this.addressOf(this.hostOf[peer]!) : this.#addressOfPeer(peer);
  }

  #take(vm: number, host: number, slots: 1 | -1): void {
    this.#freeSlots[host]! -= slots;
    this.#freeMiB[host]! -= slots * this.scenario.vms.memoryMiB[vm]!;
  }
}
