// Checks the requests of the control socket that are about single VMs, or about this host alone.
import { parseIpv4 } from '../../topology/ipv4.js';
import { entryKinds } from '../report/history.js';
import { integer, members, shown, wrong } from './check.js';
import { parseMarkChanges } from './marks.js';
import {
  type ExplainRequest,
  type HistoryRequest,
  type HostOrderRequest,
  hostOrders,
  type LabelRequest,
  maxExplained,
  maxHistory,
  type VmReference,
} from './protocol.js';

/** libvirt allows any name; a longer one is a mistake. */
const maxName = 255;

/** Checks the parameters of `explain`. Throws ControlError('bad-request') that names the member. */
export function parseExplain(params: unknown): ExplainRequest {
  const given = members('explain', params, ['vm', 'limit']);
  return { vm: reference('explain', given.vm), limit: integer('explain', 'limit', given.limit ?? 20, 1, maxExplained) };
}

/** Checks the parameters of `history`. Throws ControlError('bad-request') that names the member. */
export function parseHistory(params: unknown): HistoryRequest {
  const given = members('history', params, ['vm', 'kind', 'sinceMs', 'limit']);
  const kind = entryKinds.find((each) => each === given.kind);
  if (given.kind !== undefined && kind === undefined) {
    throw wrong(`history: kind must be one of ${entryKinds.join(', ')}, not ${shown(given.kind)}`);
  }
  const { sinceMs } = given;
  if (sinceMs !== undefined && !(typeof sinceMs === 'number' && Number.isFinite(sinceMs))) {
    throw wrong(`history: sinceMs must be ms since 1970, not ${shown(sinceMs)}`);
  }
  return {
    ...(given.vm === undefined ? {} : { vm: reference('history', given.vm) }),
    ...(kind === undefined ? {} : { kind }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    limit: integer('history', 'limit', given.limit ?? 50, 1, maxHistory),
  };
}

/** Checks the parameters of `hostOrder`. Throws ControlError('bad-request') that names the member. */
export function parseHostOrder(params: unknown): HostOrderRequest {
  const given = members('hostOrder', params, ['order']);
  const order = hostOrders.find((name) => name === given.order);
  if (!order) throw wrong(`hostOrder: order must be one of ${hostOrders.join(', ')}, not ${shown(given.order)}`);
  return { order };
}

/** Checks the parameters of `label`. Throws ControlError('bad-request') that names the member. */
export function parseLabel(params: unknown): LabelRequest {
  const given = members('label', params, ['vm', 'changes']);
  return { vm: reference('label', given.vm), changes: parseMarkChanges(given.changes) };
}

function reference(method: string, value: unknown): VmReference {
  const address = typeof value === 'string' ? parseIpv4(value) : undefined;
  if (address !== undefined) return { address };
  if (typeof value === 'string' && value.length > 0 && value.length <= maxName) return { name: value };
  throw wrong(`${method}: vm must be the address or the name of a VM, not ${shown(value)}`);
}
