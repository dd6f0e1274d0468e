// Which hosts there are, by the cost map's groups: where a decision looks for room when the neighbours' own hosts
// are full. Hosts that the cost map names one by one are known from the start; of those that it covers by a prefix
// only the ones that have answered, because most addresses of a prefix belong to nobody.
import type { CostMap, Level } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';

/** Bound on the hosts known: more than the largest data centre the cost map's file can list. */
const MAX_HOSTS = 262_144;
/** Hosts remembered as silent; when there are more, the network is down rather than a few hosts. */
const MAX_SILENT = 4_096;
/** How long a host that did not answer is not asked again as a candidate, ms. */
const SILENCE_MS = 60_000;

const NOBODY: readonly Ipv4[] = [];

export class HostDirectory {
  readonly #map: CostMap;
  readonly #known = new Set<Ipv4>();
  /** At index level: hosts by group, in the order in which they became known. */
  readonly #groups: Map<number, Ipv4[]>[];
  /** Until when each silent host is left alone, ms. */
  readonly #silentUntilMs = new Map<Ipv4, number>();

  constructor(map: CostMap) {
    this.#map = map;
    this.#groups = Array.from({ length: map.maxLevel + 1 }, () => new Map());
    for (const host of map.hosts) this.add(host);
  }

  /** Makes a host known that exists for certain. Addresses that the cost map does not call hosts are ignored. */
  add(host: Ipv4): void {
    if (this.#known.has(host) || this.#known.size === MAX_HOSTS || !this.#map.isHost(host)) return;
    this.#known.add(host);
    const place = this.#map.place(host)!;
    for (let level = 1; level <= this.#map.maxLevel; level += 1) {
      const groups = this.#groups[level]!;
      const group = this.#map.group(place, level);
      const hosts = groups.get(group);
      if (hosts) hosts.push(host);
      else groups.set(group, [host]);
    }
  }

  /** Known hosts at most `level` away from a server, itself included if it is one. `level` is 1..maxLevel. */
  within(server: Ipv4, level: Level): readonly Ipv4[] {
    const place = this.#map.place(server);
    return place === undefined ? NOBODY : (this.#groups[level]?.get(this.#map.group(place, level)) ?? NOBODY);
  }

  /** Something came from this address. It is a host's if the cost map says so; a VM's packets never get this far. */
  answered(host: Ipv4): void {
    this.add(host);
    this.#silentUntilMs.delete(host);
  }

  /** The host did not answer though it was asked repeatedly. */
  silent(host: Ipv4, nowMs: number): void {
    if (this.#silentUntilMs.size === MAX_SILENT) this.#silentUntilMs.clear();
    this.#silentUntilMs.set(host, nowMs + SILENCE_MS);
  }

  isSilent(host: Ipv4, nowMs: number): boolean {
    const untilMs = this.#silentUntilMs.get(host);
    if (untilMs === undefined || nowMs < untilMs) return untilMs !== undefined;
    this.#silentUntilMs.delete(host);
    return false;
  }
}
