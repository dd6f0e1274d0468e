// The live migrations that this host has ordered and that have not ended, and how the latest ones went. Tokens do not
// wait for them: they learn the end when they come by again (settle), or by asking (flight-request). One migration's
// own course is moving.ts's.
import { LRUCache } from 'lru-cache';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Candidate } from './decision.js';
import type { Domain, MigrationResult } from './drivers.js';
import type { LocalVm } from './local-vms.js';
import type { Surroundings } from './locating.js';
import type { FlightState, MigrationRecord } from './messages.js';
import { Moving } from './moving.js';
import type { Origin } from './origin.js';
import { Histories } from './rules/histories.js';
import type { VmHistory } from './rules/marks.js';
import type { InFlight, Token, TokenHeader, TokenId } from './token.js';

/** Ends remembered: more than any token's list can name. */
const MAX_ENDS = 1_024;

/**
 * How long a VM whose migration has failed stays in the round that has ordered it, ms, whatever the settings say: a round
 * that moves it in vain again and again would never end.
 */
const FAILED_IN_ROUND_MS = 600_000;

export interface Flight {
  readonly tokenId: TokenId;
  readonly round: number;
  readonly vm: LocalVm;
  readonly target: Candidate;
  readonly sinceMs: number;
}

/** A migration that the target has promised room for. */
export interface Departure {
  readonly vm: LocalVm;
  readonly target: Candidate;
  /** The promise's name. */
  readonly promise: number;
  /** The rule that decided, with its figures. */
  readonly words: string;
}

/** A failed migration that is remembered. */
export interface Failure {
  /** What the hypervisor said. */
  readonly text: string;
  /** The round that asks has ordered it, not long ago. */
  readonly isOfRound: boolean;
}

export class Flights {
  readonly #around: Surroundings;
  readonly #origin: Origin;
  readonly #landed: () => void;
  /** By the VM's id. Bounded by the limits that tokens carry, and by the VMs that run here. */
  readonly #underWay = new Map<Ipv4, Flight & { readonly moving: Moving }>();
  readonly #ends = new LRUCache<string, 'arrived' | 'failed'>({ max: MAX_ENDS });
  readonly #failures = new LRUCache<
    string,
    { readonly atMs: number; readonly tokenId: TokenId; readonly reason: string }
  >({ max: MAX_ENDS });
  readonly #histories: Histories;

  /** `landed` is called after each end: a token may wait for it. */
  constructor(around: Surroundings, origin: Origin, landed: () => void) {
    this.#around = around;
    this.#histories = new Histories(around.context);
    this.#origin = origin;
    this.#landed = landed;
  }

  has(vm: Ipv4): boolean {
    return this.#underWay.has(vm);
  }

  /** Whether the domain is in flight, by whichever of its addresses. */
  hasDomain(uuid: string): boolean {
    return this.list().some(({ vm }) => vm.domain.uuid === uuid);
  }

  /** Where the VM is going, if it is. */
  destination(vm: Ipv4): Ipv4 | undefined {
    return this.#underWay.get(vm)?.target.host;
  }

