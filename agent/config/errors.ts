// Why there are no settings. Thin: the problems were found and worded by load.ts and values.ts.

/** One mistake in the settings file. Lines and columns count from 1. */
export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * The file cannot be read (`unreadable`), is larger than `maxFileBytes` (`too-large`), is no YAML (`syntax`),
 * or says something that cannot be (`invalid`).
 */
export type ConfigErrorCode = 'unreadable' | 'too-large' | 'syntax' | 'invalid';

/** Settings that were refused. The message has a line `file:line:column: what and what to do` for each problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code: ConfigErrorCode;
  /** In the order of the file. Empty when the file as a whole is the problem. */
  readonly problems: readonly ConfigProblem[];

  constructor(code: ConfigErrorCode, message: string, problems: readonly ConfigProblem[] = []) {
    super(message);
    this.code = code;
    this.problems = problems;
  }
}
