// One JSON-RPC 1.0 call whose result is a long text, on a connection of its own: the text goes to its reader while it
// arrives and is never held. Everything around it is held, within a bound. What the text means is the reader's business.
import { createConnection } from 'node:net';
import { connectHint, JsonRpcError, remoteErrorText } from './errors.js';
import { JsonFramer, JsonFramingError } from './framing.js';
import { type TextReader, TextResult } from './text-result.js';

export type { TextReader } from './text-result.js';

export interface TextCallOptions {
  /** From connecting to the last byte, ms. */
  readonly timeoutMs: number;
  /** Largest text accepted, bytes as sent. Default 64 MiB: a dump of 100,000 flows is about 21 MB. */
  readonly maxBytes?: number;
  /** Ends the call with JsonRpcError('closed'). */
  readonly signal?: AbortSignal;
}

/** All but the text: an id, an error's words. */
const maxEnvelopeBytes = 1024 * 1024;
/** Read at once, bytes; small enough for the second-level cache. One call reads at a time as a rule. */
const chunkBytes = 64 * 1024;

/**
 * Calls `method` on the unix socket `path` and gives the text to `reader`; resolves when the answer was whole. Rejects
 * with JsonRpcError (`connect`, `remote` with the other side's words, `timeout`, `closed`, `protocol` when the result is
 * no text), with JsonFramingError, or with what the reader threw.
 */
export function callForText(
  path: string,
  method: string,
  params: unknown,
  reader: TextReader,
  options: TextCallOptions,
): Promise<void> {
  const { timeoutMs, maxBytes = 64 * 1024 * 1024, signal } = options;
  return new Promise((resolve, reject) => {
    const answer = new TextAnswer(method, reader, maxBytes);
    let connected = false;
    const finish = (error?: Error) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.destroy();
      if (error) reject(error);
      else resolve();
    };
    const receive = (length: number, bytes: Uint8Array): boolean => {
      if (socket.destroyed) return false;
      try {
        if (answer.receive(bytes, length)) finish();
      } catch (error) {
        finish(error as Error);
      }
      return !socket.destroyed;
    };
    const closed = () => finish(new JsonRpcError('closed', `${method} failed, the connection is closed`));
    const abort = closed;
    const socket = createConnection({
      path,
      onread: { buffer: Buffer.allocUnsafeSlow(chunkBytes), callback: receive },
    });
    const timer = setTimeout(() => {
      const text = `no answer within ${timeoutMs} ms`;
      if (connected) finish(new JsonRpcError('timeout', `no answer to ${method} within ${timeoutMs} ms`));
      else finish(new JsonRpcError('connect', `cannot connect to ${path}: ${text}`));
    }, timeoutMs);
    socket.once('connect', () => {
      connected = true;
      socket.write(JSON.stringify({ id: 0, method, params }));
    });
    socket.once('error', (cause: NodeJS.ErrnoException) => {
      if (connected) closed();
      else finish(new JsonRpcError('connect', `cannot connect to ${path}: ${connectHint(cause)}`, { cause }));
    });
    socket.once('close', closed);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Puts the answer together: its text to the reader, the rest to the framer. */
export class TextAnswer {
  readonly #method: string;
  readonly #framer = new JsonFramer({ maxBytes: maxEnvelopeBytes });
  readonly #result: TextResult;
  #left: number;

  constructor(method: string, reader: TextReader, maxBytes: number) {
    this.#method = method;
    this.#left = maxBytes;
    const write = (bytes: Uint8Array, start: number, end: number) => {
      this.#left -= end - start;
      if (this.#left < 0) {
        throw new JsonFramingError('too-large', `${method}: the answer is larger than the limit of ${maxBytes} bytes`);
      }
      try {
        reader.write(bytes, start, end);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw new JsonFramingError('malformed', `malformed JSON message: ${error.message}`);
      }
    };
    this.#result = new TextResult({ write });
  }

  /** True when the answer is whole; throws when it is a failure. */
  receive(bytes: Uint8Array, length: number): boolean {
    for (let at = 0; at < length; ) {
      const envelopeEnd = this.#result.envelope(bytes, at, length);
      for (const message of this.#framer.push(bytes.subarray(at, envelopeEnd))) {
        if (this.#settle(message as Record<string, unknown>)) return true;
      }
      at = this.#result.text(bytes, envelopeEnd, length);
    }
    return false;
  }

  #settle({ id, method, result, error }: Record<string, unknown>): boolean {
    if (typeof method === 'string' || (id !== 0 && !(id === null && typeof error === 'string'))) return false;
    if (error !== null && error !== undefined) {
      const remoteText = remoteErrorText(error);
      throw new JsonRpcError('remote', `${this.#method} failed: ${remoteText}`, { remoteText });
    }
    if (this.#result.seen) return true;
    throw new JsonRpcError(
      'protocol',
      `${this.#method} answered with ${JSON.stringify(result)?.slice(0, 100)}, not text`,
    );
  }
}
