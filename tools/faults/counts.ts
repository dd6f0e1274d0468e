// What happened in a run, in numbers.
import type { Message } from '../../agent/core/messages.js';
import type { Effect } from '../../agent/core/steps.js';
import type { AgentView, Observer } from './observer.js';
import type { Job } from './world/world.js';

export class Counts implements Observer {
  messages = 0;
  hops = 0;
  decisions = 0;
  orders = 0;
  migrations = 0;
  failed = 0;
  lives = 0;
  faults = 0;
  /** Tokens whose levels were compared with the truth. */
  levels = 0;

  sent(_host: AgentView, message: Message): void {
    this.messages += 1;
    if (message.type === 'token' || message.type === 'token-change') this.hops += 1;
  }

  effect(_host: AgentView, effect: Effect): void {
    if (effect.type === 'decided') this.decisions += 1;
    if (effect.type === 'migrate') this.orders += 1;
  }

  jobEnded(_job: Job, ok: boolean): void {
    if (ok) this.migrations += 1;
    else this.failed += 1;
  }

  started(): void {
    this.lives += 1;
  }

  noted(): void {
    this.faults += 1;
  }
}
