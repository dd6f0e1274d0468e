// The control socket's methods: what each takes and answers, and the checks on what a client sends. Whoever
// may open the socket may still send anything, so nothing is taken as given. No socket here: see server.ts.
import { type Ipv4, parseIpv4 } from '../../topology/ipv4.js';
import type { FlowsReport, OrderName, PolicyName, RoundReport, StatusReport } from '../report/status.js';
import type { FlowDumpPage } from './dump.js';
import { ControlError } from './errors.js';

export const policyNames: readonly PolicyName[] = ['round-robin', 'distributed', 'load-aware'];

export const orderNames: readonly OrderName[] = ['pause', 'resume', 'retire'];

/** VMs of one token at most: the thesis's largest data centre (section 4.1). About 9 MB of JSON. */
export const maxVms = 500_000;
/** Passes that can be asked for. */
export const maxRounds = 1000;
/** Longest `wait`, ms: a day. A client that wants more asks again. */
export const maxWaitMs = 86_400_000;
/** Flows in one page of a dump: some 300 kB of JSON, which keeps the agent from its other work for 5 to 10 ms. */
export const maxDumpFlows = 2000;
/** Largest message in either direction, bytes: a full VM list, with room to spare. */
export const maxMessageBytes = 16 * 1024 * 1024;

export interface InjectRequest {
  readonly policy: PolicyName;
  /** c_m of Eq. 3.2, in cost units (weight x bytes per second), >= 0. */
  readonly migrationCost: number;
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

/** What the daemon implements. A handler refuses by throwing ControlError; anything else thrown counts as a fault. */
export interface ControlHandlers {
  inject(request: InjectRequest): Promise<InjectResponse>;
  /** Resolves when every host of the cluster has taken the order or has been asked in vain. */
  order(request: OrderRequest): Promise<OrderResponse>;
  status(): Promise<StatusReport>;
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

type Members = Readonly<Record<string, unknown>>;

function wrong(text: string): ControlError {
  return new ControlError('bad-request', text);
}

/** Foreign text for a message: cut, so that a client cannot blow up our log. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/** The members of a request, which must be known ones. No parameters at all count as `{}`. */
function members(method: string, params: unknown, known: readonly string[]): Members {
  const value = params ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw wrong(`${method}: parameters must be an object, not ${shown(value)}`);
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const list = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`;
    throw wrong(`${method}: unknown parameter ${shown(key)}; ${list}`);
  }
  return value as Members;
}

function integer(method: string, name: string, value: unknown, low: number, high: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
  throw wrong(`${method}: ${name} must be a whole number from ${low} to ${high}, not ${shown(value)}`);
}

function vmList(value: unknown): Ipv4[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw wrong('inject: vms must be a list of at least one IPv4 address; leave it out for discovery');
  }
  if (value.length > maxVms) throw wrong(`inject: vms has ${value.length} addresses, the limit is ${maxVms}`);
  const vms = new Set<Ipv4>();
  value.forEach((text: unknown, index) => {
    const vm = typeof text === 'string' ? parseIpv4(text) : undefined;
    if (vm === undefined) throw wrong(`inject: vms[${index}] is no IPv4 address: ${shown(text)}`);
    if (vms.has(vm)) throw wrong(`inject: vms[${index}] is listed twice: ${shown(text)}`);
    vms.add(vm);
  });
  return [...vms];
}

/** Checks the parameters of `inject`. Throws ControlError('bad-request') that names the member. */
export function parseInject(params: unknown): InjectRequest {
  const given = members('inject', params, ['policy', 'migrationCost', 'rounds', 'vms', 'force']);
  const policy = policyNames.find((name) => name === given.policy);
  if (!policy) throw wrong(`inject: policy must be one of ${policyNames.join(', ')}, not ${shown(given.policy)}`);
  const { migrationCost, force = false } = given;
  if (typeof migrationCost !== 'number' || !Number.isFinite(migrationCost) || migrationCost < 0) {
    throw wrong(`inject: migrationCost must be a number >= 0 (weight x bytes/s), not ${shown(migrationCost)}`);
  }
  if (typeof force !== 'boolean') throw wrong(`inject: force must be true or false, not ${shown(force)}`);
  return {
    policy,
    migrationCost,
    force,
    ...(given.rounds === undefined ? {} : { rounds: integer('inject', 'rounds', given.rounds, 1, maxRounds) }),
    ...(given.vms === undefined ? {} : { vms: vmList(given.vms) }),
  };
}

/** Checks the parameters of `order`. Throws ControlError('bad-request') that names the member. */
export function parseOrder(params: unknown): OrderRequest {
  const given = members('order', params, ['order']);
  const order = orderNames.find((name) => name === given.order);
  if (!order) throw wrong(`order: order must be one of ${orderNames.join(', ')}, not ${shown(given.order)}`);
  return { order };
}

/** Checks the parameters of `wait`. Throws ControlError('bad-request') that names the member. */
export function parseWait(params: unknown): WaitRequest {
  const { tokenId, timeoutMs } = members('wait', params, ['tokenId', 'timeoutMs']);
  if (typeof tokenId !== 'string' || !/^[\w.:-]{1,64}$/.test(tokenId)) {
    throw wrong(`wait: tokenId must be the id that inject returned, not ${shown(tokenId)}`);
  }
  return { tokenId, timeoutMs: integer('wait', 'timeoutMs', timeoutMs, 0, maxWaitMs) };
}

/** Checks the parameters of `dumpFlows`. Throws ControlError('bad-request') that names the member. */
export function parseDumpFlows(params: unknown): DumpFlowsRequest {
  const given = members('dumpFlows', params, ['cursor', 'limit']);
  const { cursor } = given;
  const limit = given.limit === undefined ? maxDumpFlows : integer('dumpFlows', 'limit', given.limit, 1, maxDumpFlows);
  if (cursor === undefined) return { limit };
  if (typeof cursor === 'string' && /^\d{1,15}-\d{1,15}$/.test(cursor)) return { cursor, limit };
  throw wrong(`dumpFlows: cursor must be the one of the page before, not ${shown(cursor)}`);
}

/** Checks the parameters of a method that takes none. */
export function parseNothing(method: ControlMethod, params: unknown): void {
  members(method, params, []);
}
