// After a VM has come here: is its port on the bridge, and does it talk? A migration that the hypervisor calls a
// success is none for its users when the VM is cut off. Tells an operator; undoes nothing.
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import type { LocalVms } from '../local-vms.js';
import type { Context } from '../steps.js';

/** Time that the port has to be plugged in, ms; also what the first flow may take on top of two windows. */
const PORT_MS = 60_000;

interface Arrival {
  readonly vm: Ipv4;
  /** Of the interface that has the VM's address. */
  readonly mac: string;
  readonly bytesBefore: number;
  /** Until when its port is awaited; undefined: it is there, and traffic is awaited. */
  portDueMs: number | undefined;
  trafficDueMs: number;
}

export interface ArrivalParts {
  readonly local: LocalVms;
  /** Bytes of a local VM's flows so far, both ways. */
  bytesOf(vm: Ipv4): number;
  /** Whether the switch cannot be asked now. */
  isAway(): boolean;
}

export class Arrivals {
  readonly #context: Context;
  readonly #parts: ArrivalParts;
  /** By domain uuid. Bounded by the domains that run here. */
  readonly #watched = new Map<string, Arrival>();

  constructor(context: Context, parts: ArrivalParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** A VM for which room was held runs here now. */
  came(uuid: string, vm: Ipv4, mac: string): void {
    const { nowMs } = this.#context;
    const due = { portDueMs: nowMs + PORT_MS, trafficDueMs: nowMs + this.#trafficMs };
    this.#watched.set(uuid, { vm, mac, bytesBefore: this.#parts.bytesOf(vm), ...due });
  }

  /** Forgets VMs that do not run here any more. */
  keep(running: ReadonlySet<string>): void {
    for (const uuid of this.#watched.keys()) if (!running.has(uuid)) this.#watched.delete(uuid);
  }

  tick(): void {
    const { nowMs } = this.#context;
    for (const [uuid, arrival] of this.#watched) {
      if (nowMs < (arrival.portDueMs ?? arrival.trafficDueMs)) continue;
      if (this.#parts.isAway()) this.#putOff(arrival);
      else if (arrival.portDueMs !== undefined) this.#checkPort(uuid, arrival);
      else this.#checkTraffic(uuid, arrival);
    }
  }

  nextDeadlineMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { portDueMs, trafficDueMs } of this.#watched.values()) next = Math.min(next, portDueMs ?? trafficDueMs);
    return next;
  }

  get #trafficMs(): number {
    return 2 * this.#context.settings.windowMs + PORT_MS;
  }

  /** What is not seen while nobody looks says nothing. */
  #putOff(arrival: Arrival): void {
    const { nowMs } = this.#context;
    if (arrival.portDueMs !== undefined) arrival.portDueMs = nowMs + PORT_MS;
    arrival.trafficDueMs = nowMs + this.#trafficMs;
  }

  #checkPort(uuid: string, arrival: Arrival): void {
    const { vm, mac } = arrival;
    arrival.portDueMs = undefined;
    if (this.#parts.local.portList().some((port) => port.mac === mac)) return;
    this.#watched.delete(uuid);
    const text = `${formatIpv4(vm)} has arrived, but no port of the bridge has its MAC ${mac} after ${PORT_MS / 1_000} s`;
    const advice = `see \`virsh domiflist ${uuid}\`, and plug its interface into the bridge`;
    this.#context.emit({ type: 'alarm', code: 'port-missing', vm, text: `${text}: ${advice}` });
  }

  #checkTraffic(uuid: string, { vm, bytesBefore }: Arrival): void {
    this.#watched.delete(uuid);
    if (this.#parts.bytesOf(vm) !== bytesBefore) return;
    const text = `${formatIpv4(vm)} has arrived, but no flow from or to it was seen for ${this.#trafficMs / 1_000} s`;
    const advice = 'see whether it answers: VLAN tag and rules of its port may differ from those where it was';
    this.#context.emit({ type: 'alarm', code: 'no-traffic', vm, text: `${text}: ${advice}` });
  }
}
