// What keeps this process alive, so that a suite can tell that a closed driver has let go of everything. It sees no timer
// that was unref'd; the suites therefore also check that a closed driver calls nobody any more.
import { until } from '../support/temporary.js';

const kinds = /Timeout|Pipe|TCP|UDP|Connect/;

function held(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => kinds.test(kind));
}

const timers = (resources: readonly string[]) => resources.filter((kind) => kind === 'Timeout').length;

/** Between the making of this and its questions, nothing but what is watched may open anything. */
export class ResourceWatch {
  readonly #before = held();

  /**
   * Rejects when there are more timers than at first. A timer that was forgotten is gone when it has fired, so this waits
   * no longer than a try to connect to an absent socket takes, which has a deadline of its own.
   */
  async timersCleared(): Promise<void> {
    await until('timers are cleared', () => timers(held()) <= timers(this.#before), 20);
  }

  /** Waits until there are no more timers and sockets than at first; rejects after 5 s with what is left. */
  async released(): Promise<void> {
    try {
      await until('timers and sockets are closed', () => held().length <= this.#before.length);
    } catch (error) {
      const lists = `before: ${this.#before.join(' ')}; now: ${held().join(' ')}`;
      throw new Error(`${(error as Error).message}; ${lists}`, { cause: error });
    }
  }
}
