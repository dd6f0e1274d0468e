// From the settings file's shape to the core's.
import type { AgentConfig } from './config/config.js';
import type { CoreSettings } from './core/settings.js';

export function coreSettings(config: AgentConfig): CoreSettings {
  const { host, port, capacity, guests, flows, location, requests, decision, reservation } = config;
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
  };
}
