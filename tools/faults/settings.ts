// The settings of a host's core in a run.
import { type Mode, UNRESTRICTED } from '../../agent/core/rules/settings.js';
import type { CoreSettings } from '../../agent/core/settings.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import { Chance } from './chance.js';
import type { Plan } from './plan.js';
import { agentPort, guestPrefix } from './world/names.js';

/** Memory of a host for each of its slots, MiB: some VMs are larger, so that either can run out first. */
export const memoryOfSlotMiB = 1_024;

/** How long an agent believes what it was told of a VM's place, ms. */
const placesMs = 30_000;

/** After so long without a change, ms, agents know things as they are: windows and caches have nothing old in them. */
export function settledMs({ pollIntervalMs }: Plan): number {
  return Math.max(7 * pollIntervalMs, placesMs) + 2_000;
}

export function settingsOf(plan: Plan, host: Ipv4): CoreSettings {
  const { pollIntervalMs, slots, limits, versionBytes, candidates, rules } = plan;
  return {
    host,
    port: agentPort,
    slots,
    memoryMiB: 'auto',
    reserveMiB: 512,
    guestPrefixes: [guestPrefix],
    pollIntervalMs,
    windowMs: 4 * pollIntervalMs,
    maxFlows: 10_000,
    location: { ttlMs: placesMs, negativeTtlMs: 5_000, maxEntries: 1_000 },
    requests: { timeoutMs: 500, attempts: 4, maxInFlight: 256 },
    reservationTtlMs: 30_000,
    candidates,
    ...UNRESTRICTED,
    ...(rules ? { mode: modeOf(plan, host), stability: rules.stability } : {}),
    limits,
    versionBytes,
  };
}

/** The same in each life of the host's agent. */
function modeOf({ seed, rules }: Plan, host: Ipv4): Mode {
  const { recommending, off } = rules!;
  const drawn = Chance.of(seed, `mode ${host}`).next();
  if (drawn < off) return 'off';
  return drawn < off + recommending ? 'recommend' : 'auto';
}
