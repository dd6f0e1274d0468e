// The world: the one place that knows the truth of the embedded data centre, namely where each VM runs, what it
// is made of, and who talks to whom. Agents see of it only what their own host's socket shows
// (world-server.ts). It takes no decisions, and it is no part of an agent.
import type { Domain, HostMemory, MigrationResult, VmPort } from '../../agent/core/drivers.js';
import type { VmHistory } from '../../agent/core/rules/marks.js';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import type { VmMarks } from '../../topology/vm-marks.js';
import type { Site, SiteHost, SiteVm } from './site.js';
import type { Stream } from './traffic.js';
import { DatapathFlows, type LocalStream, uplinkPort } from './world-flows.js';

export interface WorldOptions {
  /** Monotonic time, ms. */
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Memory copied per second of a migration, MiB/s. Default 40960: a second of a real 10 Gbit/s link is about 30 ms here. */
  readonly migrationMiBps?: number;
  /** Default 1000. */
  readonly maxIdleMs?: number;
}

/** Text of the failure that a scripted migration ends with, or undefined to let it succeed. */
export type MigrationScript = (vm: SiteVm, from: Ipv4, to: Ipv4) => string | undefined;

/** A migration that has succeeded. */
export interface Move {
  readonly vm: Ipv4;
  readonly from: Ipv4;
  readonly to: Ipv4;
}

interface Guest {
  readonly vm: SiteVm;
  host: Ipv4;
  /** Datapath port on its host's bridge. */
  port: number;
  migration: { readonly to: Ipv4; handingOver: boolean } | undefined;
  /** What a real one would have in its metadata. */
  marks: VmMarks;
  history: VmHistory;
}

/** Each VM has as many; a host has a CPU for each virtual CPU that its slots can hold. */
const vcpus = 1;
const downtimeMs = 15;
/** Pre-copy sends pages again that were written meanwhile. */
const copiedTwice = 1.1;
/** Every so many streams passes conntrack. */
const recirculatedEvery = 7;

export class World {
  readonly site: Site;
  readonly streams: readonly Stream[];
  /** In the order of their ends. */
  readonly moves: Move[] = [];
  readonly #options: WorldOptions;
  readonly #hosts = new Map<Ipv4, SiteHost>();
  readonly #guests = new Map<string, Guest>();
  readonly #byAddress = new Map<Ipv4, Guest>();
  readonly #flows = new Map<Ipv4, DatapathFlows>();
  readonly #nextPort = new Map<Ipv4, number>();
  readonly #listeners: ((host: Ipv4) => void)[] = [];
  #script: MigrationScript = () => undefined;

  constructor(site: Site, streams: readonly Stream[], options: WorldOptions) {
    this.site = site;
    this.streams = streams;
    this.#options = options;
    for (const host of site.hosts) {
      this.#hosts.set(host.address, host);
      this.#flows.set(host.address, new DatapathFlows(options.clock, options.maxIdleMs ?? 1000));
    }
    for (const vm of site.vms) {
      const guest: Guest = {
        vm,
        host: vm.host,
        port: this.#plug(vm.host),
        migration: undefined,
        marks: {},
        history: [],
      };
      this.#guests.set(vm.uuid, guest);
      this.#byAddress.set(vm.address, guest);
    }
    for (const host of site.hosts) this.#installFlows(host.address);
  }

  /** `listener` is called with a host whose domains or ports have changed. */
  onChange(listener: (host: Ipv4) => void): void {
    this.#listeners.push(listener);
  }

  /** Asked at the end of each migration; for tests. */
  scriptMigrations(script: MigrationScript): void {
    this.#script = script;
  }

  hostOf(vm: Ipv4): Ipv4 | undefined {
    return this.#byAddress.get(vm)?.host;
  }

