// The other end of the control socket, for score-token, the lab and the demo. Typed calls; no output.

import { formatIpv4 } from '../../topology/ipv4.js';
import { JsonRpcConnection, JsonRpcError } from '../jsonrpc/connection.js';
import type { ExplainReport, HistoryReport, LabelReport, StandingReport, TopReport } from '../report/history.js';
import type { FlowsReport, OrderName, RoundReport, StatusReport } from '../report/status.js';
import type { FlowDumpPage } from './dump.js';
import { decodeControlError } from './errors.js';
import type { MarkChanges } from './marks.js';
import {
  type DumpFlowsRequest,
  type HistoryRequest,
  type HostOrderRequest,
  type InjectRequest,
  type InjectResponse,
  maxMessageBytes,
  type OrderResponse,
  type WaitRequest,
} from './protocol.js';

/** Plain questions are answered from memory; an agent that takes longer hangs. */
const answerTimeoutMs = 10_000;
/** Discovery sweeps whole prefixes at a bounded rate before `inject` answers. */
const injectTimeoutMs = 600_000;

/** An order is told to every host of the cluster; silent ones are asked several times. */
const orderTimeoutMs = 600_000;

/** The VM is looked for in the whole cluster, and up to 17 hosts are asked; the history of this one is on a disk. */
const searchTimeoutMs = 60_000;

/** The agent could not be asked at all, or stopped answering. The message names the socket and what to do. */
export class AgentUnreachableError extends Error {
  override readonly name = 'AgentUnreachableError';
  readonly socket: string;

  constructor(socket: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.socket = socket;
  }
}

function unreachable(socket: string, error: JsonRpcError): AgentUnreachableError {
  const system = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  const advice =
    system === 'EACCES' || system === 'EPERM'
      ? 'permission denied: run as root or as a member of the group score (usermod -aG score USER, then log in again)'
      : system === 'ENOENT'
        ? 'no such socket: is score-agent running (systemctl status score-agent), and is controlSocket the same path?'
        : system === 'ECONNREFUSED'
          ? 'nobody listens on it: score-agent has ended (systemctl status score-agent)'
          : error.message;
  return new AgentUnreachableError(socket, `cannot reach the agent at ${socket}: ${advice}`, { cause: error });
}

export class ControlClient {
  readonly #socket: string;
  readonly #connection: JsonRpcConnection;

  private constructor(socket: string, connection: JsonRpcConnection) {
    this.#socket = socket;
    this.#connection = connection;
  }

  /** Rejects with AgentUnreachableError. */
  static async connect(socket: string, timeoutMs = 5000): Promise<ControlClient> {
    try {
      const connection = await JsonRpcConnection.connect(socket, { timeoutMs, maxBytes: maxMessageBytes });
      return new ControlClient(socket, connection);
    } catch (error) {
      throw error instanceof JsonRpcError ? unreachable(socket, error) : error;
    }
  }

  inject(request: Omit<InjectRequest, 'force'> & { readonly force?: boolean }): Promise<InjectResponse> {
    const vms = request.vms === undefined ? {} : { vms: request.vms.map(formatIpv4) };
    return this.#call<InjectResponse>('inject', { ...request, ...vms }, injectTimeoutMs);
  }

  order(order: OrderName): Promise<OrderResponse> {
    return this.#call<OrderResponse>('order', { order }, orderTimeoutMs);
  }

  status(): Promise<StatusReport> {
    return this.#call<StatusReport>('status', {}, answerTimeoutMs);
  }

  /** `vm`: the address of any VM, or the name of one that runs here. Rejects with ControlError('unknown-vm'). */
  explain(request: { readonly vm: string; readonly limit?: number }): Promise<ExplainReport> {
    return this.#call<ExplainReport>('explain', request, searchTimeoutMs);
  }

  history(request: Partial<Omit<HistoryRequest, 'vm'>> & { readonly vm?: string } = {}): Promise<HistoryReport> {
    return this.#call<HistoryReport>('history', request, searchTimeoutMs);
  }

  top(): Promise<TopReport> {
    return this.#call<TopReport>('top', {}, answerTimeoutMs);
  }

  hostOrder(order: HostOrderRequest['order']): Promise<StandingReport> {
    return this.#call<StandingReport>('hostOrder', { order }, answerTimeoutMs);
  }

  /** Rejects with ControlError('unknown-vm'), or 'elsewhere' with the VM's host in the message. */
  label(vm: string, changes: MarkChanges = {}): Promise<LabelReport> {
    return this.#call<LabelReport>('label', { vm, changes }, searchTimeoutMs);
  }

  /** Rejects with ControlError('timeout') when the round has not ended by then. */
  wait(request: WaitRequest): Promise<RoundReport> {
    return this.#call<RoundReport>('wait', request, request.timeoutMs + answerTimeoutMs);
  }

  flows(): Promise<FlowsReport> {
    return this.#call<FlowsReport>('flows', {}, answerTimeoutMs);
  }

  /** Without a cursor the first page of a dump, with one the next. */
  dumpFlows(request: Partial<DumpFlowsRequest> = {}): Promise<FlowDumpPage> {
    return this.#call<FlowDumpPage>('dumpFlows', request, answerTimeoutMs);
  }

  close(): void {
    this.#connection.close();
  }

  /** Whoever may make this socket checks its own answers, so their shape is taken as given here. */
  async #call<Result>(method: string, params: unknown, timeoutMs: number): Promise<Result> {
    try {
      return (await this.#connection.call(method, params, { timeoutMs })) as Result;
    } catch (error) {
      if (!(error instanceof JsonRpcError)) throw error;
      // An agent that closes the connection, because of too many clients for example, says why before.
      const refusal = error.code === 'closed' && error.cause instanceof JsonRpcError ? error.cause : error;
      if (refusal.code === 'remote') throw decodeControlError(refusal.remoteText ?? refusal.message);
      throw new AgentUnreachableError(this.#socket, `lost the agent at ${this.#socket}: ${error.message}`, {
        cause: error,
      });
    }
  }
}
