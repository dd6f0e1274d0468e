// That the fuzzer finds faults: those of the canaries, which have one each on purpose. And that a seed makes one search.
import t from 'tap';
import { runJob } from './pool.js';
import { canaryNames } from './targets/index.js';
import type { Job } from './worker.js';

const job = (target: string, seconds: number, executions?: number): Job => {
  const search = { seed: 1, seconds, ...(executions === undefined ? {} : { executions }) };
  return {
    target,
    searches: [search],
    stretches: target === 'canary-quadratic' ? 60 : 0,
    untilFound: target.startsWith('canary'),
    folders: [],
  };
};

const wanted: Readonly<Record<string, RegExp>> = {
  'canary-deep': /^error Broken: deep down/,
  'canary-quadratic': /^slow not linear: 8 times \d+ bytes take/,
  'canary-endless': /^hang no end after 2 s/,
  'canary-greedy': /^memory one input left 3\d{8} bytes/,
  'canary-late': /^error unhandled: Error: too late/,
};

t.setTimeout(110_000);

t.test('each canary is caught', { timeout: 100_000 }, async (t) => {
  t.same(Object.keys(wanted), canaryNames);
  for (const [target, message] of Object.entries(wanted)) {
    const { findings, progress } = await runJob(job(target, 60, 300_000), {
      hangMs: target === 'canary-endless' ? 2000 : 60_000,
    });
    const [first] = findings;
    t.match(`${first?.kind} ${first?.message}`, message, `${target}: after ${progress.executions} inputs`);
    if (target === 'canary-deep') t.equal(first?.input.length, 2, 'and its input made as short as can be');
  }
});

t.test('the same seed is the same search', async (t) => {
  const run = async () =>
    (await runJob(job('jsonrpc-framing', 60, 2000))).entries.map((entry) => Buffer.from(entry).toString('hex'));
  const [first, second] = [await run(), await run()];
  t.ok(first.length > 20, `${first.length} inputs kept`);
  t.same(first, second);
});
