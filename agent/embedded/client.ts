// The embedded drivers' connection to the world: connects, reconnects with backoff, tells who asks why there
// is no connection. It knows no method but the `changed` notification.
import { JsonRpcConnection } from '../jsonrpc/connection.js';
import { changedNotification } from './protocol.js';

const connectTimeoutMs = 2000;
const firstDelayMs = 20;
const longestDelayMs = 1000;

/** Wait before the next try after `failures` (>= 1) failed ones in a row, ms: doubles from 20 up to 1000. */
export function reconnectDelayMs(failures: number): number {
  return Math.min(firstDelayMs * 2 ** Math.min(failures - 1, 16), longestDelayMs);
}

export class WorldClient {
  readonly #socket: string;
  readonly #listeners: (() => void)[] = [];
  #connection: JsonRpcConnection | undefined;
  #why = 'not started';
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  /** `socket` is the world's unix socket for this host. */
  constructor(socket: string) {
    this.#socket = socket;
  }

  /** Tries once, and goes on trying in the background. Never rejects: absence is a state. */
  async start(): Promise<void> {
    await this.#connect();
  }

  /** Why there is no connection, or undefined when there is one. */
  unavailable(): string | undefined {
    return this.#connection ? undefined : `embedded data centre at ${this.#socket}: ${this.#why}`;
  }

  /** Rejects with an Error that names the socket when the world is away, does not answer in time, or refuses. */
  async call(method: string, params: unknown, timeoutMs: number): Promise<unknown> {
    const why = this.unavailable();
    if (this.#connection === undefined) throw new Error(why);
    return this.#connection.call(method, params, { timeoutMs });
  }

  /** `listener` is called when the world reports a change, and when it came or went. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#why = 'closed';
    clearTimeout(this.#retry);
    this.#connection?.close();
    this.#connection = undefined;
  }

  async #connect(): Promise<void> {
    let connection: JsonRpcConnection;
    try {
      connection = await JsonRpcConnection.connect(this.#socket, { timeoutMs: connectTimeoutMs });
    } catch (error) {
      this.#lost((error as Error).message);
      return;
    }
    if (this.#closed) return connection.close();
    connection.onNotification((method) => {
      if (method === changedNotification) this.#changed();
    });
    connection.onClose((error) => {
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      this.#lost(error?.message ?? 'the other side closed the connection');
      this.#changed();
    });
    this.#connection = connection;
    this.#failures = 0;
    this.#changed();
  }

  #lost(why: string): void {
    if (this.#closed) return;
    this.#why = why;
    this.#failures++;
    this.#retry = setTimeout(() => void this.#connect(), reconnectDelayMs(this.#failures));
  }

  #changed(): void {
    if (this.#closed) return;
    for (const listener of this.#listeners) listener();
  }
}
