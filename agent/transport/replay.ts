// Which datagrams have been here before: a window of counters for every session (packet.ts), as in RFC 4303, 3.4.3, kept as
// RFC 6479 does. Pure; asking a session for a proof is challenges.ts.
//
// What is told apart, for a datagram that is authentic:
// - `replayed`: its counter was here already, or lies so far below the highest one (16384) that nobody remembers. Counters
//   rise with time (packet.ts), by 4 a millisecond, so that far is 4 s, or more when the sender is idle.
// - `unproven`: nothing is known of its session. It may be a new one, or it may have been recorded before this agent
//   started; only the sender can tell, so it is asked (challenges.ts). A session is known once it has answered, and
//   everything that it sent before the answer counts as replayed.
// - `stale`: never seen, but sent more than 30 s ago: kept back, or recorded on its way to another host. The counter
//   tells when it was sent, because the answer told which counter belongs to which time of this host's clock. A sender
//   whose clock goes slower than this one (100 ppm) is asked again once in 3 days; so is one that sent more than
//   120,000 datagrams over its 4 a millisecond and then rested, which makes its counters run ahead.
//
// No clock is compared with another host's: only how fast two monotonic clocks go matters. Hosts may differ by years,
// and jumps of a clock (NTP, an administrator) change nothing.
//
// Agents of the version before have counters below 2^31 that say nothing about time, and do not answer. Their sessions
// are known from the first datagram on, without `stale`: what was recorded before this agent started, or of a session
// that was pushed out, can be played back once. This is only done under a key of version 1 (key.ts), else it is
// `untimed`. Such an agent has to be restarted before it has sent 2^31 datagrams.
//
// Bounds: 4096 proven sessions and 1024 untimed ones, of 2 kB each. Beyond, the least recently heard one goes and has to
// prove itself again, which costs one exchange; one that was proven within the last 20 s is not pushed out, so that its
// answer, while it is worth something, cannot be used a second time.
import { FIRST_TIMED_COUNTER, TICKS_PER_MS } from './packet.js';

export type Verdict = 'fresh' | 'replayed' | 'unproven' | 'stale' | 'untimed';

export interface ReplayLimits {
  /** Sessions that are known at once, 1..65536: the hosts of the cluster, and room for restarts. */
  readonly maxSessions: number;
  readonly maxUntimedSessions: number;
  /** The oldest datagram that is taken, ms: longer than the network, or a stopped agent's socket, keeps one. */
  readonly maxAgeMs: number;
}

export const DEFAULT_REPLAY_LIMITS: ReplayLimits = { maxSessions: 4096, maxUntimedSessions: 1024, maxAgeMs: 30_000 };

/** How long an answer to a challenge is worth something, ms (challenges.ts). */
export const ANSWER_LIFE_MS = 20_000;

export class ReplayWindows {
  readonly #limits: ReplayLimits;
  /** Least recently heard first. */
  readonly #proven = new Map<bigint, Window>();
  readonly #untimed = new Map<bigint, Window>();
  /** Datagrams come in runs, so the latest session is not looked up again. */
  #latest: { readonly session: bigint; readonly window: Window } | undefined;

  constructor(limits: Partial<ReplayLimits> = {}) {
    this.#limits = { ...DEFAULT_REPLAY_LIMITS, ...limits };
  }

