// The world's sockets: one for each host, so that an agent can see and move no VM but its own host's. The
// methods are those of agent/embedded/protocol.ts.
import path from 'node:path';
import type { VmHistory } from '../../agent/core/rules/marks.js';
import { changedNotification, worldMethods } from '../../agent/embedded/protocol.js';
import type { JsonRpcConnection } from '../../agent/jsonrpc/connection.js';
import { JsonRpcServer } from '../../agent/jsonrpc/server.js';
import { type Ipv4, parseIpv4 } from '../../topology/ipv4.js';
import type { VmMarks } from '../../topology/vm-marks.js';
import type { World } from './world.js';

/** Serves one world. `folder` must be short: a unix socket's path has at most 107 bytes (unix(7)). */
export class WorldServer {
  readonly #world: World;
  readonly #folder: string;
  readonly #servers: JsonRpcServer[] = [];
  readonly #connections = new Map<Ipv4, Set<JsonRpcConnection>>();

  constructor(world: World, folder: string) {
    this.#world = world;
    this.#folder = folder;
    world.onChange((host) => this.#notify(host));
  }

  socketOf(host: Ipv4): string {
    const index = this.#world.site.hosts.findIndex((candidate) => candidate.address === host);
    return path.join(this.#folder, `w${index + 1}.sock`);
  }

  /** Rejects with JsonRpcError when a socket cannot be made. */
  async listen(): Promise<void> {
    await Promise.all(this.#world.site.hosts.map(({ address }) => this.#listenFor(address)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => server.close()));
  }

  async #listenFor(host: Ipv4): Promise<void> {
    const connections = new Set<JsonRpcConnection>();
    this.#connections.set(host, connections);
    const server = new JsonRpcServer((connection) => {
      connections.add(connection);
      connection.onClose(() => connections.delete(connection));
      connection.onRequest((method, params) => this.#answer(host, method, params));
    });
    this.#servers.push(server);
    await server.listen(this.socketOf(host));
  }

  #notify(host: Ipv4): void {
    for (const connection of this.#connections.get(host) ?? []) connection.notify(changedNotification, []);
  }

  async #answer(host: Ipv4, method: string, params: unknown): Promise<unknown> {
    switch (method) {
      case worldMethods.domains:
        return this.#world.domains(host);
      case worldMethods.memory:
        return this.#world.memory(host);
      case worldMethods.ports:
        return this.#world.ports(host);
      case worldMethods.dumpFlows:
        return this.#world.dumpFlows(host);
      case worldMethods.migrate:
        return this.#migrate(host, params);
      case worldMethods.writeHistory:
      case worldMethods.writeMarks:
        return this.#write(host, method, params);
      default:
        throw new Error(`unknown method ${method}`);
    }
  }

  #migrate(host: Ipv4, params: unknown): Promise<unknown> {
    const [uuid, target, history] = Array.isArray(params) ? params : [];
    const to = typeof target === 'string' ? parseIpv4(target) : undefined;
    if (typeof uuid !== 'string' || to === undefined) throw new Error('migrate needs [uuid, target address]');
    return this.#world.migrate(host, uuid, to, (history as VmHistory | null) ?? undefined);
  }

  /** Both ends come from the same build, so the shapes are not checked again. */
  #write(host: Ipv4, method: string, params: unknown): null {
    const [uuid, value] = Array.isArray(params) ? params : [];
    if (typeof uuid !== 'string' || typeof value !== 'object') throw new Error(`${method} needs [uuid, value]`);
    if (method === worldMethods.writeMarks) this.#world.writeMarks(host, uuid, value as VmMarks);
    else this.#world.writeHistory(host, uuid, value as VmHistory);
    return null;
  }
}
