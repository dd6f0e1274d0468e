// A mistake on a command line.

export type UsageErrorCode = 'no-command' | 'unknown-command' | 'unknown-option' | 'operands' | 'value' | 'together';

/** The message names the option or operand and says what it may be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code: UsageErrorCode;

  constructor(code: UsageErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
