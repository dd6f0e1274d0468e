#!/usr/bin/env node
// The process of score-sim: argv to a command, its errors to one line and an exit code.
import { ProgressWriter } from '../progress-writer.js';
import { commands, help, isRefusal } from './commands.js';
import { visible, visibleLines } from './output/visible.js';
import { UsageError } from './usage.js';

const exitCodes = { ok: 0, refused: 1, usage: 2 } as const;

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // `score-sim generate ... | head` closes the pipe early; that is no failure of ours.
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? exitCodes.ok);
    if (stream === process.stdout) complain(`standard output cannot be written: ${error.message}`);
    process.exit(exitCodes.refused);
  });
}

const output = {
  print: (line: string) => void process.stdout.write(`${visible(line)}\n`),
  progress: new ProgressWriter(process.stderr, 10_000),
  clock: () => performance.now() / 1000,
};

function complain(message: string): void {
  process.stderr.write(`score-sim: ${visibleLines(message)}\n`);
}

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
      complain(`${error.message}\nTry score-sim --help.`);
      return exitCodes.usage;
    }
    if (!isRefusal(error)) throw error;
    complain(error.message);
    return exitCodes.refused;
  }
}

process.exitCode = await main(process.argv.slice(2));
