// The network between the hosts: carries datagrams late, twice, out of order, or not at all, and finds the agent that a
// VM's address is redirected to. Every message goes through the codec, so that its limits are met and no two agents
// share an object. Replay protection is the transport's and is modelled: only a new life of an agent hears old datagrams.
import type { Address, Message } from '../../agent/core/messages.js';
import type { Effect } from '../../agent/core/steps.js';
import { decodeMessage, encodeMessage } from '../../proto/codec.js';
import type { Ipv4 } from '../../topology/ipv4.js';
import type { Chance } from './chance.js';
import type { EventQueue } from './event-queue.js';
import type { SimHost } from './host.js';
import type { Observers } from './observer.js';
import type { Seams } from './seams.js';
import { agentPort } from './world/names.js';
import type { World } from './world/world.js';

/** Bytes that fit into one datagram; more go in fragments that are repeated until they are acknowledged. */
const datagramBytes = 1_200;
/** A large message that nobody acknowledges fails after so long, ms. */
const giveUpMs = 4_000;
/** Old datagrams kept of each receiver, to be replayed to its next life. */
const keptForReplay = 48;

export interface NetworkOdds {
  /** Usual time from host to host, ms. */
  readonly latencyMs: number;
  loss: number;
  duplication: number;
  /** Share of datagrams that take up to `spikeMs`. */
  spikes: number;
  spikeMs: number;
}

/**
 * Messages that are not replayed: they name no incarnation of their receiver, and it is the transport alone that keeps
 * old ones away from a new agent (agent/transport/replay.ts).
 */
const guardedByTransport: ReadonlySet<Message['type']> = new Set(['capacity-request', 'reservation-release']);

/** Part of the network that is cut: true for each way that nothing passes. */
export type Cut = (from: Ipv4, to: Ipv4) => boolean;

interface Datagram {
  readonly from: Ipv4;
  readonly to: Ipv4;
  readonly bytes: Uint8Array;
}

export class Network {
  readonly odds: NetworkOdds;
  readonly cuts = new Set<Cut>();
  readonly hosts = new Map<Ipv4, SimHost>();
  readonly #queue: EventQueue;
  readonly #world: World;
  readonly #chance: Chance;
  readonly #observers: Observers;
  readonly #seams: Seams;
  readonly #calm: NetworkOdds;
  readonly #heard = new Map<Ipv4, Datagram[]>();
  messages = 0;

  constructor(
    { queue, world, observers, seams }: { queue: EventQueue; world: World; observers: Observers; seams: Seams },
    chance: Chance,
    odds: NetworkOdds,
  ) {
    this.#queue = queue;
    this.#world = world;
    this.#observers = observers;
    this.#seams = seams;
    this.#chance = chance;
    this.odds = odds;
    this.#calm = { ...odds };
  }

  /** The weather of the plan. */
  calmDown(): void {
    Object.assign(this.odds, this.#calm);
  }

  send(from: SimHost, { to, message, delivery }: Effect & { type: 'send' }): void {
    const sending = this.#seams.sending(from, message);
    this.messages += 1;
    if (sending) this.#observers.sent(from, sending, to);
    const bytes = sending ? encodeMessage(sending) : undefined;
    if (bytes && bytes.length > datagramBytes) return this.#sendLarge(from, to, bytes, delivery);
    if (delivery !== undefined) this.#queue.after(0, () => this.#sent(from, from.life, delivery));
    if (!bytes) return;
    const datagram = { from: from.address, to: to.address, bytes };
    const { loss, duplication } = this.odds;
    if (!this.#chance.hits(loss)) this.#queue.after(this.#delayMs(datagram), () => this.#arrive(datagram));
    if (this.#chance.hits(duplication)) {
      this.#queue.after(this.#delayMs(datagram) + this.#chance.between(0, 2_000), () => this.#arrive(datagram));
    }
  }

  /** The host's new agent hears some of what was sent to its former lives. */
  replayTo(host: SimHost): void {
    for (const datagram of this.#heard.get(host.address) ?? []) {
      if (!this.#chance.hits(0.25)) continue;
      this.#queue.after(this.#chance.between(100, 60_000), () => this.#deliver(host, datagram, true));
    }
    this.#heard.delete(host.address);
  }

  isCut(from: Ipv4, to: Ipv4): boolean {
    for (const cut of this.cuts) if (cut(from, to)) return true;
    return false;
  }

  /** The host whose agent gets what is sent to this address. */
  resolve(to: Ipv4): SimHost | undefined {
    const direct = this.hosts.get(to);
    if (direct) return direct;
    const guest = this.#world.guests.get(to);
    const host = guest && this.hosts.get(guest.host);
    return host?.redirected.has(to) ? host : undefined;
  }

  #delayMs({ from, to }: Datagram): number {
    const { latencyMs, spikes, spikeMs } = this.odds;
    if (this.resolve(to)?.address === from) return this.#chance.between(0.05, 0.2);
    const spike = this.#chance.hits(spikes) ? this.#chance.between(0, spikeMs) : 0;
    return latencyMs * this.#chance.between(0.5, 1.5) + spike;
  }

  /** Fragments are repeated, so that loss costs time only; whether it arrives is told to the sender. */
  #sendLarge(from: SimHost, to: Address, bytes: Uint8Array, delivery: number | undefined): void {
    const { life } = from;
    const datagram = { from: from.address, to: to.address, bytes };
    const rounds = this.#chance.hits(Math.min(0.9, 4 * this.odds.loss)) ? 3 : 1;
    const delayMs = rounds * (this.#delayMs(datagram) + bytes.length / datagramBytes);
    this.#queue.after(delayMs, () => {
      const host = this.#arrive(datagram);
      const reached = host?.agent && !host.isPaused && !this.isCut(host.address, from.address);
      if (delivery === undefined) return;
      if (reached) this.#queue.after(this.odds.latencyMs, () => this.#sent(from, life, delivery));
      else this.#queue.after(giveUpMs, () => this.#sent(from, life, delivery, 'no acknowledgement of the fragments'));
    });
  }

  #sent(from: SimHost, life: number, delivery: number, error?: string): void {
    if (from.life !== life) return;
    from.feed(error === undefined ? { type: 'sent', delivery } : { type: 'sent', delivery, error });
  }

  #arrive(datagram: Datagram): SimHost | undefined {
    const host = this.resolve(datagram.to);
    if (!host || !this.#world.machines.get(host.address)?.isUp) return undefined;
    if (this.isCut(datagram.from, host.address)) return undefined;
    this.#deliver(host, datagram, false);
    return host;
  }

  #deliver(host: SimHost, datagram: Datagram, isReplay: boolean): void {
    if (!host.agent) return;
    if (!isReplay) this.#keep(host, datagram);
    const from = { address: datagram.from, port: agentPort };
    for (const message of this.#seams.receiving(host, decodeMessage(datagram.bytes))) {
      if (isReplay && this.#seams.guardsNewAgents && guardedByTransport.has(message.type)) continue;
      host.receive(message, from, isReplay);
    }
  }

  #keep(host: SimHost, datagram: Datagram): void {
    const heard = this.#heard.get(host.address) ?? [];
    this.#heard.set(host.address, heard);
    // Not the latest ones only: any of the past may be replayed.
    if (heard.length < keptForReplay) heard.push(datagram);
    else heard[this.messages % keptForReplay] = datagram;
  }
}
