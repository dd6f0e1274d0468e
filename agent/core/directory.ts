// Which hosts there are, by the cost map's groups: where a decision looks for room when the neighbours' own hosts
// are full. Hosts that the cost map names one by one are known from the start; of those that it covers by a prefix
// only the ones that have answered, because most addresses of a prefix belong to nobody.
import type { CostMap, Level } from '../../topology/cost-map.js';
import type { Ipv4 } from '../../topology/ipv4.js';

/** Bound on the hosts known: more than the largest data centre the cost map's file can list. */
const MAX_HOSTS = 262_144;
/** Hosts remembered as silent, the longest ago forgotten first. */
const MAX_SILENT = 16_384;
/**
 * How long a host that did not answer is left alone as a target, ms: twice as long each time in a row, so that hosts
 * where no agent runs yet do not delay every decision of those where one does.
 */
const SILENCE_MS = { first: 60_000, longest: 3_600_000 } as const;

interface Silence {
  readonly untilMs: number;
  readonly pauseMs: number;
}

const NOBODY: readonly Ipv4[] = [];

export class HostDirectory {
  #map!: CostMap;
  readonly #known = new Set<Ipv4>();
  /** At index level: hosts by group, in the order in which they became known. */
  #groups: Map<number, Ipv4[]>[] = [];
  /** Hosts that did not answer when last asked, also those whose time is up. */
  readonly #silences = new Map<Ipv4, Silence>();

  constructor(map: CostMap) {
    this.setMap(map);
  }

  /** Takes over another cost map; hosts known before stay known if it calls them hosts. */
  setMap(map: CostMap): void {
    const before = this.hosts();
    this.#map = map;
    this.#known.clear();
    this.#groups = Array.from({ length: map.maxLevel + 1 }, () => new Map());
    for (const host of [...map.hosts, ...before]) this.add(host);
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

  /** Every host known. */
  hosts(): Ipv4[] {
    return [...this.#known];
  }

  /** A host known other than `self`, each as likely as the next; undefined when there is none. */
  anyOther(self: Ipv4, random: () => number): Ipv4 | undefined {
    const others = this.#known.size - (this.#known.has(self) ? 1 : 0);
    let skip = Math.floor(random() * others);
    for (const host of this.#known) {
      if (host === self) continue;
      if (skip === 0) return host;
      skip -= 1;
    }
    return undefined;
  }

  isKnown(host: Ipv4): boolean {
    return this.#known.has(host);
  }

  /** Something came from this address. It is a host's if the cost map says so; a VM's packets never get this far. */
  answered(host: Ipv4): void {
    this.add(host);
    this.#silences.delete(host);
  }

  /** The host did not answer though it was asked repeatedly. */
  silent(host: Ipv4, nowMs: number): void {
    const before = this.#silences.get(host);
    const pauseMs = before ? Math.min(2 * before.pauseMs, SILENCE_MS.longest) : SILENCE_MS.first;
    this.#silences.delete(host);
    const [longestAgo] = this.#silences.keys();
    if (this.#silences.size === MAX_SILENT) this.#silences.delete(longestAgo!);
    this.#silences.set(host, { untilMs: nowMs + pauseMs, pauseMs });
  }

  /** Hosts that did not answer when last asked, however long ago that was; the latest last. */
  silentHosts(): Ipv4[] {
    return [...this.#silences.keys()];
  }

  isSilent(host: Ipv4, nowMs: number): boolean {
    const silence = this.#silences.get(host);
    return silence !== undefined && nowMs < silence.untilMs;
  }
}
