// The breaker: after too many failed migrations in a row from this host, something is wrong with the host or with its
// way to the others, and one more copy would only load the network. It opens by itself and is closed by an operator,
// for nobody else can tell that what was wrong has been mended. It is open too where the agent's memory was damaged:
// nobody but an operator knows what was set on that host.
import type { MigrationResult } from '../drivers.js';
import type { Memory } from '../memory.js';
import type { BreakerState } from '../remembered.js';
import type { Context } from '../steps.js';

export type FailureCode = (MigrationResult & { ok: false })['code'];

/**
 * Failures that say something of this host, of the target's hypervisor or of the way between them. The others do not:
 * `refused`: the hypervisor would not even begin with this domain; `aborted`: somebody ended the copy; `no-domain`: the
 * VM was gone. Those neither count nor begin the count anew. (A target that has no room refuses before any migration
 * begins.)
 */
const COUNTED: ReadonlySet<FailureCode> = new Set<FailureCode>(['failed', 'timeout', 'unreachable']);

export class Breaker {
  readonly #context: Context;
  readonly #memory: Memory;

  constructor(context: Context, memory: Memory) {
    this.#context = context;
    this.#memory = memory;
  }

  get state(): BreakerState {
    return this.#memory.standing.breaker;
  }

  get isOpen(): boolean {
    return this.state.openSinceMs !== undefined;
  }

  /** Once after the start: one that no migration has opened says why it is open, and is on disk before the next start. */
  begin(): void {
    if (this.state.because === undefined) return;
    this.#set(this.state);
    const text =
      'what this host remembered cannot be read, so maintenance, an open breaker and a pause may be forgotten: it only ' +
      'recommends from now on; order again what is missing, then say `score-token rearm`';
    this.#context.emit({ type: 'alarm', code: 'breaker-open', text });
  }

  /** A migration from this host has succeeded, or failed with this code. */
  ended(failure: FailureCode | undefined): void {
    if (failure !== undefined) return COUNTED.has(failure) ? this.#failed() : undefined;
    // An open one stays open: the migration was under way when it opened.
    if (!this.isOpen && this.state.failures > 0) this.#set({ failures: 0 });
  }

  /** The operator says that what was wrong has been mended. */
  rearm(): void {
    if (this.isOpen || this.state.failures > 0) this.#set({ failures: 0 });
  }

  #failed(): void {
    const { breakerFailures } = this.#context.settings.stability;
    if (breakerFailures === 0) return;
    const failures = this.state.failures + 1;
    if (this.isOpen) return this.#set({ ...this.state, failures });
    if (failures < breakerFailures) return this.#set({ failures });
    this.#set({ failures, openSinceMs: Math.round(this.#context.wallMs) });
    const text =
      `${failures} migrations from this host have failed in a row: it only recommends from now on; ` +
      'see why in `score-token history`, mend it, then say `score-token rearm`';
    this.#context.emit({ type: 'alarm', code: 'breaker-open', text });
  }

  #set(breaker: BreakerState): void {
    this.#memory.setStanding({ ...this.#memory.standing, breaker });
  }
}
