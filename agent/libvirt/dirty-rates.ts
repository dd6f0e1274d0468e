// How fast guests write to their memory, for the forecast of what their migrations would copy. QEMU finds it out from samples
// of pages within a second; it is asked seldom, of one guest at a time, and beside everything else.
import type { Connection } from './connection.js';
import { ConnectionError, errorNumber, LibvirtError, textOf } from './errors.js';
import type { Log } from './link.js';
import {
  type DomainRef,
  getAllDomainStats,
  slowCallTimeoutMs,
  startDirtyRateCalc,
  statsFlags,
  statsGroups,
} from './procedures.js';
import { formatUuid } from './uuid.js';

/** Pause between two measurements of one guest. */
const intervalMs = 600_000;
/** A rate that is older than this says nothing any more. */
const maxAgeMs = 3 * intervalMs;
/** One measurement, the shortest that libvirt does. */
const seconds = 1;
/** It is read as soon as it can be there, and a few times more where the host is busy. */
const readAfterMs = 1200;
const tries = 3;

/** virDomainDirtyRateStatus: the result is there. */
const measured = 2;

interface Rate {
  readonly triedAt: number;
  readonly measuredAt: number;
  readonly bytesPerSecond: number | undefined;
}

export class DirtyRates {
  readonly #log: Log;
  readonly #rates = new Map<string, Rate>();
  #busy = false;
  #unsupported = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Bytes per second as measured last, or undefined when that was not done, long ago, or cannot be. */
  bytesPerSecond(uuid: string): number | undefined {
    const rate = this.#rates.get(uuid);
    return rate && performance.now() - rate.measuredAt < maxAgeMs ? rate.bytesPerSecond : undefined;
  }

  /** Measures those of the domains whose turn it is, in the background. Forgets those that are not given. */
  measure(connection: Connection, domains: readonly DomainRef[]): void {
    const present = new Set(domains.map(({ uuid }) => formatUuid(uuid)));
    for (const [uuid, { triedAt }] of this.#rates)
      if (!present.has(uuid) && performance.now() - triedAt > maxAgeMs) this.#rates.delete(uuid);
    if (this.#busy || this.#unsupported || this.#closed) return;
    const due = domains.filter(({ uuid }) => {
      const rate = this.#rates.get(formatUuid(uuid));
      return rate === undefined || performance.now() - rate.triedAt > intervalMs;
    });
    if (due.length > 0) void this.#measureAll(connection, due);
  }

  /** Another daemon may be there now, which may be able to do it. What was measured stays true. */
  reset(): void {
    this.#unsupported = false;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#wake?.();
  }

  async #measureAll(connection: Connection, domains: readonly DomainRef[]): Promise<void> {
    this.#busy = true;
    try {
      for (const domain of domains) {
        if (this.#closed || this.#unsupported) return;
        await this.#measureOne(connection, domain);
      }
    } catch (error) {
      // The link says why there is no connection, and comes back with another one.
      if (!(error instanceof ConnectionError)) throw error;
    } finally {
      this.#busy = false;
    }
  }

  async #measureOne(connection: Connection, domain: DomainRef): Promise<void> {
    const triedAt = performance.now();
    const uuid = formatUuid(domain.uuid);
    const before = this.#rates.get(uuid);
    let bytesPerSecond: number | undefined;
    try {
      await connection.call(startDirtyRateCalc, { domain, seconds }, slowCallTimeoutMs);
      bytesPerSecond = await this.#read(connection, domain);
    } catch (error) {
      if (!(error instanceof LibvirtError)) throw error;
      // A guest that has ended or is being migrated is one matter, a daemon that cannot do it for any another.
      this.#unsupported = unsupported.has(error.code);
      this.#log.debug('the dirty rate of a VM is not measured', { vm: domain.name, reason: textOf(error) });
    }
    const rate = bytesPerSecond === undefined ? before : { measuredAt: triedAt, bytesPerSecond };
    this.#rates.set(uuid, { measuredAt: rate?.measuredAt ?? 0, bytesPerSecond: rate?.bytesPerSecond, triedAt });
  }

  async #read(connection: Connection, domain: DomainRef): Promise<number | undefined> {
    const args = { groups: statsGroups.dirtyRate, flags: statsFlags.nowait, domains: [domain] };
    for (let attempt = 0; attempt < tries && !this.#closed; attempt++) {
      await this.#sleep(readAfterMs);
      if (this.#closed) return undefined;
      const [record] = await connection.call(getAllDomainStats, args);
      const rate = record?.params.get('dirtyrate.megabytes_per_second');
      if (record?.params.get('dirtyrate.calc_status') === measured && typeof rate === 'number' && rate >= 0)
        return rate * 1024 ** 2;
    }
    return undefined;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#timer = setTimeout(resolve, ms);
    });
  }
}

const unsupported: ReadonlySet<number> = new Set([
  errorNumber.noSupport,
  errorNumber.argumentUnsupported,
  errorNumber.operationUnsupported,
  errorNumber.rpc,
  errorNumber.accessDenied,
]);
