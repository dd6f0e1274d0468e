// Failures of the transport that its callers tell apart. Received garbage is not among them: that is dropped
// and counted (drops.ts), because a peer's bytes are never an exception.

/** What failed; the message says where and what to do. */
export type TransportErrorCode =
  /** A fragmented message was not acknowledged in time: the peer is away, or refuses or loses everything. */
  | 'unacknowledged'
  /** The message is larger than any receiver takes (`maxMessageBytes`). */
  | 'too-large'
  /** Too many fragmented messages are under way already; try again later. */
  | 'busy'
  /** The path takes no datagrams of the configured `mtu`. */
  | 'path-mtu'
  /** The kernel refused the datagram: no route, a firewall rule, ... */
  | 'send-failed'
  /** The address and port could not be bound. */
  | 'bind-failed'
  /** Not started, or closed. */
  | 'closed';

export class TransportError extends Error {
  readonly code: TransportErrorCode;

  constructor(code: TransportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransportError';
    this.code = code;
  }
}

/** The errno name (`EMSGSIZE`, ...) of an error from Node, or `unknown`. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

/** Words an error of `dgram`'s send for an operator. `destination` is `address:port` text. */
export function sendError(error: Error, destination: string, datagramBytes: number, mtu: number): TransportError {
  if (errnoOf(error) === 'EMSGSIZE') {
    const message = `the path to ${destination} does not take a datagram of ${datagramBytes} bytes: set "mtu" (now ${mtu}) to the smallest MTU between the hosts`;
    return new TransportError('path-mtu', message, { cause: error });
  }
  return new TransportError('send-failed', `cannot send to ${destination}: ${error.message}`, { cause: error });
}

/** Words an error of `dgram`'s bind for an operator. `local` is `address:port` text. */
export function bindError(error: Error, local: string): TransportError {
  const advice: Record<string, string> = {
    EADDRINUSE: 'another process, perhaps another agent, holds it',
    EADDRNOTAVAIL: 'this machine has no such address; check "host" in the settings',
    EACCES: 'ports below 1024 need CAP_NET_BIND_SERVICE; check "port" in the settings',
  };
  const hint = advice[errnoOf(error)];
  const message = `cannot bind UDP ${local}: ${error.message}${hint ? ` (${hint})` : ''}`;
  return new TransportError('bind-failed', message, { cause: error });
}
