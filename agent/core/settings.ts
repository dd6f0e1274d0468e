// The part of the agent's settings that the core needs, already validated.
import type { Ipv4, Prefix } from '../../topology/ipv4.js';
import type { MigrationLimits } from './limits.js';
import type { TrustSettings } from './rules/settings.js';

/**
 * Which hosts a VM may move to. `neighbours` is the thesis's rule (4.2.5): the hosts of the VMs it talks to, and
 * nowhere else, so that a full host is a dead end. `cost-map` adds the hosts near those, as the cost map groups them.
 */
export type CandidateRule = 'neighbours' | 'cost-map';

export interface CoreSettings extends TrustSettings {
  /** This host's fixed address. */
  readonly host: Ipv4;
  /** UDP port of every agent. */
  readonly port: number;
  /** VMs this host may hold. */
  readonly slots: number;
  /** Memory for VMs, MiB, or `auto`: the hypervisor's total less `reserveMiB`. */
  readonly memoryMiB: number | 'auto';
  readonly reserveMiB: number;
  /** Only addresses in these prefixes are VM ids; no other address is ever asked for its location. */
  readonly guestPrefixes: readonly Prefix[];
  readonly pollIntervalMs: number;
  readonly windowMs: number;
  readonly maxFlows: number;
  readonly location: { readonly ttlMs: number; readonly negativeTtlMs: number; readonly maxEntries: number };
  readonly requests: { readonly timeoutMs: number; readonly attempts: number; readonly maxInFlight: number };
  readonly reservationTtlMs: number;
  readonly candidates: CandidateRule;
  /** Bounds on live migrations under way at once, so that rounds do not flood the network. */
  readonly limits: MigrationLimits;
  /**
   * Memory for earlier versions of tokens, bytes: a token goes to a host that keeps such a version as changes against it.
   * 0 or absent: none is kept, and tokens come and go whole.
   */
  readonly versionBytes?: number;
}
