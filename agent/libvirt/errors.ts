// The errors of the libvirt adapter other than XdrError. Classes only; who throws which is in connection.ts.

/** An error that libvirt itself reported, whole, as it came with the reply. */
export class LibvirtError extends Error {
  /** virErrorNumber, such as `errorNumber.noDomain`. */
  readonly code: number;
  /** virErrorDomain: which part of libvirt speaks (10 = QEMU, 13 = remote, 7 = RPC). */
  readonly domain: number;

  constructor(code: number, domain: number, message: string) {
    super(message);
    this.name = 'LibvirtError';
    this.code = code;
    this.domain = domain;
  }
}

/** The virErrorNumber values that are treated in a way of their own (libvirt/virterror.h; never renumbered). */
export const errorNumber = {
  noSupport: 3,
  invalidArgument: 8,
  operationFailed: 9,
  systemError: 38,
  rpc: 39,
  noDomain: 42,
  operationInvalid: 55,
  configUnsupported: 67,
  argumentUnsupported: 74,
  operationAborted: 78,
  migrateUnsafe: 81,
  operationUnsupported: 84,
  resourceBusy: 87,
  accessDenied: 88,
  cpuIncompatible: 91,
} as const;

/**
 * Why a connection to the daemon cannot be used:
 * `connect` the socket could not be opened; `closed` the daemon or we closed it; `deadline` a call was not
 * answered in time; `protocol` bytes that are not libvirt's RPC; `authentication` the daemon demands what
 * this client does not do; `busy` too many calls under way.
 */
export type ConnectionErrorCode = 'connect' | 'closed' | 'deadline' | 'protocol' | 'authentication' | 'busy';

export class ConnectionError extends Error {
  readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ConnectionError';
    this.code = code;
  }
}

/** Text of anything thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
