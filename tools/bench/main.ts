#!/usr/bin/env node
// `npm run bench`: arguments, signals, exit codes, and which file gets what. How a benchmark is run is run.ts's.
import { writeGrowth } from './growth/write.js';
import { type BenchOptions, parseOptions, usage } from './options.js';
import { entriesOf, registry } from './registry.js';
import { type Outcome, runEntry, stopRunning } from './run.js';
import { writeSummary } from './summary.js';
import { tableLines, verdictLines } from './table.js';

async function runAll(options: BenchOptions): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const entry of entriesOf(options.names)) {
    process.stderr.write(`${entry.name} ...\n`);
    const outcome = await runEntry(entry, options);
    const seconds = (outcome.ms / 1000).toFixed(1);
    process.stderr.write(
      `${entry.name}: ${outcome.error ?? `${outcome.measurements.length} figures`} (${seconds} s)\n`,
    );
    outcomes.push(outcome);
  }
  return outcomes;
}

async function main(): Promise<number> {
  let options: BenchOptions | 'help';
  try {
    options = parseOptions(process.argv.slice(2));
    if (options !== 'help') entriesOf(options.names);
  } catch (error) {
    process.stderr.write(`bench: ${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(usage.replace('NAMES', registry.map(({ name }) => name).join(', ')));
    return 0;
  }
  const outcomes = await runAll(options);
  const measurements = outcomes.flatMap((outcome) => outcome.measurements);
  process.stdout.write(
    [...tableLines(measurements, options.quick), '', ...verdictLines(outcomes, options.quick), ''].join('\n'),
  );
  const file = writeSummary(options.out, measurements, options.quick);
  process.stderr.write(`written: ${file}\n`);
  if (options.growth) process.stderr.write(`written: ${await writeGrowth(options.results, outcomes)}\n`);
  return outcomes.some(({ error }) => error !== undefined) ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopRunning('SIGTERM');
    process.exit(1);
  });
}

process.exitCode = await main();
