// What a reload takes over (SIGHUP): the settings, the cost map and the keys are read anew and taken together, or not at
// all. Some settings are built into what runs already, and wait for a restart. Reading and comparing only: daemon.ts
// puts what is new into force.
import type { CostMap } from '../topology/cost-map.js';
import { formatIpv4, type Ipv4 } from '../topology/ipv4.js';
import type { AgentConfig } from './config/config.js';
import { readConfig } from './config/load.js';
import { needRestart } from './config/restart.js';
import { checkHost, readSite, type Site } from './site.js';
import type { ClusterKey } from './transport/key.js';

/** Logged when no key is common to before and after. */
const DEAF =
  'agents that have only the old keys do not hear this one any more, nor it them, until they are reloaded with the new ' +
  'ones; score-token keygen --add, --promote and --prune change keys without that';

/** Hosts named in the log of one reload. */
const MAX_NAMED = 20;

export interface Reloaded {
  /** What is to be in force from now on: as read, but with the old values of what needs a restart. */
  readonly config: AgentConfig;
  readonly site: Site;
  /** Settings that have changed and are taken over, `keys` among them. */
  readonly changed: readonly string[];
  /** Settings that have changed, and are not. */
  readonly waiting: readonly string[];
}

/**
 * Reads everything again. Rejects with an Error whose message names file and line of each mistake; then nothing may be
 * taken over. The files are checked as a start would check them: what waits for a restart must not keep that from working.
 */
export async function readAgain(file: string, inForce: AgentConfig, keys: readonly ClusterKey[]): Promise<Reloaded> {
  const read = readConfig(file);
  const config = withOld(inForce, read);
  // The cost map must have both the host of the next start and the one in force, which are the same as a rule.
  const site = await readSite(read);
  checkHost(site.map, config);
  const isSame = JSON.stringify(idsOf(keys)) === JSON.stringify(idsOf(site.keys));
  return {
    config,
    site,
    changed: [...differences(inForce, config), ...(isSame ? [] : ['keys'])],
    waiting: differences(config, read),
  };
}

function idsOf(keys: readonly ClusterKey[]): number[] {
  return keys.map(({ id }) => id);
}

/** What it means when no key of before is accepted any more; undefined when one is. */
export function keysCut(before: readonly ClusterKey[], after: readonly ClusterKey[]): string | undefined {
  const now = new Set(idsOf(after));
  return before.some(({ id }) => now.has(id)) ? undefined : DEAF;
}

function withOld(old: AgentConfig, read: AgentConfig): AgentConfig {
  const kept = Object.fromEntries(needRestart.map((name) => [name, old[name]]));
  const location = { ...read.location, maxEntries: old.location.maxEntries };
  return { ...read, ...kept, location };
}

/** Names of the settings that differ, sections by their keys, such as `capacity.slots`. */
function differences(one: object, other: object, prefix = ''): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) => {
    const [a, b] = [one, other].map((each) => (each as Record<string, unknown>)[name]);
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    if (isSection(a) && isSection(b)) return differences(a, b, `${name}.`);
    return [`${prefix}${name === 'topologyFile' ? 'topology' : name}`];
  });
}

function isSection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How two cost maps differ in their hosts and weights, for the log. */
export function hostChanges(before: CostMap, after: CostMap): Record<string, unknown> {
  const [old, now] = [new Set(before.hosts), new Set(after.hosts)];
  const added = after.hosts.filter((host) => !old.has(host));
  const removed = before.hosts.filter((host) => !now.has(host));
  return {
    hosts: after.hosts.length,
    ...(JSON.stringify(before.tiers) === JSON.stringify(after.tiers) ? {} : { tiers: after.tiers }),
    ...(added.length > 0 ? { hostsAdded: named(added) } : {}),
    ...(removed.length > 0 ? { hostsRemoved: named(removed) } : {}),
  };
}

function named(hosts: readonly Ipv4[]): string[] {
  const more = hosts.length > MAX_NAMED ? [`and ${hosts.length - MAX_NAMED} more`] : [];
  return [...hosts.slice(0, MAX_NAMED).map(formatIpv4), ...more];
}
