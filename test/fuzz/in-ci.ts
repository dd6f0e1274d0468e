// What CI runs of the fuzzer: each target's inputs in the tree, a search that is the same each time, and a little of a
// fresh one. Longer ones are `npm run fuzz`.
import path from 'node:path';
import t from 'tap';
import { repositoryRoot } from '../support/paths.js';
import { treeFolder, writeFinding } from './engine/corpus.js';
import { runJob } from './pool.js';
import { targets } from './targets/index.js';

/** Seconds of fresh search for each target. All of CI's fuzzing takes about a minute of two processors by default. */
const freshSeconds = Number(process.env.SCORE_FUZZ_SECONDS ?? 0.5);
const fixed = { seed: 6, executions: 800, seconds: 1 };

/** Of a file, ms; tap's own 30 s are for less. */
const timeout = 110_000;

/** Fuzzes the targets whose names begin with one of these. */
export function fuzzInCi(prefixes: readonly string[]): void {
  const names = Object.keys(targets).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  t.setTimeout(timeout);
  const fresh = { seed: Math.floor(Math.random() * 2 ** 32), seconds: freshSeconds };
  for (const target of names) {
    t.test(target, { timeout }, async (t) => {
      const job = { target, searches: [fixed, fresh], stretches: 1, folders: [path.join(treeFolder, target)] };
      const { findings, progress } = await runJob(job);
      const files = findings.map((finding) => writeFinding(path.join(repositoryRoot, 'out/fuzz'), finding));
      const told = findings.map(({ kind, message }, index) => `${kind}: ${message}\n${files[index]}`);
      t.same(told, [], `seeds ${fixed.seed} and ${fresh.seed}: ${progress.executions} inputs`);
      t.ok(
        progress.reached > 0 && progress.executions > 10,
        `${progress.reached} of ${progress.all} characters reached`,
      );
    });
  }
}
