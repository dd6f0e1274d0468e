// Asking a session that nothing is known of whether it is alive (replay.ts): what to ask, how often, and whether an answer
// is right. Decides; the receiver sends. Pure but for the hash: time and randomness are passed in.
//
//     sender                          receiver
//       | datagram of session S          |   nothing is known of S: not taken
//       |------------------------------->|
//       |     challenge: S, its counter, cookie
//       |<-------------------------------|
//       | answer: cookie, and what was in the datagram
//       |------------------------------->|   S is proven, and what it sent before is `replayed` from now on
//
// What was in the datagram travels in the answer, so that nobody but who asked takes it: another agent, which took
// the datagram itself, knows nothing of the cookie.
//
// Challenge and answer are sealed as everything is. The cookie is a hash over a secret of this process, the session, and
// the time in steps of 10 s, as in RFC 6347, 4.2.1: nothing is kept for a session that has not answered, a cookie is good
// for 10 to 20 s, and what was answered to an earlier life of this agent, or to another host, is worth nothing.
//
// Challenges go to whatever address the datagram came from, so that somebody who plays datagrams back could have them
// sent to others. So at most 1000 go out in a second, each no longer than a datagram with 21 bytes in it. A session that
// was never asked is asked about 16 datagrams at once; one that does not answer, once after 25 ms, 50 ms, ... 3.2 s. So 3000
// recorded sessions of agents that are gone do not use up what a new agent needs; of an older key, none can be played
// back. Somebody who has more, or who plays back what a new agent is sending, can keep it from getting known for as long
// as he goes on: he could as well drop its datagrams.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { ANSWER_LIFE_MS } from './replay.js';

export const COOKIE_BYTES = 8;
const SECRET_BYTES = 32;
const STEP_MS = ANSWER_LIFE_MS / 2;
const MAX_PER_SECOND = 1000;
/** Sessions whose silence is remembered. Beyond, the least recently asked one is taken for new again. */
const MAX_SILENT = 4096;
/** Datagrams of a new session that come together are asked about one by one: each comes again with its answer. */
const MAX_AT_ONCE = 16;
const FIRST_PAUSE_MS = 25;
const LAST_PAUSE_MS = 3200;

/** At most so many a second, in bursts of up to a quarter of that. */
export class Allowance {
  readonly #perSecond: number;
  #left: number;
  #atMs = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond / 4;
  }

  take(nowMs: number): boolean {
    const gained = Math.max(0, ((nowMs - this.#atMs) / 1000) * this.#perSecond);
    this.#left = Math.min(this.#perSecond / 4, this.#left + gained);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}

interface Silent {
  /** Until then, no more than `left` further challenges. */
  readonly pausesUntilMs: number;
  readonly pauseMs: number;
  left: number;
}

export class Challenges {
  readonly #secret: Uint8Array;
  readonly #allowance = new Allowance(MAX_PER_SECOND);
  /** Least recently asked first. */
  readonly #silent = new Map<bigint, Silent>();

  /** `random` must be a cryptographic generator. */
  constructor(random: (bytes: number) => Uint8Array) {
    this.#secret = random(SECRET_BYTES);
  }

  /** Sessions that were asked and have not answered, for the tests of the bound. */
  get silent(): number {
    return this.#silent.size;
  }

  /** The cookie to ask a session for; undefined when it was asked just now, or all were asked too often. */
  ask(session: bigint, nowMs: number): Buffer | undefined {
    const silent = this.#silent.get(session);
    const isPause = silent !== undefined && nowMs < silent.pausesUntilMs;
    if ((isPause && silent.left === 0) || !this.#allowance.take(nowMs)) return undefined;
    if (isPause) silent.left--;
    else this.#note(session, silent, nowMs);
    return this.#cookie(session, Math.floor(nowMs / STEP_MS));
  }

  #note(session: bigint, silent: Silent | undefined, nowMs: number): void {
    const pauseMs = silent ? Math.min(LAST_PAUSE_MS, silent.pauseMs * 2) : FIRST_PAUSE_MS;
    this.#silent.delete(session);
    this.#silent.set(session, { pausesUntilMs: nowMs + pauseMs, pauseMs, left: silent ? 0 : MAX_AT_ONCE - 1 });
    if (this.#silent.size > MAX_SILENT) {
      const [oldest] = this.#silent.keys();
      this.#silent.delete(oldest!);
    }
  }

  /** Whether the session was asked for that cookie, now or up to 20 s ago. */
  isAnswer(session: bigint, cookie: Uint8Array, nowMs: number): boolean {
    const step = Math.floor(nowMs / STEP_MS);
    const isRight = [step, step - 1].some((each) => timingSafeEqual(this.#cookie(session, each), cookie));
    if (isRight) this.#silent.delete(session);
    return isRight;
  }

  #cookie(session: bigint, step: number): Buffer {
    const hash = createHmac('sha256', this.#secret).update(`${session}/${step}`);
    return hash.digest().subarray(0, COOKIE_BYTES);
  }
}
