// How score-token ends: its exit codes, and which error gives which. Scripts rely on these numbers.
import { UsageError } from '../../agent/cli/errors.js';
import { AgentUnreachableError } from '../../agent/control/client.js';
import { ControlError } from '../../agent/control/errors.js';

export const exitCodes = {
  ...{ ok: 0, failed: 1, usage: 2, unreachable: 3, timeout: 4 },
  ...{ incomplete: 5, unreached: 6 },
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** It is done as far as it goes: some hosts have not taken an order yet, some VMs stay. The result has been printed. */
export class IncompleteError extends Error {
  override readonly name = 'IncompleteError';
}

/** A round has ended that has reached no VM at all. Its report has been printed. */
export class UnreachedError extends Error {
  override readonly name = 'UnreachedError';
}

/** A terminal that can be drawn on. */
export interface Screen {
  readonly rows: number;
  readonly columns: number;
  /** Replaces what is shown; further lines than there are rows are left out. */
  draw(lines: readonly string[]): void;
  /** Aborts when the user wants to leave (q, Ctrl-C), or the process is told to end. */
  readonly left: AbortSignal;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** Where a command writes to and how it is interrupted; the terminal, or a test. */
export interface Terminal {
  /** A line of the result, for stdout. */
  print(line: string): void;
  /** The same for much text; resolves when it has gone out or stdout has room for more. */
  printed(text: string): Promise<void>;
  /** A line about what is going on, for stderr, so that results can be piped. */
  tell(line: string): void;
  /** Takes the whole terminal; undefined when stdout is none. */
  screen?(): Screen | undefined;
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof IncompleteError) return exitCodes.incomplete;
  if (error instanceof UnreachedError) return exitCodes.unreached;
  if (error instanceof AgentUnreachableError) return exitCodes.unreachable;
  if (error instanceof ControlError && error.code === 'timeout') return exitCodes.timeout;
  return exitCodes.failed;
}

/** The line that is shown for an error. A fault of the program itself keeps its stack, to be reported. */
export function describe(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} (score-token --help lists the commands and options)`;
  if (error instanceof ControlError) return `the agent refused: ${error.message} [${error.code}]`;
  return error instanceof Error ? error.message : String(error);
}
