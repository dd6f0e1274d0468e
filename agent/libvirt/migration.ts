// One live migration, seen from the source: starts it, has it watched (migration-watch.ts), and finds out how it ended, also
// when the daemon was lost on the way. Does not choose targets.
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import type { MigrationOrder, MigrationResult } from '../core/drivers.js';
import { unlessGone } from './catalog.js';
import type { Connection } from './connection.js';
import { domainState, isSplit } from './domain-state.js';
import { ConnectionError, errorNumber, LibvirtError, textOf } from './errors.js';
import type { Link, Log } from './link.js';
import { type DomainEvent, lifecycle } from './messages.js';
import { getJobStats, jobType, migrateFlags, migratePerform3Params } from './migration-procedures.js';
import { type FailureCode, failureCode } from './migration-result.js';
import { MigrationWatch, type WatchSettings } from './migration-watch.js';
import { type DomainRef, getState, isPersistent, lookupByUuid } from './procedures.js';
import { numberOf, type TypedParams } from './typed-params.js';

export interface MigrationSettings extends WatchSettings {
  /** What the source's libvirtd connects to. */
  readonly uri: string;
  /** The target's address that QEMU sends the memory to; undefined: libvirt's choice, which is the target's host name. */
  readonly copyAddress: Ipv4 | undefined;
  /** MiB/s; 0 = the hypervisor's default. */
  readonly bandwidthMiBps: number;
  /** The same after the switch to post-copy. */
  readonly postCopyBandwidthMiBps: number;
  /** Encrypt what QEMU sends. */
  readonly tls: boolean;
}

export interface MigrationContext {
  /** Session for questions, the abort and events. */
  readonly link: Link;
  readonly log: Log;
  /** Opens a session of its own for the long call, so that it shares neither queue nor fate with the questions. */
  readonly openSession: () => Promise<Connection>;
  /** Asks the target whether the domain runs there; undefined when there is no answer. */
  readonly confirmArrival?: ((order: MigrationOrder) => Promise<boolean | undefined>) | undefined;
}

