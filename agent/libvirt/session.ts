// A connection that libvirtd has let in: authenticated, its hypervisor opened, events registered. Opens; does not reopen.
import { Connection, type ConnectionOptions } from './connection.js';
import { ConnectionError, LibvirtError } from './errors.js';
import { authList, connectOpen, eventId, eventRegister } from './procedures.js';

/** remote_auth_type. */
const authNone = 0;
const authNames: Readonly<Record<number, string>> = { 1: 'SASL', 2: 'polkit' };

export interface SessionOptions extends ConnectionOptions {
  /** Such as `qemu:///system`. */
  readonly uri: string;
}

/**
 * Opens a session; with `onEvent` it hears of every domain's events. Rejects with ConnectionError when there is no way
 * in, with LibvirtError when libvirtd refuses the URI. Nothing stays open after a rejection.
 */
export async function openSession(options: SessionOptions): Promise<Connection> {
  const connection = await Connection.open(options);
  try {
    await authenticate(connection, options.socket);
    await connection.call(connectOpen, { uri: options.uri });
    if (options.onEvent) await registerEvents(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function authenticate(connection: Connection, socket: string): Promise<void> {
  const accepted = await connection.call(authList, undefined);
  if (accepted.length === 0 || accepted.includes(authNone)) return;
  const names = accepted.map((type) => authNames[type] ?? `type ${type}`).join(' or ');
  throw new ConnectionError(
    'authentication',
    `${socket}: libvirtd demands ${names} authentication, which this agent does not do; run the agent as root (polkit lets ` +
      'root in), or set auth_unix_rw = "none" in libvirtd.conf and give the socket to a group that the agent is in (unix_sock_group)',
  );
}

/** Lifecycle events every libvirt has; without one of the others, domains are only read again at longer intervals. */
async function registerEvents(connection: Connection): Promise<void> {
  await connection.call(eventRegister, { event: eventId.lifecycle });
  for (const event of [eventId.jobCompleted, eventId.deviceAdded, eventId.deviceRemoved, eventId.tunable]) {
    try {
      await connection.call(eventRegister, { event });
    } catch (error) {
      if (!(error instanceof LibvirtError)) throw error;
    }
  }
}
