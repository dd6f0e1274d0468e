// The operator's settings as one migration needs them: where it goes, how fast it may, and when it is given up. Pure.
import { formatIpv4, type Ipv4, maskOf, type Prefix } from '../../topology/ipv4.js';
import type { LibvirtConfig } from '../config/config.js';
import type { MigrationSettings } from './migration.js';

/** Intervals that tests shorten. */
export interface WatchIntervals {
  /** Default 500. */
  readonly watchIntervalMs?: number;
  /** Default 30000. */
  readonly graceMs?: number;
}

/** Settings of a migration to this host. */
export function migrationSettings(config: LibvirtConfig, intervals: WatchIntervals, target: Ipv4): MigrationSettings {
  const [network] = config.migrationNetwork;
  return {
    uri: config.migrationUri.replaceAll('{host}', formatIpv4(target)),
    copyAddress: network && addressIn(network, target),
    bandwidthMiBps: config.bandwidthMiBps,
    postCopyBandwidthMiBps: config.postCopyBandwidthMiBps,
    tls: config.tls,
    timeoutMs: config.timeoutMs,
    progressTimeoutMs: config.progressTimeoutMs,
    downtime: { startMs: config.downtimeMs, limitMs: config.downtimeLimitMs, steps: config.downtimeSteps },
    postCopy: config.postCopy,
    watchIntervalMs: intervals.watchIntervalMs ?? 500,
    graceMs: intervals.graceMs ?? 30_000,
  };
}

/** The address in the prefix that has the host bits of this one: of 10.0.1.7 in 192.168.0.0/16 it is 192.168.1.7. */
export function addressIn({ base, length }: Prefix, address: Ipv4): Ipv4 {
  return ((base | (address & ~maskOf(length))) >>> 0) as Ipv4;
}
