// Why dumps gave no scenario, and where in them. Nothing of what they hold.

/**
 * `unreadable`: a file cannot be opened or read; `damaged`: a line is not what `score-token dump-flows` writes;
 * `conflict`: two lines, or a line and the cost map, contradict each other; `unknown-host`: the cost map has no such
 * host; `too-large`: more than the simulator's files can take; `empty`: nothing to simulate; `unwritable`: the folder
 * cannot be written.
 */
export type ImportErrorCode =
  | 'unreadable'
  | 'damaged'
  | 'conflict'
  | 'unknown-host'
  | 'too-large'
  | 'empty'
  | 'unwritable';

/** A refusal. Its message says where, what is wrong and what to do. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly code: ImportErrorCode;

  constructor(code: ImportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A line of a dump. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export function showPlace({ file, line }: Place): string {
  return `${file}:${line}`;
}

/** An error about a line; `message` says what is wrong and what to do. */
export function errorAt(code: ImportErrorCode, place: Place, message: string): ImportError {
  return new ImportError(code, `${showPlace(place)}: ${message}`);
}
