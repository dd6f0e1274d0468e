// Keeps one session to libvirtd alive: connects in the background, with growing pauses between tries, and again
// whenever the session is lost. Knows nothing of domains.
import type { Connection } from './connection.js';
import { ConnectionError, textOf } from './errors.js';
import type { DomainEvent } from './messages.js';
import { openSession } from './session.js';

/** The part of the agent's logger that this adapter uses. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface LinkOptions {
  readonly socket: string;
  readonly uri: string;
  readonly callTimeoutMs: number;
  /** Pause before the second try, ms; doubles with each further one up to `maxBackoffMs`. */
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly log: Log;
  readonly onEvent: (event: DomainEvent) => void;
  /** The session came up or went away. */
  readonly onChange: () => void;
}

export class Link {
  readonly #options: LinkOptions;
  readonly #waiting = new Set<() => void>();
  #connection: Connection | undefined;
  #reason = 'not started';
  #timer: NodeJS.Timeout | undefined;
  #backoffMs: number;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#backoffMs = options.minBackoffMs;
  }

  /** Begins to connect; returns at once. */
  start(): void {
    this.#reason = `${this.#options.socket}: connecting`;
    void this.#connect();
  }

  /** Why there is no session now, or undefined when there is one. */
  unavailable(): string | undefined {
    return this.#connection ? undefined : this.#reason;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The session. Throws ConnectionError with the reason when there is none. */
  connection(): Connection {
    if (!this.#connection) throw new ConnectionError('closed', `libvirt cannot be asked: ${this.#reason}`);
    return this.#connection;
  }

  /** Resolves with the session as soon as there is one; rejects when there is none after `timeoutMs` or on `close`. */
  async whenUp(timeoutMs: number): Promise<Connection> {
    if (!this.#connection && !this.#closed) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        this.#waiting.add(done);
      });
    }
    return this.connection();
  }

  close(): void {
    this.#closed = true;
    this.#reason = 'closed by this agent';
    clearTimeout(this.#timer);
    this.#connection?.close();
    this.#wake();
  }

  async #connect(): Promise<void> {
    try {
      const connection = await openSession(this.#options);
      if (this.#closed) return connection.close();
      // It may have been lost between the last reply and now.
      if (connection.failure) throw connection.failure;
      this.#backoffMs = this.#options.minBackoffMs;
      this.#connection = connection;
      connection.onClose((reason) => this.#lost(reason));
      this.#options.log.info('connected to libvirt', { socket: this.#options.socket, uri: this.#options.uri });
      this.#wake();
      this.#options.onChange();
    } catch (error) {
      this.#retry(textOf(error));
    }
  }

  #lost(reason: ConnectionError): void {
    this.#connection = undefined;
    if (this.#closed) return;
    this.#retry(reason.message);
    this.#options.onChange();
  }

  #retry(reason: string): void {
    if (this.#closed) return;
    // The same reason again and again belongs into the log once.
    if (reason !== this.#reason) this.#options.log.warn('libvirt is not available', { reason });
    this.#reason = reason;
    this.#timer = setTimeout(() => void this.#connect(), this.#backoffMs);
    this.#backoffMs = Math.min(this.#backoffMs * 2, this.#options.maxBackoffMs);
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
