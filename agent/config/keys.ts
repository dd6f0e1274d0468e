// The table of all settings: name, kind, range, unit, default, meaning. Validation (load.ts), the JSON schema
// and the check of the commented example are driven from it. It reads nothing itself.
import type {
  AgentConfig,
  CapacityConfig,
  DecisionConfig,
  EmbeddedConfig,
  FlowsConfig,
  GuestsConfig,
  LocationConfig,
  MigrationsConfig,
  OpenVSwitchConfig,
  RequestsConfig,
} from './config.js';
import { type DriverSection, dayMs, hourMs, integer, type KeysOf, type Section } from './key.js';
import { libvirtKeys } from './libvirt-keys.js';
import { historyKeys, metricsKeys, rulesKeys, stabilityKeys, webKeys } from './trust-keys.js';

type Scalars = Pick<
  AgentConfig,
  'host' | 'port' | 'mtu' | 'keyFile' | 'controlSocket' | 'stateDir' | 'mode' | 'logLevel'
>;

/** Settings outside any section. `topology` fills `topologyFile`. */
export const rootKeys = {
  host: {
    kind: 'address',
    doc: "This hypervisor's fixed address. It must be a host of the cost map; the agent does not start otherwise.",
  },
  port: integer({
    ...{ min: 1, max: 65_535, unit: '', default: 7470 },
    doc: 'UDP port of every agent of the cluster. VMs cannot use this port: the redirect takes packets to it.',
  }),
  mtu: integer({
    ...{ min: 576, max: 9216, unit: 'bytes', default: 1500 },
    doc: 'Path MTU towards other agents. Too large: packets are lost or fragmented; too small: more packets for a token.',
  }),
  topology: { kind: 'path', default: '/etc/score/topology.yaml', doc: 'Cost map file, the same on every host.' },
  keyFile: {
    kind: 'path',
    default: '/etc/score/cluster.key',
    doc: 'Cluster key file, mode 0600, made by score-token keygen. Agents with different keys do not hear each other.',
  },
  controlSocket: {
    kind: 'socket',
    default: '/run/score/score-agent.sock',
    doc: 'Unix socket for score-token; root and the group score may use it.',
  },
  stateDir: {
    kind: 'path',
    default: '/var/lib/score',
    doc: 'Folder where the agent keeps what it must not forget when it restarts: promises of room, the standing order, tokens seen. One for each agent, on a disk that survives a restart of the host. The agent does not start when it cannot write there.',
  },
  mode: {
    kind: 'choice',
    choices: ['off', 'recommend', 'auto'],
    default: 'recommend',
    doc: 'What rounds may do on this host. off: tokens pass by, nothing is decided and no VM comes in. recommend: every decision is made, logged and kept, and nothing moves. auto: VMs move. A round can be narrower than this, never wider. Read the plans of some rounds in recommend before you write auto.',
  },
  logLevel: {
    kind: 'choice',
    choices: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    doc: 'Least severe records that are logged. debug writes a record for each message and decision step.',
  },
} satisfies KeysOf<Scalars & { topology: string }>;

const capacityKeys = {
  slots: integer({
    ...{ min: 1, max: 10_000, unit: 'VMs', default: 16 },
    doc: 'VMs this host may hold. A host that is full refuses further ones; VMs already here stay.',
  }),
  memoryMiB: integer({
    ...{ min: 1, max: 67_108_864, unit: 'MiB', default: 'auto', orWord: 'auto' },
    doc: "Memory for VMs. auto: the hypervisor's total less reserveMiB. Too large: the host may swap or kill VMs.",
  }),
  reserveMiB: integer({
    ...{ min: 0, max: 1_048_576, unit: 'MiB', default: 2048 },
    doc: 'Memory kept free for the host itself. Only used when memoryMiB is auto.',
  }),
} satisfies KeysOf<CapacityConfig>;

const guestsKeys = {
  prefixes: {
    kind: 'prefixes',
    minItems: 1,
    maxItems: 1000,
    default: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
    doc: 'Only addresses in these ranges are taken as VMs, and only these are asked where they are. Too wide: strangers that VMs talk to are sent datagrams, and addresses that a VM made up may enter the token. Default: the private ranges (RFC 1918, RFC 6598).',
  },
} satisfies KeysOf<GuestsConfig>;

const openVSwitchKeys = {
  bridge: {
    kind: 'text',
    pattern: /^[\w.-]{1,15}$/,
    expects: 'an interface name of 1 to 15 letters, digits, dots, dashes or underscores',
    doc: 'Bridge that the VMs are plugged into.',
  },
  ovsdbSocket: { kind: 'socket', defaultIn: 'runDir', default: 'db.sock', doc: 'OVSDB server socket.' },
  runDir: {
    kind: 'path',
    default: '/var/run/openvswitch',
    doc: 'Folder where ovs-vswitchd keeps its pid file, control and management sockets.',
  },
  ipVisibility: {
    kind: 'choice',
    choices: ['rule', 'off'],
    default: 'rule',
    doc: 'rule: add one low-priority OpenFlow rule so that datapath flows show IP addresses. off: add none; then rules of your own must match IP addresses.',
  },
  repairIntervalMs: integer({
    ...{ min: 1000, max: 600_000, unit: 'ms', default: 15_000 },
    doc: 'How often the redirect is compared with what is installed. Too long: VMs stay unreachable for the token after somebody flushed the rules. Short: each time starts four small programs.',
  }),
} satisfies KeysOf<OpenVSwitchConfig>;

const embeddedKeys = {
  socket: { kind: 'socket', doc: 'Socket of the embedded data centre (demo and tests only).' },
} satisfies KeysOf<EmbeddedConfig>;

