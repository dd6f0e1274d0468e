// Chooses the drivers that the settings name. The only file that knows every adapter.
import type { Ipv4 } from '../topology/ipv4.js';
import type { AgentConfig } from './config/config.js';
import type { Datapath, FlowSample, Hypervisor, Redirect } from './core/drivers.js';
import { EmbeddedDatapath } from './embedded/datapath.js';
import { EmbeddedHypervisor } from './embedded/hypervisor.js';
import { LoopbackRedirect } from './embedded/redirect.js';
import { readNeighbours } from './host/neighbours.js';
import { NftablesRedirect } from './host/nftables.js';
import { LibvirtHypervisor } from './libvirt/driver.js';
import type { Logger } from './log.js';
import { countedFlows, parseFlowDump } from './ovs/dump-flows.js';
import { OpenVSwitchDatapath } from './ovs/flow-monitor.js';
import { OpenFlowSteering } from './ovs/steering.js';
import { OpenFlowRedirect } from './redirect.js';
import type { UdpTransport } from './transport/endpoint.js';

/** How often the loopback redirect is compared with what is bound, ms. */
const LOOPBACK_REPAIR_MS = 1_000;

export interface Drivers {
  readonly hypervisor: Hypervisor;
  readonly datapath: Datapath;
  readonly redirect: Redirect;
  readonly repairIntervalMs: number;
  /** See `WatchOptions.neighbours`. */
  readonly neighbours: (() => Promise<ReadonlyMap<string, Ipv4>>) | undefined;
}

export function makeDrivers(config: AgentConfig, transport: UdpTransport, log: Logger): Drivers {
  return { hypervisor: makeHypervisor(config, log), ...makeDatapath(config, transport, log) };
}

function makeHypervisor({ hypervisor }: AgentConfig, log: Logger): Hypervisor {
  return hypervisor.driver === 'libvirt'
    ? new LibvirtHypervisor(hypervisor, { log })
    : new EmbeddedHypervisor(hypervisor);
}

function makeDatapath(config: AgentConfig, transport: UdpTransport, log: Logger): Omit<Drivers, 'hypervisor'> {
  const { datapath, port } = config;
  if (datapath.driver === 'embedded') {
    const parse = (text: string): FlowSample[] => countedFlows(parseFlowDump(text).flows, port);
    const redirect = new LoopbackRedirect(transport);
    return {
      datapath: new EmbeddedDatapath(datapath, parse),
      redirect,
      repairIntervalMs: LOOPBACK_REPAIR_MS,
      neighbours: undefined,
    };
  }
  const { bridge, runDir, ipVisibility, repairIntervalMs } = datapath;
  const steering = new OpenFlowSteering({ bridge, runDir, port, ipVisibility }, log);
  const rewriting = new NftablesRedirect({ bridge, host: config.host, port }, log);
  return {
    datapath: new OpenVSwitchDatapath(datapath, log, { agentPort: port }),
    redirect: new OpenFlowRedirect(steering, rewriting),
    repairIntervalMs,
    neighbours: ipVisibility === 'off' ? () => readNeighbours() : undefined,
  };
}
