// The moment that the metrics and the page show, read from the agent and from its answers to operators. Reads only.
import type { Agent } from './core/agent.js';
import type { DriverName } from './core/steps.js';
import { sharedFor } from './http/fresh.js';
import type { MemoryFile } from './memory-file.js';
import type { MetricsSnapshot } from './metrics/snapshot.js';
import type { Operator } from './operator.js';
import type { Redirector } from './redirector.js';
import type { AlarmEntry, DecisionEntry } from './report/history.js';
import { capacityReport, roundState } from './reports.js';
import { type ClusterKey, formatKeyId } from './transport/key.js';
import type { Transport } from './transport/transport.js';
import type { Watch } from './watch.js';
import type { WebSnapshot } from './web/snapshot.js';

/** Decisions and alarms on the page. */
const MAX_DECISIONS = 25;
const MAX_ALARMS = 20;
const DAY_MS = 86_400_000;
/** How old the cost in the metrics may be, ms: it takes a look at every flow. */
const COST_MS = 60_000;
/** How old the alarms on the page may be, ms: they are looked for in a day's history. */
const ALARMS_MS = 30_000;

const DRIVERS: readonly DriverName[] = ['hypervisor', 'datapath', 'memory'];

export interface PageSources {
  readonly version: string;
  readonly maxFlows: number;
  readonly agent: Agent;
  readonly operator: Operator;
  readonly watch: Watch;
  readonly redirector: Redirector;
  readonly transport: Transport;
  readonly memory: MemoryFile;
  /** Those in force, the sending one first. */
  readonly keys: () => readonly ClusterKey[];
}

/** A function that takes the metrics' snapshot. */
export function metricsSnapshots(sources: PageSources): () => Promise<MetricsSnapshot> {
  const { version, maxFlows, agent, operator, watch, redirector, transport, memory, keys } = sources;
  const cost = sharedFor(COST_MS, async () => (await operator.top()).cost);
  return async () => {
    const vms = agent.local.list();
    const { notWritten } = memory;
    return {
      version,
      standing: agent.standing(),
      paused: agent.orders.current().paused,
      away: new Set(DRIVERS.filter((driver) => agent.driverAway(driver) !== undefined)),
      notWrittenMs: notWritten ? Math.max(1, performance.now() - notWritten.sinceMs) : 0,
      redirectOk: redirector.lastError === undefined,
      reload: reloadSeen(operator),
      keys: keys().map(({ id }) => formatKeyId(id)),
      ...tokenSeen(agent, performance.now()),
      vms: { all: vms.length, movable: vms.filter(({ obstacle }) => obstacle === undefined).length },
      flights: agent.flights.list().length,
      capacity: capacityReport(agent),
      flows: {
        ...{ entries: agent.table.size, maxFlows, rejected: agent.table.rejected },
        ...{ unresolved: agent.accounts.unresolved, lastPollMs: watch.lastPollMs },
      },
      requests: agent.requestLoad(),
      transport: transport.statistics(),
      silentHosts: agent.silentHosts().length,
      cost: await cost(),
    };
  };
}

/** A token that is known to have ended is none to wait for. */
function tokenSeen(agent: Agent, nowMs: number): Pick<MetricsSnapshot, 'token'> {
  const seen = roundState(agent, nowMs);
  if (!seen || seen.state === 'ended') return {};
  const { state, round, slots, visited, lastSeenMsAgo } = seen;
  const held = state === 'holding';
  return { token: { held, ageMs: held ? 0 : lastSeenMsAgo, round, slots, visited } };
}

function reloadSeen({ lastReload }: Operator): MetricsSnapshot['reload'] {
  if (!lastReload) return { refused: false, waiting: 0 };
  const { at, ok, waiting = [] } = lastReload;
  return { atMs: Date.parse(at), refused: !ok, waiting: waiting.length };
}

/** A function that takes the page's snapshot. */
export function webSnapshots(operator: Operator): () => Promise<WebSnapshot> {
  const alarms = sharedFor(ALARMS_MS, async () => {
    const query = { kind: 'alarm', limit: MAX_ALARMS, sinceMs: Date.now() - DAY_MS } as const;
    return (await operator.history(query)).entries as readonly AlarmEntry[];
  });
  const history = async (): Promise<Pick<WebSnapshot, 'decisions' | 'alarms' | 'historyUnread'>> => {
    try {
      const { entries } = await operator.history({ kind: 'decision', limit: MAX_DECISIONS });
      return { decisions: entries as readonly DecisionEntry[], alarms: await alarms() };
    } catch (error) {
      // The rest of the page does not depend on the disk.
      return { decisions: [], alarms: [], historyUnread: (error as Error).message };
    }
  };
  return async () => {
    const [status, top, told] = [await operator.status(), await operator.top(), await history()];
    return { at: new Date().toISOString(), status, top, ...told };
  };
}
