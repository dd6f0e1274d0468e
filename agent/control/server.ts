// The control server: takes requests of local operators from a unix socket, checks them and hands them to the
// daemon's handlers. It decides nothing about rounds.
import { chmod } from 'node:fs/promises';
import { formatIpv4 } from '../../topology/ipv4.js';
import type { JsonRpcConnection } from '../jsonrpc/connection.js';
import type { TimeLimits } from '../jsonrpc/limits.js';
import { JsonRpcServer } from '../jsonrpc/server.js';
import type { Logger } from '../log.js';
import { ControlError, encodeControlError } from './errors.js';
import { parseDumpFlows, parseInject, parseNothing, parseOrder, parseWait } from './parse.js';
import { parseExplain, parseHistory, parseHostOrder, parseLabel } from './parse-host.js';
import { findGroup, giveToGroup, prepareFolder, socketGroup } from './permissions.js';
import { type ControlHandlers, maxMessageBytes } from './protocol.js';
import { RateLimit } from './rate.js';

/** Clients at once: operators and their scripts. */
const maxConnections = 32;
/** Requests of one client under way at once; `wait` is the only one that takes long. */
const maxPendingRequests = 8;
/** Memory for half-sent requests and unread answers of all clients, bytes: two of the largest messages. */
const maxBufferedBytes = 2 * maxMessageBytes;
/** A request that takes longer to arrive is never finished, ms: the largest takes less than a second. */
const unfinishedMs = 30_000;
/** A client that asks nothing and waits for nothing gives its place to another after this time, ms. */
const idleMs = 600_000;

export interface ControlServerOptions {
  /** Group that may use the socket when it exists. Default `score`. */
  readonly group?: string;
  /** Where groups are looked up. Default /etc/group. */
  readonly groupFile?: string;
  /** Times after which a client is closed, ms. Default 30 s for an unfinished request, 10 min when idle. */
  readonly times?: TimeLimits;
}

export class ControlServer {
  readonly #handlers: ControlHandlers;
  readonly #log: Logger;
  readonly #options: ControlServerOptions;
  readonly #server: JsonRpcServer;
  readonly #orders = new RateLimit('orders to the cluster');
  readonly #hostOrders = new RateLimit('orders to this host');
  readonly #labels = new RateLimit('changes of labels');

  constructor(handlers: ControlHandlers, log: Logger, options: ControlServerOptions = {}) {
    this.#handlers = handlers;
    this.#log = log;
    this.#options = options;
    this.#server = new JsonRpcServer((connection) => this.#serve(connection), {
      ...{ maxBytes: maxMessageBytes, maxConnections, maxPendingRequests, maxBufferedBytes },
      ...{ unfinishedMs, idleMs, ...options.times },
      onRefusal: (error) => log.warn('control client refused', { reason: error.message }),
    });
  }

  /**
   * Listens on the unix socket with mode 0660 (folder 0750 when it has to be made). Rejects with an Error that
   * names the path when another agent answers on it or it cannot be made.
   */
  async listen(path: string): Promise<void> {
    const group = await findGroup(this.#options.group ?? socketGroup, this.#options.groupFile);
    for (const notice of await prepareFolder(path, group)) this.#log.warn(notice, { socket: path });
    // The group is set before it gets any permission.
    await this.#server.listen(path, { mode: 0o600 });
    const problem = group === undefined ? undefined : await giveToGroup(path, group);
    if (problem !== undefined) this.#log.warn(problem, { socket: path });
    await chmod(path, 0o660);
    this.#log.info('control socket open', { socket: path, group: group ?? null });
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  #serve(connection: JsonRpcConnection): void {
    const waiting = new Set<AbortController>();
    connection.onClose((error) => {
      for (const controller of waiting) controller.abort();
      if (error) this.#log.warn('control connection closed', { reason: error.message });
    });
    connection.onRequest(async (method, params) => {
      const gone = new AbortController();
      waiting.add(gone);
      try {
        return await this.#handle(method, params, gone.signal);
      } catch (error) {
        throw new Error(encodeControlError(this.#asControlError(method, error)));
      } finally {
        waiting.delete(gone);
      }
    });
  }

  #handle(method: string, params: unknown, gone: AbortSignal): Promise<unknown> {
    switch (method) {
      case 'inject': {
        const request = parseInject(params);
        this.#log.info('control: inject', { ...request, vms: request.vms?.length ?? 'discovery' });
        return this.#handlers.inject(request);
      }
      case 'order': {
        const request = parseOrder(params);
        this.#orders.take();
        this.#log.info(`control: ${request.order}`);
        return this.#handlers.order(request);
      }
      case 'status':
        parseNothing(method, params);
        return this.#handlers.status();
      case 'hostOrder': {
        const request = parseHostOrder(params);
        this.#hostOrders.take();
        this.#log.info(`control: ${request.order} this host`);
        return this.#handlers.hostOrder(request);
      }
      case 'label': {
        const request = parseLabel(params);
        const { vm, changes } = request;
        this.#labels.take();
        this.#log.info('control: label', { vm: 'name' in vm ? vm.name : formatIpv4(vm.address), changes });
        return this.#handlers.label(request);
      }
      case 'explain':
        return this.#handlers.explain(parseExplain(params));
      case 'history':
        return this.#handlers.history(parseHistory(params));
      case 'top':
        parseNothing(method, params);
        return this.#handlers.top();
      case 'wait':
        return this.#handlers.wait(parseWait(params), gone);
      case 'flows':
        parseNothing(method, params);
        return this.#handlers.flows();
      case 'dumpFlows':
        return this.#handlers.dumpFlows(parseDumpFlows(params));
      default:
        throw new ControlError('unknown-method', `no method ${JSON.stringify(method.slice(0, 60))}`);
    }
  }

  /** Refusals go to the client only; faults are the operator's business too, so they are logged. */
  #asControlError(method: string, error: unknown): ControlError {
    if (error instanceof ControlError) return error;
    this.#log.error('control request failed', { method: method.slice(0, 60), error });
    return new ControlError('internal', error instanceof Error ? error.message : String(error));
  }
}
