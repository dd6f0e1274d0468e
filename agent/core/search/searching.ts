// Looks for a token that has not come by for long (README.md "When a holder is lost"): asks who has seen it, and when
// nobody has it any more, the newest copy becomes the next generation. While tokens come by, nothing is sent.
import type { Ipv4 } from '../../../topology/ipv4.js';
import type { Holder } from '../holder.js';
import type { Surroundings } from '../locating.js';
import type { Memory } from '../memory.js';
import type { Response, Sight, TokenInquiry, TokenRevival, TokenSighting } from '../messages.js';
import type { Orders } from '../orders.js';
import type { Origin } from '../origin.js';
import type { TokenId } from '../token.js';
import { findingOf } from './finding.js';
import { type Sighting, type Sightings, silenceMs, suspiciousAtMs } from './sightings.js';

/** Pause before a host that has backed off looks again, ms. */
const BACK_OFF_MS = 30_000;
/** A copy that was here this recently is no base for the next generation, whatever another host says, ms. */
const LEAST_AGE_MS = 30_000;

export interface SearchingOptions {
  readonly around: Surroundings;
  readonly memory: Memory;
  readonly orders: Orders;
  readonly sightings: Sightings;
  readonly holder: Holder;
  readonly origin: Origin;
}

export class Searching {
  readonly #options: SearchingOptions;
  /** Tokens that are being asked for. Bounded as sightings are. */
  readonly #active = new Set<TokenId>();

  constructor(options: SearchingOptions) {
    this.#options = options;
  }

  tick(): void {
    const { around, sightings } = this.#options;
    for (const sighting of [...sightings.list()]) {
      if (this.#dueMs(sighting) > around.context.nowMs) continue;
      if (this.#isSettled(sighting)) sightings.heardOf(sighting, 0);
      else this.#begin(sighting);
    }
  }

  nextDeadlineMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const sighting of this.#options.sightings.list()) next = Math.min(next, this.#dueMs(sighting));
    return next;
  }

  /** What this host knows of the token that another one looks for. */
  answer({ request, tokenId, generation: theirs }: TokenInquiry): TokenSighting {
    const { around, memory, sightings } = this.#options;
    const { context } = around;
    const sighting = sightings.get(tokenId);
    if (sighting || memory.generation(tokenId) > 0) memory.sawGeneration(tokenId, theirs);
    const copy = sighting?.token.header;
    return {
      type: 'token-sighting',
      request,
      host: context.settings.host,
      sight: this.#sightOf(tokenId),
      generation: memory.generation(tokenId),
      copyGeneration: copy?.generation ?? 0,
      sequence: copy?.sequence ?? 0,
      ageMs: sighting ? context.nowMs - sighting.atMs : 0,
      inquiring: this.#active.has(tokenId),
    };
  }

  /** Another host has found that the copy here is the newest. */
  revive({ tokenId, generation, sequence }: TokenRevival): void {
    const { around, sightings } = this.#options;
    const sighting = sightings.get(tokenId);
    const copy = sighting?.token;
    if (copy?.header.generation !== generation || copy.header.sequence !== sequence) return;
    // It may have come by since the other host asked.
    const isOld = around.context.nowMs - sighting!.atMs >= LEAST_AGE_MS;
    if (isOld && this.#sightOf(tokenId) === 'seen')
      this.#options.holder.revive(copy, undefined, [], 'another host found nobody who holds it');
  }

  #sightOf(tokenId: TokenId): Sight {
    const { memory, sightings, holder } = this.#options;
    const { handover } = holder;
    if (memory.hasEnded(tokenId)) return 'ended';
    const here = holder.generation(tokenId) ?? handover.awaitedGeneration(tokenId);
    if (here !== undefined && !handover.isDead(tokenId, here)) return 'here';
    const watched = handover.custody.get(tokenId)?.token.header.generation;
    if (watched !== undefined && !handover.isDead(tokenId, watched)) return 'custody';
    return sightings.get(tokenId) ? 'seen' : 'unknown';
  }

  #dueMs(sighting: Sighting): number {
    return this.#active.has(sighting.id) || this.#options.memory.hasEnded(sighting.id)
      ? Number.POSITIVE_INFINITY
      : suspiciousAtMs(sighting);
  }

