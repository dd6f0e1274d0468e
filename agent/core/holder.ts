// What a host does with the token: accepts it once, lets the VM it is for decide, writes what the VM knows
// into its slots, and hands it on, until the round is over. How a VM decides is deciding.ts's business, and
// how the token travels is passing.ts's.
import type { Ipv4 } from '../../topology/ipv4.js';
import { countOutcome, countStay, decisionRecord, writeSlots } from './accounting.js';
import { Deciding, type Outcome } from './deciding.js';
import type { StayReason } from './decision.js';
import type { MigrationResult } from './drivers.js';
import type { FlowTable } from './flows/flow-table.js';
import { isGuestAddress } from './guest-address.js';
import { type Headed, Hops, isLaterHop, isSameHop } from './hops.js';
import type { Surroundings } from './locating.js';
import type { Address, TokenAck, TokenChangeMessage, TokenMessage } from './messages.js';
import type { Origin } from './origin.js';
import { Passing, type PassResult } from './passing.js';
import { nextSlot } from './policy/index.js';
import type { Token } from './token.js';
import { Versions } from './versions.js';

/**
 * Tokens of other rounds that wait here while this host is busy with one. Without them two holders that pass to
 * each other would refuse each other for ever; more rounds than this at once are an operator's mistake.
 */
const MAX_PARKED = 8;
const NOT_HERE = 'the VM does not run here';
const BASE_UNKNOWN = 'the version that the changes are against is not here';
const LEAVING = 'the agent is stopping';

export type HolderState = 'idle' | 'deciding' | 'passing';

/** What this host last knew of a token. */
export interface TokenSight {
  readonly token: Token;
  readonly atMs: number;
  readonly state: 'holding' | 'passed' | 'ended';
}

export interface HolderOptions {
  readonly around: Surroundings;
  readonly origin: Origin;
  readonly table: FlowTable;
  readonly away: () => { reason: StayReason; detail: string } | undefined;
  /** VMs that ran here and are gone without having been migrated by this agent. */
  readonly takeGone: () => Ipv4[];
}

export class Holder {
  readonly #options: HolderOptions;
  #token: Token | undefined;
  #deciding: Deciding | undefined;
  #passing: Passing | undefined;
  #lastDelivery = 0;
  readonly #parked: Token[] = [];
  readonly #hops = new Hops();
  readonly #versions: Versions;
  #lastSight: TokenSight | undefined;
  #isLeaving = false;

  constructor(options: HolderOptions) {
    this.#options = options;
    this.#versions = new Versions(options.around.context.settings.versionBytes ?? 0);
  }

