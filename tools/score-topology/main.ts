#!/usr/bin/env node
// The process of score-topology: hands argv to run.ts, and its answer to the standard streams.
import { run } from './run.js';

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});
