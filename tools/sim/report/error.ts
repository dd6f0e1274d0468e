// What can go wrong with a report. Anything else that is thrown here is a bug.

export type ReportErrorCode =
  /** vega or vega-lite is not installed. */
  | 'plots-unavailable'
  /** There is no run, or a run is not of this scenario. */
  | 'unusable-input'
  /** The file cannot be written. */
  | 'unwritable';

export class ReportError extends Error {
  readonly code: ReportErrorCode;

  constructor(code: ReportErrorCode, message: string) {
    super(message);
    this.name = 'ReportError';
    this.code = code;
  }
}
