// What operators can ask of a running agent through the control socket, answered from the core's state.

import type { CostMap } from '../topology/cost-map.js';
import { formatIpv4 } from '../topology/ipv4.js';
import type { AgentConfig } from './config/config.js';
import type { FlowDumpPage } from './control/dump.js';
import { ControlError, type ControlErrorCode } from './control/errors.js';
import { FlowDumps } from './control/flow-dumps.js';
import type {
  ControlHandlers,
  DumpFlowsRequest,
  ExplainRequest,
  HistoryRequest,
  HostOrderRequest,
  InjectRequest,
  InjectResponse,
  LabelRequest,
  OrderRequest,
  OrderResponse,
  WaitRequest,
} from './control/protocol.js';
import type { Agent } from './core/agent.js';
import type {
  RoundReport as CoreRoundReport,
  DecisionRecord,
  InjectResult,
  OrderChange,
  OrderResult,
} from './core/steps.js';
import type { CoreLoop } from './core-loop.js';
import { orderReport, standingReport } from './history/effects.js';
import type { History } from './history/history.js';
import type { MemoryFile } from './memory-file.js';
import type { Redirector } from './redirector.js';
import { Replies } from './replies.js';
import type { ExplainReport, HistoryReport, LabelReport, StandingReport, TopReport } from './report/history.js';
import type { Availability, OrdersReport, ReloadReport, RoundReport, StatusReport } from './report/status.js';
import {
  capacityReport,
  decisionReport,
  dumpOpening,
  flightReports,
  flowsReport,
  instant,
  keysReport,
  memoryReport,
  roundReport,
  roundState,
  vmReport,
} from './reports.js';
import { topReport } from './top.js';
import type { ClusterKey } from './transport/key.js';
import type { Transport } from './transport/transport.js';
import type { VmQuestions } from './vm-questions.js';
import type { Watch } from './watch.js';

/** Decisions shown in a status. */
const MAX_DECISIONS = 100;
/** Silent hosts named in an answer. */
const MAX_SILENT_HOSTS = 100;

const CODES: Readonly<Record<(InjectResult & { ok: false })['code'], ControlErrorCode>> = {
  'round-running': 'round-running',
  busy: 'round-running',
  paused: 'paused',
  'no-guest': 'bad-request',
  'no-vms': 'no-vms',
  'too-many-vms': 'limit',
  'sweep-too-large': 'limit',
  'mode-off': 'mode-off',
};

/** What to do about it, where the text only says what it is. */
const ADVICE: Readonly<Partial<Record<keyof typeof CODES, string>>> = {
  'round-running':
    '; score-token status shows how far it is: wait for its end, end it with score-token retire, or add a token with --force',
  busy: '; score-token status shows it; ask again when it has gone on',
};

export interface OperatorOptions {
  readonly config: AgentConfig;
  readonly version: string;
  readonly agent: Agent;
  readonly loop: CoreLoop;
  readonly watch: Watch;
  readonly redirector: Redirector;
  readonly transport: Transport;
  readonly memory: MemoryFile;
  readonly questions: VmQuestions;
  readonly history: History;
  /** The one in force. */
  readonly map: () => CostMap;
  /** Those in force, the sending one first. */
  readonly keys: () => readonly ClusterKey[];
}

export class Operator implements ControlHandlers {
  readonly #options: OperatorOptions;
  readonly #injecting = new Replies<InjectResult>();
  readonly #ordering = new Replies<OrderResult>();
  #lastOrder: OrdersReport['last'];
  #orderChanged: OrdersReport['changed'];
  #lastReload: ReloadReport | undefined;
  readonly #waiting = new Map<string, Set<(report: RoundReport) => void>>();
  readonly #decisions: DecisionRecord[] = [];
  readonly #dumps: FlowDumps;

