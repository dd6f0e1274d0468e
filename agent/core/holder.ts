// What a host does with a token that is its to act on: lets the VM that it is for decide, writes what the VM knows
// into its slots, and goes on to the next VM, until the round is over. How a VM decides is deciding.ts's, how the
// token travels is handover/'s, what becomes of a migration is flights.ts's.
import type { Ipv4 } from '../../topology/ipv4.js';
import { countStay } from './accounting.js';
import { isGuestAddress } from './guest-address.js';
import type { Custodian } from './handover/custody.js';
import { Handover, type Held } from './handover/handover.js';
import { hopOf } from './handover/hops.js';
import type { PassResult } from './handover/passing.js';
import type { HolderOptions } from './holder-options.js';
import { Landing } from './landing.js';
import { endReason, MAX_SEQUENCE, measuringMs, NOTHING_MOVED, nextGeneration, waitsForMeasures } from './lives.js';
import { Lost } from './lost.js';
import { nextSlot } from './policy/index.js';
import { askAbout } from './search/doubt.js';
import type { Token, TokenId } from './token.js';
import { Visiting } from './visiting.js';

/**
 * Tokens of other rounds that wait here while this host is busy with one. Without them two holders that pass to
 * each other would refuse each other for ever; more rounds than this at once are an operator's mistake.
 */
const MAX_PARKED = 8;
/** A host that hears from nobody keeps the token for so long before it ends a round alone, ms. */
const MAX_ALONE_MS = 600_000;
/** How often it looks whether it is still alone, ms. */
const ALONE_PAUSE_MS = 2_000;
const LEAVING = 'the agent is stopping';
const RETIRED = 'retired by the operator';

/** `waiting`: for migrations to end, for other hosts to be heard, or for an operator to resume. */
export type HolderState = 'idle' | 'deciding' | 'passing' | 'waiting';

/** What this host last knew of a token. */
export interface TokenSight {
  readonly token: Token;
  readonly atMs: number;
  readonly state: 'holding' | 'passed' | 'ended';
}

export class Holder {
  readonly handover: Handover;
  readonly #options: HolderOptions;
  readonly #lost: Lost;
  readonly #visiting: Visiting;
  #held: Held | undefined;
  #landing: Landing | undefined;
  /** The token is here and nothing is done with it before this time, or before `resume`. */
  #pausedUntilMs: number | undefined;
  /** The pause is for VMs that have no averages yet. */
  #isMeasuring = false;
  #isAskedToGoOn = false;
  readonly #parked: Held[] = [];
  #lastSight: TokenSight | undefined;
  #isLeaving = false;
  /** The token here may have been given up by others. */
  isUnsure = false;
  #takenAtMs = 0;

  constructor(options: HolderOptions) {
    this.#options = options;
    this.#lost = new Lost(options.around);
    this.#visiting = new Visiting(options, (token) => !this.#isLeaving && this.#isOver(token));
    this.handover = new Handover(options.around, options.memory, {
      refusal: () => this.#refusal(),
      held: (tokenId) => this.#find(tokenId),
      take: (held) => this.#takeOrPark(held),
      unanswered: (token) => {
        this.#lost.askHost(token);
        // Whoever answers tells this host that it is not cut off.
        options.orders.exchange();
      },
      lost: (custodian, why) => this.#successorLost(custodian, why),
    });
  }

  get state(): HolderState {
    if (this.#visiting.isUnderWay) return 'deciding';
    if (this.handover.isPassing) return 'passing';
    return this.#held ? 'waiting' : 'idle';
  }

  /** Nothing is under way with the token that is here. */
  get #isResting(): boolean {
    return !this.#visiting.isUnderWay && !this.#landing && !this.handover.isPassing;
  }

