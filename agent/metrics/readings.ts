// What is read at each scrape: one row for each metric, with where its value comes from. Names and units follow
// Prometheus's conventions: base units, `_total` for what only rises.
import type { MetricsSnapshot } from './snapshot.js';

export interface Reading {
  readonly name: string;
  readonly kind: 'gauge' | 'counter';
  readonly help: string;
  readonly unit: string;
  /** The label whose values `read` gives numbers for. */
  readonly label?: string;
  /** Undefined: there is no such value now. */
  readonly read: (snapshot: MetricsSnapshot) => number | Readonly<Record<string, number>> | undefined;
}

type Read = Reading['read'];

function gauge(name: string, help: string, unit: string, read: Read, label?: string): Reading {
  return { name, kind: 'gauge', help, unit, read, ...(label === undefined ? {} : { label }) };
}

function counter(name: string, help: string, unit: string, read: Read, label?: string): Reading {
  return { ...gauge(name, help, unit, read, label), kind: 'counter' };
}

const FLAG = '1 or 0';
const MODES = ['off', 'recommend', 'auto'];
const MAINTENANCE = ['none', 'accepts-none', 'drains'];
const DRIVERS = ['hypervisor', 'datapath', 'memory'] as const;

/** One of several states: 1 for the one that it is. */
function state(values: readonly string[], value: string): Record<string, number> {
  return Object.fromEntries(values.map((each) => [each, Number(each === value)]));
}

function bytes(memoryMiB: number): number {
  return memoryMiB * 1024 * 1024;
}

const standing: readonly Reading[] = [
  gauge('score_mode', 'Mode of this host as set', FLAG, (s) => state(MODES, s.standing.mode), 'mode'),
  gauge(
    'score_effective_mode',
    'Mode as it works: recommend in place of auto while the breaker is open',
    FLAG,
    (s) => state(MODES, s.standing.effectiveMode),
    'mode',
  ),
  gauge(
    'score_maintenance',
    'Maintenance of this host',
    FLAG,
    (s) => state(MAINTENANCE, s.standing.maintenance),
    'state',
  ),
  gauge('score_breaker_open', 'Too many migrations from this host have failed in a row', FLAG, (s) =>
    Number(s.standing.breaker.openSinceMs !== undefined),
  ),
  gauge(
    'score_breaker_failures',
    'Migrations from this host that have failed in a row',
    'migrations',
    (s) => s.standing.breaker.failures,
  ),
  gauge('score_blackout', 'This host is in a blackout window', FLAG, (s) => Number(s.standing.blackout !== undefined)),
  gauge('score_implausible', 'What this host says of itself cannot be true, and its decisions stop', FLAG, (s) =>
    Number(s.standing.implausible !== undefined),
  ),
  gauge('score_paused', 'Rounds of the cluster are paused, as this host knows', FLAG, (s) => Number(s.paused)),
];

const surroundings: readonly Reading[] = [
  gauge(
    'score_driver_available',
    'What the agent needs of its host can be used',
    FLAG,
    ({ away }) => Object.fromEntries(DRIVERS.map((name) => [name, Number(!away.has(name))])),
    'driver',
  ),
  gauge('score_redirect_installed', 'Packets to the VMs on the agent port reach the agent', FLAG, (s) =>
    Number(s.redirectOk),
  ),
  gauge(
    'score_memory_not_written_seconds',
    'For how long what the agent must remember is not on disk; 0: it is',
    'seconds',
    (s) => s.notWrittenMs / 1000,
  ),
  gauge('score_silent_hosts', 'Known hosts that did not answer when last asked', 'hosts', (s) => s.silentHosts),
];

const files: readonly Reading[] = [
  gauge(
    'score_last_reload_refused',
    'The latest reload was refused: settings, cost map and keys are those of before',
    FLAG,
    (s) => Number(s.reload.refused),
  ),
  gauge(
    'score_last_reload_timestamp_seconds',
    'The latest reload, refused or not; absent when there was none since the start',
    'seconds since 1970',
    (s) => s.reload.atMs && s.reload.atMs / 1000,
  ),
  gauge(
    'score_settings_waiting',
    'Settings that have changed, and wait for a restart',
    'settings',
    (s) => s.reload.waiting,
  ),
  gauge(
    'score_sending_key',
    'Key that the agent sends with, by its id; none of its secret is told',
    'always 1',
    ({ keys: [sending] }) => (sending === undefined ? undefined : { [sending]: 1 }),
    'key',
  ),
  gauge('score_accepted_keys', 'Keys that the agent accepts', 'keys', (s) => s.keys.length),
];

