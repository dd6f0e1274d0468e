// What the core does for those who have to trust it, beside the rounds: doubts its own data, looks after VMs that have
// arrived, explains decisions, and tells other hosts of them. Each has a file of its own; this one joins them.
import { LRUCache } from 'lru-cache';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import type { Domain, HostMemory, MigrationResult, VmPort } from './drivers.js';
import { Explaining } from './explaining.js';
import type { Flights } from './flights.js';
import type { TrafficAccounts } from './flows/traffic-accounts.js';
import type { Surroundings } from './locating.js';
import type { MigrationRecord } from './messages.js';
import type { Reservations } from './reservations.js';
import { Arrivals } from './rules/arrival.js';
import type { FailureCode } from './rules/breaker.js';
import { formerHosts } from './rules/former-hosts.js';
import { Plausible } from './rules/plausible.js';
import { Telling } from './telling.js';

export interface OversightParts {
  readonly around: Surroundings;
  readonly reservations: Reservations;
  readonly accounts: TrafficAccounts;
  readonly flights: Flights;
  /** Whether the switch cannot be asked now. */
  isAway(): boolean;
}

export class Oversight {
  readonly plausible: Plausible;
  readonly explaining: Explaining;
  readonly telling: Telling;
  readonly #arrivals: Arrivals;
  readonly #parts: OversightParts;
  /** What the hypervisor said of migrations from here that have failed, until their end is told. */
  readonly #failures = new LRUCache<Ipv4, FailureCode>({ max: 1_024 });

  constructor(parts: OversightParts) {
    this.#parts = parts;
    const { around, accounts } = parts;
    const { context, local, standings } = around;
    const bytesOf = (vm: Ipv4): number => accounts.bytesOf(vm);
    const former = (vm: Ipv4): readonly Ipv4[] => this.#formerHosts(vm);
    this.plausible = new Plausible(context, { local, standings, bytesOf });
    this.#arrivals = new Arrivals(context, { local, bytesOf, isAway: () => parts.isAway() });
    this.explaining = new Explaining(around, former);
    this.telling = new Telling(context, former);
  }

  tookMemory(memory: HostMemory): void {
    this.plausible.tookMemory(memory);
  }

  /** After the local VMs have taken the list, and before the reservations of those that run now are dissolved. */
  tookDomains(domains: readonly Domain[]): void {
    this.plausible.tookDomains(domains);
    const running = domains.filter((domain) => domain.running).map(({ uuid }) => uuid);
    this.#arrivals.keep(new Set(running));
    for (const uuid of running) {
      const { vm, macs } = this.#parts.reservations.entries().get(uuid) ?? {};
      if (vm !== undefined && macs?.[0] !== undefined) this.#arrivals.came(uuid, vm, macs[0]);
    }
  }

  /** After the local VMs have taken the list. */
  tookPorts(ports: readonly VmPort[]): void {
    this.plausible.tookPorts(ports);
  }

  /** The hypervisor's word on a migration from here. */
  migrationEnded(vm: Ipv4, result: MigrationResult): void {
    if (!result.ok) this.#failures.set(vm, result.code);
    if (!result.ok || result.historyError === undefined) return;
    const text = `${formatIpv4(vm)} has moved without its history, which could not be written: ${result.historyError}`;
    const consequence = 'where it is now it may move again sooner than the settings allow';
    this.#parts.around.context.emit({
      type: 'alarm',
      code: 'history-not-written',
      vm,
      text: `${text}; ${consequence}`,
    });
  }

  /** A migration from here has ended, also by what its target says. */
  migrated({ vm, ok }: MigrationRecord): void {
    this.#parts.around.standings.migrationEnded(ok, this.#failures.get(vm));
    this.#failures.delete(vm);
  }

  tick(): void {
    this.explaining.tick();
    this.#arrivals.tick();
  }

  nextDeadlineMs(): number {
    return Math.min(this.explaining.nextDeadlineMs(), this.#arrivals.nextDeadlineMs());
  }

  /** Where a VM that is here, or is being received, was before; the latest last. */
  #formerHosts(vm: Ipv4): readonly Ipv4[] {
    const { around, reservations, flights } = this.#parts;
    const awaited = [...reservations.entries()].find(([, reservation]) => reservation.vm === vm)?.[0];
    const uuid = around.local.get(vm)?.domain.uuid ?? awaited;
    return uuid === undefined ? [] : formerHosts(flights.history(uuid), around.context.settings.host);
  }
}
