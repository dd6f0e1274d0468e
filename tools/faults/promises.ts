// Room that agents have promised each other, as it can be told from the wire: whoever answers a request for room with
// yes owes it until the promise expires by his own clock, is given back, or the VM is there. The ground for S2's checker
// and for operators who do not overfill a host. Judges nothing.
import type { Message } from '../../agent/core/messages.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { AgentView, Observer } from './observer.js';
import type { Job, World } from './world/world.js';

export interface PromisedRoom {
  readonly uuid: string;
  readonly memoryMiB: number;
  /** By the promiser's clock. */
  expiresAtMs: number;
}

export class Promises implements Observer {
  readonly #world: World;
  readonly #hosts = new Map<Ipv4, { view: AgentView; room: Map<string, PromisedRoom> }>();
  /** Questions for room that a host has received and not answered, by asker and number. */
  readonly #asked = new Map<string, Message & { type: 'capacity-request' }>();

  constructor(world: World) {
    this.#world = world;
  }

  arrives(host: AgentView, message: Message, from: Ipv4): void {
    if (message.type === 'capacity-request') {
      this.#asked.set(`${host.address}/${from}/${message.request}`, message);
      if (this.#asked.size > 4_096) this.#asked.delete(this.#asked.keys().next().value!);
    }
    if (message.type === 'reservation-release') this.#hosts.get(host.address)?.room.delete(message.domainUuid);
  }

  sent(host: AgentView, message: Message, to: { readonly address: Ipv4 }): void {
    if (message.type !== 'capacity-response' || !message.granted || message.expiresInMs === 0) return;
    const asked = this.#asked.get(`${host.address}/${to.address}/${message.request}`);
    if (!asked?.reserve) return;
    const known = this.#hosts.get(host.address) ?? { view: host, room: new Map<string, PromisedRoom>() };
    this.#hosts.set(host.address, known);
    const { domainUuid: uuid } = asked;
    const before = known.room.get(uuid);
    const expiresAtMs = host.clockMs() + message.expiresInMs;
    known.room.set(uuid, { uuid, memoryMiB: before?.memoryMiB ?? asked.memoryMiB, expiresAtMs });
  }

  lostPower(host: AgentView): void {
    this.#hosts.delete(host.address);
  }

  /** Promises of this host that stand, of VMs that its hypervisor does not list. */
  of(host: Ipv4): PromisedRoom[] {
    const known = this.#hosts.get(host);
    if (!known || known.room.size === 0) return [];
    const nowMs = known.view.clockMs();
    const present = new Set([...this.#world.guestsOn(host)].map(({ uuid }) => uuid));
    for (const { guest } of this.#world.arrivingAt(host)) present.add(guest.uuid);
    for (const [uuid, { expiresAtMs }] of known.room) if (expiresAtMs <= nowMs) known.room.delete(uuid);
    return [...known.room.values()].filter(({ uuid }) => !present.has(uuid));
  }

  /** Whether this host still owes room for this VM. */
  has(host: Ipv4, uuid: string): boolean {
    const known = this.#hosts.get(host);
    const promise = known?.room.get(uuid);
    return known !== undefined && promise !== undefined && promise.expiresAtMs > known.view.clockMs();
  }

  /** The VM has arrived: nothing is owed any more. */
  jobEnded({ guest, to }: Job, ok: boolean): void {
    if (ok) this.#hosts.get(to)?.room.delete(guest.uuid);
  }
}