const round: readonly Reading[] = [
  gauge('score_token_held', 'The token is here', FLAG, (s) => Number(s.token?.held ?? false)),
  gauge(
    'score_token_age_seconds',
    'Since the token was seen here, 0 while it is here; absent when none is, as far as this host knows',
    'seconds',
    (s) => s.token && s.token.ageMs / 1000,
  ),
  gauge(
    'score_token_round',
    'Pass over all VMs that the token was in when seen last; absent as above',
    'passes',
    (s) => s.token?.round,
  ),
  gauge('score_token_slots', 'VMs in the token when seen last; absent as above', 'VMs', (s) => s.token?.slots),
  gauge(
    'score_token_visited',
    'VMs that had decided in its pass when seen last; absent as above',
    'VMs',
    (s) => s.token?.visited,
  ),
];

const host: readonly Reading[] = [
  gauge('score_vms', 'VMs with a known address that run on this host', 'VMs', (s) => s.vms.all),
  gauge('score_vms_movable', 'Those of them that the hypervisor could migrate', 'VMs', (s) => s.vms.movable),
  gauge('score_migrations_in_flight', 'Migrations from this host under way', 'migrations', (s) => s.flights),
  gauge('score_capacity_slots', 'VMs that this host may hold', 'VMs', (s) => s.capacity.slots),
  gauge('score_capacity_used_slots', 'Slots taken', 'VMs', (s) => s.capacity.usedSlots),
  gauge(
    'score_capacity_reserved_slots',
    'Slots promised to VMs on their way here',
    'VMs',
    (s) => s.capacity.reservedSlots,
  ),
  gauge('score_capacity_memory_bytes', 'Memory for VMs', 'bytes', (s) => bytes(s.capacity.memoryMiB)),
  gauge('score_capacity_used_memory_bytes', 'Memory taken', 'bytes', (s) => bytes(s.capacity.usedMemoryMiB)),
  gauge(
    'score_communication_cost_weighted_bytes_per_second',
    'Share of this host in the communication cost (Eq. 3.1)',
    'bytes per second x link weight',
    (s) => s.cost,
  ),
];

const flows: readonly Reading[] = [
  gauge('score_flows', 'Flows in the table', 'flows', (s) => s.flows.entries),
  gauge('score_flows_limit', 'Flows that the table may hold', 'flows', (s) => s.flows.maxFlows),
  counter(
    'score_flows_dropped_total',
    'Flows left out because the table was full, each time that they were read',
    'flows',
    (s) => s.flows.rejected,
  ),
  counter(
    'score_flows_unresolved_total',
    'Flows of which no VM address is known, each time that they were read',
    'flows',
    (s) => s.flows.unresolved,
  ),
  gauge(
    'score_flow_poll_seconds',
    'How long the latest poll of the datapath took',
    'seconds',
    (s) => s.flows.lastPollMs / 1000,
  ),
];

const network: readonly Reading[] = [
  counter(
    'score_datagrams_sent_total',
    'Datagrams sent to other agents',
    'datagrams',
    (s) => s.transport.sentDatagrams,
  ),
  counter(
    'score_datagrams_received_total',
    'Datagrams received, dropped ones too',
    'datagrams',
    (s) => s.transport.receivedDatagrams,
  ),
  counter(
    'score_datagrams_dropped_total',
    'Datagrams received and dropped, by reason',
    'datagrams',
    (s) => s.transport.dropped,
    'reason',
  ),
  counter(
    'score_fragments_retransmitted_total',
    'Fragments of large messages sent again',
    'fragments',
    (s) => s.transport.retransmittedFragments,
  ),
  gauge(
    'score_large_messages',
    'Messages in fragments under way',
    'messages',
    ({ transport }) => ({ sending: transport.sendingMessages, receiving: transport.receivingMessages }),
    'direction',
  ),
  gauge(
    'score_requests',
    'Questions to other agents: in flight, and waiting for their turn',
    'requests',
    ({ requests }) => ({ 'in-flight': requests.inFlight, waiting: requests.waiting }),
    'state',
  ),
];

export const READINGS: readonly Reading[] = [
  ...[...standing, ...surroundings, ...files, ...round, ...host],
  ...[...flows, ...network],
];
