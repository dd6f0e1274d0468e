#!/usr/bin/env node
// `npm run faults`: argv and exit codes, and the workers that run many seeds. Exit code 0: every promise was kept; 1: one
// was broken; 2: wrong options.
import { randomInt } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { type FaultsOptions, parseOptions, UsageError, usage } from './options.js';
import { runSeed, type SeedResult } from './seeds.js';

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), randomInt(2 ** 31));
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  const failed: SeedResult[] = [];
  const take = (result: SeedResult): void => {
    console.log(result.line);
    if (result.checker !== undefined) failed.push(result);
  };
  if (options.seeds === 1) take(runSeed(options.seed, options));
  else await runAll(options, take);
  // One failure is enough to read; the lines above name the others.
  const [first] = failed.sort((a, b) => a.seed - b.seed);
  if (first) console.log(`\n${first.text}`);
  if (options.seeds > 1)
    console.log(`${options.seeds - failed.length} seeds kept every promise, ${failed.length} failed`);
  return failed.length > 0 ? 1 : 0;
}

async function runAll(options: FaultsOptions, take: (result: SeedResult) => void): Promise<void> {
  let next = options.seed;
  const end = options.seed + options.seeds;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: options });
      const give = (): void => {
        if (next < end) worker.postMessage(next++);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('message', (result: SeedResult) => {
        take(result);
        give();
      });
      worker.on('error', reject);
      give();
    });
  await Promise.all(Array.from({ length: Math.min(options.jobs, options.seeds) }, work));
}

try {
  process.exitCode = await main();
} catch (error) {
  const { message, stack } = error as Error;
  if (error instanceof UsageError) {
    console.error(`${message}\n\n${usage}`);
    process.exitCode = 2;
  } else {
    console.error(`the simulation failed: ${stack ?? message}`);
    process.exitCode = 1;
  }
}