  constructor(options: OperatorOptions) {
    this.#options = options;
    const { agent, config } = options;
    this.#dumps = new FlowDumps({
      table: agent.table,
      presentSinceMs: (address) => agent.local.get(address)?.sinceMs,
      minimumMs: config.flows.pollIntervalMs,
    });
  }

  /** The core's answer to an injection. */
  injected(reply: number, result: InjectResult): void {
    this.#injecting.answered(reply, result);
  }

  /** The core's answer to an order. */
  ordered(reply: number, result: OrderResult): void {
    this.#ordering.answered(reply, result);
  }

  orderChanged(change: OrderChange): void {
    const { order, from } = orderReport(change);
    this.#orderChanged = { order, at: instant(performance.now()), ...(from === undefined ? {} : { from }) };
  }

  /** How a reload went: what waits for a restart, or why it was refused. */
  reloaded(how: { readonly waiting: readonly string[] } | { readonly refused: string }): void {
    const at = instant(performance.now());
    const isRefused = 'refused' in how;
    // What waited before a reload that was refused goes on waiting.
    const waiting = isRefused ? this.#lastReload?.waiting : how.waiting;
    const result = isRefused ? { ok: false, reason: how.refused } : { ok: true };
    this.#lastReload = { at, ...result, ...(waiting && waiting.length > 0 ? { waiting } : {}) };
  }

  /** Undefined: none since the start. */
  get lastReload(): ReloadReport | undefined {
    return this.#lastReload;
  }

  decided(record: DecisionRecord): void {
    this.#decisions.push(record);
    if (this.#decisions.length > MAX_DECISIONS) this.#decisions.shift();
  }

  roundEnded(report: CoreRoundReport): void {
    const ended = roundReport(report);
    for (const resolve of this.#waiting.get(report.tokenId) ?? []) resolve(ended!);
    this.#waiting.delete(report.tokenId);
  }

  async inject({ migrationCost, rounds = 0, ...rest }: InjectRequest): Promise<InjectResponse> {
    const cost = migrationCost === 'auto' ? { migrationCost: 0, autoCost: true } : { migrationCost };
    const order = { ...rest, ...cost, rounds };
    const result = await this.#injecting.ask((reply) => this.#options.loop.feed({ type: 'inject', order, reply }));
    if (!result.ok) throw new ControlError(CODES[result.code], `${result.text}${ADVICE[result.code] ?? ''}`);
    const silentHosts = result.silentHosts.slice(0, MAX_SILENT_HOSTS).map(formatIpv4);
    return { tokenId: result.tokenId, slots: result.slots, silentHosts };
  }

  async order({ order }: OrderRequest): Promise<OrderResponse> {
    const { hosts, silentHosts: silent } = await this.#ordering.ask((reply) =>
      this.#options.loop.feed({ type: 'order', order, reply }),
    );
    const silentHosts = silent.slice(0, MAX_SILENT_HOSTS).map(formatIpv4);
    this.#lastOrder = { order, at: instant(performance.now()), hosts, silentHosts };
    return { order, hosts, silent: silent.length, silentHosts };
  }

  async status(): Promise<StatusReport> {
    const { config, version, agent, watch, redirector, transport, memory, keys, history } = this.#options;
    const nowMs = performance.now();
    const round = roundState(agent, nowMs);
    const { paused, epoch } = agent.orders.current();
    const last = agent.origin.last();
    const lastRound = last ? roundReport(last) : undefined;
    return {
      host: formatIpv4(config.host),
      version,
      uptimeMs: Math.round(performance.now()),
      hypervisor: availability(agent.driverAway('hypervisor')),
      datapath: availability(agent.driverAway('datapath')),
      redirect: redirectReport(redirector),
      memory: memoryReport(memory.notWritten),
      keys: keysReport(keys()),
      ...(this.#lastReload ? { lastReload: this.#lastReload } : {}),
      ...(agent.holder.isLeaving ? { stopping: true as const } : {}),
      vms: agent.local.list().map(vmReport),
      capacity: capacityReport(agent),
      flows: {
        entries: agent.table.size,
        dropped: agent.table.rejected,
        unresolved: agent.accounts.unresolved,
        lastPollMs: Math.round(watch.lastPollMs),
      },
      transport: transport.statistics(),
      orders: {
        ...{ paused, epoch },
        ...(this.#orderChanged ? { changed: this.#orderChanged } : {}),
        ...(this.#lastOrder ? { last: this.#lastOrder } : {}),
      },
      standing: standingReport(agent.standing()),
      silentHosts: agent.silentHosts().slice(0, MAX_SILENT_HOSTS).map(formatIpv4),
      ...(history.notWritten === undefined ? {} : { historyNotWritten: history.notWritten }),
      ...(round ? { round } : {}),
      flights: flightReports(agent, nowMs),
      decisions: this.#decisions.map(decisionReport),
      ...(lastRound ? { lastRound } : {}),
    };
  }

  async wait({ tokenId, timeoutMs }: WaitRequest, gone: AbortSignal): Promise<RoundReport> {
    const known = this.#options.agent.origin.report(tokenId);
    if (!known) {
      throw new ControlError('unknown-token', `no round ${tokenId} was injected here; ask the host it was injected on`);
    }
    const ended = roundReport(known);
    if (ended) return ended;
    return await this.#untilEnded(tokenId, timeoutMs, gone);
  }

  async hostOrder({ order }: HostOrderRequest): Promise<StandingReport> {
    this.#options.loop.feed({ type: 'host-order', order });
    return standingReport(this.#options.agent.standing());
  }

  explain(request: ExplainRequest): Promise<ExplainReport> {
    return this.#options.questions.explain(request);
  }

  history(request: HistoryRequest): Promise<HistoryReport> {
    return this.#options.questions.history(request);
  }

  label(request: LabelRequest): Promise<LabelReport> {
    return this.#options.questions.label(request);
  }

  async top(): Promise<TopReport> {
    const { agent, config, map } = this.#options;
    const { host, flows } = config;
    return await topReport({ agent, map: map(), host, minimumMs: flows.pollIntervalMs, wallMs: Date.now() });
  }

  async flows(): ReturnType<ControlHandlers['flows']> {
    const { agent, config } = this.#options;
    return flowsReport(agent, config.flows.pollIntervalMs);
  }

  async dumpFlows({ cursor, limit }: DumpFlowsRequest): Promise<FlowDumpPage> {
    if (cursor !== undefined) return this.#dumps.proceed({ cursor, limit });
    const { agent, config } = this.#options;
    for (const driver of ['hypervisor', 'datapath'] as const) {
      const reason = agent.driverAway(driver);
      // What the agent knew before would pass for what there is now.
      if (reason === undefined) continue;
      throw new ControlError('not-ready', `the ${driver} is not available (${reason}); dump when it is back`);
    }
    return this.#dumps.begin(limit, dumpOpening(agent, config, Date.now()));
  }

  #untilEnded(tokenId: string, timeoutMs: number, gone: AbortSignal): Promise<RoundReport> {
    const waiting = this.#waiting.get(tokenId) ?? new Set();
    this.#waiting.set(tokenId, waiting);
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        waiting.delete(take);
        if (waiting.size === 0) this.#waiting.delete(tokenId);
        act();
      };
      const take = (report: RoundReport): void => settle(() => resolve(report));
      const late = new ControlError('timeout', `round ${tokenId} had not ended after ${timeoutMs} ms; it goes on`);
      const timer = setTimeout(() => settle(() => reject(late)), timeoutMs);
      gone.addEventListener('abort', () => settle(() => reject(new ControlError('timeout', 'the client has gone'))));
      waiting.add(take);
    });
  }
}

function redirectReport(redirector: Redirector): StatusReport['redirect'] {
  if (redirector.lastError !== undefined) return { ok: false, lastError: redirector.lastError };
  const warnings = redirector.warnings();
  return { ok: true, ...(warnings.length > 0 ? { warnings } : {}) };
}

function availability(away: string | undefined): Availability {
  return away === undefined ? { available: true } : { available: false, reason: away };
}
