// One JSON-RPC 1.0 connection as Open vSwitch speaks it (RFC 7047 section 4; also ovs-appctl's unixctl and this
// agent's control socket): calls, answers, notifications, both ways. It knows no method and never reconnects.
import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import { connectHint, JsonRpcError, remoteErrorText } from './errors.js';
import { JsonFramer, JsonFramingError } from './framing.js';
import { type ByteBudget, type TimeLimits, TimeWatch } from './limits.js';

export { JsonRpcError } from './errors.js';

export interface JsonRpcConnectionOptions extends TimeLimits {
  /** Largest message accepted or queued for sending, bytes. Default 64 MiB: a dump of 100,000 flows is about 23 MB. */
  maxBytes?: number;
  /** Calls waiting for an answer at once. Default 256. */
  maxPendingCalls?: number;
  /** Requests of the other side being answered at once; further ones are answered with an error. Default 64. */
  maxPendingRequests?: number;
  /** Shared by the connections of a server; the one that goes over it is closed. Default: none. */
  budget?: ByteBudget;
}

/** How long a peer that is sent away may go on writing, ms: its write must not fail before it has read the reason. */
const lingerMs = 1000;
/** A peer with more than this unread, bytes, does not read: it is not told the reason. */
const lingerBytes = 64 * 1024;

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
  readonly #budget: ByteBudget | undefined;
  readonly #watch: TimeWatch;
  #chargedBytes = 0;
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
    this.#budget = options.budget;
    this.#watch = new TimeWatch(options, {
      busy: () => this.#answering > 0 || this.#pending.size > 0,
      paused: () => stream.isPaused(),
      expire: (text) => this.dismiss(new JsonRpcError('limit', text)),
    });
    stream.on('drain', () => this.#drained());
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

  /**
   * Closes because of what the other side did, and tells it why when it reads: with an error that answers no call (a
   * null id). `error` goes to the close listeners. Safe to call more than once.
   */
  dismiss(error: JsonRpcError | JsonFramingError): void {
    if (this.#closed) return;
    const stream = this.#stream;
    if (stream.writableLength <= lingerBytes) {
      stream.end(JSON.stringify({ id: null, result: null, error: `${error.code}: ${error.message}` }));
      const timer = setTimeout(() => stream.destroy(), lingerMs);
      stream.once('close', () => clearTimeout(timer));
      stream.resume(); // What still comes is dropped.
    }
    this.#finish(error);
  }

  #receive(chunk: Uint8Array): void {
    if (this.#closed) return;
    try {
      const messages = this.#framer.push(chunk);
      this.#watch.received(messages.length > 0, this.#framer.heldBytes > 0);
      for (const message of messages) {
        if (this.#closed) return;
        this.#dispatch(message as Record<string, unknown>);
      }
      this.#charge();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  /** Only a side that answers requests tells the reason: an Open vSwitch daemon would not know what to do with it. */
  #fail(error: Error): void {
    const told = error instanceof JsonFramingError || error instanceof JsonRpcError;
    if (told && this.#handler) this.dismiss(error);
    else this.#finish(error);
  }

  #dispatch(message: Record<string, unknown>): void {
    const { id, method, params } = message;
    if (typeof method !== 'string') this.#settle(message);
    else if (id === null || id === undefined)
      for (const listener of this.#notificationListeners) listener(method, params);
    else if (typeof id === 'number' || typeof id === 'string')
      this.#answer(id, method, params).catch((error: Error) => this.#fail(error));
    else throw new JsonRpcError('protocol', 'the id of a request must be a number, a string or null');
  }

  /** An answer to a call that has timed out, or that was never made, is dropped: there is nobody to tell. */
  #settle(message: Record<string, unknown>): void {
    if (message.id === null && typeof message.error === 'string') {
      const remoteText = remoteErrorText(message.error);
      return this.#finish(new JsonRpcError('remote', remoteText, { remoteText }));
    }
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

  async #answer(id: number | string, method: string, params: unknown): Promise<void> {
    // RFC 7047 section 4.1.11: either side may probe the other with `echo` at any time.
    if (method === 'echo') return this.#reply(id, params ?? null, null);
    if (!this.#handler) return this.#reply(id, null, `unknown method ${method}`);
    // Not read any later instead: who reads nothing does not learn that the peer has gone, and a request may take a day.
    if (this.#answering >= this.#maxPendingRequests) {
      return this.#reply(id, null, `too many requests at once (limit ${this.#maxPendingRequests})`);
    }
    this.#answering++;
    try {
      this.#reply(id, (await this.#handler(method, params)) ?? null, null);
    } catch (error) {
      this.#reply(id, null, error instanceof Error ? error.message : String(error));
    } finally {
      this.#answering--;
      this.#watch.active();
    }
  }

  /**
   * A peer that does not read its answers is not read from either, so that answers do not pile up. That holds for
   * answers only: two sides that both stop reading while they send calls would wait for each other for ever.
   */
  #reply(id: number | string, result: unknown, error: string | null): void {
    if (!this.#send({ id, result, error })) this.#stream.pause();
  }

  #drained(): void {
    this.#watch.active();
    this.#charge();
    this.#stream.resume();
  }

  /** False when the bytes wait for the other side to read. */
  #send(message: object): boolean {
    if (this.#closed) return true;
    const flushed = this.#stream.write(JSON.stringify(message));
    // A peer that asks but never reads must not fill our memory.
    if (this.#stream.writableLength > this.#maxBytes) {
      this.#finish(
        new JsonRpcError('closed', `the other side does not read: ${this.#stream.writableLength} bytes queued`),
      );
    }
    this.#charge();
    return flushed || this.#closed;
  }

  /** Tells the budget what this connection holds now. */
  #charge(): void {
    if (!this.#budget) return;
    const before = this.#chargedBytes;
    this.#chargedBytes = this.#closed ? 0 : this.#framer.heldBytes + this.#stream.writableLength;
    const fits = this.#budget.change(before, this.#chargedBytes);
    if (fits || this.#chargedBytes <= before) return;
    const text = `unfinished requests and unread answers of all clients exceed ${this.#budget.maxBytes} bytes`;
    this.dismiss(new JsonRpcError('limit', `${text}; try again later`));
  }

  #closedError(method: string): JsonRpcError {
    const why = this.#failure ? `: ${this.#failure.message}` : '';
    return new JsonRpcError('closed', `${method} failed, the connection is closed${why}`, { cause: this.#failure });
  }

  #finish(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure = error;
    this.#watch.stop();
    this.#charge();
    this.#framer.drop();
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