  /** What is held now, for the tests of the bounds. */
  get usage(): { readonly proven: number; readonly untimed: number } {
    return { proven: this.#proven.size, untimed: this.#untimed.size };
  }

  /** Judges an authentic datagram, and remembers it when its session is known. `mayBeUntimed`: its key has version 1. */
  judge(session: bigint, counter: number, nowMs: number, mayBeUntimed: boolean): Verdict {
    if (counter < FIRST_TIMED_COUNTER) return mayBeUntimed ? this.#judgeUntimed(session, counter) : 'untimed';
    const window = this.#heard(session);
    if (!window) return 'unproven';
    if (window.has(counter)) return 'replayed';
    const ahead = counter - nowMs * TICKS_PER_MS;
    // A stale one too: what is in it comes again with the answer, and must not be taken twice.
    window.add(counter);
    if (window.ahead - ahead > this.#limits.maxAgeMs * TICKS_PER_MS) return 'stale';
    window.ahead = Math.max(window.ahead, ahead);
    return 'fresh';
  }

  #judgeUntimed(session: bigint, counter: number): Verdict {
    const known = this.#untimed.get(session);
    if (known?.has(counter)) return 'replayed';
    if (!known && this.#untimed.size >= this.#limits.maxUntimedSessions) {
      const [oldest] = this.#untimed.keys();
      this.#untimed.delete(oldest!);
    }
    const window = known ?? new Window(counter);
    window.add(counter);
    this.#untimed.delete(session);
    this.#untimed.set(session, window);
    return 'fresh';
  }

  #heard(session: bigint): Window | undefined {
    if (this.#latest?.session === session) return this.#latest.window;
    const window = this.#proven.get(session);
    if (!window) return undefined;
    this.#proven.delete(session);
    this.#proven.set(session, window);
    this.#latest = { session, window };
    return window;
  }

  /** Whether a datagram with these would be `replayed`. Changes nothing, so that it may be asked before one is authentic. */
  hasSeen(session: bigint, counter: number): boolean {
    const window = (counter < FIRST_TIMED_COUNTER ? this.#untimed : this.#proven).get(session);
    return window?.has(counter) ?? false;
  }

  /**
   * The session has just answered a challenge with the datagram of that counter: nothing that it sent before is taken any
   * more, unless the session was known already. `replayed` when the answer itself was; `unproven` when there is no room
   * because 20 s ago none of all the known ones was there.
   */
  prove(session: bigint, counter: number, nowMs: number): 'fresh' | 'replayed' | 'unproven' {
    const known = this.#heard(session);
    if (known?.has(counter)) return 'replayed';
    if (!known && !this.#makeRoom(nowMs)) return 'unproven';
    const window = known ?? new Window(counter);
    if (!known) window.forgetNothingBefore(counter);
    window.ahead = counter - nowMs * TICKS_PER_MS;
    window.provenAtMs = nowMs;
    window.add(counter);
    this.#proven.set(session, window);
    return 'fresh';
  }

  #makeRoom(nowMs: number): boolean {
    if (this.#proven.size < this.#limits.maxSessions) return true;
    for (const [session, { provenAtMs }] of this.#proven) {
      if (nowMs - provenAtMs < ANSWER_LIFE_MS) continue;
      this.#proven.delete(session);
      if (this.#latest?.session === session) this.#latest = undefined;
      return true;
    }
    return false;
  }
}

/** A power of two. The window is one word less than this many: the highest one is filled bit by bit. */
const WORDS = 512;

/** The counters of one session that have come. */
class Window {
  readonly #words = new Uint32Array(WORDS);
  #highest: number;
  /** The counter minus this host's time in ticks, when a datagram came without delay. */
  ahead = 0;
  provenAtMs = Number.NEGATIVE_INFINITY;

  constructor(highest: number) {
    this.#highest = highest;
  }

  /** True too when it is so old that nobody remembers. */
  has(counter: number): boolean {
    if (counter > this.#highest) return false;
    if ((this.#highest >>> 5) - (counter >>> 5) >= WORDS) return true;
    return ((this.#words[(counter >>> 5) % WORDS]! >>> (counter & 31)) & 1) === 1;
  }

  /** One that it does not have. */
  add(counter: number): void {
    if (counter > this.#highest) this.#advance(counter);
    this.#words[(counter >>> 5) % WORDS]! |= 1 << (counter & 31);
  }

  #advance(to: number): void {
    const [from, until] = [this.#highest >>> 5, to >>> 5];
    if (until - from >= WORDS) this.#words.fill(0);
    else for (let word = from + 1; word <= until; word++) this.#words[word % WORDS] = 0;
    this.#highest = to;
  }

  /** As if all up to that one, which is the highest, had come, but not that one. */
  forgetNothingBefore(counter: number): void {
    this.#words.fill(0xffffffff);
    this.#words[(counter >>> 5) % WORDS] = (1 << (counter & 31)) - 1;
  }
}
