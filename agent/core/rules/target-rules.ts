// The rules about one target (README.md, rules 10 and 12): a target that one of them forbids is passed over. Those that
// the VM's own host can judge are here; what the target answers is only given its reason code here.
import { formatIpv4, prefixHas } from '../../../topology/ipv4.js';
import type { VmMarks } from '../../../topology/vm-marks.js';
import type { Candidate, StayReason } from '../decision.js';
import type { CapacityResponse, Refusal } from '../messages.js';
import type { VmHistory } from './marks.js';
import type { Ruling } from './ruling.js';
import type { StabilitySettings } from './settings.js';
import { heldByReturn } from './stability.js';

export interface TargetSituation {
  readonly marks: VmMarks;
  readonly history: VmHistory;
  readonly stability: StabilitySettings;
  readonly drains: boolean;
  readonly wallMs: number;
  /** As many VMs are on their way there as may be. */
  readonly isFull: boolean;
}

/** The first rule that forbids the target before it is asked. */
export function rulingOnTarget(candidate: Candidate, situation: TargetSituation): Ruling | undefined {
  return allowedHosts(candidate, situation) ?? returning(candidate, situation) ?? limit(situation);
}

function allowedHosts({ host }: Candidate, { marks: { allowedHosts } }: TargetSituation): Ruling | undefined {
  if (!allowedHosts || allowedHosts.some((prefix) => prefixHas(prefix, host))) return undefined;
  return { reason: 'allowed-hosts', detail: `it may not run on ${formatIpv4(host)}` };
}

function returning(candidate: Candidate, situation: TargetSituation): Ruling | undefined {
  const { history, stability, wallMs, drains } = situation;
  return drains ? undefined : heldByReturn(history, candidate, stability, wallMs);
}

function limit({ isFull }: TargetSituation): Ruling | undefined {
  return isFull ? { reason: 'no-room', detail: 'as many VMs are on their way there as may be' } : undefined;
}

/** A host that cannot tell what it has is like one without room. */
const REASONS: Readonly<Record<Refusal, StayReason>> = {
  ...{ room: 'no-room', away: 'no-room', maintenance: 'maintenance', 'anti-affinity': 'anti-affinity' },
  // Of the same rules about the VM's own host the operator would look at the wrong host.
  ...{ mode: 'target-refuses', blackout: 'target-refuses', 'implausible-data': 'target-refuses' },
};

/** What an answer that is no grant means. No answer: the host has nothing to offer. */
export function rulingOfAnswer({ host }: Candidate, answer: CapacityResponse | undefined): Ruling {
  const name = formatIpv4(host);
  if (!answer) return { reason: 'no-room', detail: `${name} does not answer` };
  // Agents from before rules refuse for want of room only.
  return { reason: REASONS[answer.rule ?? 'room'], detail: `${name} refuses: ${answer.reason}` };
}
