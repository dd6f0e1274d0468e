// What was sent in the last moments, to be sent again to a receiver that did not know this agent yet (challenges.ts). Not
// fragments: their message begins anew (fragments-send.ts).

/** A challenge comes within a round trip; later, whoever sent has tried again or given up. */
const LIFE_MS = 1000;
/** 256 of at most 9 kB; with the usual MTU 350 kB. */
const MAX_KEPT = 256;

interface Sent {
  readonly counter: number;
  readonly plaintext: Buffer;
  readonly sentAtMs: number;
}

export class RecentlySent {
  readonly #sent: (Sent | undefined)[] = new Array(MAX_KEPT);
  #next = 0;

  /** Copies the plaintext. */
  add(counter: number, plaintext: Uint8Array, nowMs: number): void {
    this.#sent[this.#next] = { counter, plaintext: Buffer.from(plaintext), sentAtMs: nowMs };
    this.#next = (this.#next + 1) % MAX_KEPT;
  }

  /** The plaintext that was sent with that counter, once. */
  take(counter: number, nowMs: number): Buffer | undefined {
    const at = this.#sent.findIndex((sent) => sent?.counter === counter);
    if (at < 0) return undefined;
    const sent = this.#sent[at];
    this.#sent[at] = undefined;
    return sent && nowMs - sent.sentAtMs < LIFE_MS ? sent.plaintext : undefined;
  }
}
