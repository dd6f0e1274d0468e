// S1: a VM never has two migrations in flight. An agent must not order one while it waits for another of the same VM,
// nor after its hypervisor has told it that a job is running, whoever began that one.
import type { Effect, Input } from '../../../agent/core/steps.js';
import { formatIpv4 } from '../../../topology/ipv4.js';
import { type AgentView, type Observer, Violation } from '../observer.js';
import { keyOf } from '../token-watch.js';

export class OneMigration implements Observer {
  /** Orders that no result has come for, by life of an agent and domain. */
  readonly #open = new Set<string>();
  /** Domains that each host's agent knows to have a job. */
  readonly #busy = new Map<string, ReadonlySet<string>>();

  effect(host: AgentView, effect: Effect): void {
    if (effect.type !== 'migrate') return;
    const { vm, uuid, target } = effect;
    const key = `${keyOf(host)}/${vm}`;
    const words = `${formatIpv4(host.address)} orders the migration of ${formatIpv4(vm)} to ${formatIpv4(target)}`;
    if (this.#open.has(key)) throw new Violation('S1', `${words} while it waits for another of this VM`);
    if (this.#busy.get(keyOf(host))?.has(uuid)) {
      throw new Violation('S1', `${words} although its hypervisor has said that a job of it is running`);
    }
    this.#open.add(key);
  }

  told(host: AgentView, input: Input): void {
    if (input.type === 'migration-ended') this.#open.delete(`${keyOf(host)}/${input.vm}`);
    if (input.type !== 'domains') return;
    const busy = input.domains.filter(({ obstacle }) => obstacle?.code === 'job-running').map(({ uuid }) => uuid);
    this.#busy.set(keyOf(host), new Set(busy));
  }
}
