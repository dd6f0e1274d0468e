// One VM's turn with the token: upkeep of the slots, its decision, and what that writes into the token and orders. Which
// VM it is, and what comes after, is holder.ts's.

import { LRUCache } from 'lru-cache';
import type { Ipv4 } from '../../topology/ipv4.js';
import { briefRecord, decisionRecord, writeSlots } from './accounting.js';
import { Deciding, type Outcome } from './deciding.js';
import type { Departure } from './flights.js';
import type { HolderOptions } from './holder-options.js';
import { isFull, isLimitReached } from './limits.js';
import { release } from './moving.js';
import type { Token } from './token.js';

/** How a turn ended: decided, `stay` says why if the VM stays; or put off until a migration in flight has ended. */
export type TurnEnd = { readonly type: 'over'; readonly stay: string | undefined } | { readonly type: 'limited' };

/** How a VM that stays only by the mode is counted in the token's totals. */
const RECOMMENDED = 'recommended';
/** VMs whose latest turn is remembered: more than any host can hold. */
const MAX_TURNS = 10_000;

export class Visiting {
  readonly #options: HolderOptions;
  /** Whether the token must not be acted on any more. */
  readonly #isDead: (token: Token) => boolean;
  /** Round of each VM's latest turn on this host. */
  readonly #lastTurns = new LRUCache<Ipv4, string>({ max: MAX_TURNS });
  #deciding: Deciding | undefined;

  constructor(options: HolderOptions, isDead: (token: Token) => boolean) {
    this.#options = options;
    this.#isDead = isDead;
  }

  get isUnderWay(): boolean {
    return this.#deciding !== undefined;
  }

  /** The turn of the token's present VM, which runs here. `done` is called once, at once or later. */
  start(token: Token, done: (end: TurnEnd) => void): void {
    const { around, flights, table, away } = this.#options;
    this.#keepUp(token);
    const { header } = token;
    const { context } = around;
    this.#lastTurns.set(header.holder, roundOf(token));
    if (header.silentVms.length > 0) header.silentVms = header.silentVms.filter((each) => each !== header.holder);
    const vm = around.local.get(header.holder);
    const id = vm?.address ?? header.holder;
    if (flights.has(id) || (vm && flights.hasDomain(vm.domain.uuid))) {
      const detail = 'it is on its way to another host';
      context.emit({ type: 'decided', record: briefRecord(context, token, 'in-flight', detail) });
      return done({ type: 'over', stay: 'in-flight' });
    }
    const { host } = context.settings;
    this.#deciding = new Deciding(around, {
      vm: header.holder,
      header,
      table,
      destinations: new Map(header.flights.map(({ vm, to }) => [vm, to])),
      failure: (uuid) => flights.failure(uuid, header.id),
      history: (uuid) => flights.history(uuid),
      isInFlight: (uuid) => flights.hasDomain(uuid),
      isLimited: () => isLimitReached(header, host),
      isFull: (target) => isFull(header, target),
      away,
      limited: () => {
        this.#deciding = undefined;
        done({ type: 'limited' });
      },
      done: (outcome) => done(this.#decided(token, outcome)),
    });
    this.#deciding.start();
  }

  /** Token upkeep: a host adds the VMs that appeared on it, drops those that are gone, and tells how moves ended. */
  #keepUp(token: Token): void {
    const { around, takeGone, flights } = this.#options;
    flights.settle(token);
    // One that was visited in this round on another host lives there; if it is gone all the same, the next round says so.
    const isDue = (vm: Ipv4): boolean =>
      token.visited[token.indexOf(vm)] !== 1 || this.#lastTurns.get(vm) === roundOf(token);
    const dropped = token.drop(takeGone(isDue).filter((vm) => !around.local.get(vm)));
    const ids = around.local.list().map((vm) => vm.address);
    const added = token.header.fixedList ? [] : token.add(ids, around.context.map.maxLevel);
    if (dropped.length + added.length === 0) return;
    around.context.emit({ type: 'log', level: 'info', message: 'token upkeep', fields: { added, dropped } });
  }

  #decided(token: Token, outcome: Outcome): TurnEnd {
    this.#deciding = undefined;
    const { context } = this.#options.around;
    const { header } = token;
    if (this.#isDead(token)) {
      if (outcome.move) release(context, outcome.move.target.host, outcome.move.vm, outcome.move.promise);
      return { type: 'over', stay: undefined };
    }
    if (!header.fixedList) token.add(outcome.met, context.map.maxLevel);
    writeSlots(token, outcome);
    context.emit({ type: 'decided', record: decisionRecord(context, token, outcome) });
    if (outcome.reason === 'vm-gone') token.drop([header.holder]);
    if (outcome.verdict === 'recommend') return { type: 'over', stay: RECOMMENDED };
    if (!outcome.move) return { type: 'over', stay: outcome.reason };
    this.#depart(token, outcome.move);
    return { type: 'over', stay: undefined };
  }

  /** Writes the migration into the token, and orders it. */
  #depart(token: Token, departure: Departure): void {
    const { around, flights } = this.#options;
    const { header } = token;
    const { holder, round } = header;
    const { vm, target } = departure;
    const { host: to } = target;
    token.recordMove({ vm: holder, to });
    // One that is still listed has arrived here, or it could not leave.
    header.flights = header.flights.filter((flight) => flight.vm !== vm.address);
    header.flights.push({ vm: vm.address, from: around.context.settings.host, to, round });
    around.locations.learn(header);
    around.locations.set(holder, to);
    flights.start(header, departure);
  }
}

function roundOf({ header: { id, round } }: Token): string {
  return `${id}/${round}`;
}
