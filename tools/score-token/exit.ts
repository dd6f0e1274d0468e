// How score-token ends: its exit codes, and which error gives which. Scripts rely on these numbers.
import { AgentUnreachableError } from '../../agent/control/client.js';
import { ControlError } from '../../agent/control/errors.js';

export const exitCodes = { ok: 0, failed: 1, usage: 2, unreachable: 3, timeout: 4, incomplete: 5 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A mistake on the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** An order is given, but some hosts have not taken it yet. Its result has been printed. */
export class IncompleteError extends Error {
  override readonly name = 'IncompleteError';
}

/** Where a command writes to and how it is interrupted; the terminal, or a test. */
export interface Terminal {
  /** A line of the result, for stdout. */
  print(line: string): void;
  /** The same for much text; resolves when it has gone out or stdout has room for more. */
  printed(text: string): Promise<void>;
  /** A line about what is going on, for stderr, so that results can be piped. */
  tell(line: string): void;
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof IncompleteError) return exitCodes.incomplete;
  if (error instanceof AgentUnreachableError) return exitCodes.unreachable;
  if (error instanceof ControlError && error.code === 'timeout') return exitCodes.timeout;
  return exitCodes.failed;
}

/** The line that is shown for an error. A fault of the program itself keeps its stack, to be reported. */
export function describe(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} (score-token --help lists the options)`;
  if (error instanceof ControlError) return `the agent refused: ${error.message} [${error.code}]`;
  return error instanceof Error ? error.message : String(error);
}
