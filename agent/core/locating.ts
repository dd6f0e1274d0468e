// Finds out where a VM's neighbours are, all at once: from the cost map for endpoints, from this host's own
// list, from the cache, and by asking the rest at their own addresses (thesis 4.2.4).
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Neighbour } from './cost.js';
import type { HostDirectory } from './directory.js';
import type { Rates } from './flows/rates.js';
import { isGuestAddress } from './guest-address.js';
import type { LocalVms } from './local-vms.js';
import type { Location, Locations } from './locations.js';
import type { Requests } from './requests.js';
import type { Standings } from './rules/standing.js';
import type { Context } from './steps.js';

/**
 * Neighbours that one decision considers at most, the heaviest first: ten times the thesis's worst case (ch. 5). A
 * guest that scans its network must not hold the token up, and what it sends to each address moves nothing.
 */
const MAX_NEIGHBOURS = 1_000;

export interface Located {
  readonly neighbours: readonly Neighbour[];
  /** Neighbours that nobody answered for. */
  readonly unlocated: number;
  /** The heaviest neighbour that nobody answers for now although its place was known a while ago. */
  readonly lost: Ipv4 | undefined;
  /** VMs that a host has answered for. */
  readonly met: readonly Ipv4[];
  /** Whether an answer came from the cache and may have aged. */
  readonly fromCache: boolean;
}

export interface Surroundings {
  readonly context: Context;
  readonly requests: Requests;
  readonly local: LocalVms;
  readonly locations: Locations;
  readonly directory: HostDirectory;
  readonly standings: Standings;
}

export interface Sought {
  /** The peers to locate. */
  readonly rates: Rates;
  /** Places of VMs in flight, which need no question. */
  readonly destinations: ReadonlyMap<Ipv4, Ipv4>;
  /** Without what the cache says of those that were found. */
  readonly fresh: boolean;
}

/** Locates the peers. `done` is called once, later or at once. */
export function locate(around: Surroundings, sought: Sought, done: (located: Located) => void): void {
  new Locating(around, done).start(sought);
}

class Locating {
  readonly #around: Surroundings;
  readonly #done: (located: Located) => void;
  readonly #neighbours: Neighbour[] = [];
  readonly #met: Ipv4[] = [];
  #unlocated = 0;
  #lost: { readonly peer: Ipv4; readonly rate: number } | undefined;
  #fromCache = false;
  /** Peers that were asked and have not answered. */
  readonly #open = new Map<Ipv4, { readonly rate: number; readonly forget: () => void }>();
  #isAsking = true;

  constructor(around: Surroundings, done: (located: Located) => void) {
    this.#around = around;
    this.#done = done;
  }

  start({ rates, destinations, fresh }: Sought): void {
    let taken = 0;
    for (const [peer, rate] of [...rates].sort(([a, rateA], [b, rateB]) => rateB - rateA || a - b)) {
      const known = knownPlace(this.#around, peer, destinations);
      const cached = known ? undefined : usable(this.#around.locations.get(peer), fresh);
      const place = known ?? cached;
      if (cached && cached.host === undefined) this.#missed(peer, rate);
      if (taken === MAX_NEIGHBOURS || (place && place.host === undefined)) {
        this.#settle(peer, rate, undefined);
        continue;
      }
      taken += 1;
      this.#fromCache ||= cached !== undefined;
      if (place) this.#settle(peer, rate, place.host);
      else this.#ask(peer, rate);
    }
    this.#isAsking = false;
    this.#close();
  }

  #ask(peer: Ipv4, rate: number): void {
    const to = { address: peer, port: this.#around.context.settings.port };
    const question = { type: 'location-request', request: 0, vm: peer } as const;
    const forget = this.#around.requests.ask(to, question, (answer) => {
      const isHosted = answer?.type === 'location-response' && answer.hosted && answer.vm === peer;
      this.#found(peer, isHosted ? answer.host : undefined);
      if (isHosted) this.#learn(answer.others, answer.host);
      this.#close();
    });
    this.#open.set(peer, { rate, forget });
  }

  /** An answer names the other VMs of its host: those among the neighbours need not be asked any more. */
  #learn(others: readonly Ipv4[], host: Ipv4): void {
    for (const other of others) {
      this.#open.get(other)?.forget();
      if (this.#open.has(other)) this.#found(other, host);
    }
  }

  #found(peer: Ipv4, host: Ipv4 | undefined): void {
    const { rate } = this.#open.get(peer)!;
    this.#open.delete(peer);
    if (host === undefined) this.#missed(peer, rate);
    else this.#met.push(peer);
    this.#around.locations.set(peer, host);
    this.#settle(peer, rate, host);
  }

  #missed(peer: Ipv4, rate: number): void {
    const isKnown = this.#around.locations.wasFound(peer);
    if (isKnown && (this.#lost === undefined || rate > this.#lost.rate)) this.#lost = { peer, rate };
  }

  #settle(peer: Ipv4, bytesPerSecond: number, host: Ipv4 | undefined): void {
    if (host === undefined) this.#unlocated += 1;
    else this.#neighbours.push({ peer, bytesPerSecond, host });
  }

  #close(): void {
    if (this.#isAsking || this.#open.size > 0) return;
    const [neighbours, unlocated, fromCache] = [this.#neighbours, this.#unlocated, this.#fromCache];
    this.#done({ neighbours, unlocated, lost: this.#lost?.peer, met: this.#met, fromCache });
  }
}

/** What the cache may still say: that nobody answered is as good as fresh, for it was asked a moment ago. */
function usable(cached: Location | undefined, fresh: boolean): Location | undefined {
  return fresh && cached?.host !== undefined ? undefined : cached;
}

/** What needs no question: endpoints, hosts, VMs in flight, local VMs; and strangers, whom no agent answers for. */
function knownPlace(
  { context, local }: Surroundings,
  peer: Ipv4,
  destinations: ReadonlyMap<Ipv4, Ipv4>,
): { host: Ipv4 | undefined } | undefined {
  const { map, settings } = context;
  if (map.isEndpoint(peer) || map.isHost(peer)) return { host: peer };
  const destination = destinations.get(peer);
  if (destination !== undefined) return { host: destination };
  if (local.get(peer)) return { host: settings.host };
  // An address that is no guest's may be anybody on the Internet: it must not be sent anything.
  return isGuestAddress(peer, context) ? undefined : { host: undefined };
}
