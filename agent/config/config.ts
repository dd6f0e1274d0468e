// The agent's settings after validation: every default filled in. The file format and its checks are in
// load.ts; the JSON schema in agent.schema.json; a commented example in systemd/agent.yaml.
import type { Ipv4, Prefix } from '../../topology/ipv4.js';
import type { Mode, RuleSettings, StabilitySettings } from '../core/rules/settings.js';
import type { ManagerName } from './libvirt-keys.js';

export interface AgentConfig {
  /** This hypervisor's fixed address; must be a host of the cost map. */
  readonly host: Ipv4;
  /** UDP port of every agent of the cluster. 1..65535, default 7470. */
  readonly port: number;
  /** Path MTU towards other agents, bytes. 576..9216, default 1500. */
  readonly mtu: number;
  /** Cost map file; default /etc/score/topology.yaml. Relative paths are taken from the settings file. */
  readonly topologyFile: string;
  /** Cluster key file, mode 0600; default /etc/score/cluster.key. */
  readonly keyFile: string;
  /** Control socket for score-token; default /run/score/score-agent.sock. */
  readonly controlSocket: string;
  /** Folder for what the agent must not forget when it restarts; default /var/lib/score. */
  readonly stateDir: string;
  /** What rounds may do on this host; default recommend: decisions are made and kept, and nothing moves. */
  readonly mode: Mode;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly capacity: CapacityConfig;
  readonly guests: GuestsConfig;
  readonly datapath: OpenVSwitchConfig | EmbeddedConfig;
  readonly hypervisor: LibvirtConfig | EmbeddedConfig;
  readonly flows: FlowsConfig;
  readonly location: LocationConfig;
  readonly requests: RequestsConfig;
  readonly decision: DecisionConfig;
  readonly reservation: { readonly ttlMs: number };
  readonly migrations: MigrationsConfig;
  readonly rules: RulesConfig;
  readonly stability: StabilityConfig;
  readonly history: HistoryConfig;
  readonly metrics: HttpConfig;
  readonly web: WebConfig;
}

/** Hard rules of this host: agent/core/rules/README.md says which wins. */
export interface RulesConfig extends Omit<RuleSettings, 'vcpusPerCpu'> {
  /** Virtual CPUs for each CPU of the host; `unlimited`: they are not counted. Default 4. */
  readonly vcpusPerCpu: number | 'unlimited';
}

export interface StabilityConfig extends Omit<StabilitySettings, 'measureMs'> {
  /** How long a VM must have been seen; `auto`, the default, is `flows.windowMs`. */
  readonly measureMs: number | 'auto';
}

export interface HistoryConfig {
  /** Disk that the history may take, MiB. 1..1024, default 16. */
  readonly maxMiB: number;
}

/** A server that is off unless it is told where to listen. */
export interface HttpConfig {
  /** Default off. */
  readonly listen: 'off' | { readonly address: string; readonly port: number };
}

/** The page has no login, so an address that is not loopback needs `allowRemote`. */
export interface WebConfig extends HttpConfig {
  /** Default false. */
  readonly allowRemote: boolean;
}

/** The local page has no password: whoever reaches it reads it. */
export interface WebConfig extends HttpConfig {
  /** Without it only a loopback address can be listened on. Default false. */
  readonly allowRemote: boolean;
}

export interface CapacityConfig {
  /** VMs this host may hold. 1..10000, default 16. */
  readonly slots: number;
  /** Memory for VMs, MiB, or `auto`: the hypervisor's total less `reserveMiB`. Default auto. */
  readonly memoryMiB: number | 'auto';
  /** Kept free for the host itself, MiB. Default 2048. Only used with `auto`. */
  readonly reserveMiB: number;
}

export interface GuestsConfig {
  /** Only addresses in these prefixes are VM ids, or are asked for their location. Default: RFC 1918 and RFC 6598. */
  readonly prefixes: readonly Prefix[];
}

