// Counts what the core has done: each effect moves a counter or two. Nothing is read from the agent here.
import { Counter, Histogram, type Registry } from 'prom-client';
import type { MigrationRecord } from '../core/messages.js';
import type { DecisionRecord, Effect } from '../core/steps.js';
import { ALARMS, bounded, endCode, MESSAGES, OUTCOMES, outcomeCode, REASONS, ROUND_ENDS, VERDICTS } from './codes.js';

/** A migration takes from a second to many minutes, and stops the guest for milliseconds to seconds. */
const DURATION_SECONDS = [1, 2, 5, 10, 20, 60, 120, 300, 600, 1200];
const DOWNTIME_SECONDS = [0.01, 0.03, 0.1, 0.3, 0.5, 1, 3, 10];

export class EffectCounters {
  readonly #registry: Registry;
  readonly #started: Counter;
  readonly #ended: Counter;
  readonly #decisions: Counter;
  readonly #orders: Counter;
  readonly #migrations: Counter;
  readonly #seconds: Histogram;
  readonly #downtime: Histogram;
  readonly #bytes: Counter;
  readonly #saved: Counter;
  readonly #recommended: Counter;
  readonly #alarms: Counter;
  readonly #messages: Counter;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#started = this.#counter('score_rounds_started_total', 'Rounds started on this host', 'rounds');
    this.#ended = this.#counter(
      'score_rounds_ended_total',
      'Rounds started on this host that have ended',
      'rounds',
      'reason',
    );
    this.#decisions = new Counter({
      name: 'score_decisions_total',
      help: 'Decisions of VMs of this host, by verdict and by the rule that decided. Unit: decisions.',
      labelNames: ['verdict', 'reason'],
      registers: [registry],
    });
    this.#orders = this.#counter('score_migrations_started_total', 'Migrations from this host ordered', 'migrations');
    this.#migrations = this.#counter(
      'score_migrations_total',
      'Migrations from this host that have ended, by outcome',
      'migrations',
      'outcome',
    );
    const spread = (name: string, help: string, buckets: number[]): Histogram =>
      new Histogram({ name, help: `${help}. Unit: seconds.`, buckets, registers: [registry] });
    this.#seconds = spread(
      'score_migration_duration_seconds',
      'How long successful migrations from this host took',
      DURATION_SECONDS,
    );
    this.#downtime = spread(
      'score_migration_downtime_seconds',
      'How long guests stood still in successful migrations from this host',
      DOWNTIME_SECONDS,
    );
    this.#bytes = this.#counter('score_migration_bytes_total', 'Copied by migrations from this host', 'bytes');
    this.#saved = this.#counter(
      'score_migrations_saved_weighted_bytes_per_second_total',
      'Communication cost that successful migrations from this host save, as computed beforehand (left side of Eq. 3.2)',
      'bytes per second x link weight',
    );
    this.#recommended = this.#counter(
      'score_recommended_weighted_bytes_per_second_total',
      'Communication cost that recommended moves would have saved; each round that recommends one again adds it again',
      'bytes per second x link weight',
    );
    this.#alarms = this.#counter('score_alarms_total', 'Alarms, by code', 'alarms', 'code');
    this.#messages = this.#counter(
      'score_messages_sent_total',
      'Messages sent to other agents, repeated ones too, by type',
      'messages',
      'type',
    );
    this.#beginAtZero();
  }

  observe(effect: Effect): void {
    switch (effect.type) {
      case 'send':
        return this.#messages.inc({ type: bounded(MESSAGES, effect.message.type) });
      case 'decided':
        return this.#decided(effect.record);
      case 'migrate':
        return this.#orders.inc();
      case 'migrated':
        return this.#migrated(effect.record);
      case 'injected':
        return effect.result.ok ? this.#started.inc() : undefined;
      case 'round-ended':
        return this.#ended.inc({ reason: endCode(effect.report.endReason ?? '') });
      case 'alarm':
        return this.#alarms.inc({ code: bounded(ALARMS, effect.code) });
      default:
        return undefined;
    }
  }

  #decided({ verdict, reason, target }: DecisionRecord): void {
    this.#decisions.inc({ verdict: bounded(VERDICTS, verdict), reason: bounded(REASONS, reason) });
    if (verdict === 'recommend') this.#recommended.inc(rising(target?.gain ?? 0));
  }

  #migrated({ ok, reason, gain, bytes, ms, downtimeMs }: MigrationRecord): void {
    this.#migrations.inc({ outcome: outcomeCode(ok, reason) });
    this.#bytes.inc(rising(bytes));
    if (!ok) return;
    this.#seconds.observe(rising(ms) / 1000);
    this.#downtime.observe(rising(downtimeMs) / 1000);
    this.#saved.inc(rising(gain));
  }

  #counter(name: string, help: string, unit: string, label?: string): Counter {
    const labelNames = label === undefined ? [] : [label];
    return new Counter({ name, help: `${help}. Unit: ${unit}.`, labelNames, registers: [this.#registry] });
  }

  /** A series that begins with its first event hides that event from `increase()`. Decisions would be too many. */
  #beginAtZero(): void {
    for (const outcome of Object.keys(OUTCOMES)) this.#migrations.inc({ outcome }, 0);
    for (const code of Object.keys(ALARMS)) this.#alarms.inc({ code }, 0);
    for (const reason of ROUND_ENDS) this.#ended.inc({ reason }, 0);
  }
}

/**
 * What a counter may rise by: a VM that leaves a host that is drained may lose by it. What is no number would make
 * prom-client throw, and a driver's mistake must not end the agent.
 */
function rising(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}