/** Where the domain is: `busy` while a job is still at work on it, `split` when post-copy broke off half-way. */
type Whereabouts = 'here' | 'paused' | 'gone' | 'busy' | 'split';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class Migration {
  readonly #context: MigrationContext;
  readonly #settings: MigrationSettings;
  readonly #order: MigrationOrder;
  readonly #domain: DomainRef;
  readonly #startedAt = performance.now();
  #session: Connection | undefined;
  readonly #watch: MigrationWatch;
  #completed: TypedParams | undefined;
  #seenMigrated = false;
  #stopped = false;

  constructor(context: MigrationContext, settings: MigrationSettings, order: MigrationOrder, domain: DomainRef) {
    this.#context = context;
    this.#settings = settings;
    this.#order = order;
    this.#domain = domain;
    const { link, log } = context;
    this.#watch = new MigrationWatch({ link, log, giveUp: () => this.#session?.close() }, settings, domain);
  }

  /** To be called with each event of this domain. */
  onEvent(event: DomainEvent): void {
    if (event.kind === 'job-completed') this.#completed = event.params;
    if (event.kind === 'lifecycle' && event.event === lifecycle.stopped) {
      this.#seenMigrated ||= event.detail === lifecycle.stoppedMigrated;
    }
  }

  /** Nobody waits for the outcome any more: `run` resolves soon, libvirt goes on by itself. */
  stop(): void {
    this.#stopped = true;
    this.#session?.close();
  }

  /** Runs it to its end. Never rejects. */
  async run(): Promise<MigrationResult> {
    let flags: number;
    try {
      this.#session = await this.#context.openSession();
      if (this.#stopped) this.#session.close();
      flags = await this.#chooseFlags(this.#session);
    } catch (error) {
      this.#session?.close();
      return this.#failure(error instanceof LibvirtError ? failureCode(error) : 'unreachable', textOf(error));
    }
    this.#watch.start();
    try {
      return await this.#conclude(await this.#perform(this.#session, flags));
    } finally {
      this.#watch.stop();
      this.#session.close();
    }
  }

  /** A persistent domain must be defined on exactly one host afterwards; a transient one must stay transient. */
  async #chooseFlags(session: Connection): Promise<number> {
    const persistent = await session.call(isPersistent, { domain: this.#domain });
    const keep = persistent ? migrateFlags.persistDest | migrateFlags.undefineSource : 0;
    const { postCopy, tls } = this.#settings;
    const asked = (postCopy ? migrateFlags.postCopy : 0) | (tls ? migrateFlags.tls : 0);
    return migrateFlags.live | migrateFlags.peer2peer | migrateFlags.abortOnError | keep | asked;
  }

  /** The long call, without a deadline of its own; resolves with the error that ended it, if one did. */
  async #perform(session: Connection, flags: number): Promise<unknown> {
    const params = copyParams(this.#settings);
    try {
      const { uri } = this.#settings;
      await session.call(migratePerform3Params, { domain: this.#domain, uri, params, flags }, 0);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** The call has ended, with `error` or without: what is true now decides, not what the call said. */
  async #conclude(error: unknown): Promise<MigrationResult> {
    let where: Whereabouts;
    try {
      where = await this.#settle();
    } catch (second) {
      return this.#failure(codeOf(error ?? second), `${error ? `${textOf(error)}; then: ` : ''}${textOf(second)}`);
    }
    if (where === 'gone') return this.#concludeGone(error);
    if (where === 'split') return this.#failure('failed', `${error ? `${textOf(error)}; ` : ''}${splitText}`);
    if (error === undefined) {
      return this.#failure('failed', `libvirt reported success, but the domain is still ${where} at the source`);
    }
    const state = where === 'here' ? '' : `; the domain is ${where} at the source`;
    const { abortReason } = this.#watch;
    if (abortReason !== undefined)
      return this.#failure('timeout', `${abortReason} and aborted: ${textOf(error)}${state}`);
    return this.#failure(codeOf(error), `${textOf(error)}${state}`);
  }

  async #concludeGone(error: unknown): Promise<MigrationResult> {
    if (error === undefined || this.#seenMigrated) return await this.#success();
    if (await this.#context.confirmArrival?.(this.#order)) return await this.#success();
    return this.#failure(
      'failed',
      `${textOf(error)}; the domain is gone from the source, and whether it runs at the target is not known`,
    );
  }

  /**
   * Waits until no job is at work on the domain any more, for as long as the migration may take and the grace.
   * Rejects with ConnectionError when the daemon stays away for the grace.
   */
  async #settle(): Promise<Whereabouts> {
    const { timeoutMs, graceMs, watchIntervalMs } = this.#settings;
    const end = Math.max(this.#startedAt + timeoutMs, performance.now()) + graceMs;
    for (;;) {
      const connection = await this.#context.link.whenUp(graceMs);
      const where = await this.#whereabouts(connection).catch((error) => {
        // Lost again, or between two states in which libvirt cannot say ("domain is not running"): ask once more.
        if (error instanceof ConnectionError) return 'busy' as const;
        if (error instanceof LibvirtError && error.code === errorNumber.operationInvalid) return 'busy' as const;
        throw error;
      });
      if (where !== 'busy' || performance.now() > end) return where;
      await sleep(watchIntervalMs);
    }
  }

  async #whereabouts(connection: Connection): Promise<Whereabouts> {
    const domain = await unlessGone(connection.call(lookupByUuid, { uuid: this.#domain.uuid }));
    const state = domain && (await unlessGone(connection.call(getState, { domain })));
    if (state && isSplit(state)) return 'split';
    if (!domain || !state || state.state === domainState.shutOff || state.state === domainState.crashed) return 'gone';
    const job = await unlessGone(connection.call(getJobStats, { domain }));
    if (job === undefined || job.type !== jobType.none) return 'busy';
    return state.state === domainState.paused ? 'paused' : 'here';
  }

  async #success(): Promise<MigrationResult> {
    // The event with the final figures is sent beside the reply, not before it.
    for (let waited = 0; !this.#completed && waited < 1000; waited += 20) await sleep(20);
    const final = this.#completed ?? this.#watch.progress;
    return {
      ok: true,
      bytes: numberOf(final, 'data_processed') || numberOf(final, 'memory_processed'),
      ms: numberOf(final, 'time_elapsed') || Math.round(performance.now() - this.#startedAt),
      downtimeMs: numberOf(final, 'downtime'),
    };
  }

  #failure(code: FailureCode, text: string): MigrationResult {
    return { ok: false, code, text };
  }
}

/** What an operator has to know at once: nothing heals this by itself, and starting the VM anew would be a mistake. */
const splitText =
  'the VM is halted, because post-copy broke off when it ran at the target and part of its memory was still here; when ' +
  'both hosts reach each other again, virsh migrate --postcopy-resume goes on with it; if one is lost, so is what it held';

function copyParams({ copyAddress, bandwidthMiBps, postCopy, postCopyBandwidthMiBps }: MigrationSettings) {
  return {
    ...(copyAddress === undefined ? {} : addressParams(formatIpv4(copyAddress))),
    ...(bandwidthMiBps > 0 ? { bandwidth: bandwidthMiBps } : {}),
    ...(postCopy && postCopyBandwidthMiBps > 0 ? { 'bandwidth.postcopy': postCopyBandwidthMiBps } : {}),
  };
}

/** Without a port libvirt takes the first free one of its range (qemu.conf, migration_port_min), here on this address only. */
function addressParams(address: string) {
  return { migrate_uri: `tcp://${address}`, listen_address: address };
}

/** A daemon that was lost on the way says nothing about the target, which `unreachable` would. */
function codeOf(error: unknown): FailureCode {
  return error instanceof LibvirtError ? failureCode(error) : 'failed';
}
