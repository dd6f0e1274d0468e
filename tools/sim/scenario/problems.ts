// What is wrong with a scenario's folder, where, and what to do about it. Knows nothing of the files' formats.

/** One mistake. Its text in `ScenarioError.message` is `file:line: message`. */
export interface ScenarioProblem {
  /** Path of the file. */
  readonly file: string;
  /** From 1; 0 when the file as a whole is the problem. */
  readonly line: number;
  /** What is wrong and what to do. */
  readonly message: string;
}

/**
 * Why there is no scenario: a file is missing or cannot be read (`unreadable`), the cost map is larger than
 * topology/load.ts allows (`too-large`), or what the files say is wrong (`invalid`).
 */
export type ScenarioErrorCode = 'unreadable' | 'too-large' | 'invalid';

/** Problems listed at most. Reading stops there: a file with one wrong habit has the same mistake on every line. */
export const maxScenarioProblems = 20;

/** A scenario that was refused. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly code: ScenarioErrorCode;
  /** File by file, in the order of lines; the first `maxScenarioProblems` of them. */
  readonly problems: readonly ScenarioProblem[];

  constructor(code: ScenarioErrorCode, message: string, problems: readonly ScenarioProblem[], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.problems = problems;
  }
}

/** Collects problems so that an operator sees many of them at once. */
export class ScenarioProblems {
  readonly #found: ScenarioProblem[] = [];

  add(file: string, line: number, message: string): void {
    if (!this.full) this.#found.push({ file, line, message });
  }

  /** Nothing more is taken: there is no use in reading on. */
  get full(): boolean {
    return this.#found.length >= maxScenarioProblems;
  }

  throwIfAny(code: ScenarioErrorCode): void {
    if (this.#found.length === 0) return;
    const lines = this.#found.map(({ file, line, message }) => `${file}:${line === 0 ? '' : `${line}:`} ${message}`);
    if (this.full) lines.push(`these are the first ${maxScenarioProblems} problems; mend them and read again for more`);
    throw new ScenarioError(code, lines.join('\n'), this.#found);
  }
}
