// libvirt as the agent's hypervisor. Puts link, catalogue and migrations together; the protocol is below, the
// decisions are above.
import type { VmMarks } from '../../topology/vm-marks.js';
import type { LibvirtConfig } from '../config/config.js';
import type { Domain, HostMemory, Hypervisor, MigrationOrder, MigrationResult } from '../core/drivers.js';
import type { VmHistory } from '../core/rules/marks.js';
import { Catalog, unlessGone } from './catalog.js';
import { LibvirtError, textOf } from './errors.js';
import { historyKey, historyUri, historyXml } from './history-xml.js';
import { Link, type Log } from './link.js';
import { marksKey, marksUri, marksXml } from './marks-xml.js';
import type { DomainEvent } from './messages.js';
import { Migration } from './migration.js';
import { failureCode } from './migration-result.js';
import { migrationSettings } from './migration-settings.js';
import {
  getState,
  impact,
  isPersistent,
  lookupByUuid,
  nodeGetInfo,
  setMetadata,
  slowCallTimeoutMs,
} from './procedures.js';
import { openSession } from './session.js';
import { type LocalPaths, localPathsOf } from './shared-paths.js';
import { formatUuid, parseUuid } from './uuid.js';

export interface LibvirtOptions {
  /** Default: silent. */
  readonly log?: Log;
  /** Root of the proc file system, for mountinfo; default /proc. */
  readonly procRoot?: string;
  /** Replaces the check of paths altogether. */
  readonly localPaths?: LocalPaths;
  /**
   * Asks the target whether it hosts the domain. Used only when libvirtd was lost during a migration and the domain
   * is gone from here afterwards. Without it such a migration counts as failed.
   */
  readonly confirmArrival?: (order: MigrationOrder) => Promise<boolean | undefined>;
  /** Deadline of every call but the migration itself, ms; default 10000. */
  readonly callTimeoutMs?: number;
  /** First and longest pause between tries to connect, ms; default 200 and 5000. */
  readonly minBackoffMs?: number;
  readonly maxBackoffMs?: number;
  /** How often a migration's progress is asked for, ms; default 500. */
  readonly watchIntervalMs?: number;
  /** How long an abort or a restarted daemon may take to show how a migration ended, ms; default 30000. */
  readonly graceMs?: number;
}

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {} };

export class LibvirtHypervisor implements Hypervisor {
  readonly #config: LibvirtConfig;
  readonly #options: LibvirtOptions;
  readonly #callTimeoutMs: number;
  readonly #log: Log;
  readonly #link: Link;
  readonly #catalog: Catalog;
  readonly #migrations = new Map<string, Migration | undefined>();
  readonly #listeners: (() => void)[] = [];