  list(): readonly Flight[] {
    return [...this.#underWay.values()];
  }

  /** Orders the migration of a VM for which the target holds room. The VM must not be in flight. */
  start(header: TokenHeader, { vm, target, promise, words }: Departure): void {
    if (this.#underWay.has(vm.address)) throw new Error(`VM ${vm.domain.uuid} is in flight already`);
    const { id: tokenId, round, origin } = header;
    const { nowMs: sinceMs, settings } = this.#around.context;
    const { host: to, gain } = target;
    const history = this.#histories.began(vm.domain.uuid, { from: settings.host, to, gain });
    const done = (record: MigrationRecord): void => this.#ended({ tokenId, round, origin }, vm, record);
    this.#ends.delete(endKey(tokenId, vm.address));
    const moving = new Moving(this.#around, { vm, target, promise, words, history, done });
    this.#underWay.set(vm.address, { tokenId, round, vm, target, sinceMs, moving });
    moving.start();
  }

  /** The latest migration of this domain that has failed, as far as it is remembered. */
  failure(uuid: string, asking: TokenId): Failure | undefined {
    const failure = this.#failures.get(uuid);
    if (!failure) return undefined;
    const isRecent = this.#around.context.nowMs - failure.atMs < FAILED_IN_ROUND_MS;
    return { text: failure.reason, isOfRound: isRecent && failure.tokenId === asking };
  }

  /** Where the domain has been; a flight that is under way is not in it. */
  history(uuid: string): VmHistory {
    return this.#histories.of(uuid);
  }

  /** Takes over the list of domains: their metadata tells where they were before they came here. */
  setDomains(domains: readonly Domain[]): void {
    this.#histories.setDomains(domains);
  }

  /** The hypervisor's word on a migration, by the address that the order named. */
  migrationEnded(vm: Ipv4, result: MigrationResult): void {
    this.#underWay.get(vm)?.moving.ended(vm, result);
  }

  /** How the token's migration of this VM went, as far as this host remembers. */
  state(tokenId: TokenId, vm: Ipv4): FlightState {
    if (this.#underWay.has(vm)) return 'under-way';
    const end = this.#ends.get(endKey(tokenId, vm));
    if (end) return end;
    // After a restart only the hypervisor knows: a VM with a running job may still be on its way.
    return this.#around.local.get(vm)?.obstacle?.code === 'job-running' ? 'under-way' : 'unknown';
  }

  /** Takes off the token's list what has ended of this host's migrations, and what has arrived here; puts back what failed. */
  settle(token: Token): void {
    const { host } = this.#around.context.settings;
    const { id, flights } = token.header;
    for (const flight of [...flights]) {
      if (flight.from === host) landed(token, flight, this.state(id, flight.vm));
      else if (flight.to === host && this.#around.local.get(flight.vm)) landed(token, flight, 'arrived');
    }
  }

  tick(): void {
    for (const { moving } of this.#underWay.values()) moving.tick();
  }

  nextDeadlineMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { moving } of this.#underWay.values()) next = Math.min(next, moving.nextDeadlineMs());
    return next;
  }

  #ended(order: { tokenId: TokenId; round: number; origin: Ipv4 }, vm: LocalVm, record: MigrationRecord): void {
    const { context } = this.#around;
    this.#underWay.delete(vm.address);
    this.#ends.set(endKey(order.tokenId, vm.address), record.ok ? 'arrived' : 'failed');
    if (!record.ok) this.#failed(vm, order.tokenId, record.reason);
    this.#origin.tellMigration(order, record);
    context.emit({ type: 'migrated', tokenId: order.tokenId, round: order.round, record });
    this.#landed();
  }

  /** The metadata says that the VM has moved: it is corrected, if the VM is still there. */
  #failed({ domain: { uuid } }: LocalVm, tokenId: TokenId, reason: string): void {
    const { context, local } = this.#around;
    this.#failures.set(uuid, { atMs: context.nowMs, tokenId, reason });
    const history = this.#histories.failed(uuid);
    if (history.length === 0 || !local.domains().some((domain) => domain.uuid === uuid)) return;
    context.emit({ type: 'write-history', uuid, history });
  }
}

/** Takes a migration off the token's list if it has ended. Of one that nobody remembers it is taken off as well. */
export function landed(token: Token, flight: InFlight, state: FlightState): void {
  if (state === 'under-way') return;
  const { flights } = token.header;
  const index = flights.findIndex(({ vm, from, to }) => vm === flight.vm && from === flight.from && to === flight.to);
  if (index < 0) return;
  flights.splice(index, 1);
  if (state === 'failed') token.putBack(flight);
}

function endKey(tokenId: TokenId, vm: Ipv4): string {
  return `${tokenId}/${vm}`;
}