  /** The token is here, or is watched from here, or nobody may act on it now. */
  #isSettled({ id, token }: Sighting): boolean {
    return (
      token.header.mixed ||
      this.#sightOf(id) !== 'seen' ||
      this.#options.orders.current().paused ||
      this.#options.holder.isLeaving
    );
  }

  /** First those who know most: where the token began, and where it went from here. */
  #begin(sighting: Sighting): void {
    const { context, locations } = this.#options.around;
    const { header } = sighting.token;
    if (header.epoch < this.#options.orders.current().epoch) return this.#options.sightings.forget(sighting.id);
    this.#active.add(sighting.id);
    const likely = new Set([header.origin, locations.lastHost(header.holder) ?? header.origin]);
    likely.delete(context.settings.host);
    this.#inquire(sighting, [...likely], (answers) => {
      if (this.#conclude(sighting, answers, false)) return;
      const { directory } = this.#options.around;
      const others = directory.hosts().filter((host) => host !== context.settings.host && !likely.has(host));
      this.#inquire(sighting, others, (more) => this.#conclude(sighting, [...answers, ...more], true));
    });
  }

  #inquire(sighting: Sighting, hosts: readonly Ipv4[], done: (answers: TokenSighting[]) => void): void {
    const { context, requests } = this.#options.around;
    const { host, port } = context.settings;
    const { id: tokenId, sequence } = sighting.token.header;
    const generation = this.#options.memory.generation(tokenId);
    const question = { type: 'token-inquiry', request: 0, tokenId, generation, sequence, host } as const;
    const answers: TokenSighting[] = [];
    let open = hosts.length;
    if (open === 0) return context.defer(() => done(answers));
    for (const address of hosts) {
      const take = (answer: Response | undefined): void => {
        if (answer?.type === 'token-sighting') answers.push(answer);
        open -= 1;
        if (open === 0) done(answers);
      };
      requests.ask({ address, port }, question, take, { background: true });
    }
  }

  /** Acts on what was found. Returns false when that is not enough yet, unless `isAll` was asked. */
  #conclude(sighting: Sighting, answers: readonly TokenSighting[], isAll: boolean): boolean {
    const { around, memory, sightings, holder } = this.#options;
    const { context } = around;
    const { id, token } = sighting;
    for (const { generation } of answers) memory.sawGeneration(id, generation);
    const { generation: copyGeneration, sequence } = token.header;
    const mine = { host: context.settings.host, generation: memory.generation(id), copyGeneration, sequence };
    const finding = findingOf(mine, answers, silenceMs(sighting) / 2);
    if ((finding.type === 'newest' || finding.type === 'yield') && !isAll) return false;
    this.#active.delete(id);
    // Nobody at all: it is this host that is cut off, and not all the others.
    if (answers.length === 0 && this.#options.around.directory.anyOther(context.settings.host, () => 0) !== undefined) {
      this.#again(sighting);
      return true;
    }
    // What has come by meanwhile is newer than every answer.
    if (sightings.get(id) !== sighting || this.#isSettled(sighting)) return true;
    switch (finding.type) {
      case 'ended':
        memory.ended(id, finding.generation);
        this.#options.origin.presumeEnded(id);
        return true;
      case 'alive':
        sightings.heardOf(sighting, finding.agoMs);
        return true;
      case 'yield':
        this.#again(sighting);
        return true;
      case 'newest':
        this.#again(sighting);
        if (finding.host === context.settings.host) holder.revive(token, undefined, [], 'nobody holds it');
        else this.#askToRevive(id, finding);
        return true;
    }
  }

  #again(sighting: Sighting): void {
    this.#options.sightings.heardOf(sighting, Math.max(0, silenceMs(sighting) - BACK_OFF_MS));
  }

  #askToRevive(tokenId: TokenId, newest: { host: Ipv4; generation: number; sequence: number }): void {
    const { context } = this.#options.around;
    const { host: address, generation, sequence } = newest;
    const to = { address, port: context.settings.port };
    context.emit({ type: 'send', to, message: { type: 'token-revival', tokenId, generation, sequence } });
  }
}
