// A JSON-RPC server on a unix socket: takes the path over safely, bounds its connections, closes them all.
// What the requests mean is the handler's business.
import { chmod, lstat, unlink } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { JsonRpcConnection, type JsonRpcConnectionOptions } from './connection.js';
import { JsonRpcError } from './errors.js';
import { ByteBudget } from './limits.js';

export interface JsonRpcServerOptions extends Omit<JsonRpcConnectionOptions, 'budget'> {
  /** Connections at once; a further one is told so and closed. Default 32. */
  maxConnections?: number;
  /** Memory for unfinished messages and unsent answers of all connections together, bytes. Default: no limit. */
  maxBufferedBytes?: number;
  /** Called with each connection that is closed because there are too many. */
  onRefusal?: (error: JsonRpcError) => void;
}

/** Connections that are being sent away, at most; beyond these nobody is told why. */
const maxRefused = 32;

export class JsonRpcServer {
  readonly #server: Server;
  readonly #connections = new Set<JsonRpcConnection>();
  readonly #sockets = new Set<Socket>();

  /** `handler` is called with each new connection, before any message of it is read. */
  constructor(handler: (connection: JsonRpcConnection) => void, options: JsonRpcServerOptions = {}) {
    const { maxBufferedBytes, maxConnections = 32, onRefusal, ...limits } = options;
    const budget = maxBufferedBytes === undefined ? {} : { budget: new ByteBudget(maxBufferedBytes) };
    this.#server = createServer((socket) => {
      const connection = new JsonRpcConnection(socket, { ...limits, ...budget });
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      if (this.#connections.size >= maxConnections) {
        const text = `too many clients: ${maxConnections} are connected already; try again later`;
        const error = new JsonRpcError('limit', text);
        connection.dismiss(error);
        onRefusal?.(error);
        return;
      }
      this.#connections.add(connection);
      connection.onClose(() => this.#connections.delete(connection));
      handler(connection);
    });
    this.#server.maxConnections = maxConnections + maxRefused;
  }

  /** Connections open now. */
  get connections(): number {
    return this.#connections.size;
  }

  /**
   * Listens on `path` with the file mode `mode` (default 0o600). A socket file that nobody answers on is left over
   * from a crash and is replaced. Rejects with JsonRpcError('listen') when another server answers on it, when the
   * path holds anything but a socket, or when the socket cannot be made.
   */
  async listen(path: string, options: { mode?: number } = {}): Promise<void> {
    await removeStaleSocket(path);
    await new Promise<void>((resolve, reject) => {
      const fail = (error: Error) =>
        reject(new JsonRpcError('listen', `cannot listen on ${path}: ${error.message}`, { cause: error }));
      this.#server.once('error', fail);
      // bind() happens inside listen(), so that nobody can connect between it and the chmod below.
      const umask = process.umask(0o177);
      try {
        this.#server.listen(path, () => {
          this.#server.off('error', fail);
          resolve();
        });
      } finally {
        process.umask(umask);
      }
    });
    // An error of a listening server concerns one connection that could not be accepted (EMFILE); it goes on listening.
    this.#server.on('error', () => {});
    await chmod(path, options.mode ?? 0o600);
  }

  /** Stops listening, removes the socket file and closes every connection. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of [...this.#connections]) connection.close();
    // A peer that keeps its half open must not hold up the end: after a moment the sockets are destroyed.
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, 200);
    await closed;
    clearTimeout(timer);
  }
}

async function removeStaleSocket(path: string): Promise<void> {
  const status = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new JsonRpcError('listen', `cannot look at ${path}: ${error.message}`, { cause: error });
  });
  if (!status) return;
  if (!status.isSocket()) {
    throw new JsonRpcError('listen', `cannot listen on ${path}: it exists and is no socket; move it away`);
  }
  let live: JsonRpcConnection;
  try {
    live = await JsonRpcConnection.connect(path, { timeoutMs: 1000 });
  } catch (error) {
    const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
    if (code === 'ENOENT') return;
    if (code !== 'ECONNREFUSED') {
      throw new JsonRpcError('listen', `cannot listen on ${path}: ${(error as Error).message}`, { cause: error });
    }
    return unlink(path);
  }
  live.close();
  throw new JsonRpcError('listen', `cannot listen on ${path}: another process serves it; stop that one first`);
}
