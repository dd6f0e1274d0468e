// The agent as a service of systemd's: what it tells the manager at each turn of its life, the watchdog, and the journal.
// Without systemd nothing of this does anything.
import type { Daemon } from './daemon.js';
import { addressPatienceMs } from './first-bind.js';
import { createLogger, journalIsListening, type Logger, type LogLevel, logLine, toStderr } from './log.js';
import { watchdogMs } from './systemd/health.js';
import { Journal } from './systemd/journal.js';
import { Notifier, reloadingWords, statusWord } from './systemd/notify.js';
import { Watchdog } from './systemd/watchdog.js';

/** The agent's log. `close` resolves when all is written; a process that ends without it writes what waits as lines. */
export function openLog(level: LogLevel): { log: Logger; close: () => Promise<void> } {
  if (!journalIsListening()) return { log: createLogger({ level }), close: async () => {} };
  const journal = new Journal({
    line: (record) => toStderr(logLine(record.level, record.json, true)),
    onFailure: (reason) => log.warn('records have no journal fields for a minute: no entry could be sent', { reason }),
  });
  const log = createLogger({ level, events: (record) => journal.take(record) });
  process.on('exit', () => journal.spill());
  return { log, close: () => journal.close() };
}

export class Service {
  readonly #daemon: Daemon;
  readonly #log: Logger;
  readonly #notifier: Notifier;
  #watchdog: Watchdog | undefined;
  /** Why the last reload was refused: told for as long as its file is not what is in force. */
  #refused: string | undefined;
  #state: 'starting' | 'ready' | 'stopping' = 'starting';

  constructor(daemon: Daemon, log: Logger) {
    this.#daemon = daemon;
    this.#log = log;
    this.#notifier = new Notifier(log);
  }

  /** Who starts the agent by hand wants to be told at once. */
  get addressPatienceMs(): number {
    return this.#notifier.isHeard ? addressPatienceMs : 0;
  }

  /** From now on the manager takes the agent for started, and watches it. */
  async ready(): Promise<void> {
    if (this.#state !== 'starting') return;
    this.#state = 'ready';
    await this.#notifier.send('READY=1', this.#status());
    const intervalMs = watchdogMs(process.env, process.pid);
    if (intervalMs === undefined || !this.#notifier.isHeard || this.#isStopping()) return;
    this.#watchdog = new Watchdog({
      ...{ intervalMs, log: this.#log },
      probe: () => this.#daemon.pulse.probe(),
      evidence: () => this.#daemon.pulse.evidence(),
      feed: () => this.#notifier.send('WATCHDOG=1', this.#status()),
    });
  }

  /** Carries out a reload between the two words that make `systemctl reload` wait for it. */
  async reload(carryOut: () => Promise<string | undefined>): Promise<void> {
    if (this.#state !== 'ready') {
      // READY=1 would end a start that still goes on.
      await carryOut();
      return;
    }
    await this.#notifier.send(...reloadingWords());
    this.#refused = await carryOut();
    if (this.#isStopping()) return;
    await this.#notifier.send('READY=1', this.#status());
  }

  async stopping(): Promise<void> {
    this.#state = 'stopping';
    this.#watchdog?.stop();
    await this.#notifier.send('STOPPING=1', statusWord('handing on the token, waiting for migrations'));
  }

  #isStopping(): boolean {
    return this.#state === 'stopping';
  }

  #status(): string {
    const refused = this.#refused === undefined ? '' : `; reload refused: ${this.#refused}`;
    return statusWord(`${this.#daemon.summary()}${refused}`);
  }
}
