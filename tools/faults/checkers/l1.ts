// L1: after faults end, the round goes on within a bound: in every token that has not ended and that somebody alive has
// had, a VM decides again. The bound, of agent/core/README.md:
//   the holder is there, or whoever has custody of its token: 12 s, and 10 s for each host that does not answer, and for
//   each VM that nobody answers for, which is tried in three rounds;
//   neither is: three times the longest that the token was away, at least 60 s and at most 1 h, and 30 s for the inquiry.
// To both come the decision that is under way (its questions are repeated for 7.5 s, three times at most), the time that
// an order to go on takes to reach everybody, and the migrations that were running and hold up others.
import type { TokenId } from '../../../agent/core/token.js';
import { Violation } from '../observer.js';
import type { Simulation } from '../simulation.js';
import { type Act, keyOf, type TokenListener, type Watched } from '../token-watch.js';

const lostHolderMs = 12_000;
const silentMs = 10_000;
/** A VM that nobody answers for is tried in so many rounds before it is dropped (lost.ts). */
const silentRounds = 3;
const decisionMs = 3 * 7_500;
const shortestAwayMs = 60_000;
const longestAwayMs = 3_600_000;
/** With the asking of those who know most before all others, and the time by which hosts differ so that one is first. */
const inquiryMs = 30_000 + 15_000;
/** An order is given twice, 40 s apart (liveness.ts), and then has to reach everybody. */
const orderMs = 80_000;
/** Until the hypervisor gives a migration up, and its source has said so. */
const migrationMs = 110_000;

interface Due {
  readonly watched: Watched;
  readonly byMs: number;
  readonly why: string;
}

export class GoesOn implements TokenListener {
  readonly #sim: Simulation;
  #due = new Map<TokenId, Due>();

  constructor(sim: Simulation) {
    this.#sim = sim;
  }

  /** Faults have ended now. */
  begin(): void {
    this.#due = new Map();
    const alive = new Set(this.#sim.running().map(keyOf));
    for (const watched of this.#sim.watch.tokens.values()) {
      if (watched.isEnded || watched.isRetired) continue;
      if (![...watched.known].some((key) => alive.has(key))) continue;
      this.#due.set(watched.id, { watched, ...this.#bound(watched, alive) });
    }
  }

  decided(_record: unknown, { tokenId }: Act): void {
    this.#due.delete(tokenId);
  }

  get isDone(): boolean {
    for (const [id, { watched }] of this.#due) if (watched.isEnded || watched.isRetired) this.#due.delete(id);
    return this.#due.size === 0;
  }

  check(): void {
    if (this.isDone) return;
    for (const { watched, byMs, why } of this.#due.values()) {
      if (this.#sim.nowMs <= byMs) continue;
      const late = `token ${watched.id}, generation ${watched.generation}, has not gone on in time`;
      throw new Violation('L1', `${late}: ${why}`);
    }
  }

  #bound(watched: Watched, alive: ReadonlySet<string>): Omit<Due, 'watched'> {
    const { nowMs, world, members, lostVms, wasPaused } = this.#sim;
    const isThere = (actor: Watched['giver']) => actor !== undefined && alive.has(`${actor.host}/${actor.life}`);
    const down = members.length - alive.size + silentRounds * lostVms;
    let ms = lostHolderMs + decisionMs + silentMs * Math.max(0, down);
    if (wasPaused) ms += orderMs;
    if ([...world.guests.values()].some(({ job }) => job)) ms += migrationMs;
    const isNewest = watched.seen <= watched.generation;
    if (isNewest && isThere(watched.actor)) return { byMs: nowMs + ms, why: `its holder was there, ${ms} ms` };
    if (isNewest && isThere(watched.giver)) return { byMs: nowMs + ms, why: `whoever had custody was there, ${ms} ms` };
    const awayMs = Math.min(longestAwayMs, Math.max(shortestAwayMs, 3 * (watched.longestAwayMs + 2 * decisionMs)));
    ms += awayMs + inquiryMs;
    return { byMs: nowMs + ms, why: `holder and predecessor were lost, ${ms} ms` };
  }
}
