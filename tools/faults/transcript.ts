// A run in lines that a person can read: what is sent, decided, migrated, logged, and which faults strike. Made only
// when somebody wants to read it, by running the seed again.
import type { Address, Message } from '../../agent/core/messages.js';
import type { Effect, Input } from '../../agent/core/steps.js';
import type { Token } from '../../agent/core/token.js';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import type { AgentView, Observer } from './observer.js';
import type { Job } from './world/world.js';

export class Transcript implements Observer {
  readonly #nowMs: () => number;
  readonly #write: (line: string) => void;

  constructor(nowMs: () => number, write: (line: string) => void) {
    this.#nowMs = nowMs;
    this.#write = write;
  }

  sent(host: AgentView, message: Message, to: Address): void {
    this.#line(host, `-> ${formatIpv4(to.address)} ${describe(message)}`);
  }

  arrives(host: AgentView, message: Message, from: Ipv4, isReplay: boolean): void {
    this.#line(host, `<- ${formatIpv4(from)} ${isReplay ? 'replayed ' : ''}${describe(message)}`);
  }

  told(host: AgentView, input: Input): void {
    switch (input.type) {
      case 'flows':
      case 'tick':
      case 'sent':
      case 'memory':
        return;
      case 'domains': {
        const domains = input.domains.map(
          ({ name, running, obstacle }) => `${name}${running ? '' : ' coming'}${obstacle ? ` ${obstacle.code}` : ''}`,
        );
        return this.#line(host, `is told its domains: ${domains.join(', ')}`);
      }
      case 'ports':
        return;
      case 'migration-ended': {
        const { ok } = input.result;
        const how = ok ? 'well' : `${input.result.code}: ${input.result.text}`;
        return this.#line(host, `is told that the migration of ${formatIpv4(input.vm)} has ended: ${how}`);
      }
      case 'driver':
        return this.#line(host, `is told that its ${input.driver} is ${input.away === undefined ? 'there' : 'away'}`);
      case 'order':
        return this.#line(host, `is ordered to ${input.order}`);
      case 'inject':
        return this.#line(host, `is ordered to start a round: ${input.order.policy}, ${input.order.rounds} rounds`);
      default:
        return this.#line(host, `is told: ${input.type}`);
    }
  }

  effect(host: AgentView, effect: Effect): void {
    const words = effectWords(effect);
    if (words !== undefined) this.#line(host, words);
  }

  started(host: AgentView): void {
    this.#line(host, `starts, life ${host.life}`);
  }

  stopped(host: AgentView): void {
    this.#line(host, 'has ended');
  }

  jobBegan({ guest, from, to }: Job): void {
    this.noted(`the migration of ${formatIpv4(guest.vm)} from ${formatIpv4(from)} to ${formatIpv4(to)} begins`);
  }

  jobEnded({ guest, from, to }: Job, ok: boolean): void {
    const place = `from ${formatIpv4(from)} to ${formatIpv4(to)}`;
    this.noted(`the migration of ${formatIpv4(guest.vm)} ${place} ${ok ? 'is done' : 'has failed'}`);
  }

  noted(words: string): void {
    this.#write(`${time(this.#nowMs())} * ${words}`);
  }

  #line(host: AgentView, words: string): void {
    this.#write(`${time(this.#nowMs())} ${formatIpv4(host.address)} ${words}`);
  }
}

/** Virtual time as seconds. */
export function time(ms: number): string {
  return (ms / 1_000).toFixed(3).padStart(9);
}

function effectWords(effect: Effect): string | undefined {
  switch (effect.type) {
    case 'decided': {
      const { vm, verdict, reason, round, sequence, detail } = effect.record;
      return `decides for ${formatIpv4(vm)}: ${verdict} (${reason}), round ${round}, hop ${sequence}: ${detail}`;
    }
    case 'migrate':
      return `orders the migration of ${formatIpv4(effect.vm)} to ${formatIpv4(effect.target)}`;
    case 'migrated': {
      const { vm, ok, reason } = effect.record;
      return `counts the migration of ${formatIpv4(vm)}: ${ok ? 'done' : reason}`;
    }
    case 'remember':
      return `remembers ${JSON.stringify(effect.remembered)}`;
    case 'injected':
    case 'ordered':
      return `answers its operator: ${JSON.stringify(effect.result)}`;
    case 'round-ended':
      return `says that ${effect.report.tokenId} has ended: ${effect.report.endReason}`;
    case 'log':
      return `logs: ${effect.message} ${JSON.stringify(effect.fields ?? {})}`;
    case 'redirect':
      return `steers ${effect.vms.map(({ address }) => formatIpv4(address)).join(', ')}`;
    default:
      return undefined;
  }
}

function describe(message: Message): string {
  switch (message.type) {
    case 'token':
      return `token ${hop(message.token.header)}, visited ${message.token.visitedCount}/${message.token.size}${offer(message)}`;
    case 'token-change':
      return `token-change ${hop(message.change.header)}${offer(message)}`;
    case 'token-ack':
    case 'token-grant':
    case 'token-state':
    case 'token-inquiry':
    case 'token-sighting':
    case 'token-revival': {
      const { type, ...rest } = message;
      return `${type} ${plain(rest)}`;
    }
    default: {
      const { type, ...rest } = message;
      return `${type} ${plain(rest)}`;
    }
  }
}

function offer(message: { readonly offer?: boolean }): string {
  return message.offer ? ', an offer' : '';
}

function hop({ id, generation, sequence, round, holder, level, flights = [] }: Token['header']): string {
  const flying = flights.length > 0 ? `, ${flights.length} in flight` : '';
  return `${id} generation ${generation} hop ${sequence} round ${round} for ${formatIpv4(holder)} level ${level}${flying}`;
}

const addresses = new Set(['vm', 'host', 'from', 'to', 'origin']);

function plain(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      if (addresses.has(name) && typeof value === 'number') return `${name} ${formatIpv4(value as Ipv4)}`;
      return Array.isArray(value) ? `${name} (${value.length})` : `${name} ${String(value)}`;
    })
    .join(', ');
}
