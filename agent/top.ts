// What `score-token top` shows: this host's VMs with their traffic, where its other ends are, and what that costs.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CostMap, Level } from '../topology/cost-map.js';
import { formatIpv4, type Ipv4 } from '../topology/ipv4.js';
import type { Agent } from './core/agent.js';
import { ratesInPieces } from './core/flows/rates.js';
import type { LocalVm } from './core/local-vms.js';
import type { TopReport, TopVm } from './report/history.js';

/** Pairs that are told, the busiest. */
const MAX_PAIRS = 100;
/** Flows, then pairs, that are looked at before the agent goes on with its other work: some milliseconds. */
const LOOKS_A_TURN = 2000;

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

/** Takes turns with the agent's other work, so that thousands of pairs, of one VM or of many, do not keep a token waiting. */
export async function topReport(options: TopOptions): Promise<TopReport> {
  const { agent, host, wallMs } = options;
  const vms: TopVm[] = [];
  const busiest = new Busiest();
  const ofHost = new Sums();
  for (const vm of agent.local.list()) {
    const ofVm = new Sums();
    const { address, sinceMs } = vm;
    const pieces = ratesInPieces(agent.table, address, sinceMs, options.minimumMs, LOOKS_A_TURN);
    for (const piece of pieces) {
      for (const [peer, bytesPerSecond] of piece) {
        const pair = pairOf(address, peer, bytesPerSecond, options);
        ofVm.add(pair);
        // A pair of two VMs that are both here costs nothing, and is listed by the lower address.
        if (peer < address && agent.local.get(peer)) continue;
        ofHost.add(pair);
        busiest.add(pair);
      }
      await nextTurn();
    }
    vms.push(topVm(vm, ofVm, agent));
  }
  vms.sort((one, other) => other.cost - one.cost || other.bytesPerSecond - one.bytesPerSecond);
  const { cost, unlocated } = ofHost;
  return {
    host: formatIpv4(host),
    at: new Date(wallMs).toISOString(),
    cost,
    ...(unlocated > 0 ? { unlocated } : {}),
    vms,
    pairs: busiest.list().map(pairReport),
  };
}

function pairOf(a: Ipv4, b: Ipv4, bytesPerSecond: number, { agent, map, host }: TopOptions): Pair {
  const place = placeOf(b, agent, map, host);
  const level = place === undefined ? undefined : map.level(host, place);
  const cost = level === undefined ? undefined : 2 * bytesPerSecond * map.pathWeight(level);
  const isOutside = place === undefined && !agent.isGuest(b);
  return { a, b, bytesPerSecond, host: place, level, cost, isOutside };
}

/** The server of a pair's other end, as far as is known without asking anybody. */
function placeOf(peer: Ipv4, { local, locations }: Agent, map: CostMap, host: Ipv4): Ipv4 | undefined {
  if (local.get(peer)) return host;
  if (map.isEndpoint(peer) || map.isHost(peer)) return peer;
  return locations.get(peer)?.host ?? locations.lastHost(peer);
}

function topVm(vm: LocalVm, { bytesPerSecond, level, cost, unlocated }: Sums, agent: Agent): TopVm {
  const held = agent.heldNow(vm)?.reason;
  return {
    vm: formatIpv4(vm.address),
    name: vm.domain.name,
    bytesPerSecond,
    ...(level === undefined ? {} : { level }),
    cost,
    ...(unlocated > 0 ? { unlocated } : {}),
    ...(held === undefined ? {} : { held }),
  };
}

/** Of the pairs of one VM, or of all. */
class Sums {
  bytesPerSecond = 0;
  cost = 0;
  unlocated = 0;
  /** The highest known. */
  level: Level | undefined;

  add({ bytesPerSecond, cost, level, isOutside }: Pair): void {
    this.bytesPerSecond += bytesPerSecond;
    this.cost += cost ?? 0;
    if (cost === undefined && !isOutside) this.unlocated += 1;
    if (level !== undefined && (this.level === undefined || level > this.level)) this.level = level;
  }
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

  add(pair: Pair): void {
    this.#pairs.push(pair);
    if (this.#pairs.length >= 10 * MAX_PAIRS) this.#cut();
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
