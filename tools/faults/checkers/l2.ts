// L2: every living VM is visited once a round. Checked of whole rounds after faults have ended, in one generation. In
// the first round of a token that was started then, everybody has to be visited whom an agent knew when it was started;
// in a later one whoever was visited in the round before, and every VM that its own host knows, where the token was on
// that host in the round before. Nobody is visited twice.
import type { TokenId } from '../../../agent/core/token.js';
import { formatIpv4, type Ipv4 } from '../../../topology/ipv4.js';
import { Violation } from '../observer.js';
import { settledMs } from '../settings.js';
import type { Simulation } from '../simulation.js';
import type { Guest } from '../world/world.js';
import type { TrueLevels } from './levels.js';
import type { Round } from './rounds.js';

/** Until a host knows how a migration of its own ended, ms: the target confirms it. */
const confirmMs = 20_000;

export class EveryVm {
  readonly #sim: Simulation;
  readonly #levels: TrueLevels;
  #sinceMs = Number.POSITIVE_INFINITY;
  /** VMs that were known when a token was started, and the time. */
  #known: ReadonlySet<Ipv4> = new Set();
  #knownAtMs = 0;
  readonly #checked = new Set<TokenId>();

  constructor(sim: Simulation, levels: TrueLevels) {
    this.#sim = sim;
    this.#levels = levels;
  }

  /** All is well from now on. */
  begin(): void {
    this.#sinceMs = this.#sim.nowMs;
  }

  end(): void {
    this.#sinceMs = Number.POSITIVE_INFINITY;
    this.#known = new Set();
    this.#checked.clear();
  }

  /** A token is about to be started. */
  injecting(): void {
    const running = this.#sim.running().map(({ agent }) => agent!.local.list());
    this.#known = new Set(running.flat().map(({ address }) => address));
    this.#knownAtMs = this.#sim.nowMs;
  }

  /** Whether a whole round of this token has been checked. */
  hasChecked(id: TokenId): boolean {
    return this.#checked.has(id);
  }

  whole(round: Round): void {
    const { before } = round;
    const watched = this.#sim.watch.tokens.get(round.tokenId);
    if (!watched || watched.isRetired) return;
    const sinceMs = before?.startedAtMs ?? watched.beganAtMs;
    if (sinceMs < this.#sinceMs) return;
    const isFirst = !before && round.number === 1 && watched.generations === 1 && watched.beganAtMs >= this.#knownAtMs;
    if (!before && !isFirst) return;
    for (const guest of this.#sim.world.guests.values()) this.#check(guest, round, before);
    this.#checked.add(round.tokenId);
    if (round.isLast && round.moves === 0 && this.#isSteady(round)) this.#compareLevels(round);
  }

  #check(guest: Guest, round: Round, before: Round | undefined): void {
    const { vm } = guest;
    const visits = round.visits.get(vm) ?? 0;
    const which = `in round ${round.number} of ${round.tokenId}, generation ${round.generation}`;
    // In the first round a host may still count somebody as gone who was moved by hand since it last had a token.
    if (visits > 1 && before) throw new Violation('L2', `${formatIpv4(vm)} was visited ${visits} times ${which}`);
    if (visits === 1 || !this.#isKnown(guest) || isFlying(guest, round)) return;
    const why = before ? this.#dueAfter(guest, before) : this.#dueAtFirst(guest);
    if (why === undefined) return;
    throw new Violation('L2', `${formatIpv4(vm)} on ${formatIpv4(guest.host)} was not visited ${which}: ${why}`);
  }

  #dueAtFirst({ vm, bornAtMs }: Guest): string | undefined {
    return bornAtMs < this.#sinceMs && this.#known.has(vm) ? 'its agent knew it when the round was started' : undefined;
  }

  #dueAfter(guest: Guest, before: Round): string | undefined {
    if (guest.bornAtMs >= before.startedAtMs) return undefined;
    if (before.visits.has(guest.vm)) return 'it was in the round before';
    if (this.#sim.watch.tokens.get(before.tokenId)?.fixedList !== false) return undefined;
    const stayed = ({ hereSinceMs }: Guest) => hereSinceMs < before.startedAtMs;
    const neighbours = [...this.#sim.world.guestsOn(guest.host)];
    const isNext = stayed(guest) && neighbours.some((each) => before.visits.has(each.vm) && stayed(each));
    return isNext ? 'the token was on its host in the round before' : undefined;
  }

  #isKnown({ host, vm }: Guest): boolean {
    return this.#sim.hosts.get(host)?.agent?.local.get(vm) !== undefined;
  }

  /** Nobody has moved for so long that flows of elsewhere may be in a window yet, or a place in a cache. */
  #isSteady({ startedAtMs }: Round): boolean {
    const sinceMs = startedAtMs - settledMs(this.#sim.plan);
    return [...this.#sim.world.guests.values()].every(({ hereSinceMs, job }) => hereSinceMs < sinceMs && !job);
  }

  /** Nothing has moved in the whole round, and traffic is steady: whoever ended it has the truth in his hands. */
  #compareLevels(round: Round): void {
    const actor = this.#sim.watch.tokens.get(round.tokenId)?.actor;
    const agent = actor && this.#sim.hosts.get(actor.host)?.agent;
    const token = agent?.holder.sight()?.token;
    // Where the mode is off, VMs say nothing of their levels.
    const speaking = [...round.visits.keys()].filter((vm) => {
      const host = this.#sim.world.guests.get(vm)?.host;
      return host !== undefined && this.#sim.hosts.get(host)?.settings.mode !== 'off';
    });
    if (token?.header.id === round.tokenId) this.#levels.compare(token, speaking);
  }
}

/** A VM in flight is passed over with a mark, for it cannot move: nobody sees that from outside. */
function isFlying({ job, jobEndedAtMs }: Guest, { startedAtMs }: Round): boolean {
  return job !== undefined || jobEndedAtMs > startedAtMs - confirmMs;
}
