// A connection that libvirtd has let in: authenticated, its hypervisor opened, events registered. Opens; does not reopen.
import { Connection, type ConnectionOptions } from './connection.js';
import { ConnectionError, LibvirtError } from './errors.js';
import { authList, authPolkit, connectOpen, eventId, eventRegister } from './procedures.js';

/** remote_auth_type. */
const authNone = 0;
const authPolkitType = 2;
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
  if (accepted.includes(authPolkitType)) return askPolkit(connection, socket);
  const names = accepted.map((type) => authNames[type] ?? `type ${type}`).join(' or ');
  throw new ConnectionError(
    'authentication',
    `${socket}: libvirtd demands ${names} authentication, which this agent does not do; set auth_unix_rw = "polkit", ` +
      'or "none" and give the socket to a group that the agent is in (unix_sock_group), in libvirtd.conf',
  );
}

/** Root is not asked for it; anybody else has to be let in by a rule, as libvirt's own lets in the group libvirt. */
async function askPolkit(connection: Connection, socket: string): Promise<void> {
  try {
    if ((await connection.call(authPolkit, undefined)) === 1) return;
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error;
    throw polkitRefused(socket, error.message);
  }
  throw polkitRefused(socket, 'it wants more than this agent can give');
}

function polkitRefused(socket: string, why: string): ConnectionError {
  const advice = 'put the user of the agent into the group libvirt (usermod -aG libvirt score), and restart the agent';
  return new ConnectionError('authentication', `${socket}: polkit does not let the agent in (${why}); ${advice}`);
}

/** Lifecycle events every libvirt has; without one of the others, domains are only read again at longer intervals. */
async function registerEvents(connection: Connection): Promise<void> {
  await connection.call(eventRegister, { event: eventId.lifecycle });
  const { jobCompleted, deviceAdded, deviceRemoved, tunable, metadataChange } = eventId;
  for (const event of [jobCompleted, deviceAdded, deviceRemoved, tunable, metadataChange]) {
    try {
      await connection.call(eventRegister, { event });
    } catch (error) {
      if (!(error instanceof LibvirtError)) throw error;
    }
  }
}