  sight(): TokenSight | undefined {
    if (this.#held) return { token: this.#held.token, atMs: this.#options.around.context.nowMs, state: 'holding' };
    return this.#lastSight;
  }

  /** Generation of the token that is held here, or waits here for another one. */
  generation(tokenId: TokenId): number | undefined {
    return this.#find(tokenId)?.token.header.generation;
  }

  /** Begins a round with a token made here. The holder must be idle. */
  begin(token: Token): void {
    this.#options.origin.open(token);
    this.#options.memory.sawGeneration(token.header.id, token.header.generation);
    this.#take({ token, cameBy: undefined }, true);
  }

  /** From now on no token is taken and no VM of this host decides; the token that is here goes to another host. */
  leave(): void {
    this.#isLeaving = true;
    this.resume();
  }

  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Whether a token still depends on this agent. */
  get isNeeded(): boolean {
    return this.#held !== undefined || this.handover.custody.isPending;
  }

  /** The agent stood still for a while: whoever waited for it may have gone on without it. Asks before it acts again. */
  wasStopped(): void {
    const { around, memory } = this.#options;
    if (!this.#held || this.isUnsure) return;
    this.isUnsure = true;
    askAbout(this.#held, around, memory, () => {
      this.isUnsure = false;
      this.resume();
    });
  }

  /** Something was heard from another host: this one is not cut off. */
  heard(): void {
    this.#lost.heard();
  }

  /** What kept the token here may have changed: an order, a migration's end. */
  resume(): void {
    if (this.#landing && this.#held && this.#isOver(this.#held.token)) {
      this.#landing.cancel();
      this.#landing = undefined;
      this.#goOn();
    }
    if (this.#landing) return this.#landing.askNow();
    if (this.#pausedUntilMs === undefined) return;
    // A migration's end gives no VM its averages any sooner.
    const isOver = this.#held !== undefined && this.#isOver(this.#held.token);
    if (this.#isMeasuring && this.#options.around.context.nowMs < this.#pausedUntilMs && !isOver) return;
    this.#isMeasuring = false;
    this.#pausedUntilMs = undefined;
    // The time that it waited says nothing about how long a round takes.
    this.#takenAtMs = this.#options.around.context.nowMs;
    this.#goOn();
  }

  tick(): void {
    this.handover.tick();
    this.#landing?.tick();
    if (this.#pausedUntilMs !== undefined && this.#options.around.context.nowMs >= this.#pausedUntilMs) this.resume();
  }

  nextDeadlineMs(): number {
    const none = Number.POSITIVE_INFINITY;
    const landing = this.#landing?.nextDeadlineMs() ?? none;
    return Math.min(this.handover.nextDeadlineMs(), landing, this.#pausedUntilMs ?? none);
  }

  /**
   * Makes the next generation of a token from this copy, and goes on with it here: its holder is lost. `host` and
   * `vms` are what is known of who is lost.
   */
  revive(copy: Token, host: Ipv4 | undefined, vms: readonly Ipv4[], why: string): void {
    const { memory, orders, around } = this.#options;
    const { id, epoch, holder } = copy.header;
    if (memory.hasEnded(id) || epoch < orders.current().epoch || this.#isAlive(id)) return;
    const token = nextGeneration(copy, memory, around.context);
    const fields = { tokenId: id, ...(host === undefined ? {} : { lost: host }), vm: holder, why };
    around.context.emit({ type: 'log', level: 'warn', message: 'token lost: going on with the copy here', fields });
    if (host !== undefined) this.#lost.giveUp(token, host, vms);
    this.#takeOrPark({ token, cameBy: undefined });
  }

  #successorLost({ token, successor, vms }: Custodian, why: string): void {
    // An agent that stops leaves it to others: they notice later, but it would only have to hand over again.
    if (this.#isLeaving || this.handover.isDead(token.header.id, token.header.generation)) return;
    this.revive(token, successor, vms, why);
  }

  /** Whether the token must not be acted on any more here. */
  #isOver({ header: { id, generation, epoch } }: Token): boolean {
    const { orders } = this.#options;
    return this.#isLeaving || this.handover.isDead(id, generation) || epoch < orders.current().epoch;
  }

  #isAlive(tokenId: TokenId): boolean {
    const generation = this.generation(tokenId);
    return generation !== undefined && !this.handover.isDead(tokenId, generation);
  }

  #find(tokenId: TokenId): Held | undefined {
    // A dead one may still be here when the next generation of it has come: that one waits until the VM has decided.
    const all = [...(this.#held ? [this.#held] : []), ...this.#parked].filter(
      ({ token }) => token.header.id === tokenId,
    );
    return all.sort((a, b) => b.token.header.generation - a.token.header.generation)[0];
  }

  #refusal(): string | undefined {
    if (this.#isLeaving) return LEAVING;
    const count = (this.#held ? 1 : 0) + this.#parked.length + this.handover.awaitedCount;
    return count > MAX_PARKED ? `busy with ${count} tokens` : undefined;
  }

  #takeOrPark(held: Held): void {
    const { id } = held.token.header;
    const before = this.#parked.findIndex(({ token }) => token.header.id === id);
    if (before >= 0) this.#parked.splice(before, 1);
    if (this.#held) this.#parked.push(held);
    else this.#take(held, false);
  }

  /** Goes on with a token that is this host's, now or while another was here; meanwhile its VM may have moved away. */
  #take(held: Held, isNew: boolean): void {
    const { around, sightings } = this.#options;
    this.#held = held;
    this.#takenAtMs = around.context.nowMs;
    sightings.arrived(held.token);
    this.handover.hops.note(hopOf(held.token));
    const index = held.token.indexOf(held.token.header.holder);
    const isDue = !isNew && index >= 0 && held.token.visited[index] === 0;
    if (isDue && around.local.get(held.token.header.holder)) this.#visit();
    else around.context.defer(() => this.#goOn());
  }

  /** Whether the token may be acted on now; if not it has gone, or waits. */
  #mayAct(token: Token): boolean {
    const { orders } = this.#options;
    if (this.handover.isDead(token.header.id, token.header.generation)) {
      this.#letGo('outlived');
      return false;
    }
    if (token.header.epoch < orders.current().epoch) {
      this.#end(token, RETIRED);
      return false;
    }
    if ((!orders.current().paused && !this.isUnsure) || this.#isLeaving) return true;
    this.#pausedUntilMs = Number.POSITIVE_INFINITY;
    return false;
  }

  /** Goes on after a pause: with the VM that it is at, if that has not decided, else with the next. */
  #goOn(): void {
    const token = this.#held?.token;
    if (!token || this.#isAskedToGoOn || !this.#isResting) return;
    this.#isAskedToGoOn = true;
    this.#options.around.context.defer(() => {
      this.#isAskedToGoOn = false;
      if (this.#held?.token === token && this.#isResting && this.#mayAct(token)) this.#forward(token);
    });
  }

  /** Lets the VM that the token is for decide. */
  #visit(): void {
    const token = this.#held!.token;
    if (!this.#mayAct(token)) return;
    this.#visiting.start(token, (end) => {
      if (end.type === 'over') this.#visited(token, end.stay);
      else this.#waitForLandings(token, () => this.#visit());
    });
  }

  /** The VM that the token is for is done with; `stay` says why if it stays. */
  #visited(token: Token, stay: string | undefined): void {
    if (stay !== undefined) countStay(token, stay);
    if (stay === 'not-measured') token.header.unmeasured += 1;
    const index = token.indexOf(token.header.holder);
    if (index >= 0) token.markVisited(index);
    this.#goOn();
  }

  /** Chooses the next VM and gives it the token: here, if it runs here, else at its own address. */
  #forward(token: Token): void {
    const index = nextSlot(token);
    if (index === undefined) return this.#roundOver(token);
    const { header } = token;
    const { context, local } = this.#options.around;
    header.holder = token.idAt(index);
    if (!isGuestAddress(header.holder, context)) {
      // Other hosts' settings may say otherwise.
      return this.#visited(token, 'unreachable');
    }
    if (header.sequence >= MAX_SEQUENCE) return this.#renumber(token);
    const isLocal = local.get(header.holder) !== undefined;
    if (!isLocal && this.#lost.isLost(token, header.holder)) return this.#visited(token, 'host-lost');
    if (isLocal && this.#isLeaving) return this.#visited(token, 'host-leaving');
    header.sequence += 1;
    this.handover.hops.note(hopOf(token));
    if (isLocal) return this.#visit();
    header.heldMs += context.nowMs - this.#takenAtMs;
    this.#takenAtMs = context.nowMs;
    this.#lost.asking();
    this.handover.pass(this.#held!, (result) => this.#passed(token, result));
  }

  /** Goes on in the next generation, whose hops are counted from 0. */
  #renumber(token: Token): void {
    const { memory, around } = this.#options;
    const next = nextGeneration(token, memory, around.context);
    this.#held = { token: next, cameBy: undefined };
    this.#goOn();
  }

  #passed(token: Token, result: PassResult): void {
    switch (result.end) {
      case 'accepted':
      case 'overtaken':
        return this.#letGo('passed');
      case 'dead':
        return this.#letGo('outlived');
      case 'here':
        return this.#visit();
      case 'refused':
      case 'silent':
        this.#lost.unreachable(token, result);
        return this.#goOn();
    }
  }

  #roundOver(token: Token): void {
    const { around, flights } = this.#options;
    const hasOthers = token.ids.some((vm) => around.local.get(vm as Ipv4) === undefined);
    const isStranded = this.#isLeaving && !hasOthers;
    flights.settle(token);
    const reason = isStranded ? LEAVING : endReason(token);
    if (this.#lost.isAlone(MAX_ALONE_MS) && hasOthers) {
      this.#options.orders.exchange();
      this.#pausedUntilMs = around.context.nowMs + ALONE_PAUSE_MS;
      return;
    }
    if (reason === NOTHING_MOVED && !isStranded && waitsForMeasures(token)) {
      token.startRound();
      this.#isMeasuring = true;
      this.#pausedUntilMs = around.context.nowMs + measuringMs(around.context.settings);
      return;
    }
    if (reason === undefined || (this.#lost.wasAlone() && !isStranded)) {
      token.startRound();
      return this.#goOn();
    }
    if (token.header.flights.length === 0 || isStranded) return this.#end(token, reason);
    this.#waitForLandings(token, () => {
      // What could not move because of those in flight may move now, or go back if they failed.
      if (reason === NOTHING_MOVED) token.startRound();
      this.#goOn();
    });
  }

  /** Keeps the token until a migration has ended: then `again`. */
  #waitForLandings(token: Token, again: () => void): void {
    const { around, flights } = this.#options;
    this.#landing = new Landing(around, flights, token, () => {
      this.#landing = undefined;
      if (this.#mayAct(token)) again();
    });
    this.#landing.start();
  }

  #end(token: Token, reason: string): void {
    this.#options.origin.tellEnd(token, reason);
    this.#options.memory.ended(token.header.id, token.header.generation);
    this.#letGo('ended');
  }

  #letGo(state: 'passed' | 'ended' | 'outlived'): void {
    const { token } = this.#held!;
    const { context } = this.#options.around;
    this.#lastSight = { token, atMs: context.nowMs, state: state === 'ended' ? state : 'passed' };
    if (state === 'outlived') this.#options.sightings.outlived(token);
    else this.#options.sightings.left(token);
    this.#held = undefined;
    this.#pausedUntilMs = undefined;
    if (this.#parked.length > 0) context.defer(() => this.#takeParked());
  }

  /** Unless another token has come meanwhile, in the same step: then those that wait go on waiting. */
  #takeParked(): void {
    const next = this.#held ? undefined : this.#parked.shift();
    if (next) this.#take(next, false);
  }
}
