// Chooses the drivers that the settings name. The only file that knows every adapter. What is not chosen is not
// loaded either: an agent should be ready soon after its start.
import type { Ipv4 } from '../topology/ipv4.js';
import type { AgentConfig, EmbeddedConfig, LibvirtConfig, OpenVSwitchConfig } from './config/config.js';
import type { Datapath, Hypervisor, Redirect } from './core/drivers.js';
import type { Logger } from './log.js';
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

/** Makes the drivers; nothing of them runs yet. */
export type MakeDrivers = (transport: UdpTransport, log: Logger) => Drivers;

/** Loads the code of the drivers that the settings name. */
export async function loadDrivers(config: AgentConfig): Promise<MakeDrivers> {
  const [makeHypervisor, makeDatapath] = await Promise.all([
    config.hypervisor.driver === 'libvirt' ? loadLibvirt(config.hypervisor) : loadEmbedded(config.hypervisor),
    config.datapath.driver === 'openvswitch'
      ? loadOpenVSwitch(config, config.datapath)
      : loadEmbeddedDatapath(config, config.datapath),
  ]);
  return (transport, log) => ({ hypervisor: makeHypervisor(log), ...makeDatapath(transport, log) });
}

type MakeHypervisor = (log: Logger) => Hypervisor;
type MakeDatapath = (transport: UdpTransport, log: Logger) => Omit<Drivers, 'hypervisor'>;

async function loadLibvirt(config: LibvirtConfig): Promise<MakeHypervisor> {
  const { LibvirtHypervisor } = await import('./libvirt/driver.js');
  return (log) => new LibvirtHypervisor(config, { log });
}

async function loadEmbedded(config: EmbeddedConfig): Promise<MakeHypervisor> {
  const { EmbeddedHypervisor } = await import('./embedded/hypervisor.js');
  return () => new EmbeddedHypervisor(config);
}

async function loadEmbeddedDatapath({ port }: AgentConfig, config: EmbeddedConfig): Promise<MakeDatapath> {
  const [{ EmbeddedDatapath }, { LoopbackRedirect }, { dumpParser }] = await Promise.all([
    import('./embedded/datapath.js'),
    import('./embedded/redirect.js'),
    import('./ovs/dump-text.js'),
  ]);
  return (transport) => ({
    datapath: new EmbeddedDatapath(config, dumpParser(port)),
    redirect: new LoopbackRedirect(transport),
    repairIntervalMs: LOOPBACK_REPAIR_MS,
    neighbours: undefined,
  });
}

async function loadOpenVSwitch({ host, port }: AgentConfig, config: OpenVSwitchConfig): Promise<MakeDatapath> {
  const [
    { OpenVSwitchDatapath },
    { OpenFlowSteering },
    { OpenFlowRedirect },
    { NftablesRedirect },
    { readNeighbours },
  ] = await Promise.all([
    import('./ovs/flow-monitor.js'),
    import('./ovs/steering.js'),
    import('./redirect.js'),
    import('./host/nftables.js'),
    import('./host/neighbours.js'),
  ]);
  const { bridge, runDir, ipVisibility, repairIntervalMs } = config;
  return (_transport, log) => {
    const steering = new OpenFlowSteering({ bridge, runDir, port, ipVisibility }, log);
    const rewriting = new NftablesRedirect({ bridge, host, port }, log);
    return {
      datapath: new OpenVSwitchDatapath(config, log, { agentPort: port }),
      redirect: new OpenFlowRedirect(steering, rewriting),
      repairIntervalMs,
      neighbours: ipVisibility === 'off' ? () => readNeighbours() : undefined,
    };
  };
}
