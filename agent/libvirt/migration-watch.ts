// Watches one live migration while it runs: reads its progress at intervals, and allows more downtime, switches to post-copy
// or aborts as pacing.ts says. How it ended is migration.ts's to find out.
import { ConnectionError, errorNumber, LibvirtError, textOf } from './errors.js';
import type { Link, Log } from './link.js';
import { abortJob, getJobStats, jobType, setMaxDowntime, startPostCopy } from './migration-procedures.js';
import { type CopyState, Pacing, type PacingLimits, type Step } from './pacing.js';
import type { DomainRef } from './procedures.js';
import type { TypedParams } from './typed-params.js';

export interface WatchSettings extends PacingLimits {
  /** How often progress is asked for, ms. */
  readonly watchIntervalMs: number;
  /** How long an abort may take to end the migration, ms. Post-copy may take `timeoutMs` and this. */
  readonly graceMs: number;
}

export interface WatchContext {
  /** Session for questions and orders, which is not that of the long call. */
  readonly link: Link;
  readonly log: Log;
  /** Ends the long call, because nothing that was done has ended the migration. */
  readonly giveUp: () => void;
}

export class MigrationWatch {
  readonly #context: WatchContext;
  readonly #settings: WatchSettings;
  readonly #domain: DomainRef;
  readonly #pacing: Pacing;
  readonly #startedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #progress: TypedParams = new Map();
  #abortReason: string | undefined;
  #abortedAt = 0;
  #postCopyAt: number | undefined;
  #downtimeRefused = false;

  constructor(context: WatchContext, settings: WatchSettings, domain: DomainRef) {
    this.#context = context;
    this.#settings = settings;
    this.#domain = domain;
    this.#pacing = new Pacing(settings);
  }

  start(): void {
    this.#timer = setInterval(() => void this.#look(), this.#settings.watchIntervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** What libvirt said last of the job. */
  get progress(): TypedParams {
    return this.#progress;
  }

  /** Why it was aborted, such as `not finished after 600000 ms`; undefined: it was not. */
  get abortReason(): string | undefined {
    return this.#abortReason;
  }

  /** Whether it was switched to post-copy: from then on the guest runs at the target. */
  get inPostCopy(): boolean {
    return this.#postCopyAt !== undefined;
  }

  /** Runs at intervals beside the long call. Its own failures show up as the end of that call, so they are left to it. */
  async #look(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      if (this.#isOverdue()) this.#context.giveUp();
      else await this.#step();
    } catch (error) {
      if (!(error instanceof LibvirtError || error instanceof ConnectionError)) throw error;
    } finally {
      this.#busy = false;
    }
  }

  #isOverdue(): boolean {
    const { timeoutMs, graceMs } = this.#settings;
    const now = performance.now();
    if (this.#postCopyAt !== undefined) return now - this.#postCopyAt > timeoutMs + graceMs;
    if (this.#abortReason !== undefined) return now - this.#abortedAt > graceMs;
    return now - this.#startedAt > timeoutMs + graceMs;
  }

  async #step(): Promise<void> {
    if (this.#abortReason !== undefined) return this.#abort(this.#abortReason);
    const elapsedMs = performance.now() - this.#startedAt;
    // A daemon that does not answer must not keep the time limit from being noticed.
    if (this.inPostCopy || elapsedMs <= this.#settings.timeoutMs) await this.#readProgress();
    if (!this.inPostCopy) await this.#do(this.#pacing.next(elapsedMs, stateOf(this.#progress)));
  }

  async #readProgress(): Promise<void> {
    const stats = await this.#context.link.connection().call(getJobStats, { domain: this.#domain });
    if (stats.type !== jobType.none) this.#progress = stats.params;
  }

  async #do(step: Step): Promise<void> {
    if (step.kind === 'allow-downtime') await this.#allowDowntime(step.ms);
    if (step.kind === 'post-copy') await this.#switch(step.reason);
    if (step.kind === 'abort') await this.#abort(step.reason);
  }

  async #allowDowntime(downtimeMs: number): Promise<void> {
    if (this.#downtimeRefused) return;
    try {
      await this.#context.link.connection().call(setMaxDowntime, { domain: this.#domain, downtimeMs });
      this.#context.log.debug('migration may stop the VM for longer', { vm: this.#domain.name, downtimeMs });
    } catch (error) {
      if (!isLasting(error)) throw error;
      this.#downtimeRefused = true;
      const fields = { vm: this.#domain.name, downtimeMs, reason: textOf(error) };
      this.#context.log.warn('the downtime of a migration cannot be set, so the hypervisor chooses it', fields);
    }
  }

  async #switch(reason: string): Promise<void> {
    try {
      await this.#context.link.connection().call(startPostCopy, { domain: this.#domain });
      this.#postCopyAt = performance.now();
      this.#context.log.info('migration goes on as post-copy', { vm: this.#domain.name, reason });
    } catch (error) {
      if (!isLasting(error)) throw error;
      this.#pacing.refusePostCopy();
      const fields = { vm: this.#domain.name, reason: textOf(error) };
      this.#context.log.warn('a migration cannot be switched to post-copy', fields);
    }
  }

  /** Again at each interval until it has ended: it may come too early for libvirt. */
  async #abort(reason: string): Promise<void> {
    if (this.#abortReason === undefined) this.#abortedAt = performance.now();
    this.#abortReason = reason;
    await this.#context.link.connection().call(abortJob, { domain: this.#domain });
  }
}

/** Whether trying again at the next interval would be refused again. Before the copy has begun, much is invalid for a moment. */
function isLasting(error: unknown): boolean {
  return error instanceof LibvirtError && error.code !== errorNumber.operationInvalid;
}

function stateOf(progress: TypedParams): CopyState {
  const [iteration, remaining] = [progress.get('memory_iteration'), progress.get('data_remaining')];
  return {
    // Before the first pass libvirt says 0. What is set then, it takes for what was there before, and restores it afterwards.
    iteration: typeof iteration === 'number' && iteration > 0 ? iteration : undefined,
    remaining: typeof remaining === 'number' ? remaining : undefined,
  };
}
