// What the operator lets rounds do on this host, already validated (agent/config). Values only: which rule says no is
// decided by the other files of this folder, in the order that README.md documents.
import type { Prefix } from '../../../topology/ipv4.js';
import type { BlackoutWindow } from './blackout.js';

/**
 * `off`: tokens pass by, nothing is decided and nothing comes in. `recommend`: every decision is made and kept, nothing
 * moves. `auto`: VMs move. A token may be narrower than the host, never wider.
 */
export type Mode = 'off' | 'recommend' | 'auto';

export interface RuleSettings {
  /** VMs with an address in one of these never move. */
  readonly neverMove: readonly Prefix[];
  /** No migration starts or comes in within one of these. */
  readonly blackout: readonly BlackoutWindow[];
  /** Share of slots, memory and virtual CPUs that VMs which rounds bring may not use, percent, 0..90. */
  readonly headroomPercent: number;
  /** Virtual CPUs for each CPU of the host, > 0; undefined: any number of them. */
  readonly vcpusPerCpu: number | undefined;
}

/** What keeps VMs from moving too often, or for too little. 0 switches a rule off. */
export interface StabilitySettings {
  /** What a move has to save on top of c_m, bytes per second x weight, >= 0. */
  readonly minGain: number;
  /** The same as a share of what the VM's traffic costs now, percent, 0..100. */
  readonly minGainPercent: number;
  /** How long a VM stays after it has moved, ms. */
  readonly holdMs: number;
  /** How long a VM stays after its migration has failed, ms. */
  readonly failureCooldownMs: number;
  /** Moves of one VM in 24 hours. */
  readonly movesPerDay: number;
  /** A host that the VM has left in the last 24 hours must save this many times what leaving it saved; 0: once is enough. */
  readonly returnFactor: number;
  /** Failed migrations from this host in a row after which it goes from `auto` to `recommend`. */
  readonly breakerFailures: number;
  /** A VM decides when it was seen for this long, ms: rates of less are no averages. */
  readonly measureMs: number;
}

/** The part of the core's settings that this folder reads. */
export interface TrustSettings {
  readonly mode: Mode;
  readonly rules: RuleSettings;
  readonly stability: StabilitySettings;
  /** With c_m `auto`: the time over which a migration must pay off, ms, > 0. */
  readonly payoffMs: number;
}

/** The algorithm as the thesis has it: nothing is forbidden, and nothing holds a VM back but Eq. 3.2. */
export const UNRESTRICTED: TrustSettings = {
  mode: 'auto',
  rules: { neverMove: [], blackout: [], headroomPercent: 0, vcpusPerCpu: undefined },
  stability: {
    ...{ minGain: 0, minGainPercent: 0, holdMs: 0, failureCooldownMs: 600_000, movesPerDay: 0, returnFactor: 0 },
    ...{ breakerFailures: 0, measureMs: 0 },
  },
  payoffMs: 3_600_000,
};
