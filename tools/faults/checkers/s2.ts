// S2: a host never holds more than its capacity, promises included. A host must not promise more than domains and
// promises leave, none is to get a domain more than it has room for, and nobody orders a migration that the target does
// not owe room for.
import type { Message } from '../../../agent/core/messages.js';
import type { Effect } from '../../../agent/core/steps.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { type AgentView, type Observer, Violation } from '../observer.js';
import type { Promises } from '../promises.js';
import { roomAt } from '../world/populate.js';
import type { World } from '../world/world.js';

export class Capacity implements Observer {
  readonly #world: World;
  readonly #promises: Promises;

  /** `promises` has to observe before this does. */
  constructor(world: World, promises: Promises) {
    this.#world = world;
    this.#promises = promises;
  }

  sent(host: AgentView, message: Message): void {
    if (message.type === 'capacity-response' && message.granted) this.#check(host.address, 'promises');
  }

  changed(host: Ipv4): void {
    if (this.#world.machines.has(host)) this.#check(host, 'holds');
  }

  effect(host: AgentView, effect: Effect): void {
    if (effect.type !== 'migrate' || this.#promises.has(effect.target, effect.uuid)) return;
    const order = `${formatIpv4(host.address)} orders the migration of ${formatIpv4(effect.vm)}`;
    throw new Violation('S2', `${order} to ${formatIpv4(effect.target)}, which owes it no room (any more)`);
  }

  #check(host: Ipv4, verb: string): void {
    const room = roomAt(this.#world, host);
    const promised = this.#promises.of(host);
    const promisedMiB = promised.reduce((sum, promise) => sum + promise.memoryMiB, 0);
    const slots = promised.length - room.slots;
    const memoryMiB = promisedMiB - room.memoryMiB;
    if (slots <= 0 && memoryMiB <= 0) return;
    const excess = slots > 0 ? `${slots} VMs` : `${memoryMiB} MiB`;
    throw new Violation('S2', `${formatIpv4(host)} ${verb} ${excess} too much; ${promised.length} are promised`);
  }
}