export interface OpenVSwitchConfig {
  readonly driver: 'openvswitch';
  /** Bridge the VMs are plugged into. */
  readonly bridge: string;
  /** OVSDB server socket; default <runDir>/db.sock. */
  readonly ovsdbSocket: string;
  /** Where ovs-vswitchd keeps its pid, control and management sockets; default /var/run/openvswitch. */
  readonly runDir: string;
  /** `rule`: add one low-priority OpenFlow rule so that datapath flows show IP addresses. `off`: add none. Default rule. */
  readonly ipVisibility: 'rule' | 'off';
  /** How often the redirect is compared with what is installed, ms. 1000..600000, default 15000. */
  readonly repairIntervalMs: number;
}

export interface LibvirtConfig {
  readonly driver: 'libvirt';
  /** libvirtd's unix socket; default /run/libvirt/libvirt-sock. */
  readonly socket: string;
  /** Connection URI opened on that socket; default qemu:///system. */
  readonly uri: string;
  /** Where the source's libvirtd connects to for a migration; `{host}` becomes the target's address. Default qemu+tls://{host}/system. */
  readonly migrationUri: string;
  /** Directories and devices that are the same on every host, absolute. Default none. */
  readonly sharedPaths: readonly string[];
  /** Pre-copy bandwidth cap, MiB/s; 0 = the hypervisor's default. */
  readonly bandwidthMiBps: number;
  /** A migration that takes longer is aborted, ms. 1000..86400000, default 600000. */
  readonly timeoutMs: number;
  /** Likewise one that makes no progress for so long, ms; 0: never. Default 150000. */
  readonly progressTimeoutMs: number;
  /** How long a migration may stop its VM, ms: at first (default 100), in the end (500), and in how many steps (5). */
  readonly downtimeMs: number;
  readonly downtimeLimitMs: number;
  readonly downtimeSteps: number;
  /** Switch to post-copy instead of aborting; default false. */
  readonly postCopy: boolean;
  /** Bandwidth cap after that switch, MiB/s; 0 = the hypervisor's default. */
  readonly postCopyBandwidthMiBps: number;
  /** Copies go to the target's address in it, which has the host bits of its fixed address. None or one; default none. */
  readonly migrationNetwork: readonly Prefix[];
  /** Whether QEMU encrypts the copy; default false. */
  readonly tls: boolean;
  /** Managers whose domains are moved all the same (agent/libvirt/managers.ts). Default none. */
  readonly ignoreManagers: readonly ManagerName[];
}

/** The embedded data centre of `npm run demo` and of tests: one socket that plays hypervisor and datapath. */
export interface EmbeddedConfig {
  readonly driver: 'embedded';
  readonly socket: string;
}

export interface FlowsConfig {
  /** 100..600000, default 5000. */
  readonly pollIntervalMs: number;
  /** Rates are averages over between one and two of these, ms. Default 60000. */
  readonly windowMs: number;
  /** Flows kept at most; further ones are counted and dropped. Default 1000000. */
  readonly maxFlows: number;
}

export interface LocationConfig {
  /** How long a location answer is believed, ms. Default 30000. */
  readonly ttlMs: number;
  /** How long "nobody answered for this address" is believed, ms. Default 10000. */
  readonly negativeTtlMs: number;
  /** Default 100000. */
  readonly maxEntries: number;
}

export interface DecisionConfig {
  /**
   * Which hosts a VM may move to: those of the VMs it talks to (`neighbours`, the thesis's rule), or also the hosts
   * that the cost map puts near them (`cost-map`). Default cost-map.
   */
  readonly candidates: 'neighbours' | 'cost-map';
  /** With c_m `auto`: the time over which a migration must pay off, ms. Default an hour. */
  readonly payoffMs: number;
}

export interface RequestsConfig {
  /** Wait before a request is sent again, ms; doubles each time. Default 250. */
  readonly timeoutMs: number;
  /** Tries in all. 1..10, default 4. */
  readonly attempts: number;
  /** Requests under way at once. Default 256. */
  readonly maxInFlight: number;
}

/** Live migrations that may be under way at once. Each 1..256. */
export interface MigrationsConfig {
  /** In a whole round; the token carries the number of the host that injected it. Default 8. */
  readonly total: number;
  /** To one host. Default 2. */
  readonly intoHost: number;
  /** From one host. Default 2. */
  readonly outOfHost: number;
}
