// Errors of the control socket and how they travel: JSON-RPC's error member holds `<code>: <message>`, which
// any JSON-RPC client can show as it is and ours takes apart again.

export const controlErrorCodes = [
  /** The parameters are wrong; the message names the member. */
  'bad-request',
  'unknown-method',
  /** A round is running already. */
  'round-running',
  /** Rounds are paused in the whole cluster. */
  'paused',
  /** The mode of this host is off: no round starts here. */
  'mode-off',
  /** Discovery found no VM, or none of the given VMs exists. */
  'no-vms',
  /** The agent knows no round with that token id. */
  'unknown-token',
  /** No VM has that address or name. */
  'unknown-vm',
  /** The VM runs on another host, which the message names. */
  'elsewhere',
  /** No dump goes on at that cursor. */
  'unknown-dump',
  /** The round had not ended when the time was up. */
  'timeout',
  /** The agent is starting or stopping, or what it needs is not there. */
  'not-ready',
  /** A bound was reached, such as the number of waiting clients. */
  'limit',
  /** A fault of the agent; its log has the details. */
  'internal',
] as const;

export type ControlErrorCode = (typeof controlErrorCodes)[number];

export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: ControlErrorCode;

  constructor(code: ControlErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Text for JSON-RPC's error member. */
export function encodeControlError(error: ControlError): string {
  return `${error.code}: ${error.message}`;
}

/** The inverse; text of a foreign server becomes an `internal` error with that text. */
export function decodeControlError(text: string): ControlError {
  const at = text.indexOf(': ');
  const code = controlErrorCodes.find((known) => known === text.slice(0, at));
  return code === undefined ? new ControlError('internal', text) : new ControlError(code, text.slice(at + 2));
}
