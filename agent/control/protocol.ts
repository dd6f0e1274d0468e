// The control socket's methods: what each takes and answers, and the bounds. The checks on what a client sends are in
// parse.ts, the socket is server.ts's.
import type { Ipv4 } from '../../topology/ipv4.js';
import type {
  ExplainReport,
  HistoryEntry,
  HistoryReport,
  LabelReport,
  StandingReport,
  TopReport,
} from '../report/history.js';
import type { FlowsReport, OrderName, PolicyName, RoundReport, StatusReport } from '../report/status.js';
import type { FlowDumpPage } from './dump.js';
import type { MarkChanges } from './marks.js';

export const policyNames: readonly PolicyName[] = ['round-robin', 'distributed', 'load-aware'];

export const orderNames: readonly OrderName[] = ['pause', 'resume', 'retire'];

/** Orders to this host alone: see HostOrder of the core. */
export const hostOrders = ['maintain', 'drain', 'serve', 'rearm'] as const;

/** VMs of one token at most: the thesis's largest data centre (section 4.1). About 9 MB of JSON. */
export const maxVms = 500_000;
/** Passes that can be asked for. */
export const maxRounds = 1000;
/** Longest `wait`, ms: a day. A client that wants more asks again. */
export const maxWaitMs = 86_400_000;
/** Flows in one page of a dump: some 300 kB of JSON, which keeps the agent from its other work for 5 to 10 ms. */
export const maxDumpFlows = 2000;
/** Entries that one host tells when a VM is explained. */
export const maxExplained = 100;
/** Entries of one answer to `history`: 5 MB of JSON as a rule, and never more than 8 MiB. */
export const maxHistory = 5000;
/** Largest message in either direction, bytes: a full VM list, with room to spare. */
export const maxMessageBytes = 16 * 1024 * 1024;

export interface InjectRequest {
  readonly policy: PolicyName;
  /** c_m of Eq. 3.2, in cost units (weight x bytes per second), >= 0; `auto`: what each VM's own copy is expected to cost. */
  readonly migrationCost: number | 'auto';
  /** Decide and explain, and move nothing. Absent: as the hosts' modes say. */
  readonly dryRun?: boolean;
  /** Passes over all VMs; absent: until a whole pass moves nothing. */
  readonly rounds?: number;
  /** The VMs of the token, each once; absent: discovery. */
  readonly vms?: readonly Ipv4[];
  /** Inject although this host believes that a round is running. */
  readonly force: boolean;
}

export interface InjectResponse {
  readonly tokenId: string;
  readonly slots: number;
  /** Hosts of the cost map that discovery asked in vain, at most 100 of them: their VMs may be missing. */
  readonly silentHosts: readonly string[];
}

export interface OrderRequest {
  readonly order: OrderName;
}

export interface OrderResponse {
  readonly order: OrderName;
  /** Hosts that have taken the order, this one included. */
  readonly hosts: number;
  /** How many did not answer. They learn of it from any other host as soon as they hear one again. */
  readonly silent: number;
  /** At most 100 of them. */
  readonly silentHosts: readonly string[];
}

export interface WaitRequest {
  readonly tokenId: string;
  readonly timeoutMs: number;
}

export interface DumpFlowsRequest {
  /** From the page before; absent for the first. */
  readonly cursor?: string;
  /** Flows in the page at most. */
  readonly limit: number;
}

/** A VM by its address, or one of this host by its name. */
export type VmReference = { readonly address: Ipv4 } | { readonly name: string };

export interface ExplainRequest {
  readonly vm: VmReference;
  /** Entries of each host, the latest; 1..maxExplained. */
  readonly limit: number;
}

export interface HistoryRequest {
  readonly vm?: VmReference;
  readonly kind?: HistoryEntry['kind'];
  /** Wall clock, ms since 1970. */
  readonly sinceMs?: number;
  /** The latest, 1..maxHistory. */
  readonly limit: number;
}

export interface HostOrderRequest {
  readonly order: (typeof hostOrders)[number];
}

export interface LabelRequest {
  readonly vm: VmReference;
  /** Empty: the marks are only told. */
  readonly changes: MarkChanges;
}

/** What the daemon implements. A handler refuses by throwing ControlError; anything else thrown counts as a fault. */
export interface ControlHandlers {
  inject(request: InjectRequest): Promise<InjectResponse>;
  /** Resolves when every host of the cluster has taken the order or has been asked in vain. */
  order(request: OrderRequest): Promise<OrderResponse>;
  status(): Promise<StatusReport>;
  /** Throws ControlError `unknown-vm`. */
  explain(request: ExplainRequest): Promise<ExplainReport>;
  history(request: HistoryRequest): Promise<HistoryReport>;
  top(): Promise<TopReport>;
  /** How this host stands afterwards. */
  hostOrder(request: HostOrderRequest): Promise<StandingReport>;
  /** The marks afterwards. Throws ControlError `unknown-vm`, or `elsewhere` with the host where the VM runs. */
  label(request: LabelRequest): Promise<LabelReport>;
  /**
   * Resolves when the round has ended; throws ControlError `unknown-token`, or `timeout` after `timeoutMs`.
   * `gone` aborts when the client has gone, so that nobody is waited for in vain.
   */
  wait(request: WaitRequest, gone: AbortSignal): Promise<RoundReport>;
  flows(): Promise<FlowsReport>;
  /** A page of this host's dump. Throws ControlError `not-ready`, `limit` or `unknown-dump`. */
  dumpFlows(request: DumpFlowsRequest): Promise<FlowDumpPage>;
}

export type ControlMethod = keyof ControlHandlers;
