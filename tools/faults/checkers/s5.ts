// S5: no replayed datagram changes any state. What a new life of an agent hears of what was sent to its former ones must
// leave everything as it was that matters to anybody: its promises, its standing order, its part in any token.
import type { Agent } from '../../../agent/core/agent.js';
import type { Message } from '../../../agent/core/messages.js';
import type { Effect } from '../../../agent/core/steps.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { type AgentView, type Observer, Violation } from '../observer.js';

export class DeafToReplays implements Observer {
  #before: string | undefined;
  #deeds: string[] = [];

  arrives(host: AgentView, _message: Message, _from: Ipv4, isReplay: boolean): void {
    this.#before = isReplay ? digestOf(host.agent!) : undefined;
    this.#deeds = [];
  }

  effect(_host: AgentView, effect: Effect): void {
    if (this.#before === undefined) return;
    if (effect.type !== 'log' && effect.type !== 'redirect') this.#deeds.push(effect.type);
  }

  arrived(host: AgentView, message: Message, from: Ipv4, isReplay: boolean): void {
    const before = this.#before;
    this.#before = undefined;
    if (!isReplay || before === undefined || !host.agent) return;
    const what = `a replayed ${message.type} from ${formatIpv4(from)} to ${formatIpv4(host.address)}`;
    if (this.#deeds.length > 0) throw new Violation('S5', `${what} made it ${this.#deeds.join(', ')}`);
    const after = digestOf(host.agent);
    if (after !== before) throw new Violation('S5', `${what} changed its state from ${before} to ${after}`);
  }
}

function digestOf(agent: Agent): string {
  const promises = [...agent.reservations.entries()].map(([uuid, { expiresAtMs }]) => [uuid, expiresAtMs]);
  const sight = agent.holder.sight();
  const hop = sight && [sight.state, sight.token.header.id, sight.token.header.generation, sight.token.header.sequence];
  const report = agent.origin.last();
  return JSON.stringify({ promises, hop, state: agent.holder.state, ended: report?.endReason, hops: report?.hops });
}
