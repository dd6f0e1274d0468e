// Runs a search in a thread and watches it: one that works on the same input for too long, or takes too much memory, is
// ended and reported with that input.
import { Worker } from 'node:worker_threads';
import type { Finding } from './engine/findings.js';
import { SharedInput } from './engine/shared-input.js';
import type { Job, Progress, Report } from './worker.js';

export interface Outcome {
  readonly target: string;
  readonly progress: Progress;
  readonly findings: readonly Finding[];
  readonly entries: readonly Uint8Array[];
  readonly seconds: number;
}

export interface RunOptions {
  /** An input that takes longer never ends, ms. Default 30 s: a stretched one may take seconds on a busy machine. */
  readonly hangMs?: number;
  readonly onFinding?: (finding: Finding) => void;
}

const lookEveryMs = 500;
/** Of a thread's heap; buffers are outside of it. */
const maxHeapMiB = 1024;
const nothing: Progress = { executions: 0, stretches: 0, entries: 0, reached: 0, all: 0 };

/** Resolves when the search has ended, one way or the other. */
export function runJob(job: Job, { hangMs = 30_000, onFinding = () => {} }: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const shared = new SharedInput();
    const startMs = performance.now();
    const findings: Finding[] = [];
    let progress = nothing;
    let entries: readonly Uint8Array[] = [];
    const found = (finding: Finding) => {
      findings.push(finding);
      onFinding(finding);
    };
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: { job, memory: shared.memory },
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMiB },
    });
    let count = shared.count;
    let sinceMs = performance.now();
    const timer = setInterval(() => {
      const nowMs = performance.now();
      if (shared.count !== count) [count, sinceMs] = [shared.count, nowMs];
      else if (count > 0 && nowMs - sinceMs > hangMs) {
        clearInterval(timer);
        found({ target: job.target, kind: 'hang', message: `no end after ${hangMs / 1000} s`, input: shared.copy() });
        void worker.terminate();
      }
    }, lookEveryMs);
    worker.on('message', (report: Report) => {
      sinceMs = performance.now();
      if (report.type === 'finding') found(report.finding);
      else progress = report.progress;
      if (report.type !== 'end') return;
      entries = report.entries;
      // The count stands still from now on.
      clearInterval(timer);
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const kind = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'error';
      found({ target: job.target, kind, message: error.stack ?? error.message, input: shared.copy() });
    });
    worker.on('exit', () => {
      clearInterval(timer);
      resolve({ target: job.target, progress, findings, entries, seconds: (performance.now() - startMs) / 1000 });
    });
  });
}
