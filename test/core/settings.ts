// Settings of a core under test: one host of maps.ts's tree, short windows, every limit small enough to meet.
import { UNRESTRICTED } from '../../agent/core/rules/settings.js';
import type { CoreSettings } from '../../agent/core/settings.js';
import { ipv4 } from '../../topology/ipv4.js';

export const here = ipv4('10.0.1.1');
export const port = 7470;

export function settingsOf(changes: Partial<CoreSettings> = {}): CoreSettings {
  return {
    host: here,
    port,
    slots: 4,
    memoryMiB: 4096,
    reserveMiB: 0,
    guestPrefixes: [{ base: ipv4('10.1.0.0'), length: 16 }],
    pollIntervalMs: 500,
    windowMs: 2_000,
    maxFlows: 10_000,
    location: { ttlMs: 30_000, negativeTtlMs: 5_000, maxEntries: 1_000 },
    requests: { timeoutMs: 250, attempts: 4, maxInFlight: 256 },
    reservationTtlMs: 30_000,
    candidates: 'neighbours',
    ...UNRESTRICTED,
    limits: { total: 8, intoHost: 8, outOfHost: 8 },
    versionBytes: 1_000_000,
    ...changes,
  };
}
