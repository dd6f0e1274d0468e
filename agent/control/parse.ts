// Checks the requests of the control socket. Whoever may open it may still send anything, so nothing is taken as given.
// Those that are about single VMs and this host alone are in parse-host.ts.
import { type Ipv4, parseIpv4 } from '../../topology/ipv4.js';
import { integer, members, shown, wrong } from './check.js';
import {
  type ControlMethod,
  type DumpFlowsRequest,
  type InjectRequest,
  maxDumpFlows,
  maxRounds,
  maxVms,
  maxWaitMs,
  type OrderRequest,
  orderNames,
  policyNames,
  type WaitRequest,
} from './protocol.js';

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
  const given = members('inject', params, ['policy', 'migrationCost', 'dryRun', 'rounds', 'vms', 'force']);
  const policy = policyNames.find((name) => name === given.policy);
  if (!policy) throw wrong(`inject: policy must be one of ${policyNames.join(', ')}, not ${shown(given.policy)}`);
  return {
    policy,
    migrationCost: cost(given.migrationCost),
    force: flag('force', given.force ?? false),
    ...(given.dryRun === undefined ? {} : { dryRun: flag('dryRun', given.dryRun) }),
    ...(given.rounds === undefined ? {} : { rounds: integer('inject', 'rounds', given.rounds, 1, maxRounds) }),
    ...(given.vms === undefined ? {} : { vms: vmList(given.vms) }),
  };
}

function cost(value: unknown): number | 'auto' {
  if (value === 'auto') return value;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw wrong(`inject: migrationCost must be a number >= 0 (weight x bytes/s) or auto, not ${shown(value)}`);
}

function flag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(`inject: ${name} must be true or false, not ${shown(value)}`);
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
