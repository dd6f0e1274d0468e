// From the settings file's shape to the core's.
import type { AgentConfig } from './config/config.js';
import type { CoreSettings } from './core/settings.js';

/**
 * Room for ten versions of a token of the thesis's largest size, 500,000 slots of 6 bytes in memory, and for thousands of
 * a usual one. A host has one for each host that it hands the token to, or takes it from, and drops the oldest ones. What
 * is really taken is less, because the versions of a token share their ids while no VM joins or leaves.
 */
const VERSION_BYTES = 32 * 1024 * 1024;

export function coreSettings(config: AgentConfig): CoreSettings {
  const { host, port, capacity, guests, flows, location, requests, decision, reservation, migrations } = config;
  const { mode, rules, stability } = config;
  const { vcpusPerCpu } = rules;
  const { measureMs } = stability;
  return {
    host,
    port,
    ...capacity,
    guestPrefixes: guests.prefixes,
    ...flows,
    location,
    requests,
    reservationTtlMs: reservation.ttlMs,
    candidates: decision.candidates,
    limits: migrations,
    mode,
    rules: { ...rules, vcpusPerCpu: vcpusPerCpu === 'unlimited' ? undefined : vcpusPerCpu },
    stability: { ...stability, measureMs: measureMs === 'auto' ? flows.windowMs : measureMs },
    payoffMs: decision.payoffMs,
    versionBytes: VERSION_BYTES,
  };
}
