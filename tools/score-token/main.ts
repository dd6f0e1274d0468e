#!/usr/bin/env node
// score-token: the operator's command. Only argv, output streams and the exit code; see run.ts.
import { once } from 'node:events';
import { visible } from '../../agent/log.js';
import { run } from './run.js';
import { openScreen } from './screen.js';

for (const stream of [process.stdout, process.stderr]) {
  // `score-token status | head` closes the pipe early; that is no failure of ours.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

// Whatever comes from outside, as JSON or in the text of an error: nothing of it steers the terminal.
process.exitCode = await run(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${visible(line)}\n`),
  printed: async (text) => {
    if (!process.stdout.write(`${visible(text)}\n`)) await once(process.stdout, 'drain');
  },
  tell: (line) => process.stderr.write(`${visible(line)}\n`),
  screen: () => (process.stdout.isTTY ? openScreen(process.stdout, process.stdin) : undefined),
});
