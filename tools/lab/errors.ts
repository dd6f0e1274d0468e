// The lab's one kind of expected failure. The command line prints its message and picks the exit code from
// `code`; anything else that is thrown is a bug and keeps its stack.

export type LabErrorCode =
  | 'not-root'
  | 'unsupported-system'
  | 'package-install'
  | 'busy'
  | 'not-up'
  | 'command-failed'
  | 'timeout'
  | 'agent-failed'
  | 'interrupted'
  | 'usage';

/** `message` says what failed, where, and what to do. */
export class LabError extends Error {
  readonly code: LabErrorCode;

  constructor(code: LabErrorCode, message: string) {
    super(message);
    this.name = 'LabError';
    this.code = code;
  }

  /** 2 when the lab cannot run here or was called wrongly, 1 when it ran and failed. */
  get exitCode(): number {
    return ['not-root', 'unsupported-system', 'package-install', 'busy', 'not-up', 'usage'].includes(this.code) ? 2 : 1;
  }
}
