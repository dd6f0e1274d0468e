// L2: every living VM is visited once a round. Checked of a whole round after faults have ended, in one generation, with
// the round before it also whole: who was visited then and lives has to be visited now, and so has every VM that its own
// host knows, where the token was on that host in the round before. Nobody is visited twice.
import type { TokenId } from '../../../agent/core/token.js';
import { formatIpv4 } from '../../../topology/ipv4.js';
import { Violation } from '../observer.js';
import type { Simulation } from '../simulation.js';
import type { Guest } from '../world/world.js';
import type { TrueLevels } from './levels.js';
import type { Round } from './rounds.js';

/** Rounds waited for one in which nothing moved, so that levels can be compared. */
const patience = 6;

export class EveryVm {
  readonly #sim: Simulation;
  readonly #levels: TrueLevels;
  #sinceMs = Number.POSITIVE_INFINITY;
  readonly #whole = new Map<TokenId, number>();
  readonly #settled = new Set<TokenId>();

  constructor(sim: Simulation, levels: TrueLevels) {
    this.#sim = sim;
    this.#levels = levels;
  }

  /** All is well from now on. */
  begin(): void {
    this.#sinceMs = this.#sim.nowMs;
    this.#whole.clear();
    this.#settled.clear();
  }

  end(): void {
    this.#sinceMs = Number.POSITIVE_INFINITY;
    this.#levels.forget();
  }

  /** Whether a round of this token has been checked, and levels as well, or nothing can be expected of them. */
  isDone(id: TokenId): boolean {
    return this.#settled.has(id) || (this.#whole.get(id) ?? 0) >= patience;
  }

  /** Whether at least one whole round was. */
  hasChecked(id: TokenId): boolean {
    return this.#whole.has(id);
  }

  whole(round: Round, before: Round | undefined): void {
    if (!before || before.startedAtMs < this.#sinceMs) return;
    for (const guest of this.#sim.world.guests.values()) this.#check(guest, round, before);
    this.#whole.set(round.tokenId, (this.#whole.get(round.tokenId) ?? 0) + 1);
    const isQuiet = round.moves + before.moves === 0 && ![...this.#sim.world.guests.values()].some(({ job }) => job);
    if (!isQuiet) return;
    if (this.#settled.size === 0 || this.#levels.compared === 0) {
      this.#levels.expect(round.tokenId, round.generation, round.visits.keys());
    }
    this.#settled.add(round.tokenId);
  }

  #check(guest: Guest, round: Round, before: Round): void {
    const { vm } = guest;
    const visits = round.visits.get(vm) ?? 0;
    const which = `in round ${round.number} of ${round.tokenId}, generation ${round.generation}`;
    if (visits > 1) throw new Violation('L2', `${formatIpv4(vm)} was visited ${visits} times ${which}`);
    if (visits === 1 || guest.bornAtMs >= before.startedAtMs || !this.#isKnown(guest)) return;
    const wasVisited = before.visits.has(vm);
    if (!wasVisited && !this.#isNextToVisited(guest, before)) return;
    const why = wasVisited ? 'it was in the round before' : 'the token was on its host in the round before';
    throw new Violation('L2', `${formatIpv4(vm)} on ${formatIpv4(guest.host)} was not visited ${which}: ${why}`);
  }

  #isKnown({ host, vm }: Guest): boolean {
    return this.#sim.hosts.get(host)?.agent?.local.get(vm) !== undefined;
  }

  #isNextToVisited(guest: Guest, before: Round): boolean {
    if (this.#sim.watch.tokens.get(before.tokenId)?.fixedList !== false) return false;
    const stayed = ({ hereSinceMs }: Guest) => hereSinceMs < before.startedAtMs;
    if (!stayed(guest)) return false;
    return [...this.#sim.world.guestsOn(guest.host)].some((each) => before.visits.has(each.vm) && stayed(each));
  }
}
