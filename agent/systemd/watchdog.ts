// Feeds systemd's watchdog as long as every loop of the agent comes round. The timer here only looks: without evidence
// nothing is sent, and systemd starts the agent anew. What is evidence is health.ts's.
import type { Logger } from '../log.js';
import { type Evidence, type Silence, silences } from './health.js';

export interface WatchdogOptions {
  /** systemd's patience, ms; it is fed three times in that time. */
  readonly intervalMs: number;
  /** Asks those loops for a sign that give none by themselves; it comes in before the next look. */
  readonly probe: () => void;
  readonly evidence: () => readonly Evidence[];
  readonly feed: () => Promise<boolean>;
  readonly log: Pick<Logger, 'error' | 'info'>;
  /** Monotonic time, ms. */
  readonly clock?: () => number;
}

export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #clock: () => number;
  readonly #timer: NodeJS.Timeout;
  #feeding = false;
  #isUnwell = false;

  /** Looks at once, and from then on. */
  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    this.#timer = setInterval(() => this.look(), options.intervalMs / 3);
    this.look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(): void {
    const { evidence, probe } = this.#options;
    this.#tell(silences(evidence(), this.#clock()));
    probe();
    if (this.#isUnwell || this.#feeding) return;
    this.#feeding = true;
    void this.#options.feed().finally(() => {
      this.#feeding = false;
    });
  }

  #tell(silent: readonly Silence[]): void {
    const { log, intervalMs } = this.#options;
    const wasUnwell = this.#isUnwell;
    this.#isUnwell = silent.length > 0;
    if (this.#isUnwell && !wasUnwell) {
      const consequence = `unless it comes round, systemd starts the agent anew within ${Math.round(intervalMs / 1000)} s`;
      const loops = silent.map(({ loop }) => loop).join(', ');
      log.error('part of the agent hangs', { loops, silent, consequence }, 'unwell');
    }
    if (wasUnwell && !this.#isUnwell) log.info('all parts of the agent work again');
  }
}
