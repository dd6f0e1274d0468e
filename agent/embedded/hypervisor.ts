// The hypervisor driver of the embedded data centre. It asks a world process instead of libvirtd, and
// otherwise behaves as the libvirt driver does: the same contract suite runs on both.
import { formatIpv4 } from '../../topology/ipv4.js';
import type { VmMarks } from '../../topology/vm-marks.js';
import type { EmbeddedConfig } from '../config/config.js';
import type { Domain, HostMemory, Hypervisor, MigrationOrder, MigrationResult } from '../core/drivers.js';
import type { VmHistory } from '../core/rules/marks.js';
import { WorldClient } from './client.js';
import { worldMethods } from './protocol.js';

const callTimeoutMs = 5000;
/** The world's migrations take tens of milliseconds; this only bounds the wait for a world that hangs. */
const migrateTimeoutMs = 60_000;

export class EmbeddedHypervisor implements Hypervisor {
  readonly #client: WorldClient;

  constructor(config: EmbeddedConfig) {
    this.#client = new WorldClient(config.socket);
  }

  start(): Promise<void> {
    return this.#client.start();
  }

  unavailable(): string | undefined {
    return this.#client.unavailable();
  }

  async domains(): Promise<Domain[]> {
    return (await this.#client.call(worldMethods.domains, [], callTimeoutMs)) as Domain[];
  }

  async memory(): Promise<HostMemory> {
    return (await this.#client.call(worldMethods.memory, [], callTimeoutMs)) as HostMemory;
  }

  /** A world that goes away while it migrates leaves the outcome open, which the agent learns from `domains` later. */
  async migrate(order: MigrationOrder): Promise<MigrationResult> {
    const params = [order.uuid, formatIpv4(order.target), order.history ?? null];
    try {
      return (await this.#client.call(worldMethods.migrate, params, migrateTimeoutMs)) as MigrationResult;
    } catch (error) {
      const code = (error as { code?: unknown }).code === 'timeout' ? 'timeout' : 'unreachable';
      return { ok: false, code, text: (error as Error).message };
    }
  }

  async writeHistory(uuid: string, history: VmHistory): Promise<void> {
    await this.#client.call(worldMethods.writeHistory, [uuid, history], callTimeoutMs);
  }

  async writeMarks(uuid: string, marks: VmMarks): Promise<void> {
    await this.#client.call(worldMethods.writeMarks, [uuid, marks], callTimeoutMs);
  }

  onChange(listener: () => void): void {
    this.#client.onChange(listener);
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