const flowsKeys = {
  pollIntervalMs: integer({
    ...{ min: 100, max: 600_000, unit: 'ms', default: 5000 },
    doc: 'How often datapath statistics are read. Short: more CPU in ovs-vswitchd (15 us a flow); longer than its max-idle (10 s): short flows are missed.',
  }),
  windowMs: integer({
    ...{ min: 1000, max: hourMs, unit: 'ms', default: 60_000 },
    doc: 'Rates are averages over between one and two of these. Short: bursts move VMs; long: slow to notice change. Not below pollIntervalMs.',
  }),
  maxFlows: integer({
    ...{ min: 1000, max: 10_000_000, unit: 'flows', default: 1_000_000 },
    doc: 'Flows kept at most; further ones are counted and dropped.',
  }),
} satisfies KeysOf<FlowsConfig>;

const locationKeys = {
  ttlMs: integer({
    ...{ min: 100, max: hourMs, unit: 'ms', default: 30_000 },
    doc: 'How long a location answer is believed. Long: decisions use places that VMs have left.',
  }),
  negativeTtlMs: integer({
    ...{ min: 100, max: hourMs, unit: 'ms', default: 10_000 },
    doc: 'How long "nobody answered for this address" is believed. Long: new VMs are overlooked.',
  }),
  maxEntries: integer({
    ...{ min: 100, max: 10_000_000, unit: 'addresses', default: 100_000 },
    doc: 'Answers kept at most; the least recently used go first.',
  }),
} satisfies KeysOf<LocationConfig>;

const requestsKeys = {
  timeoutMs: integer({
    ...{ min: 10, max: 60_000, unit: 'ms', default: 250 },
    doc: 'Wait before a request is sent again; doubles each time. Below the round trip: needless repeats.',
  }),
  attempts: integer({
    ...{ min: 1, max: 10, unit: '', default: 4 },
    doc: 'Tries in all. Few: lost packets look like absent hosts.',
  }),
  maxInFlight: integer({
    ...{ min: 1, max: 10_000, unit: 'requests', default: 256 },
    doc: 'Requests under way at once. Small: slow decisions for VMs with many neighbours; large: bursts of packets.',
  }),
} satisfies KeysOf<RequestsConfig>;

const decisionKeys = {
  candidates: {
    kind: 'choice',
    choices: ['neighbours', 'cost-map'],
    default: 'cost-map',
    doc: 'Which hosts a VM may move to. neighbours: only the hosts of the VMs it talks to; where those are full it stays. cost-map: also the hosts in the same rack as one of those, then in the same group of each tier above; lower cost in the end, for more questions.',
  },
  payoffMs: integer({
    ...{ min: 1000, max: 30 * dayMs, unit: 'ms', default: hourMs },
    doc: 'With c_m auto: the time over which a migration must pay off. Short: only moves of VMs with much traffic are worth their copy; long: a VM may move for traffic that is over before the move has paid off.',
  }),
} satisfies KeysOf<DecisionConfig>;

const reservationKeys = {
  ttlMs: integer({
    ...{ min: 1000, max: dayMs, unit: 'ms', default: 60_000 },
    doc: 'How long a target keeps room for a VM without hearing from its source, which renews it while it migrates. Too short: room is given away after a few lost datagrams. Too long: room stays taken after a source has died.',
  }),
} satisfies KeysOf<AgentConfig['reservation']>;

const migrationsKeys = {
  total: integer({
    ...{ min: 1, max: 256, unit: 'migrations', default: 8 },
    doc: 'Live migrations under way at once in a whole round; that of the host that injected the token counts. Large: they compete for the links between racks, and each takes longer.',
  }),
  intoHost: integer({
    ...{ min: 1, max: 256, unit: 'migrations', default: 2 },
    doc: 'The same into one host. Large: the copies share its link, and VMs that write a lot may not converge.',
  }),
  outOfHost: integer({
    ...{ min: 1, max: 256, unit: 'migrations', default: 2 },
    doc: 'The same out of one host. Large: as intoHost, at the source. Small: a round takes longer, because the token waits for one to end.',
  }),
} satisfies KeysOf<MigrationsConfig>;

/** Sections that may be left out: all their keys have defaults. */
export const sections = {
  capacity: { doc: 'What this host offers to VMs.', keys: capacityKeys },
  guests: { doc: 'Which addresses are VMs.', keys: guestsKeys },
  flows: { doc: 'The flow monitor.', keys: flowsKeys },
  location: { doc: 'The cache of which host a VM is on.', keys: locationKeys },
  requests: { doc: 'Questions to other agents.', keys: requestsKeys },
  decision: { doc: 'How a VM decides whether to move, and where to.', keys: decisionKeys },
  reservation: { doc: 'Room promised to VMs that are on their way here.', keys: reservationKeys },
  migrations: { doc: 'How many live migrations may be under way at once.', keys: migrationsKeys },
  rules: { doc: 'Hard rules of this host: what they forbid is not weighed against any gain.', keys: rulesKeys },
  stability: { doc: 'What keeps VMs from moving too often, or for too little.', keys: stabilityKeys },
  history: {
    doc: 'Decisions and migrations kept on this host, for score-token explain and history.',
    keys: historyKeys,
  },
  metrics: { doc: 'Measurements for Prometheus.', keys: metricsKeys },
  web: { doc: 'A page that shows this host to a browser. It changes nothing.', keys: webKeys },
} satisfies Record<string, Section>;

/** Sections that must be written, with a `driver` first. */
export const driverSections = {
  datapath: { doc: 'Where flows are seen.', drivers: { openvswitch: openVSwitchKeys, embedded: embeddedKeys } },
  hypervisor: { doc: 'Where VMs run.', drivers: { libvirt: libvirtKeys, embedded: embeddedKeys } },
} satisfies Record<string, DriverSection>;
