// What is wrong with a cost map file, where, and what to do about it. Knows neither YAML nor the file format.

/** One mistake in the file. Lines and columns count from 1; columns count UTF-16 code units, as editors do. */
export interface CostMapProblem {
  readonly line: number;
  readonly column: number;
  /** What is wrong and what to do. Without the place, which `CostMapError.message` puts in front. */
  readonly message: string;
}

/**
 * Why there is no cost map: the file cannot be read or is not UTF-8 (`unreadable`), is larger than
 * `maxFileBytes` (`too-large`), is no YAML (`syntax`), or is YAML that is no cost map (`invalid`).
 */
export type CostMapErrorCode = 'unreadable' | 'too-large' | 'syntax' | 'invalid';

/** Problems listed at most. A file with one wrong habit has the same mistake on every line. */
export const maxProblems = 50;

/** A cost map that was refused, with every problem found (the first `maxProblems` of them). */
export class CostMapError extends Error {
  override readonly name = 'CostMapError';
  readonly code: CostMapErrorCode;
  /** In the order of the file. Empty when the file as a whole is the problem (`unreadable`, `too-large`). */
  readonly problems: readonly CostMapProblem[];

  constructor(code: CostMapErrorCode, message: string, problems: readonly CostMapProblem[] = []) {
    super(message);
    this.code = code;
    this.problems = problems;
  }
}

/** The error of a kind of file: what `ProblemList` throws. */
export type RefusalClass = new (code: CostMapErrorCode, message: string, problems: readonly CostMapProblem[]) => Error;

/** Collects problems so that an operator sees all of them at once. */
export class ProblemList {
  readonly #found: CostMapProblem[] = [];
  #omitted = 0;

  add(line: number, column: number, message: string): void {
    if (this.#found.length < maxProblems) this.#found.push({ line, column, message });
    else this.#omitted += 1;
  }

  /**
   * Throws a `Refusal` (CostMapError, unless the file is another one) when anything was added: one line of text
   * `file:line:column: message` for each problem.
   */
  throwIfAny(code: CostMapErrorCode, fileName: string, Refusal: RefusalClass = CostMapError): void {
    if (this.#found.length === 0) return;
    const problems = this.#found.sort((a, b) => a.line - b.line || a.column - b.column);
    const lines = problems.map(({ line, column, message }) => `${fileName}:${line}:${column}: ${message}`);
    if (this.#omitted > 0) lines.push(`${fileName}: and ${this.#omitted} more problems; mend these first`);
    throw new Refusal(code, lines.join('\n'), problems);
  }
}

/** Text from the file as a message may show it: quoted, on one line, and cut when long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
