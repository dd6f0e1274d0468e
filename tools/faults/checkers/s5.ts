// S5: no replayed datagram changes any state. What a new life of an agent hears of what was sent to its former ones must
// not make it do anything: promise or give back room, take part in a round. That it answers is no harm, nor that it learns
// that a generation has existed or that an order was given, which is true whenever it was said and gives way to what is newer.
import type { Agent } from '../../../agent/core/agent.js';
import type { Message } from '../../../agent/core/messages.js';
import type { Effect } from '../../../agent/core/steps.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { type AgentView, type Observer, Violation } from '../observer.js';

/** Messages with which a host acts of its own accord. */
const deeds: ReadonlySet<Message['type']> = new Set([
  'token',
  'token-change',
  'token-grant',
  'token-revival',
  'reservation-release',
  'migration-report',
  'round-end',
]);
/** Effects that are none. */
const harmless: ReadonlySet<Effect['type']> = new Set(['log', 'redirect', 'remember', 'order-changed']);

export class DeafToReplays implements Observer {
  #before: string | undefined;
  #done: string[] = [];

  arrives(host: AgentView, _message: Message, _from: Ipv4, isReplay: boolean): void {
    this.#before = isReplay ? digestOf(host.agent!) : undefined;
    this.#done = [];
  }

  sent(_host: AgentView, message: Message): void {
    if (this.#before !== undefined && deeds.has(message.type)) this.#done.push(`send ${message.type}`);
  }

  effect(_host: AgentView, effect: Effect): void {
    if (this.#before !== undefined && !harmless.has(effect.type)) this.#done.push(effect.type);
  }

  arrived(host: AgentView, message: Message, from: Ipv4, isReplay: boolean): void {
    const before = this.#before;
    this.#before = undefined;
    if (!isReplay || before === undefined || !host.agent) return;
    const what = `a replayed ${message.type} from ${formatIpv4(from)} to ${formatIpv4(host.address)}`;
    if (this.#done.length > 0) throw new Violation('S5', `${what} made it ${this.#done.join(', ')}`);
    const after = digestOf(host.agent);
    if (after !== before) throw new Violation('S5', `${what} changed its state from ${before} to ${after}`);
  }
}

function digestOf({ reservations, holder, origin }: Agent): string {
  const promises = [...reservations.entries()].map(([uuid, { expiresAtMs }]) => [uuid, expiresAtMs]);
  const sight = holder.sight();
  const held = sight?.state === 'holding' ? sight.token.header : undefined;
  const hop = held && [held.id, held.generation, held.sequence];
  const report = origin.last();
  return JSON.stringify({ promises, hop, state: holder.state, ended: report?.endReason, hops: report?.hops });
}
