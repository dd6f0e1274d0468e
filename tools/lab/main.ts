#!/usr/bin/env node
// score-lab: the process around the commands, its signals and exit codes.
import { runCommand } from './commands.js';
import { LabError } from './errors.js';
import { interrupt } from './exec.js';
import { parseCommand } from './options.js';

const terminal = {
  print: (line: string) => process.stdout.write(`${line}\n`),
  tell: (line: string) => process.stderr.write(`${line}\n`),
};

// A signal ends the wait at hand, and `run` then takes the lab down as after any failure. A second one kills.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupt);

// A reader that has gone (`score-lab run | head`) must not keep the lab from being taken down.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

async function main(): Promise<number> {
  try {
    return await runCommand(parseCommand(process.argv.slice(2)), terminal);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    terminal.tell(`score-lab: ${error.message}`);
    return error.exitCode;
  }
}

process.exitCode = await main();
