// What can keep an optimum from being found or stored, for the operator. Mistakes on the command line are
// UsageError (usage.ts).

export type OptimumErrorCode =
  | 'gmap-missing'
  | 'gmap-failed'
  | 'stale-best-known'
  | 'invalid-best-known'
  | 'invalid-allocation'
  | 'unreadable'
  | 'interrupted';

/** The message says what is wrong where, and what to do. */
export class OptimumError extends Error {
  override readonly name = 'OptimumError';
  readonly code: OptimumErrorCode;

  constructor(code: OptimumErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
