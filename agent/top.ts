// What `score-token top` shows: this host's VMs with their traffic, where its other ends are, and what that costs.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CostMap, Level } from '../topology/cost-map.js';
import { formatIpv4, type Ipv4 } from '../topology/ipv4.js';
import type { Agent } from './core/agent.js';
import { ratesOf } from './core/flows/rates.js';
import type { LocalVm } from './core/local-vms.js';
import type { TopReport, TopVm } from './report/history.js';

/** Pairs that are told, the busiest. */
const MAX_PAIRS = 100;
/** Pairs that are looked at before the agent goes on with its other work: some milliseconds. */
const PAIRS_A_TURN = 2000;

export interface TopOptions {
  readonly agent: Agent;
  readonly map: CostMap;
  readonly host: Ipv4;
  /** A rate is an average over at least this, ms. */
  readonly minimumMs: number;
  /** Wall clock, ms since 1970. */
  readonly wallMs: number;
}

interface Pair {
  readonly a: Ipv4;
  readonly b: Ipv4;
  readonly bytesPerSecond: number;
  readonly host: Ipv4 | undefined;
  readonly level: Level | undefined;
  /** As Eq. 3.1 has it, from both ends. */
  readonly cost: number | undefined;
  /** The other end is no VM of this cluster, and nothing that the cost map knows. */
  readonly isOutside: boolean;
}

/** Takes turns with the agent's other work, so that thousands of pairs do not keep a token waiting. */
export async function topReport(options: TopOptions): Promise<TopReport> {
  const { agent, host, wallMs } = options;
  const vms: TopVm[] = [];
  const busiest = new Busiest();
  let [cost, unlocated] = [0, 0];
  let looked = 0;
  for (const vm of agent.local.list()) {
    const pairs = pairsOf(vm, options);
    vms.push(topVm(vm, pairs, agent));
    // A pair of two VMs that are both here costs nothing, and is listed by the lower address.
    const once = pairs.filter(({ a, b }) => a < b || !agent.local.get(b));
    cost += total(once);
    unlocated += unlocatedIn(once);
    busiest.add(once);
    looked += pairs.length;
    if (looked < PAIRS_A_TURN) continue;
    looked = 0;
    await nextTurn();
  }
  vms.sort((one, other) => other.cost - one.cost || other.bytesPerSecond - one.bytesPerSecond);
  return {
    host: formatIpv4(host),
    at: new Date(wallMs).toISOString(),
    cost,
    ...(unlocated > 0 ? { unlocated } : {}),
    vms,
    pairs: busiest.list().map(pairReport),
  };
}

function pairsOf({ address, sinceMs }: LocalVm, { agent, map, host, minimumMs }: TopOptions): Pair[] {
  return [...ratesOf(agent.table, address, sinceMs, minimumMs)].map(([peer, bytesPerSecond]): Pair => {
    const place = placeOf(peer, agent, map, host);
    const level = place === undefined ? undefined : map.level(host, place);
    const cost = level === undefined ? undefined : 2 * bytesPerSecond * map.pathWeight(level);
    const isOutside = place === undefined && !agent.isGuest(peer);
    return { a: address, b: peer, bytesPerSecond, host: place, level, cost, isOutside };
  });
}

/** The server of a pair's other end, as far as is known without asking anybody. */
function placeOf(peer: Ipv4, { local, locations }: Agent, map: CostMap, host: Ipv4): Ipv4 | undefined {
  if (local.get(peer)) return host;
  if (map.isEndpoint(peer) || map.isHost(peer)) return peer;
  return locations.get(peer)?.host ?? locations.lastHost(peer);
}

function topVm(vm: LocalVm, pairs: readonly Pair[], agent: Agent): TopVm {
  const levels = pairs.flatMap(({ level }) => (level === undefined ? [] : [level]));
  const unlocated = unlocatedIn(pairs);
  const held = agent.heldNow(vm)?.reason;
  return {
    vm: formatIpv4(vm.address),
    name: vm.domain.name,
    bytesPerSecond: pairs.reduce((sum, pair) => sum + pair.bytesPerSecond, 0),
    ...(levels.length > 0 ? { level: Math.max(...levels) } : {}),
    cost: total(pairs),
    ...(unlocated > 0 ? { unlocated } : {}),
    ...(held === undefined ? {} : { held }),
  };
}

function total(pairs: readonly Pair[]): number {
  return pairs.reduce((sum, { cost = 0 }) => sum + cost, 0);
}

function unlocatedIn(pairs: readonly Pair[]): number {
  return pairs.filter(({ cost, isOutside }) => cost === undefined && !isOutside).length;
}

function pairReport({ a, b, bytesPerSecond, host, level, cost, isOutside }: Pair): TopReport['pairs'][number] {
  return {
    a: formatIpv4(a),
    b: formatIpv4(b),
    bytesPerSecond,
    ...(host === undefined ? {} : { host: formatIpv4(host) }),
    ...(level === undefined ? {} : { level }),
    ...(cost === undefined ? {} : { cost }),
    ...(isOutside ? { outside: true as const } : {}),
  };
}

/** The busiest of many pairs, without keeping them all. */
class Busiest {
  #pairs: Pair[] = [];

  add(pairs: readonly Pair[]): void {
    for (const pair of pairs) {
      this.#pairs.push(pair);
      if (this.#pairs.length >= 10 * MAX_PAIRS) this.#cut();
    }
  }

  list(): readonly Pair[] {
    this.#cut();
    return this.#pairs;
  }

  #cut(): void {
    this.#pairs.sort((one, other) => other.bytesPerSecond - one.bytesPerSecond);
    this.#pairs.length = Math.min(this.#pairs.length, MAX_PAIRS);
  }
}
