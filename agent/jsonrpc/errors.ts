// What can go wrong on a JSON-RPC connection, as one error class with a code. Not the framing: see framing.ts.

export type JsonRpcErrorCode =
  /** No connection could be made; the message names the socket path and what to do. */
  | 'connect'
  /** The other side answered with an error; its own words are in `remoteText`. */
  | 'remote'
  /** No answer before the call's deadline. The connection stays open; a late answer is dropped. */
  | 'timeout'
  /** The connection closed before the answer came, or was closed already. */
  | 'closed'
  /** As many calls are pending as the connection allows. */
  | 'too-many-calls'
  /** The other side went over a bound of ours (memory, time), and so the connection was closed. */
  | 'limit'
  /** The other side sent JSON that is no JSON-RPC 1.0 message. */
  | 'protocol'
  /** Another server listens on the path, or the path holds something that is no socket. */
  | 'listen';

export class JsonRpcError extends Error {
  override readonly name = 'JsonRpcError';
  readonly code: JsonRpcErrorCode;
  /** The remote's error member as text, whole; undefined unless `code` is `remote`. */
  readonly remoteText: string | undefined;

  constructor(code: JsonRpcErrorCode, message: string, options: { remoteText?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remoteText = options.remoteText;
  }
}

/** Readable text of a JSON-RPC error member: OVS sends strings, OVSDB objects `{error, details}` (RFC 7047 section 3.1). */
export function remoteErrorText(error: unknown): string {
  if (typeof error === 'string') return error.trimEnd();
  if (error !== null && typeof error === 'object' && 'error' in error && typeof error.error === 'string') {
    return 'details' in error && typeof error.details === 'string' ? `${error.error}: ${error.details}` : error.error;
  }
  return JSON.stringify(error) ?? String(error);
}

/** Why no connection could be made, in words that say what to look at. */
export function connectHint(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'no such socket (is the daemon running, and the path right?)';
    case 'ECONNREFUSED':
      return 'nobody listens on it (the daemon has died or is restarting)';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied (run as root or as a member of the group that owns the socket)';
    case 'ENOTSOCK':
      return 'it is no socket';
    default:
      return error.message;
  }
}
