// One target's search in a thread of its own, which whoever started it (pool.ts) may end at any time.
import { parentPort, workerData } from 'node:worker_threads';
import { readInputs } from './engine/corpus.js';
import { Coverage } from './engine/coverage.js';
import { type Finding, identityOf, textOf } from './engine/findings.js';
import { Fuzzer } from './engine/fuzzer.js';
import { SharedInput } from './engine/shared-input.js';
import { listed } from './targets/index.js';

/** Ends after so many inputs or after the time, whichever comes first. */
export interface Search {
  readonly seed: number;
  readonly seconds: number;
  readonly executions?: number;
}

export interface Job {
  readonly target: string;
  /** One after the other; each goes on with what the one before found. */
  readonly searches: readonly Search[];
  /** Ends with the first finding. */
  readonly untilFound?: boolean;
  /** Measurements of growth at the end, besides those of the searches. */
  readonly stretches?: number;
  /** Folders of inputs to begin with. */
  readonly folders: readonly string[];
}

export interface Progress {
  readonly executions: number;
  readonly stretches: number;
  readonly entries: number;
  /** Characters of the target's own source that were reached, of those in its functions. */
  readonly reached: number;
  readonly all: number;
}

export type Report =
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'progress'; readonly progress: Progress }
  /** The inputs that reached something. */
  | { readonly type: 'end'; readonly progress: Progress; readonly entries: readonly Uint8Array[] };

interface ThreadData {
  readonly job: Job;
  readonly memory: SharedArrayBuffer;
}

const progressEveryMs = 1000;

async function main({ job, memory }: ThreadData): Promise<void> {
  const tell = (report: Report) => parentPort!.postMessage(report);
  const shared = new SharedInput(memory);
  const { sources, load } = listed(job.target)!;
  // Before the target is imported: afterwards V8 would not tell of functions that were never called.
  const coverage = new Coverage(new URL('../../', import.meta.url).href, sources);
  const target = await load();
  const onFinding = (finding: Finding) => tell({ type: 'finding', finding });
  const seen = new Set<string>();
  // What a target leaves behind fails later than the input that it belongs to, which is at most a batch ago.
  const late = (error: unknown) => {
    if (seen.has(identityOf(error))) return;
    seen.add(identityOf(error));
    onFinding({ target: job.target, kind: 'error', message: `unhandled: ${textOf(error)}`, input: shared.copy() });
  };
  process.on('unhandledRejection', late);
  process.on('uncaughtException', late);
  const inputs = job.folders.flatMap(readInputs);
  const fuzzer = new Fuzzer({ target, coverage, inputs, onInput: (input) => shared.put(input), onFinding });
  const progress = (): Progress => {
    const { executions, stretches, entries } = fuzzer;
    return { executions, stretches, entries: entries.length, ...coverage.share() };
  };
  let toldMs = performance.now();
  await fuzzer.begin();
  for (const { seed, seconds, executions = Number.POSITIVE_INFINITY } of job.searches) {
    const endMs = performance.now() + seconds * 1000;
    const last = fuzzer.executions + executions;
    await fuzzer.search(seed, () => {
      const nowMs = performance.now();
      if (nowMs - toldMs > progressEveryMs) {
        toldMs = nowMs;
        tell({ type: 'progress', progress: progress() });
      }
      return (
        nowMs >= endMs || fuzzer.executions >= last || (job.untilFound === true && fuzzer.findings + seen.size > 0)
      );
    });
  }
  for (let time = 0; time < (job.stretches ?? 0) && !(job.untilFound && fuzzer.findings > 0); time++)
    await fuzzer.stretch();
  tell({ type: 'end', progress: progress(), entries: fuzzer.entries });
}

await main(workerData as ThreadData);
// A target may have left a server or a socket open.
process.exit(0);
