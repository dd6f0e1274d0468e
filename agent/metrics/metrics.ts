// The agent's metrics in Prometheus's text format: counters that effects move, and what a snapshot says at the moment
// of a scrape. One registry of its own. No server here (agent/http), and no clock.
import { Counter, Gauge, Registry } from 'prom-client';
import type { Effect } from '../core/steps.js';
import { EffectCounters } from './counters.js';
import { ProcessMetrics } from './process.js';
import { READINGS, type Reading } from './readings.js';
import type { MetricsSnapshot } from './snapshot.js';

export class Metrics {
  readonly #registry = new Registry();
  readonly #counters: EffectCounters;
  readonly #process: ProcessMetrics;
  readonly #readings: readonly (readonly [Reading, Gauge | Counter])[];
  readonly #snapshot: () => Promise<MetricsSnapshot>;

  constructor(version: string, snapshot: () => Promise<MetricsSnapshot>) {
    this.#snapshot = snapshot;
    this.#counters = new EffectCounters(this.#registry);
    this.#process = new ProcessMetrics(this.#registry, version);
    this.#readings = READINGS.map((reading) => [reading, this.#register(reading)]);
  }

  /** Never throws. */
  observe(effect: Effect): void {
    this.#counters.observe(effect);
  }

  /** The text of a scrape and its Content-Type. */
  async scrape(): Promise<{ readonly type: string; readonly body: string }> {
    const snapshot = await this.#snapshot();
    for (const [reading, metric] of this.#readings) take(reading, metric, snapshot);
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  close(): void {
    this.#process.close();
  }

  #register({ name, kind, help, unit, label }: Reading): Gauge | Counter {
    const labelNames = label === undefined ? [] : [label];
    const about = { name, help: `${help}. Unit: ${unit}.`, labelNames, registers: [this.#registry] };
    return kind === 'gauge' ? new Gauge(about) : new Counter(about);
  }
}

/** Replaces what the metric had. The agent's own numbers are sums already where the metric is a counter. */
function take({ read, label }: Reading, metric: Gauge | Counter, snapshot: MetricsSnapshot): void {
  const value = read(snapshot);
  metric.reset();
  if (label !== undefined && typeof value === 'object')
    for (const [name, number] of Object.entries(value)) metric.inc({ [label]: name }, number);
  else if (typeof value === 'number') metric.inc(value);
  else metric.remove();
}
