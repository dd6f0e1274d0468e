// Who talks to whom in the demo, and how fast. Pure and seeded; the counters that follow from it are in
// world-flows.ts.
import type { PairRate } from '../../agent/core/cost.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Random } from '../random.js';

/** A steady stream from one VM to another. */
export interface Stream {
  readonly src: Ipv4;
  readonly dst: Ipv4;
  readonly bytesPerSecond: number;
}

/** VMs of one service talk fast, bytes per second. */
const heavy = { low: 2e6, high: 60e6 };
/** Any VM may talk a little with any other (monitoring, name service), bytes per second. */
const light = { low: 1e3, high: 50e3 };
const lightPartners = 3;
/** Share of a request-response exchange that is requests. */
const requestShare = 0.1;

/**
 * Services of 3 to 6 VMs each: a front VM that talks fast to all others of its service, which are a chain among
 * themselves. The members are drawn at random from all VMs; since VMs are dealt to hosts in turn, a service
 * starts scattered over the data centre. On top of that each VM exchanges a trickle with 3 random others.
 */
export function makeTraffic(vms: readonly Ipv4[], random: Random): Stream[] {
  const rates = new Map<string, Stream>();
  const talk = (client: Ipv4, server: Ipv4, bytesPerSecond: number) => {
    if (client === server) return;
    add(rates, client, server, bytesPerSecond * requestShare);
    add(rates, server, client, bytesPerSecond * (1 - requestShare));
  };
  for (const [front, ...others] of services(random.shuffled(vms), random)) {
    for (const [index, member] of others.entries()) {
      talk(front!, member, random.logUniform(heavy.low, heavy.high));
      if (index > 0) talk(others[index - 1]!, member, random.logUniform(heavy.low, heavy.high) / 4);
    }
  }
  for (const vm of vms) {
    for (let count = 0; count < lightPartners; count++) {
      talk(vm, vms[random.integer(0, vms.length - 1)]!, random.logUniform(light.low, light.high));
    }
  }
  return [...rates.values()];
}

function services(vms: readonly Ipv4[], random: Random): Ipv4[][] {
  const groups: Ipv4[][] = [];
  for (let from = 0; from < vms.length; ) {
    const size = random.integer(3, 6);
    groups.push(vms.slice(from, from + size));
    from += size;
  }
  return groups;
}

function add(rates: Map<string, Stream>, src: Ipv4, dst: Ipv4, bytesPerSecond: number): void {
  const key = `${src}>${dst}`;
  rates.set(key, { src, dst, bytesPerSecond: Math.round((rates.get(key)?.bytesPerSecond ?? 0) + bytesPerSecond) });
}

/** Both directions of each pair added up; every unordered pair once. */
export function pairsOf(streams: Iterable<Stream>): PairRate[] {
  const pairs = new Map<string, PairRate>();
  for (const { src, dst, bytesPerSecond } of streams) {
    const [a, b] = src < dst ? [src, dst] : [dst, src];
    const key = `${a}-${b}`;
    pairs.set(key, { a, b, bytesPerSecond: (pairs.get(key)?.bytesPerSecond ?? 0) + bytesPerSecond });
  }
  return [...pairs.values()];
}
