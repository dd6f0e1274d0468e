// How tokens come to this host and leave it (README.md "Hand-over"): offers made and taken, grants, custody. What is
// done with a token that is held here is holder.ts's.
import type { Ipv4 } from '../../../topology/ipv4.js';
import { isPlausible } from '../generation.js';
import type { Surroundings } from '../locating.js';
import type { Memory } from '../memory.js';
import {
  type Address,
  type HopState,
  MAX_OTHERS,
  type TokenAck,
  type TokenChangeMessage,
  type TokenGrant,
  type TokenMessage,
  type TokenState,
} from '../messages.js';
import type { Token, TokenId } from '../token.js';
import { Awaiting } from './awaiting.js';
import { completed, knownGeneration } from './before-grants.js';
import { type Custodian, Custody } from './custody.js';
import { type Headed, type HopId, Hops, hopIn, hopOf, isLaterHop, isSameHop } from './hops.js';
import { Passing, type PassResult } from './passing.js';
import { Versions } from './versions.js';

export const NOT_HERE = 'the VM does not run here';
const BASE_UNKNOWN = 'the version that the changes are against is not here';

/** A token that is this host's to act on. */
export interface Held {
  readonly token: Token;
  /** The hop by which it came, and from whom; undefined when it was made here, or came from an agent without grants. */
  readonly cameBy: Custodian['cameBy'];
}

/** What the hand-over asks of the holder. */
export interface HoldingSide {
  /** Why no token can be taken now, for a VM that runs here. */
  readonly refusal: () => string | undefined;
  /** The token of this id that is held here. */
  readonly held: (tokenId: TokenId) => Held | undefined;
  readonly take: (held: Held) => void;
  /** An offer of this host stays without an answer. */
  readonly unanswered: (token: Token) => void;
  readonly lost: (custodian: Custodian, why: string) => void;
}

export class Handover {
  readonly hops = new Hops();
  readonly custody: Custody;
  readonly #around: Surroundings;
  readonly #memory: Memory;
  readonly #side: HoldingSide;
  readonly #awaiting: Awaiting;
  readonly #versions: Versions;
  /** Of this agent's present life; never 0. */
  readonly #incarnation: number;
  #passing: { readonly machine: Passing; readonly held: Held; readonly done: (result: PassResult) => void } | undefined;
  #lastDelivery = 0;

  constructor(around: Surroundings, memory: Memory, side: HoldingSide) {
    const { context } = around;
    this.#around = around;
    this.#memory = memory;
    this.#side = side;
    this.#incarnation = 1 + Math.floor(context.random() * 0xffff_fffe);
    this.#awaiting = new Awaiting(context);
    this.#versions = new Versions(context.settings.versionBytes ?? 0);
    const confirmed = ({ cameBy }: Custodian): void => this.#release(cameBy);
    this.custody = new Custody(context, { confirmed, lost: side.lost });
  }

  /** Offers accepted and not granted yet. */
  get awaitedCount(): number {
    return this.#awaiting.count;
  }

  /** Generation of the token that awaits its grant here. */
  awaitedGeneration(tokenId: TokenId): number | undefined {
    return this.#awaiting.generation(tokenId);
  }

  /**
   * Offers the token to its holder's host. When `done` says `accepted` the token has been granted there, and is not
   * this host's any more.
   */
  pass(held: Held, done: (result: PassResult) => void): void {
    const { context, locations } = this.#around;
    const { token } = held;
    const machine = new Passing(context, {
      token,
      change: this.#versions.changeFor(token, locations.get(token.header.holder)?.host),
      keeps: this.#versions.isOn,
      nextDelivery: () => ++this.#lastDelivery,
      done: (result) => this.#passed(result),
      unanswered: () => this.#side.unanswered(token),
    });
    this.#passing = { machine, held, done };
    machine.tick();
  }

  get isPassing(): boolean {
    return this.#passing !== undefined;
  }

