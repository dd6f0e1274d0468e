// One agent's way of a dump, without its process: the driver that reads Open vSwitch, and the core that takes the flows
// in, on a host with the VMs of open-vswitch.ts. Nothing is measured here.
import type { OpenVSwitchConfig } from '../../../agent/config/config.js';
import { Agent } from '../../../agent/core/agent.js';
import { UNRESTRICTED } from '../../../agent/core/rules/settings.js';
import type { CoreSettings } from '../../../agent/core/settings.js';
import type { Input } from '../../../agent/core/steps.js';
import { OpenVSwitchDatapath } from '../../../agent/ovs/flow-monitor.js';
import { ipv4 } from '../../../topology/ipv4.js';
import { loadCostMap } from '../../../topology/load.js';
import { type BenchOvs, bridge, vms } from './open-vswitch.js';

export const host = '10.0.1.1';
export const port = 7470;
export const costMapText = `version: 1
tiers:
  - { name: rack, weight: 1 }
hosts:
  - { host: ${host} }
  - { host: 10.0.1.2 }
`;

const settings: CoreSettings = {
  host: ipv4(host),
  port,
  slots: 16,
  memoryMiB: 65_536,
  reserveMiB: 0,
  guestPrefixes: [{ base: ipv4('10.0.0.0'), length: 8 }],
  pollIntervalMs: 1000,
  windowMs: 60_000,
  maxFlows: 1_000_000,
  location: { ttlMs: 30_000, negativeTtlMs: 10_000, maxEntries: 100_000 },
  requests: { timeoutMs: 250, attempts: 4, maxInFlight: 256 },
  reservationTtlMs: 30_000,
  candidates: 'cost-map',
  ...UNRESTRICTED,
  limits: { total: 8, intoHost: 2, outOfHost: 2 },
};

export class Rig {
  readonly datapath: OpenVSwitchDatapath;
  readonly agent = new Agent(settings, loadCostMap(costMapText, 'topology.yaml'), () => 0.5, performance.now());
  readonly problems: string[] = [];

  constructor(ovs: BenchOvs) {
    const { runDir, ovsdbSocket } = ovs;
    const common = { driver: 'openvswitch', ipVisibility: 'rule', repairIntervalMs: 5000 } as const;
    const config: OpenVSwitchConfig = { ...common, bridge, runDir, ovsdbSocket };
    const log = { info: () => {}, warn: (message: string) => void this.problems.push(message) };
    this.datapath = new OpenVSwitchDatapath(config, log, { agentPort: port });
  }

  /** With an empty poll before the first, so that all bytes of the first dump count as new. */
  async start(): Promise<void> {
    await this.datapath.start();
    const away = this.datapath.unavailable();
    if (away !== undefined) throw new Error(away);
    const domains = vms.map(({ uuid, address, mac }) => {
      return { uuid, name: address, memoryMiB: 1024, macs: [mac], running: true };
    });
    this.#step({ type: 'domains', domains });
    this.#step({ type: 'ports', ports: this.datapath.ports() });
    this.#step({ type: 'flows', samples: [] });
  }

  /** Until the last of the flows is in the table. Returns how many the dump had. */
  async poll(): Promise<number> {
    const samples = await this.datapath.poll();
    this.#step({ type: 'flows', samples });
    // As the agent's loop does it: other work comes in between.
    while (this.agent.nextDeadlineMs() <= performance.now()) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      this.#step({ type: 'tick' });
    }
    if (this.problems.length > 0) throw new Error(this.problems.join('; '));
    return samples.length;
  }

  close(): Promise<void> {
    return this.datapath.close();
  }

  #step(input: Input): void {
    this.agent.step(performance.now(), input);
  }
}
