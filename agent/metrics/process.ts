// The agent as a process: CPU, memory, file descriptors, and how late its event loop is. Names are those that other
// Prometheus clients use. prom-client's own set is not taken, because `promtool check metrics` objects to it.
import { readdirSync } from 'node:fs';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';

/** How often the loop is looked at, ms: seldom enough to cost nothing, often enough to meet what blocks it. */
const RESOLUTION_MS = 100;
/** Lags are of the latest one to two of these, ms, whoever scrapes how often. */
const WINDOW_MS = 60_000;

export class ProcessMetrics {
  readonly #lag = new LoopLag();

  constructor(registry: Registry, version: string) {
    const registers = [registry];
    const gauge = (name: string, help: string, read: () => number | undefined): void => {
      const collect = function (this: Gauge): void {
        const value = read();
        if (value !== undefined) this.set(value);
      };
      new Gauge({ name, help, registers, collect });
    };
    new Gauge({
      name: 'score_build_info',
      help: 'Version of the agent and of Node. Unit: always 1.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version, node: process.version }, 1);
    new Counter({
      name: 'process_cpu_seconds_total',
      help: 'CPU time used. Unit: seconds.',
      registers,
      collect() {
        const { user, system } = process.cpuUsage();
        this.reset();
        this.inc((user + system) / 1e6);
      },
    });
    const startSeconds = performance.timeOrigin / 1000;
    gauge('process_start_time_seconds', 'Start of the process. Unit: seconds since 1970.', () => startSeconds);
    gauge('process_resident_memory_bytes', 'Resident memory. Unit: bytes.', () => process.memoryUsage.rss());
    gauge('process_open_fds', 'Open file descriptors. Unit: descriptors.', openDescriptors);
    gauge('nodejs_heap_used_bytes', 'JavaScript heap in use. Unit: bytes.', () => process.memoryUsage().heapUsed);
    const lag = new Gauge({
      name: 'score_event_loop_lag_seconds',
      help: 'How late the event loop was in the latest one to two minutes. Unit: seconds.',
      labelNames: ['statistic'],
      registers,
      collect: () => {
        for (const [statistic, seconds] of this.#lag.read()) lag.set({ statistic }, seconds);
      },
    });
  }

  close(): void {
    this.#lag.close();
  }
}

/** Two histograms that take turns, so that neither scrapers nor the age of the process blur what is recent. */
class LoopLag {
  #present = watchLoop();
  #former: IntervalHistogram | undefined;
  readonly #timer = setInterval(() => this.#turn(), WINDOW_MS).unref();

  /** The worse of both histograms, seconds. */
  read(): [statistic: string, seconds: number][] {
    return [
      ['median', this.#worst((histogram) => histogram.percentile(50))],
      ['p99', this.#worst((histogram) => histogram.percentile(99))],
      ['max', this.#worst((histogram) => histogram.max)],
    ];
  }

  close(): void {
    clearInterval(this.#timer);
    this.#present.disable();
  }

  #turn(): void {
    this.#present.disable();
    this.#former = this.#present;
    this.#present = watchLoop();
  }

  #worst(read: (histogram: IntervalHistogram) => number): number {
    const both = [this.#present, this.#former].filter((histogram) => histogram !== undefined && histogram.count > 0);
    // What is recorded is the time between two looks.
    const late = both.map((histogram) => read(histogram!) / 1e6 - RESOLUTION_MS);
    return Math.max(0, ...late) / 1000;
  }
}

function watchLoop(): IntervalHistogram {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return histogram;
}

/** Undefined where there is no /proc. */
function openDescriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}