  #passed(result: PassResult): void {
    const { held, done } = this.#passing!;
    this.#passing = undefined;
    const { id, generation } = held.token.header;
    // A higher generation may have shown up meanwhile: then nobody is granted this one.
    if (result.end === 'accepted' && !this.isDead(id, generation)) this.#grant(held, result.ack);
    done(result);
  }

  #grant({ token, cameBy }: Held, { host, incarnation, vms, kept }: TokenAck): void {
    const { locations } = this.#around;
    locations.set(token.header.holder, host);
    locations.sawThere(vms, host);
    if (kept) this.#versions.passed(token, host);
    if (incarnation !== undefined) return this.custody.begin({ token, successor: host, incarnation, vms, cameBy });
    token.header.mixed = true;
    this.custody.end(token.header.id);
    this.#release(cameBy);
  }

  /** The predecessor may let go: the token is held after this host. */
  #release(cameBy: Custodian['cameBy']): void {
    if (cameBy) this.#tell(this.#agent(cameBy.from), cameBy.hop, 'moved');
  }

  receive(given: TokenMessage | TokenChangeMessage, from: Address): void {
    const message = given.offer ? given : completed(given, this.#memory);
    const arrived = headed(message);
    const hop = hopOf(arrived);
    if (this.#passing && isSameHop(hop, hopOf(this.#passing.held.token))) return this.#comeBack(from);
    this.#overtaken(hop);
    if (!isPlausible(hop.generation, this.#memory.generation(hop.tokenId))) return;
    const verdict = this.#verdict(hop);
    // An agent from before grants reads no states, and would carry a dead token on if nobody took it.
    if (verdict && !given.offer) return this.#send(from, this.#ack(headed(given), undefined));
    if (verdict) return this.#tell(from, verdict.hop, verdict.state);
    if (this.#awaiting.repeated(hop)) return;
    if (this.hops.isKnown(hop)) {
      // Taken before. Who grants its hops has granted it then; who does not may have missed the acknowledgement.
      if (!message.offer) this.#send(from, this.#ack(arrived, undefined));
      return;
    }
    const refusal = this.#refusal(arrived);
    const token = refusal === undefined ? this.#versions.received(message, from.address) : undefined;
    if (!token) return this.#send(from, this.#ack(arrived, refusal ?? BASE_UNKNOWN));
    this.#memory.sawGeneration(hop.tokenId, hop.generation);
    if (message.offer && this.#awaiting.isOlder(hop)) return;
    if (message.offer) return this.#awaiting.accept(token, from, this.#acceptance(token));
    this.#send(from, this.#ack(token, undefined));
    this.#hold({ token, cameBy: undefined });
  }

  /** Hop after hop of a token that this host still offers: an agent without grants took it, and its word was lost. */
  #overtaken(hop: HopId): void {
    if (!this.#passing || !isLaterHop(hop, hopOf(this.#passing.held.token))) return;
    const { done } = this.#passing;
    this.#passing = undefined;
    done({ end: 'overtaken' });
  }

  /**
   * What this host sent to the VM's address has reached this host itself: the VM has just come, or has just left
   * and is still steered here. Nobody was granted the hop, so the VM can be visited here.
   */
  #comeBack(from: Address): void {
    const { held, done } = this.#passing!;
    const { token } = held;
    if (!this.#around.local.get(token.header.holder)) return this.#send(from, this.#ack(token, NOT_HERE));
    this.#passing = undefined;
    done({ end: 'here' });
  }

  acknowledged(given: TokenAck): void {
    const ack =
      given.incarnation === undefined ? { ...given, generation: knownGeneration(given, this.#memory) } : given;
    if (this.#passing && isSameHop(ack, hopOf(this.#passing.held.token))) {
      return this.#passing.machine.acknowledged(ack);
    }
    if (!ack.accepted || ack.incarnation === undefined || this.custody.acknowledged(ack)) return;
    const verdict = this.#verdict(hopIn(ack)) ?? { hop: hopIn(ack), state: 'withdrawn' as const };
    this.#tell(this.#agent(ack.host), verdict.hop, verdict.state);
  }

  /** The token is this host's now, or was already; the sender wants to know in any case. */
  granted(grant: TokenGrant, from: Address): void {
    const hop = hopIn(grant);
    const verdict = this.#verdict(hop);
    if (verdict) return this.#tell(from, verdict.hop, verdict.state);
    const isMine = grant.incarnation === this.#incarnation;
    const awaited = isMine ? this.#awaiting.take(hop) : undefined;
    if (awaited) this.#hold({ token: awaited.token, cameBy: { hop, from: awaited.from } });
    this.#tell(from, hop, isMine ? this.#stateOf(hop) : 'unknown');
  }

  told(message: TokenState): void {
    const { state, host } = message;
    const hop = hopIn(message);
    const { tokenId, generation } = hop;
    if (state === 'superseded') this.#memory.sawGeneration(tokenId, generation);
    if (state === 'ended') this.#memory.ended(tokenId, generation);
    if (state === 'superseded' || state === 'ended') this.drop(tokenId, message);
    if (state === 'withdrawn') this.#awaiting.withdrawn(hop, host);
    else this.custody.told(hop, host, state);
  }

  /** Whether a token of this generation must not be acted on any more. */
  isDead(tokenId: TokenId, generation: number): boolean {
    const known = this.#memory.generation(tokenId);
    return known > generation || (known === generation && this.#memory.hasEnded(tokenId));
  }

  /** Lets go of what is offered, awaited or watched of a token that has ended or lives in a higher generation. */
  drop(tokenId: TokenId, state: TokenState): void {
    const dead = (generation: number): boolean => this.isDead(tokenId, generation);
    const watched = this.custody.get(tokenId);
    if (watched && dead(watched.token.header.generation)) this.custody.end(tokenId);
    const known = this.#memory.generation(tokenId);
    this.#awaiting.forget(tokenId, this.#memory.hasEnded(tokenId) ? known : known - 1);
    const passing = this.#passing;
    const { header } = passing?.held.token ?? {};
    if (header?.id === tokenId && dead(header.generation)) passing!.machine.told(state);
  }

  sent(delivery: number, error: string | undefined): void {
    this.#passing?.machine.sent(delivery, error);
  }

  tick(): void {
    this.#passing?.machine.tick();
    this.#awaiting.tick();
    this.custody.tick();
  }

  nextDeadlineMs(): number {
    const passing = this.#passing?.machine.nextDeadlineMs() ?? Number.POSITIVE_INFINITY;
    return Math.min(passing, this.#awaiting.nextDeadlineMs(), this.custody.nextDeadlineMs());
  }

  #hold(held: Held): void {
    const hop = hopOf(held.token);
    this.hops.note(hop);
    this.custody.end(hop.tokenId);
    this.#around.locations.learn(held.token.header);
    this.#side.take(held);
  }

  /** What ends every talk about a hop: the token has ended, or lives on in a higher generation. */
  #verdict(hop: HopId): { readonly hop: HopId; readonly state: HopState } | undefined {
    const generation = this.#memory.generation(hop.tokenId);
    if (this.#memory.hasEnded(hop.tokenId) && generation >= hop.generation) {
      return { hop: { ...hop, generation }, state: 'ended' };
    }
    return generation > hop.generation ? { hop: { ...hop, generation }, state: 'superseded' } : undefined;
  }

  /** Of a hop that was granted to this host at some time. */
  #stateOf(hop: HopId): HopState {
    const held = this.#side.held(hop.tokenId);
    if (held?.cameBy && isSameHop(held.cameBy.hop, hop)) return 'holding';
    const state = this.custody.stateOf(hop);
    if (state) return state;
    return this.hops.isKnownInGeneration(hop) ? 'moved' : 'unknown';
  }

  /** Why this token cannot be taken now. */
  #refusal({ header }: Headed): string | undefined {
    const refusal = this.#side.refusal();
    if (refusal !== undefined) return refusal;
    return this.#around.local.get(header.holder) ? undefined : NOT_HERE;
  }

  #acceptance(token: Token): TokenAck {
    const vms = this.#around.local.list().map(({ address }) => address);
    return { ...this.#ack(token, undefined), incarnation: this.#incarnation, vms: vms.slice(0, MAX_OTHERS) };
  }

  #ack(token: Headed, refusal: string | undefined): TokenAck {
    const { host } = this.#around.context.settings;
    const kept = refusal === undefined && this.#versions.has(token.header) ? { kept: true } : {};
    const baseUnknown = refusal === BASE_UNKNOWN ? { baseUnknown: true } : {};
    const verdict = { accepted: refusal === undefined, reason: refusal ?? '', ...kept, ...baseUnknown };
    return { type: 'token-ack', ...hopOf(token), host, vms: [], ...verdict };
  }

  #tell(to: Address, hop: HopId, state: HopState): void {
    this.#send(to, { type: 'token-state', ...hop, state, host: this.#around.context.settings.host });
  }

  #agent(address: Ipv4): Address {
    return { address, port: this.#around.context.settings.port };
  }

  #send(to: Address, message: TokenAck | TokenState): void {
    this.#around.context.emit({ type: 'send', to, message });
  }
}

function headed(message: TokenMessage | TokenChangeMessage): Headed {
  return message.type === 'token' ? message.token : message.change;
}
