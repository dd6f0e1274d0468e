#!/usr/bin/env node
// `npm run demo`: argv, signals and exit codes. Exit code 0: the cost fell and every VM is whole; 1: it was not
// so, or the demo failed; 2: wrong options; 130: interrupted.
import { runDemo } from './demo.js';
import { parseOptions, UsageError, usage } from './options.js';

class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interruption.abort(new Interrupted(`ended by ${signal}; all agents are being stopped`)));
  }
  const summary = await runDemo(options, process.stdout, interruption.signal);
  return summary.ok ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const { message, stack } = error as Error;
  if (error instanceof UsageError) {
    console.error(`${message}\n\n${usage}`);
    process.exitCode = 2;
  } else if (error instanceof Interrupted) {
    console.error(message);
    process.exitCode = 130;
  } else {
    console.error(`demo failed: ${process.env.SCORE_DEBUG ? stack : message}`);
    process.exitCode = 1;
  }
}
