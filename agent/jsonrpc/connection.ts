// One JSON-RPC 1.0 connection as Open vSwitch speaks it (RFC 7047 section 4; also ovs-appctl's unixctl and this
// agent's control socket): calls, answers, notifications, both ways. It knows no method and never reconnects.
import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import { JsonRpcError, remoteErrorText } from './errors.js';
import { JsonFramer } from './framing.js';

export { JsonRpcError } from './errors.js';

export interface JsonRpcConnectionOptions {
  /** Largest message accepted or queued for sending, bytes. Default 64 MiB: a dump of 100,000 flows is about 23 MB. */
  maxBytes?: number;
  /** Calls waiting for an answer at once. Default 256. */
  maxPendingCalls?: number;
  /** Requests of the other side being answered at once; further ones are answered with an error. Default 64. */
  maxPendingRequests?: number;
}

export type RequestHandler = (method: string, params: unknown) => Promise<unknown>;
export type NotificationListener = (method: string, params: unknown) => void;

interface PendingCall {
  readonly method: string;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class JsonRpcConnection {
  readonly #stream: Duplex;
  readonly #framer: JsonFramer;
  readonly #maxBytes: number;
  readonly #maxPendingCalls: number;
  readonly #maxPendingRequests: number;
  readonly #pending = new Map<number, PendingCall>();
  readonly #notificationListeners: NotificationListener[] = [];
  readonly #closeListeners: ((error: Error | undefined) => void)[] = [];
  #handler: RequestHandler | undefined;
  #nextId = 0;
  #answering = 0;
  #closed = false;
  #failure: Error | undefined;

  constructor(stream: Duplex, options: JsonRpcConnectionOptions = {}) {
    this.#stream = stream;
    this.#maxBytes = options.maxBytes ?? 64 * 1024 * 1024;
    this.#maxPendingCalls = options.maxPendingCalls ?? 256;
    this.#maxPendingRequests = options.maxPendingRequests ?? 64;
    this.#framer = new JsonFramer({ maxBytes: this.#maxBytes });
    stream.on('data', (chunk: Uint8Array) => this.#receive(chunk));
    stream.on('error', (error: Error) => this.#finish(error));
    stream.on('end', () => this.#finish(undefined));
    stream.on('close', () => this.#finish(undefined));
  }

  /**
   * Connects to a unix socket within `timeoutMs`. Rejects with JsonRpcError('connect') whose message names the path
   * and what to look at.
   */
  static connect(path: string, options: JsonRpcConnectionOptions & { timeoutMs: number }): Promise<JsonRpcConnection> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ path });
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new JsonRpcError('connect', `cannot connect to ${path}: no answer within ${options.timeoutMs} ms`));
      }, options.timeoutMs);
      socket.once('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        reject(new JsonRpcError('connect', `cannot connect to ${path}: ${connectHint(error)}`, { cause: error }));
      });
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.removeAllListeners('error');
        resolve(new JsonRpcConnection(socket, options));
      });
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Sends a request and resolves with the answer's `result`. Rejects with JsonRpcError: `remote` with the other
   * side's text, `timeout` after `timeoutMs`, `closed` when the connection goes, `too-many-calls`.
   */
  call(method: string, params: unknown, options: { timeoutMs: number }): Promise<unknown> {
    if (this.#closed) return Promise.reject(this.#closedError(method));
    if (this.#pending.size >= this.#maxPendingCalls) {
      const text = `call ${method} refused: ${this.#pending.size} calls are waiting for an answer already`;
      return Promise.reject(new JsonRpcError('too-many-calls', text));
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new JsonRpcError('timeout', `no answer to ${method} within ${options.timeoutMs} ms`));
      }, options.timeoutMs);
      this.#pending.set(id, { method, timer, resolve, reject });
      this.#send({ id, method, params });
    });
  }

  /** Sends a notification: a request with a null id, which is never answered. */
  notify(method: string, params: unknown): void {
    if (!this.#closed) this.#send({ id: null, method, params });
  }

  onNotification(listener: NotificationListener): void {
    this.#notificationListeners.push(listener);
  }

  /** The one handler of incoming requests. What it resolves with is the result, what it throws the error's text. */
  onRequest(handler: RequestHandler): void {
    this.#handler = handler;
  }

  /** `listener` is called once, with the failure when there was one; at once when the connection is closed already. */
  onClose(listener: (error: Error | undefined) => void): void {
    if (this.#closed) queueMicrotask(() => listener(this.#failure));
    else this.#closeListeners.push(listener);
  }

  /** Sends what is queued, then closes. Pending calls are rejected. Safe to call more than once. */
  close(): void {
    if (this.#closed) return;
    this.#stream.end();
    this.#finish(undefined);
  }

  #receive(chunk: Uint8Array): void {
    if (this.#closed) return;
    try {
      for (const message of this.#framer.push(chunk)) this.#dispatch(message as Record<string, unknown>);
    } catch (error) {
      this.#finish(error as Error);
    }
  }

  #dispatch(message: Record<string, unknown>): void {
    const { id, method, params } = message;
    if (typeof method !== 'string') this.#settle(message);
    else if (id === null || id === undefined)
      for (const listener of this.#notificationListeners) listener(method, params);
    else void this.#answer(id, method, params);
  }

  /** An answer to a call that has timed out, or that was never made, is dropped: there is nobody to tell. */
  #settle(message: Record<string, unknown>): void {
    const call = typeof message.id === 'number' ? this.#pending.get(message.id) : undefined;
    if (!call) return;
    this.#pending.delete(message.id as number);
    clearTimeout(call.timer);
    if (message.error === null || message.error === undefined) {
      call.resolve(message.result);
    } else {
      const remoteText = remoteErrorText(message.error);
      call.reject(new JsonRpcError('remote', `${call.method} failed: ${remoteText}`, { remoteText }));
    }
  }

  async #answer(id: unknown, method: string, params: unknown): Promise<void> {
    // RFC 7047 section 4.1.11: either side may probe the other with `echo` at any time.
    if (method === 'echo') return this.#send({ id, result: params, error: null });
    if (!this.#handler) return this.#send({ id, result: null, error: `unknown method ${method}` });
    if (this.#answering >= this.#maxPendingRequests) {
      return this.#send({ id, result: null, error: `too many requests at once (limit ${this.#maxPendingRequests})` });
    }
    this.#answering++;
    try {
      this.#send({ id, result: (await this.#handler(method, params)) ?? null, error: null });
    } catch (error) {
      this.#send({ id, result: null, error: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#answering--;
    }
  }

  #send(message: object): void {
    if (this.#closed) return;
    this.#stream.write(JSON.stringify(message));
    // A peer that asks but never reads must not fill our memory.
    if (this.#stream.writableLength > this.#maxBytes) {
      this.#finish(
        new JsonRpcError('closed', `the other side does not read: ${this.#stream.writableLength} bytes queued`),
      );
    }
  }

  #closedError(method: string): JsonRpcError {
    const why = this.#failure ? `: ${this.#failure.message}` : '';
    return new JsonRpcError('closed', `${method} failed, the connection is closed${why}`, { cause: this.#failure });
  }

  #finish(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure = error;
    // After close() the queued bytes may still go out; in every other case there is nobody to send to.
    if (!this.#stream.writableEnded) this.#stream.destroy();
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of calls) {
      clearTimeout(call.timer);
      call.reject(this.#closedError(call.method));
    }
    for (const listener of this.#closeListeners) listener(error);
  }
}

function connectHint(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'no such socket (is the daemon running, and the path right?)';
    case 'ECONNREFUSED':
      return 'nobody listens on it (the daemon has died or is restarting)';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied (run as root or as a member of the group that owns the socket)';
    case 'ENOTSOCK':
      return 'it is no socket';
    default:
      return error.message;
  }
}