  get state(): HolderState {
    if (this.#deciding) return 'deciding';
    return this.#token ? 'passing' : 'idle';
  }

  sight(): TokenSight | undefined {
    if (this.#token) return { token: this.#token, atMs: this.#options.around.context.nowMs, state: 'holding' };
    return this.#lastSight;
  }

  /** Begins a round with a token made here. The holder must be idle. */
  begin(token: Token): void {
    this.#token = token;
    this.#options.origin.open(token);
    this.#options.around.context.defer(() => this.#forward());
  }

  /** From now on no token is taken and no VM of this host decides; the token that is here goes to another host. */
  leave(): void {
    this.#isLeaving = true;
  }

  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  receive(message: TokenMessage | TokenChangeMessage, from: Address): void {
    const arrived = message.type === 'token' ? message.token : message.change;
    if (this.#passing && isSameHop(arrived, this.#token!)) return this.#comeBack(from);
    if (this.#passing && isLaterHop(arrived, this.#token!)) {
      // It was taken, only the acknowledgement has not come: the token has been on its way since.
      this.#passing = undefined;
      this.#letGo(this.#token!, 'passed');
    }
    const refusal = this.#refusal(arrived);
    if (refusal !== undefined || this.#hops.isKnown(arrived.header)) return this.#acknowledge(arrived, from, refusal);
    const token = this.#versions.received(message, from.address);
    this.#acknowledge(arrived, from, token ? undefined : BASE_UNKNOWN);
    if (!token) return;
    this.#hops.note(token.header);
    this.#options.around.locations.learn(token.header);
    if (this.#token) this.#parked.push(token);
    else this.#take(token);
  }

  /** Goes on with a token that was accepted, now or while another was here; meanwhile its VM may have moved away. */
  #take(token: Token): void {
    this.#token = token;
    if (this.#options.around.local.get(token.header.holder)) this.#visit();
    else this.#forward();
  }

  /**
   * What this host sent to the VM's address has reached this host itself: the VM has just come, or has just left
   * and is still steered here. Nobody else has the token, so it must not be acknowledged as taken.
   */
  #comeBack(from: Address): void {
    const token = this.#token!;
    if (!this.#options.around.local.get(token.header.holder)) return this.#acknowledge(token, from, NOT_HERE);
    this.#passing = undefined;
    this.#visit();
  }

  acknowledged(ack: TokenAck): void {
    this.#passing?.acknowledged(ack);
  }

  sent(delivery: number, error: string | undefined): void {
    this.#passing?.sent(delivery, error);
  }

  migrationEnded(vm: Ipv4, result: MigrationResult): void {
    this.#deciding?.migrationEnded(vm, result);
  }

  tick(): void {
    this.#deciding?.tick();
    this.#passing?.tick();
  }

  nextDeadlineMs(): number {
    const none = Number.POSITIVE_INFINITY;
    return Math.min(this.#deciding?.nextDeadlineMs() ?? none, this.#passing?.nextDeadlineMs() ?? none);
  }

  /** Why this token cannot be taken now, or undefined: it can, or it has been already. */
  #refusal(token: Headed): string | undefined {
    if (this.#hops.isKnown(token.header)) return undefined;
    if (this.#isLeaving) return LEAVING;
    if (this.#token && this.#parked.length === MAX_PARKED) return `busy with ${MAX_PARKED + 1} tokens`;
    if (!this.#options.around.local.get(token.header.holder)) return NOT_HERE;
    return undefined;
  }

  #acknowledge({ header }: Headed, to: Address, refusal: string | undefined): void {
    const { id: tokenId, generation, sequence } = header;
    const { context } = this.#options.around;
    const hop = { tokenId, generation, sequence, host: context.settings.host };
    const kept = refusal === undefined && this.#versions.has(header) ? { kept: true } : {};
    const baseUnknown = refusal === BASE_UNKNOWN ? { baseUnknown: true } : {};
    const verdict = { accepted: refusal === undefined, reason: refusal ?? '', ...kept, ...baseUnknown };
    context.emit({ type: 'send', to, message: { type: 'token-ack', ...hop, ...verdict } });
  }

  /** Lets the VM that the token is for decide. */
  #visit(): void {
    const token = this.#token!;
    const { around, table, away } = this.#options;
    this.#keepUp(token);
    const { holder: vm, migrationCost } = token.header;
    this.#deciding = new Deciding(around, {
      vm,
      migrationCost,
      table,
      away,
      done: (outcome) => this.#decided(outcome),
    });
    this.#deciding.start();
  }

  /** Token upkeep: a host adds the VMs that appeared on it, and drops those that are gone. */
  #keepUp(token: Token): void {
    const { around, takeGone } = this.#options;
    const dropped = token.drop(takeGone().filter((vm) => !around.local.get(vm)));
    const ids = around.local.list().map((vm) => vm.address);
    const added = token.header.fixedList ? [] : token.add(ids, around.context.map.maxLevel);
    if (dropped.length + added.length === 0) return;
    around.context.emit({ type: 'log', level: 'info', message: 'token upkeep', fields: { added, dropped } });
  }

  #decided(outcome: Outcome): void {
    const token = this.#token!;
    const { header } = token;
    this.#deciding = undefined;
    const { origin, around } = this.#options;
    writeSlots(token, outcome);
    countOutcome(token, outcome);
    if (outcome.migration) origin.tellMigration(header, outcome.migration);
    if (outcome.migration?.ok) around.locations.learn(header);
    around.context.emit({ type: 'decided', record: decisionRecord(around.context, token, outcome) });
    const index = token.indexOf(header.holder);
    if (outcome.reason === 'vm-gone') token.drop([header.holder]);
    else if (index >= 0) token.markVisited(index);
    around.context.defer(() => this.#forward());
  }

  /** Chooses the next VM and gives it the token: here, if it runs here, else at its own address. */
  #forward(): void {
    const token = this.#token!;
    const index = nextSlot(token);
    if (index === undefined) return this.#roundOver(token);
    const { header } = token;
    const { context, local, locations } = this.#options.around;
    header.holder = token.idAt(index);
    if (!isGuestAddress(header.holder, context)) return this.#skip(token, "the address is no guest's");
    header.sequence += 1;
    this.#hops.note(header);
    if (local.get(header.holder)) return this.#isLeaving ? this.#passOver(token, index) : this.#visit();
    this.#passing = new Passing(context, {
      token,
      change: this.#versions.changeFor(token, locations.get(header.holder)?.host),
      keeps: this.#versions.isOn,
      nextDelivery: () => ++this.#lastDelivery,
      done: (result) => this.#passed(result),
    });
    this.#passing.tick();
  }

  #passed(result: PassResult): void {
    const token = this.#token!;
    this.#passing = undefined;
    if (!result.taken) return this.#skip(token, result.why);
    this.#options.around.locations.set(token.header.holder, result.host);
    if (result.kept) this.#versions.passed(token, result.host);
    this.#letGo(token, 'passed');
  }

