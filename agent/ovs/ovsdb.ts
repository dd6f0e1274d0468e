// Keeps a replica of the OVSDB server's Bridge, Port and Interface tables: connects, monitors, probes, reconnects
// (RFC 7047). It changes nothing in the database. What the rows mean is in replica.ts.
import { JsonRpcConnection } from '../jsonrpc/connection.js';
import { backoffMs } from './backoff.js';
import { countersQuery, type PortCounters, parseCounters } from './port-counters.js';
import { type BridgeView, monitoredColumns, OvsdbReplica } from './replica.js';

const callTimeoutMs = 5000;
/** A poll waits for the counters, and is worth more than they are. */
const countersTimeoutMs = 1000;
/** How often a silent server is probed with `echo` (RFC 7047 section 4.1.11): a stopped process closes no socket. */
const probeIntervalMs = 5000;

export class OvsdbMonitor {
  readonly #path: string;
  readonly #onChange: () => void;
  readonly #replica = new OvsdbReplica();
  #connection: JsonRpcConnection | undefined;
  #failures = 0;
  #why: string | undefined = 'not started';
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** `onChange` is called after each update and whenever the server comes or goes. */
  constructor(path: string, onChange: () => void) {
    this.#path = path;
    this.#onChange = onChange;
  }

  /** Resolves after the first attempt, whether it succeeded or not. Later attempts run by themselves. */
  async start(): Promise<void> {
    await this.#connect();
  }

  /** Why the replica is not current, or undefined when it is. */
  unavailable(): string | undefined {
    return this.#why;
  }

  view(bridge: string): BridgeView {
    return this.#replica.view(bridge);
  }

  /** What is counted for each interface, by its name. Rejects with an Error when the server is away or does not answer. */
  async counters(): Promise<ReadonlyMap<string, PortCounters>> {
    if (!this.#connection) throw new Error(this.#why ?? 'the monitor was closed');
    return parseCounters(await this.#connection.call('transact', countersQuery, { timeoutMs: countersTimeoutMs }));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#connection?.close();
  }

  async #connect(): Promise<void> {
    let connection: JsonRpcConnection | undefined;
    try {
      connection = await JsonRpcConnection.connect(this.#path, { timeoutMs: callTimeoutMs });
      await this.#monitor(connection);
    } catch (error) {
      connection?.close();
      this.#lost((error as Error).message);
    }
  }

  async #monitor(connection: JsonRpcConnection): Promise<void> {
    // Updates may follow the reply in the same packet, before the promise below has resumed.
    const early: unknown[] = [];
    let current = false;
    connection.onNotification((method, params) => {
      if (method !== 'update' || !Array.isArray(params)) return;
      if (current) this.#update(connection, params[1]);
      else early.push(params[1]);
    });
    const tables = await connection.call('monitor', ['Open_vSwitch', null, monitoredColumns], {
      timeoutMs: callTimeoutMs,
    });
    if (this.#closed) return connection.close();
    this.#replica.clear();
    this.#replica.update(tables);
    for (const updates of early) this.#replica.update(updates);
    current = true;
    this.#connection = connection;
    this.#failures = 0;
    this.#why = undefined;
    connection.onClose((error) => this.#lost(error?.message ?? 'the server closed the connection'));
    this.#probeLater(connection);
    this.#onChange();
  }

  #update(connection: JsonRpcConnection, updates: unknown): void {
    try {
      this.#replica.update(updates);
      this.#onChange();
    } catch (error) {
      this.#why = (error as Error).message;
      connection.close();
    }
  }

  #probeLater(connection: JsonRpcConnection): void {
    this.#timer = setTimeout(() => {
      connection.call('echo', [], { timeoutMs: callTimeoutMs }).then(
        () => !connection.closed && this.#probeLater(connection),
        () => connection.close(),
      );
    }, probeIntervalMs);
    this.#timer.unref();
  }

  /** The rows stay: ports that were there a moment ago are a better guess than none while the server restarts. */
  #lost(why: string): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#connection = undefined;
    this.#failures++;
    const text = why.includes(this.#path) ? why : `${this.#path}: ${why}`;
    const changed = this.#why !== `OVSDB: ${text}`;
    this.#why = `OVSDB: ${text}`;
    this.#timer = setTimeout(() => void this.#connect(), backoffMs(this.#failures));
    this.#timer.unref();
    if (changed) this.#onChange();
  }
}
