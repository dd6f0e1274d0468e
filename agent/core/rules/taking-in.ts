// A target's own rules: why this host takes no VM in, or not this one. In the order of README.md; whether there is room
// comes after all of them and is reservations.ts's.
import { formatIpv4 } from '../../../topology/ipv4.js';
import type { LocalVms } from '../local-vms.js';
import type { CapacityRequest, Refusal } from '../messages.js';
import type { Reservations } from '../reservations.js';
import type { Context } from '../steps.js';
import type { Standings } from './standing.js';

export interface Refused {
  readonly rule: Refusal;
  readonly reason: string;
}

export interface TargetState {
  readonly local: LocalVms;
  readonly reservations: Reservations;
  readonly standings: Standings;
}

/**
 * Why a VM may not come here, or undefined. A question that reserves nothing is answered in mode `recommend` as if
 * VMs moved, so that plans can be made.
 */
export function refusalOf(context: Context, target: TargetState, request: CapacityRequest): Refused | undefined {
  return standingRefusal(context, target.standings, request.reserve) ?? antiAffinityRefusal(context, target, request);
}

function standingRefusal(context: Context, standings: Standings, reserve: boolean): Refused | undefined {
  const mode = standings.effectiveMode();
  if (mode === 'off') return { rule: 'mode', reason: 'the host is in mode off' };
  if (mode === 'recommend' && reserve) {
    const because = context.settings.mode === 'auto' ? ', because its breaker is open' : '';
    return { rule: 'mode', reason: `the host is in mode recommend${because}` };
  }
  const implausible = standings.implausible();
  if (implausible !== undefined) {
    return { rule: 'implausible-data', reason: `what the host says of itself cannot be true: ${implausible}` };
  }
  const blackout = standings.blackout();
  if (blackout !== undefined) return { rule: 'blackout', reason: `the host is in its blackout window ${blackout}` };
  const maintenance = standings.maintenance();
  if (maintenance === 'none') return undefined;
  const words = maintenance === 'drains' ? 'the host is being drained' : 'the host is in maintenance';
  return { rule: 'maintenance', reason: `${words}: it takes no VM in` };
}

/** Another VM of one of its groups runs here, is being prepared, or has been promised room. */
function antiAffinityRefusal(context: Context, target: TargetState, request: CapacityRequest): Refused | undefined {
  const wanted = new Set(groupsOf(context, request));
  if (wanted.size === 0) return undefined;
  for (const { uuid, name, groups } of others(context, target)) {
    const shared = uuid === request.domainUuid ? undefined : groups.find((group) => wanted.has(group));
    if (shared === undefined) continue;
    return { rule: 'anti-affinity', reason: `${name} of the same anti-affinity group ${shared}` };
  }
  const unheard = target.local
    .domains()
    .find((domain) => domain.uuid !== request.domainUuid && target.local.isUnheard(domain));
  if (unheard) {
    const reason = `${unheard.name} is here and has not talked yet: the cost map may have it in one of these groups`;
    return { rule: 'anti-affinity', reason };
  }
  return undefined;
}

function* others(
  context: Context,
  { local, reservations }: TargetState,
): Generator<{ readonly uuid: string; readonly name: string; readonly groups: readonly string[] }> {
  for (const domain of local.domains()) {
    yield { uuid: domain.uuid, name: `${domain.name} is here,`, groups: local.marksOf(domain).antiAffinity ?? [] };
  }
  for (const [uuid, promised] of reservations.entries()) {
    yield { uuid, name: `${formatIpv4(promised.vm)} is on its way here,`, groups: groupsOf(context, promised) };
  }
}

type Coming = Pick<CapacityRequest, 'vm' | 'antiAffinity'>;

/** Groups that the source has told, and those that this host's cost map names: the two may differ, or the source be old. */
function groupsOf(context: Context, { vm, antiAffinity = [] }: Coming): readonly string[] {
  return [...antiAffinity, ...(context.map.marksOf(vm)?.antiAffinity ?? [])];
}
