// Keeps the redirect as the core wants it: applies each change, and compares at intervals, so that what
// somebody else removed is put back. Failures are reported and tried again; they never stop the agent.
import type { Redirect, RedirectedVm, VmPort } from './core/drivers.js';
import type { Logger } from './log.js';
import { Refresher } from './refresher.js';

/**
 * Before a redirect that could not be put in place is tried again, ms. Not the repair interval: an Open vSwitch that has
 * restarted has none of our rules, so until then VMs can reach agents and tokens cannot reach VMs.
 */
const RETRY_MS = 1000;

export class Redirector {
  readonly #redirect: Redirect;
  readonly #log: Logger;
  readonly #refresher = new Refresher(() => this.#apply());
  #wanted: { vms: readonly RedirectedVm[]; ports: readonly VmPort[] } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  /** Why the last attempt failed; undefined when what is installed is what is wanted. */
  lastError: string | undefined;

  constructor(redirect: Redirect, log: Logger) {
    this.#redirect = redirect;
    this.#log = log;
  }

  /** What keeps messages from arriving although the redirect is in place. */
  warnings(): readonly string[] {
    return this.#redirect.warnings?.() ?? [];
  }

  start(repairIntervalMs: number): void {
    this.#timer = setInterval(() => void this.#refresher.request(), repairIntervalMs);
  }

  want(vms: readonly RedirectedVm[], ports: readonly VmPort[]): void {
    this.#wanted = { vms, ports };
    void this.#refresher.request();
  }

  /** Compares now, not at the next interval. */
  check(): void {
    void this.#refresher.request();
  }

  /** Takes the redirect out again; logs what cannot be removed. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#retryTimer);
    this.#wanted = undefined;
    await this.#refresher.request();
    try {
      await this.#redirect.remove();
    } catch (error) {
      this.#log.error('redirect not removed', { error });
    }
  }

  async #apply(): Promise<void> {
    if (!this.#wanted) return;
    clearTimeout(this.#retryTimer);
    try {
      const mended = await this.#redirect.apply(this.#wanted.vms, this.#wanted.ports);
      if (mended.length > 0) this.#log.warn('redirect mended', { mended });
      if (this.lastError !== undefined) this.#log.info('redirect works again');
      this.lastError = undefined;
    } catch (error) {
      const text = (error as Error).message;
      if (text !== this.lastError) this.#log.error('redirect not in place', { reason: text });
      this.lastError = text;
      // Not after a stop, which had to wait for this attempt.
      if (this.#wanted) this.#retryTimer = setTimeout(() => void this.#refresher.request(), RETRY_MS);
    }
  }
}
