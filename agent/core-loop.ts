// Turns the pure core into a running one: gives it the time, feeds it one input after the other, carries its
// effects out in order, and wakes it at its next deadline. What an effect does is the caller's business.
import type { Agent } from './core/agent.js';
import type { Effect, Input } from './core/steps.js';

/** How often the core is told the wall clock, ms: it may be set, and rules about hours and days follow it. */
const CLOCK_MS = 30_000;

export class CoreLoop {
  readonly #agent: Agent;
  readonly #perform: (effect: Effect) => void;
  readonly #queue: Input[] = [];
  #running = false;
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #stopped = false;
  #clockDueMs = 0;
  /** When the core last finished a step, on the monotonic clock. */
  lastStepMs = performance.now();

  constructor(agent: Agent, perform: (effect: Effect) => void) {
    this.#agent = agent;
    this.#perform = perform;
  }

  /** Steps the core. An effect that feeds again at once only queues: steps never nest. */
  feed(input: Input): void {
    if (this.#stopped) return;
    this.#queue.push(input);
    if (this.#running) return;
    this.#running = true;
    try {
      this.#tellClock();
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        for (const effect of this.#agent.step(performance.now(), next)) this.#perform(effect);
        this.lastStepMs = performance.now();
      }
    } finally {
      this.#running = false;
      this.#arm();
    }
  }

  #tellClock(): void {
    if (performance.now() < this.#clockDueMs) return;
    this.#clockDueMs = performance.now() + CLOCK_MS;
    this.#queue.unshift({ type: 'clock', wallMs: Date.now() });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    const dueMs = this.#agent.nextDeadlineMs();
    // A timer that is early only finds nothing to do; moving it for every message would cost more.
    if (this.#stopped || dueMs >= this.#timerAtMs) return;
    clearTimeout(this.#timer);
    this.#timerAtMs = dueMs;
    this.#timer = setTimeout(() => this.#onTimer(), Math.max(1, Math.ceil(dueMs - performance.now())));
  }

  #onTimer(): void {
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    if (this.#agent.nextDeadlineMs() <= performance.now()) this.feed({ type: 'tick' });
    else this.#arm();
  }
}