  constructor(config: LibvirtConfig, options: LibvirtOptions = {}) {
    this.#config = config;
    this.#options = options;
    this.#callTimeoutMs = options.callTimeoutMs ?? 10_000;
    this.#log = options.log ?? silent;
    this.#catalog = new Catalog({
      localPaths: options.localPaths ?? localPathsOf({ ...options, sharedPaths: config.sharedPaths }),
      ignoreManagers: config.ignoreManagers,
      bandwidthMiBps: config.bandwidthMiBps,
      log: this.#log,
    });
    this.#link = new Link({
      socket: config.socket,
      uri: config.uri,
      callTimeoutMs: this.#callTimeoutMs,
      minBackoffMs: options.minBackoffMs ?? 200,
      maxBackoffMs: options.maxBackoffMs ?? 5000,
      log: this.#log,
      onEvent: (event) => this.#onEvent(event),
      onChange: () => this.#onLinkChange(),
    });
  }

  async start(): Promise<void> {
    this.#link.start();
  }

  unavailable(): string | undefined {
    return this.#link.unavailable();
  }

  async domains(): Promise<Domain[]> {
    return this.#catalog.list(this.#link.connection());
  }

  async memory(): Promise<HostMemory> {
    const { memoryKiB, cpus } = await this.#link.connection().call(nodeGetInfo, undefined);
    return { totalMiB: Math.floor(memoryKiB / 1024), cpus };
  }

  async migrate(order: MigrationOrder): Promise<MigrationResult> {
    const uuid = order.uuid.toLowerCase();
    if (this.#migrations.has(uuid))
      return { ok: false, code: 'refused', text: `a migration of ${uuid} is under way already` };
    this.#migrations.set(uuid, undefined);
    try {
      return await this.#migrate({ ...order, uuid });
    } catch (error) {
      const code = error instanceof LibvirtError ? failureCode(error) : 'unreachable';
      return { ok: false, code, text: textOf(error) };
    } finally {
      this.#migrations.delete(uuid);
      this.#catalog.forget(uuid);
    }
  }

  async writeHistory(uuid: string, history: VmHistory): Promise<void> {
    await this.#writeMetadata(uuid, { key: historyKey, uri: historyUri, xml: historyXml(history) });
  }

  async writeMarks(uuid: string, marks: VmMarks): Promise<void> {
    await this.#writeMetadata(uuid, { key: marksKey, uri: marksUri, xml: marksXml(marks) });
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** A migration under way goes on in libvirt; its promise resolves as failed, since nobody watches it any more. */
  async close(): Promise<void> {
    this.#catalog.close();
    this.#link.close();
    for (const migration of this.#migrations.values()) migration?.stop();
  }

  async #migrate(order: MigrationOrder): Promise<MigrationResult> {
    const connection = this.#link.connection();
    const uuid = parseUuid(order.uuid);
    const ref = uuid && (await unlessGone(connection.call(lookupByUuid, { uuid })));
    const state = ref && (await unlessGone(connection.call(getState, { domain: ref })));
    if (!ref || !state) return noDomain(order);
    // What was true when the decision was made may not be true now; libvirt would find some of it late, or not at all.
    this.#catalog.forget(order.uuid);
    const domain = await this.#catalog.describe(connection, { ref, state });
    if (!domain) return noDomain(order);
    if (domain.obstacle) return { ok: false, code: 'refused', text: domain.obstacle.detail };
    const historyError = order.history && (await this.#takeAlong(order.uuid, order.history));
    const settings = migrationSettings(this.#config, this.#options, order.target);
    const migration = new Migration(this.#context(), settings, order, ref);
    this.#migrations.set(order.uuid, migration);
    const result = await migration.run();
    return historyError === undefined ? result : { ...result, historyError };
  }

  /** Writes what shall travel with the VM. It moves without that too, so the error is no more than a note. */
  async #takeAlong(uuid: string, history: VmHistory): Promise<string | undefined> {
    try {
      await this.writeHistory(uuid, history);
      return undefined;
    } catch (error) {
      const reason = textOf(error);
      this.#log.warn('a VM migrates without its history, which could not be written into its metadata', {
        uuid,
        reason,
      });
      return reason;
    }
  }

  /** Of the running domain, and of its definition where it has one, which is what it starts with the next time. */
  async #writeMetadata(text: string, element: { key: string; uri: string; xml: string | undefined }): Promise<void> {
    const connection = this.#link.connection();
    const uuid = parseUuid(text);
    if (uuid === undefined) throw new Error(`${text} is not the uuid of a domain`);
    const domain = await connection.call(lookupByUuid, { uuid });
    const persistent = await connection.call(isPersistent, { domain });
    const flags = impact.live | (persistent ? impact.config : 0);
    await connection.call(setMetadata, { domain, ...element, flags }, slowCallTimeoutMs);
    this.#catalog.forget(formatUuid(uuid));
    this.#notify();
  }

  #context() {
    const { socket, uri } = this.#config;
    return {
      link: this.#link,
      log: this.#log,
      openSession: () => openSession({ socket, uri, callTimeoutMs: this.#callTimeoutMs }),
      confirmArrival: this.#options.confirmArrival,
    };
  }

  #onEvent(event: DomainEvent): void {
    const uuid = formatUuid(event.domain.uuid);
    this.#catalog.forget(uuid);
    this.#migrations.get(uuid)?.onEvent(event);
    this.#notify();
  }

  /** What happened while nobody listened is not known. */
  #onLinkChange(): void {
    this.#catalog.forgetAll();
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

function noDomain(order: MigrationOrder): MigrationResult {
  return { ok: false, code: 'no-domain', text: `libvirt has no domain ${order.uuid}` };
}
