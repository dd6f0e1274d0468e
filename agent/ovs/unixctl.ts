// Commands to a running ovs-vswitchd over its control socket: what ovs-appctl(8) does, without a process for each
// command. A restarted daemon has a new socket, named after its process id. What the commands print is text.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { JsonRpcConnection } from '../jsonrpc/connection.js';
import { callForText, type TextReader } from '../jsonrpc/text-call.js';

export class Unixctl {
  readonly #runDir: string;
  readonly #onLost: () => void;
  #connection: Promise<JsonRpcConnection> | undefined;
  /** Where that connection leads to. */
  #socket = '';
  #closing = new AbortController();

  /**
   * `runDir`: where ovs-vswitchd keeps its pid file and control socket. `onLost` is called when the daemon closes the
   * connection, which it only does when it ends.
   */
  constructor(runDir: string, onLost: () => void = () => {}) {
    this.#runDir = runDir;
    this.#onLost = onLost;
  }

  /**
   * The text that a command prints, such as `dpif/show`. Rejects with JsonRpcError (`connect`, `remote` with the
   * daemon's own words, `timeout`, `closed`) or with an Error that names the pid file that cannot be read.
   */
  async command(name: string, parameters: readonly string[], options: { timeoutMs: number }): Promise<string> {
    const connection = await this.#connect(options.timeoutMs);
    try {
      const text = await connection.call(name, parameters, options);
      return typeof text === 'string' ? text : '';
    } catch (error) {
      // A late answer of megabytes is of no use to anybody: a daemon that is behind gets a new connection.
      if ((error as { code?: string }).code !== 'remote') this.close();
      throw error;
    }
  }

  /**
   * The same for a text that may be long: `reader` gets it while it arrives, escaped as in JSON. Has a connection of its
   * own, so that no other command waits for it; the common one tells that the daemon has ended.
   */
  async read(
    name: string,
    parameters: readonly string[],
    reader: TextReader,
    options: { timeoutMs: number },
  ): Promise<void> {
    await this.#connect(options.timeoutMs);
    await callForText(this.#socket, name, parameters, reader, { ...options, signal: this.#closing.signal });
  }

  /** Ends what is under way. A later command opens a new connection. */
  close(): void {
    this.#closing.abort();
    this.#closing = new AbortController();
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.then(
      (open) => open.close(),
      () => {},
    );
  }

  #connect(timeoutMs: number): Promise<JsonRpcConnection> {
    if (this.#connection) return this.#connection;
    const opening = this.#open(timeoutMs);
    this.#connection = opening;
    /** True when it was the current connection, and not one that close() has given up. */
    const forget = () => {
      const current = this.#connection === opening;
      if (current) this.#connection = undefined;
      return current;
    };
    opening.then((connection) => connection.onClose(() => forget() && this.#onLost()), forget);
    return opening;
  }

  async #open(timeoutMs: number): Promise<JsonRpcConnection> {
    const pidFile = path.join(this.#runDir, 'ovs-vswitchd.pid');
    const text = await readFile(pidFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new Error(`cannot read ${pidFile}: ${error.code ?? error.message} (is ovs-vswitchd running?)`, {
        cause: error,
      });
    });
    const pid = text.trim();
    if (!/^\d{1,10}$/.test(pid)) throw new Error(`${pidFile} holds no process id`);
    this.#socket = path.join(this.#runDir, `ovs-vswitchd.${pid}.ctl`);
    return JsonRpcConnection.connect(this.#socket, { timeoutMs });
  }
}
