#!/usr/bin/env node
// The process of score-sim: argv to a command, its errors to one line and an exit code.
import { ProgressWriter } from '../progress-writer.js';
import { commands, help, isRefusal } from './commands.js';
import { UsageError } from './usage.js';

for (const stream of [process.stdout, process.stderr]) {
  // `score-sim generate ... | head` closes the pipe early; that is no failure of ours.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

const exitCodes = { ok: 0, refused: 1, usage: 2 } as const;

const output = {
  print: (line: string) => void process.stdout.write(`${line}\n`),
  progress: new ProgressWriter(process.stderr, 10_000),
  clock: () => performance.now() / 1000,
};

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(help);
    return exitCodes.ok;
  }
  try {
    const command = commands.find((each) => each.name === name);
    if (!command) {
      const names = commands.map((each) => each.name).join(', ');
      throw new UsageError(
        name === undefined ? `no command; it is one of ${names}` : `no command ${name}; it is one of ${names}`,
      );
    }
    if (rest.includes('--help') || rest.includes('-h')) {
      process.stdout.write(command.help);
      return exitCodes.ok;
    }
    await command.run(rest, output);
    return exitCodes.ok;
  } catch (error) {
    output.progress.end();
    if (error instanceof UsageError) {
      process.stderr.write(`score-sim: ${error.message}\nTry score-sim --help.\n`);
      return exitCodes.usage;
    }
    if (!isRefusal(error)) throw error;
    process.stderr.write(`score-sim: ${error.message}\n`);
    return exitCodes.refused;
  }
}

process.exitCode = await main(process.argv.slice(2));
