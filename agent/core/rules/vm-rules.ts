// The rules that look at the VM and its host, in the order of README.md's table: the first one that says no decides.
// Pure: who gathers what they look at is situation.ts. The rules about single targets are in target-rules.ts.
import { formatIpv4, type Ipv4, prefixHas } from '../../../topology/ipv4.js';
import type { VmMarks } from '../../../topology/vm-marks.js';
import type { Obstacle } from '../drivers.js';
import type { VmHistory } from './marks.js';
import type { Ruling } from './ruling.js';
import type { Mode, RuleSettings, StabilitySettings } from './settings.js';
import { heldByCount, heldByFailure, heldByMove } from './stability.js';

/** Another VM of this host. */
export interface Companion {
  readonly name: string;
  readonly marks: VmMarks;
  /** The cost map may have it in groups that are not known here. */
  readonly isUnheard?: true;
}

/** What the rules look at. */
export interface Situation {
  /** Why no VM can come or go now: the cluster is paused, a driver is away, the agent is leaving. */
  readonly away: Ruling | undefined;
  /** Of the host, as it works now. */
  readonly mode: Mode;
  /** The host is to be empty: what would only be better for the VM does not count. */
  readonly drains: boolean;
  readonly implausible: string | undefined;
  /** The window that the host is in, as written. */
  readonly blackout: string | undefined;
  readonly rules: RuleSettings;
  readonly stability: StabilitySettings;
  readonly addresses: readonly Ipv4[];
  readonly marks: VmMarks;
  readonly obstacle: Obstacle | undefined;
  /** VMs that run here beside it, and are not on their way elsewhere. */
  readonly companions: readonly Companion[];
  readonly history: VmHistory;
  /** Its latest failed migration, as far as this agent remembers; `isOfRound`: the round under way has ordered it. */
  readonly failure: { readonly text: string; readonly isOfRound: boolean } | undefined;
  readonly wallMs: number;
  /** For how long its traffic was counted, and has to be. */
  readonly measuredMs: number;
  readonly neededMs: number;
  /** Neighbours that it had traffic with. */
  readonly flows: number;
}

type Rule = (situation: Situation) => Ruling | undefined;

/** In README.md's order. Rules 10 to 12 are about targets. */
const RULES: readonly Rule[] = [
  standing,
  mode,
  plausible,
  neverMove,
  obstacle,
  blackout,
  affinity,
  stability,
  measured,
];

/** The first rule that says no. */
export function rulingOn(situation: Situation): Ruling | undefined {
  for (const rule of RULES) {
    const ruling = rule(situation);
    if (ruling) return ruling;
  }
  return undefined;
}

function standing({ away }: Situation): Ruling | undefined {
  return away;
}

function mode(situation: Situation): Ruling | undefined {
  if (situation.mode !== 'off') return undefined;
  return { reason: 'mode-off', detail: "this host's mode is off" };
}

function plausible({ implausible }: Situation): Ruling | undefined {
  return implausible === undefined ? undefined : { reason: 'implausible-data', detail: implausible };
}

function neverMove({ marks, rules, addresses }: Situation): Ruling | undefined {
  if (marks.neverMove !== undefined) return { reason: 'never-move', detail: marks.neverMove };
  if (marks.label === 'red') return { reason: 'never-move', detail: 'its label is red' };
  const named = addresses.find((address) => rules.neverMove.some((prefix) => prefixHas(prefix, address)));
  if (named === undefined) return undefined;
  return { reason: 'never-move', detail: `${formatIpv4(named)} is in rules.neverMove of this host` };
}

function obstacle(situation: Situation): Ruling | undefined {
  const found = situation.obstacle;
  return found && { reason: 'not-movable', detail: `${found.code}: ${found.detail}` };
}

function blackout(situation: Situation): Ruling | undefined {
  if (situation.blackout === undefined) return undefined;
  return { reason: 'blackout', detail: `this host is in its window ${situation.blackout}` };
}

/** Two VMs that must be apart as well do not hold each other: apart is the safer mistake. */
function affinity({ marks, companions, drains }: Situation): Ruling | undefined {
  if (drains) return undefined;
  for (const companion of companions) {
    if (companion.isUnheard) {
      const detail = `${companion.name} runs here and has not talked yet: the cost map may have it in one of its groups`;
      return { reason: 'affinity', detail };
    }
    const group = common(marks.affinity, companion.marks.affinity);
    if (group === undefined || common(marks.antiAffinity, companion.marks.antiAffinity) !== undefined) continue;
    return { reason: 'affinity', detail: `${companion.name} of its group ${group} runs here` };
  }
  return undefined;
}

/** A failure holds a VM also on a host that drains: trying again at once fails again. */
function stability(situation: Situation): Ruling | undefined {
  const { history, stability: settings, wallMs, drains, failure } = situation;
  const failed = heldByFailure(history, settings, wallMs);
  if (failed) return failure ? { ...failed, detail: `${failed.detail}: ${failure.text}` } : failed;
  // Without a cooldown too, a round that tries the same again and again would never end.
  if (failure?.isOfRound) return { reason: 'migration-failed', detail: `it failed in this round: ${failure.text}` };
  if (drains) return undefined;
  return heldByMove(history, settings, wallMs) ?? heldByCount(history, settings, wallMs);
}

/** A part of its traffic could speak for a move that the whole speaks against. */
function measured({ measuredMs, neededMs, flows, drains }: Situation): Ruling | undefined {
  if (drains) return undefined;
  if (measuredMs < neededMs) {
    const detail = `its traffic was counted for ${seconds(measuredMs)} s of ${seconds(neededMs)} s`;
    return { reason: 'not-measured', detail };
  }
  return flows > 0 ? undefined : { reason: 'no-flows', detail: 'no traffic seen in the window' };
}

function common(a: readonly string[] = [], b: readonly string[] = []): string | undefined {
  return a.find((group) => b.includes(group));
}

function seconds(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(1);
}
