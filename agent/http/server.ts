// A small HTTP server for what the agent shows of itself: GET and HEAD of some fixed paths, nothing else. It bounds
// what a client can take of the agent: connections, their lives, the size of a request. What the pages say is not its
// business, and it never ends the agent: an address that cannot be listened on is logged, and tried again every minute.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../log.js';
import { type Answer, headersOf, type Page, plain } from './answer.js';
import { namesLoopback } from './hosts.js';

/** Connections at once; further ones are closed. A scraper and some browsers need a few. */
const MAX_CONNECTIONS = 32;
/** A request's line and headers, bytes. Browsers send about 1000. */
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_HEADERS = 64;
/** From the connection to the end of its request, ms. */
const REQUEST_MS = 5_000;
/** From the connection to its end, ms, however slowly its client reads. */
const LIFE_MS = 30_000;
/** Between tries to listen, and between log lines about clients, ms. */
const RETRY_MS = 60_000;

export interface HttpServerOptions {
  /** An IP address, without brackets. */
  readonly address: string;
  /** 0 takes a free one (see `port`). */
  readonly port: number;
  readonly pages: readonly Page[];
  readonly log: Logger;
  /** For tests; defaults are above. */
  readonly times?: { readonly requestMs?: number; readonly lifeMs?: number; readonly retryMs?: number };
}

export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #retry: NodeJS.Timeout | undefined;
  #closed = false;
  #dropped = 0;
  #quietUntilMs = 0;
  /** Why it does not listen, while it does not. */
  problem: string | undefined = 'not started';

  constructor(options: HttpServerOptions) {
    this.#options = options;
    const { requestMs = REQUEST_MS, lifeMs = LIFE_MS } = options.times ?? {};
    const limits = { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: requestMs, requestTimeout: requestMs };
    const checks = { connectionsCheckingInterval: Math.min(1_000, requestMs), keepAliveTimeout: 1 };
    this.#server = createServer({ ...limits, ...checks }, (request, response) => void this.#serve(request, response));
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.maxHeadersCount = MAX_HEADERS;
    this.#server.maxRequestsPerSocket = 1;
    this.#server.on('connection', (socket) => this.#bound(socket, lifeMs));
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket as Socket));
    this.#server.on('drop', () => this.#tellDropped());
    // Node waits with a body until it is asked for; this server takes none.
    this.#server.on('checkContinue', (_request, response) =>
      this.#send(response, plain(417, 'no body is taken'), true),
    );
    this.#server.on('upgrade', (_request, socket) => socket.destroy());
    this.#server.on('connect', (_request, socket) => socket.destroy());
  }

  /** The port it listens on; undefined while it does not. */
  get port(): number | undefined {
    const bound = this.#server.address();
    return typeof bound === 'object' ? bound?.port : undefined;
  }

  /** Resolves after the first try to listen, whether it has worked or not. Never rejects. */
  start(): Promise<void> {
    const { address, port, pages, log, times } = this.#options;
    const where = addressText(address, port);
    return new Promise((resolve) => {
      const failed = (error: NodeJS.ErrnoException): void => {
        this.#server.off('listening', listening);
        // Once a minute for as long as it lasts: who looks at the log sees that it still does.
        const advice = error.code === 'EADDRINUSE' ? 'another program listens there' : 'is it an address of this host?';
        log.error('cannot listen for HTTP; the agent goes on without', { where, reason: error.message, advice });
        this.problem = error.message;
        if (!this.#closed) this.#retry = setTimeout(() => void this.start(), times?.retryMs ?? RETRY_MS).unref();
        resolve();
      };
      const listening = (): void => {
        this.#server.off('error', failed);
        // Out of file descriptors, as a rule: the agent has worse problems then, and says so.
        this.#server.on('error', (error) => log.error('HTTP server failed', { where, reason: error.message }));
        this.problem = undefined;
        log.info('HTTP open', { where: addressText(address, this.port ?? port), paths: pages.map(({ path }) => path) });
        resolve();
      };
      this.#server.once('error', failed);
      this.#server.once('listening', listening);
      this.#server.listen({ host: address, port, backlog: MAX_CONNECTIONS });
    });
  }

  /** Closes every connection at once. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #bound(socket: Socket, lifeMs: number): void {
    this.#sockets.add(socket);
    const timer = setTimeout(() => socket.destroy(), lifeMs);
    socket.on('close', () => {
      clearTimeout(timer);
      this.#sockets.delete(socket);
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that goes away is no fault of the agent.
    request.on('error', () => {});
    response.on('error', () => {});
    const answer = await this.#answer(request);
    if (!response.destroyed) this.#send(response, answer, request.method !== 'HEAD');
  }

  async #answer({ method, headers, url = '' }: IncomingMessage): Promise<Answer> {
    const { pages, log } = this.#options;
    if (method !== 'GET' && method !== 'HEAD') return plain(405, 'only GET and HEAD', { Allow: 'GET, HEAD' });
    if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
      return plain(413, 'no body is taken');
    const path = url.split('?', 1)[0];
    const page = pages.find((each) => each.path === path);
    if (!page) return plain(404, ['nothing here; there is', ...pages.map((p) => `${p.path}: ${p.what}`)].join('\n'));
    if (page.loopbackOnly && !namesLoopback(headers.host))
      return plain(421, 'ask for it as localhost or 127.0.0.1; web.allowRemote lets other names in');
    try {
      return await page.answer();
    } catch (error) {
      log.error('page failed', { path: page.path, error });
      return plain(500, 'the agent could not make this page; its log says why');
    }
  }

  #send(response: ServerResponse, answer: Answer, withBody: boolean): void {
    response.writeHead(answer.status, headersOf(answer));
    response.end(withBody ? answer.body : undefined);
  }

  #tellDropped(): void {
    this.#dropped += 1;
    if (performance.now() < this.#quietUntilMs) return;
    this.#quietUntilMs = performance.now() + RETRY_MS;
    this.#options.log.warn('HTTP connections refused: too many at once', {
      limit: MAX_CONNECTIONS,
      count: this.#dropped,
    });
  }
}

function addressText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What cannot be parsed, or does not come to an end. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  // Not `end`: that waits for a client that never closes, and keeps its place.
  socket.destroySoon();
}