  /** Where every VM runs now. */
  placement(): Map<Ipv4, Ipv4> {
    return new Map([...this.#byAddress].map(([address, guest]) => [address, guest.host]));
  }

  /** Every VM that runs on the host, or is prepared there by an incoming migration. */
  domains(host: Ipv4): Domain[] {
    return [...this.#guests.values()].flatMap((guest) => {
      const { to, handingOver } = guest.migration ?? {};
      if (to === host) return [domainOf(guest, false, undefined)];
      if (guest.host !== host || handingOver) return [];
      return [domainOf(guest, true, to)];
    });
  }

  memory(host: Ipv4): HostMemory {
    const { memoryMiB, slots } = this.#hosts.get(host)!;
    return { totalMiB: memoryMiB, cpus: slots * vcpus };
  }

  ports(host: Ipv4): VmPort[] {
    return this.#guestsOn(host).map((guest) => ({
      name: `vnet${guest.port}`,
      // The bridge's own interface has a datapath port, but no number of this kind.
      ofport: guest.port - 1,
      datapathPort: guest.port,
      mac: guest.vm.mac,
      domainUuid: guest.vm.uuid,
    }));
  }

  /** As `ovs-appctl dpctl/dump-flows -m` on that host. */
  dumpFlows(host: Ipv4): string {
    return this.#flows.get(host)!.dump();
  }

  /** Streams that this host's switch forwards, and so the flows that an agent there should come to know. */
  streamsAt(host: Ipv4): number {
    return this.streams.filter(({ src, dst }) => this.hostOf(src) === host || this.hostOf(dst) === host).length;
  }

  /** Moves a domain that runs on `from`; takes time in proportion to its memory. Resolves either way when it has ended. */
  async migrate(from: Ipv4, uuid: string, to: Ipv4, history?: VmHistory): Promise<MigrationResult> {
    const guest = this.#guests.get(uuid);
    if (guest?.host !== from) return failure('no-domain', `Domain not found: no domain with matching uuid '${uuid}'`);
    if (!this.#hosts.has(to)) {
      return failure('unreachable', `unable to connect to server at '${formatIpv4(to)}': No route to host`);
    }
    const refusal = this.#refusal(guest, to);
    if (refusal !== undefined) return failure('refused', refusal);
    const startedAt = this.#options.clock();
    guest.history = history ?? guest.history;
    guest.migration = { to, handingOver: false };
    this.#changed(from, to);
    const copiedMiB = guest.vm.memoryMiB * copiedTwice;
    await this.#options.sleep((copiedMiB / (this.#options.migrationMiBps ?? 40_960)) * 1000);
    const text = this.#script(guest.vm, from, to);
    if (text !== undefined) {
      guest.migration = undefined;
      this.#changed(from, to);
      return failure('failed', text);
    }
    guest.migration.handingOver = true;
    this.#changed(from);
    await this.#options.sleep(downtimeMs);
    this.#arrive(guest, to);
    this.moves.push({ vm: guest.vm.address, from, to });
    this.#changed(from, to);
    return { ok: true, bytes: Math.round(copiedMiB * 2 ** 20), ms: this.#options.clock() - startedAt, downtimeMs };
  }

  /** Throws when the domain does not run on `host`. */
  writeHistory(host: Ipv4, uuid: string, history: VmHistory): void {
    this.#guestOn(host, uuid).history = history;
    this.#changed(host);
  }

  /** Throws likewise. */
  writeMarks(host: Ipv4, uuid: string, marks: VmMarks): void {
    this.#guestOn(host, uuid).marks = marks;
    this.#changed(host);
  }

  #guestOn(host: Ipv4, uuid: string): Guest {
    const guest = this.#guests.get(uuid);
    if (guest?.host !== host) throw new Error(`Domain not found: no domain with matching uuid '${uuid}'`);
    return guest;
  }

  #refusal(guest: Guest, to: Ipv4): string | undefined {
    const target = this.#hosts.get(to)!;
    if (to === guest.host) return `Attempt to migrate guest to the same host ${target.name}`;
    if (guest.migration) return `domain '${guest.vm.name}' is already being migrated`;
    const held = this.domains(to);
    if (held.length >= target.slots)
      return `internal error: ${target.name} has no room: ${held.length} of ${target.slots} slots taken`;
    return undefined;
  }

  #arrive(guest: Guest, to: Ipv4): void {
    guest.host = to;
    guest.port = this.#plug(to);
    guest.migration = undefined;
    // Every host's switch may now see streams of this VM come in or leave by another port.
    for (const host of this.#hosts.keys()) this.#installFlows(host);
  }

  #guestsOn(host: Ipv4): Guest[] {
    return [...this.#guests.values()].filter((guest) => guest.host === host && !guest.migration?.handingOver);
  }

  /** Open vSwitch does not give a port number again as long as it has others left. */
  #plug(host: Ipv4): number {
    const port = this.#nextPort.get(host) ?? uplinkPort + 1;
    this.#nextPort.set(host, port + 1);
    return port;
  }

  #installFlows(host: Ipv4): void {
    const seen: LocalStream[] = [];
    for (const [index, { src, dst, bytesPerSecond }] of this.streams.entries()) {
      const from = this.#byAddress.get(src)!;
      const to = this.#byAddress.get(dst)!;
      if (from.host !== host && to.host !== host) continue;
      seen.push({
        src,
        dst,
        srcMac: from.vm.mac,
        dstMac: to.vm.mac,
        inPort: from.host === host ? from.port : uplinkPort,
        outPort: to.host === host ? to.port : uplinkPort,
        bytesPerSecond,
        recirculated: index % recirculatedEvery === 0,
      });
    }
    this.#flows.get(host)!.set(seen);
  }

  #changed(...hosts: Ipv4[]): void {
    for (const host of hosts) for (const listener of this.#listeners) listener(host);
  }
}

function failure(code: 'refused' | 'failed' | 'unreachable' | 'no-domain', text: string): MigrationResult {
  return { ok: false, code, text };
}

function domainOf({ vm, marks, history }: Guest, running: boolean, migratingTo: Ipv4 | undefined): Domain {
  const domain = {
    ...{ uuid: vm.uuid, name: vm.name, memoryMiB: vm.memoryMiB, macs: [vm.mac], running, vcpus },
    ...(Object.keys(marks).length > 0 ? { marks } : {}),
    ...(history.length > 0 ? { history } : {}),
  };
  if (migratingTo === undefined) return domain;
  return { ...domain, obstacle: { code: 'job-running', detail: `migrating to ${formatIpv4(migratingTo)}` } };
}
