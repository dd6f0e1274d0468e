// Where VMs are, as other agents told: a bounded cache with a time to live, negative answers included, and
// corrected by the moves that the token reports.
import { LRUCache } from 'lru-cache';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Context } from './steps.js';
import { RECENT_MOVES, type TokenHeader } from './token.js';

/** A host's address, or undefined: nobody answered for the VM. */
export interface Location {
  readonly host: Ipv4 | undefined;
}

/** How long a place that was once known makes silence suspicious, ms: a host that is gone for longer is gone. */
const LAST_HOST_MS = 120_000;

export class Locations {
  readonly #context: Context;
  readonly #cache: LRUCache<Ipv4, Location>;
  /** Where a VM was last found, for longer than the cache may believe it. */
  readonly #lastHosts: LRUCache<Ipv4, { readonly host: Ipv4; readonly atMs: number }>;
  /** Moves of each token that the cache has taken in. */
  readonly #movesSeen = new LRUCache<string, number>({ max: 16 });

  constructor(context: Context) {
    this.#context = context;
    // ttlResolution 0: the cache asks the injected clock each time instead of starting a timer of its own.
    const perf = { now: () => context.nowMs };
    // Bounded by size and not by `max`, for which the cache takes all of its memory at once.
    const maxSize = context.settings.location.maxEntries;
    const bounds = { maxSize, sizeCalculation: () => 1, ttlResolution: 0, perf };
    this.#cache = new LRUCache(bounds);
    this.#lastHosts = new LRUCache(bounds);
  }

  get(vm: Ipv4): Location | undefined {
    return this.#cache.get(vm);
  }

  set(vm: Ipv4, host: Ipv4 | undefined): void {
    const { ttlMs, negativeTtlMs } = this.#context.settings.location;
    this.#cache.set(vm, { host }, { ttl: host === undefined ? negativeTtlMs : ttlMs });
    if (host !== undefined) this.sawThere([vm], host);
  }

  /** The host has said that these VMs run there. */
  sawThere(vms: readonly Ipv4[], host: Ipv4): void {
    for (const vm of vms) this.#lastHosts.set(vm, { host, atMs: this.#context.nowMs });
  }

  /** Where the VM was found last, however long ago; it may be anywhere by now. */
  lastHost(vm: Ipv4): Ipv4 | undefined {
    return this.#lastHosts.get(vm)?.host;
  }

  /** Whether the VM was found somewhere not long ago. */
  wasFound(vm: Ipv4): boolean {
    const last = this.#lastHosts.get(vm);
    return last !== undefined && this.#context.nowMs - last.atMs < LAST_HOST_MS;
  }

  /** Takes in the moves that happened since this host last saw the token. */
  learn(header: TokenHeader): void {
    const missed = header.moves - (this.#movesSeen.get(header.id) ?? 0);
    this.#movesSeen.set(header.id, header.moves);
    if (missed > RECENT_MOVES) this.#cache.clear();
    if (missed <= 0) return;
    // Moves seen before are left out: what was asked since then is newer than they are.
    for (const { vm, to } of header.recentMoves.slice(-missed)) {
      if (this.#cache.has(vm)) this.set(vm, to);
    }
  }

  /** Hosts that answers revealed: where discovery asks as well. */
  knownHosts(): Ipv4[] {
    const hosts = new Set<Ipv4>();
    for (const { host } of this.#cache.values()) {
      if (host !== undefined) hosts.add(host);
    }
    return [...hosts];
  }
}