  /** A host that leaves lets its VMs out of this round. */
  #passOver(token: Token, index: number): void {
    countStay(token, 'host-leaving');
    token.markVisited(index);
    this.#options.around.context.defer(() => this.#forward());
  }

  /** Goes on without the VM. Whoever still hosts it adds it again when the token comes by. */
  #skip(token: Token, why: string): void {
    const { context } = this.#options.around;
    const { holder } = token.header;
    token.drop([holder]);
    countStay(token, 'unreachable');
    const fields = { vm: holder, why };
    context.emit({ type: 'log', level: 'warn', message: 'VM skipped and dropped from the token', fields });
    context.defer(() => this.#forward());
  }

  #roundOver(token: Token): void {
    const { header } = token;
    const isElsewhere = (vm: number): boolean => this.#options.around.local.get(vm as Ipv4) === undefined;
    const isStranded = this.#isLeaving && !token.ids.some(isElsewhere);
    const reason = isStranded ? LEAVING : endReason(token);
    if (reason === undefined) {
      token.startRound();
      this.#options.around.context.defer(() => this.#forward());
      return;
    }
    this.#options.origin.tellEnd(token, reason);
    this.#hops.note(header);
    this.#letGo(token, 'ended');
  }

  #letGo(token: Token, state: 'passed' | 'ended'): void {
    this.#lastSight = { token, atMs: this.#options.around.context.nowMs, state };
    this.#token = undefined;
    if (this.#parked.length > 0) this.#options.around.context.defer(() => this.#takeParked());
  }

  /** Unless another token has come meanwhile, in the same step: then those that wait go on waiting. */
  #takeParked(): void {
    const next = this.#token ? undefined : this.#parked.shift();
    if (next) this.#take(next);
  }
}

/** Why the token is to be retired after this round, or undefined: there is another round to make. */
function endReason({ header, size }: Token): string | undefined {
  if (size === 0) return 'no VM is left in the token';
  if (header.maxRounds > 0 && header.round >= header.maxRounds) return `${header.maxRounds} rounds made`;
  if (header.migrationsInRound === 0) return 'a whole round moved nothing';
  return undefined;
}
