// S6: no migration is ordered, and no room promised, that a rule forbids: by the mode of either host, by maintenance of
// the target, by a red label, or within the VM's hold time. Watches what agents order and promise; what people move by
// hand is their own business.
import type { Message } from '../../../agent/core/messages.js';
import type { Effect } from '../../../agent/core/steps.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { type AgentView, type Observer, Violation } from '../observer.js';
import type { Simulation } from '../simulation.js';
import type { Job } from '../world/world.js';

/** Hosts' clocks differ, and an order is some time on its way to the hypervisor, ms. */
const slackMs = 6_000;

export class RulesHold implements Observer {
  readonly #sim: Simulation;
  /** When the latest move of each VM was ordered that has succeeded, and of those that are under way, by uuid. */
  readonly #moved = new Map<string, number>();
  readonly #ordered = new Map<string, { readonly target: Ipv4; readonly atMs: number }>();
  /** Questions for room that a host has had, and could refuse: by asker and number. */
  #asked: { readonly key: string; readonly isNew: boolean } | undefined;

  constructor(sim: Simulation) {
    this.#sim = sim;
  }

  arrives(host: AgentView, message: Message, from: Ipv4): void {
    if (message.type !== 'capacity-request') return;
    // A promise that was given before is kept.
    const isNew = message.reserve && !message.renewal && !host.agent!.reservations.entries().has(message.domainUuid);
    this.#asked = { key: `${host.address}/${from}/${message.request}`, isNew };
  }

  sent(host: AgentView, message: Message, to: { readonly address: Ipv4 }): void {
    if (message.type !== 'capacity-response' || !message.granted) return;
    if (this.#asked?.key !== `${host.address}/${to.address}/${message.request}` || !this.#asked.isNew) return;
    const { standings } = host.agent!;
    const why = standings.effectiveMode() !== 'auto' ? `mode ${standings.effectiveMode()}` : standings.maintenance();
    if (why !== 'none') throw new Violation('S6', `${formatIpv4(host.address)} promises room, although in ${why}`);
  }

  effect(host: AgentView, effect: Effect): void {
    if (effect.type !== 'migrate') return;
    const { vm, uuid, target } = effect;
    const { nowMs, hosts, world, plan } = this.#sim;
    const why = (words: string): Violation => {
      const move = `${formatIpv4(vm)} from ${formatIpv4(host.address)} to ${formatIpv4(target)}`;
      return new Violation('S6', `${move} is ordered, although ${words}`);
    };
    const mode = host.agent?.standings.effectiveMode();
    if (mode !== 'auto') throw why(`the source is in mode ${mode}`);
    const there = hosts.get(target)?.settings.mode;
    if (there !== 'auto') throw why(`the target is in mode ${there}`);
    if (world.marksOf(vm)?.label === 'red') throw why('its label is red');
    const holdMs = plan.rules?.stability.holdMs ?? 0;
    const movedAtMs = this.#moved.get(uuid);
    if (movedAtMs !== undefined && nowMs - movedAtMs < holdMs - slackMs) {
      throw why(`it has moved ${Math.round((nowMs - movedAtMs) / 1_000)} s ago`);
    }
    this.#ordered.set(uuid, { target, atMs: nowMs });
  }

  /** Only of moves that agents have ordered is there a history. */
  jobEnded({ guest: { uuid, isAlive }, to }: Job, ok: boolean): void {
    const ordered = this.#ordered.get(uuid);
    this.#ordered.delete(uuid);
    if (!isAlive) this.#moved.delete(uuid);
    else if (ok && ordered?.target === to) this.#moved.set(uuid, ordered.atMs);
  }
}
