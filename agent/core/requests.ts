// Questions to other agents: each goes out with a number, again after a while when nobody answers, and ends
// with the answer or with none. Bounded in flight, so that a VM with thousands of neighbours does not flood
// the network; the rest waits its turn.
import type { Address, Request, Response } from './messages.js';
import type { Context } from './steps.js';

interface Pending {
  readonly to: Address;
  readonly message: Request;
  readonly attempts: number;
  readonly done: (response: Response | undefined) => void;
  sent: number;
  nextMs: number;
  isOver: boolean;
}

/**
 * Requests sent once and not answered yet. An answer may make others needless (locating.ts), so not all go out at
 * once; one that had to be repeated does not hold up the next.
 */
const MAX_FRESH = 64;

/** Answers whose `host` is the one that was asked at its own address; a location answer may name another. */
const SELF_NAMED: ReadonlySet<Response['type']> = new Set<Response['type']>([
  'capacity-response',
  'history-response',
  'inventory-response',
  'token-sighting',
  'order-response',
  'flight-response',
]);

export interface AskOptions {
  /** Sends in all. Default: the settings'. */
  readonly attempts?: number;
  /** Goes out only when nothing else waits: a sweep of a whole network must not hold up a decision. */
  readonly background?: boolean;
}

export class Requests {
  readonly #context: Context;
  readonly #inFlight = new Map<number, Pending>();
  readonly #waiting: Pending[] = [];
  readonly #background: Pending[] = [];
  #lastNumber: number;
  #fresh = 0;

  constructor(context: Context) {
    this.#context = context;
    // A random start keeps answers to a former life of this agent from being taken for new ones.
    this.#lastNumber = Math.floor(context.random() * 0x7fffffff);
  }

  /**
   * Asks. `done` is called once: with the answer, or with undefined after the last try went unanswered. Returns a
   * function that forgets the request when its answer is no longer wanted; then `done` is not called.
   */
  ask(
    to: Address,
    message: Request,
    done: (response: Response | undefined) => void,
    { attempts = this.#context.settings.requests.attempts, background = false }: AskOptions = {},
  ): () => void {
    this.#lastNumber = (this.#lastNumber + 1) >>> 0;
    const numbered = { ...message, request: this.#lastNumber };
    const pending: Pending = { to, message: numbered, attempts, done, sent: 0, nextMs: 0, isOver: false };
    (background ? this.#background : this.#waiting).push(pending);
    this.#fill();
    return () => {
      this.#end(pending);
      // Later in the step: whoever forgets one may be about to forget those that would go out in its place.
      this.#context.defer(() => this.#fill());
    };
  }

  /** Requests sent and not answered yet, and those whose turn has not come. */
  load(): { readonly inFlight: number; readonly waiting: number } {
    return { inFlight: this.#inFlight.size, waiting: this.#waiting.length + this.#background.length };
  }

  answered(response: Response): void {
    const pending = this.#inFlight.get(response.request);
    // Only whom it was asked may answer for himself.
    if (pending && 'host' in response && SELF_NAMED.has(response.type) && response.host !== pending.to.address) return;
    if (!pending) return; // A second answer to a repeated request, or one that nobody waits for any more.
    this.#end(pending);
    pending.done(response);
    this.#fill();
  }

  tick(): void {
    for (const pending of this.#inFlight.values()) {
      if (pending.nextMs > this.#context.nowMs) continue;
      if (pending.sent < pending.attempts) {
        this.#transmit(pending);
        continue;
      }
      this.#end(pending);
      pending.done(undefined);
    }
    this.#fill();
  }

  nextDeadlineMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { nextMs } of this.#inFlight.values()) next = Math.min(next, nextMs);
    return next;
  }

  #fill(): void {
    while (this.#fresh < MAX_FRESH && this.#inFlight.size < this.#context.settings.requests.maxInFlight) {
      const pending = this.#waiting.shift() ?? this.#background.shift();
      if (!pending) return;
      if (pending.isOver) continue;
      this.#inFlight.set(pending.message.request, pending);
      this.#transmit(pending);
    }
  }

  #transmit(pending: Pending): void {
    if (pending.sent === 0) this.#fresh += 1;
    if (pending.sent === 1) this.#fresh -= 1;
    pending.nextMs = this.#context.nowMs + this.#context.settings.requests.timeoutMs * 2 ** pending.sent;
    pending.sent += 1;
    this.#context.emit({ type: 'send', to: pending.to, message: pending.message });
  }

  #end(pending: Pending): void {
    pending.isOver = true;
    if (this.#inFlight.delete(pending.message.request) && pending.sent === 1) this.#fresh -= 1;
  }
}
