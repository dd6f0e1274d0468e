// How much of the room for unfinished messages each sender has taken. Counts only; what a sender is, and what happens when
// its share is used up, is fragments-receive.ts.

export interface ShareLimits {
  readonly transfers: number;
  readonly bytes: number;
}

interface Share {
  transfers: number;
  bytes: number;
}

export class Shares<Sender> {
  readonly #limits: ShareLimits;
  /** Only of senders that have something: never more than there are transfers. */
  readonly #shares = new Map<Sender, Share>();

  constructor(limits: ShareLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#shares.size;
  }

  has(sender: Sender): boolean {
    return this.#shares.has(sender);
  }

  /** Whether the sender may have another transfer of that many bytes. */
  hasRoom(sender: Sender, bytes: number): boolean {
    const { transfers, bytes: taken } = this.#shares.get(sender) ?? { transfers: 0, bytes: 0 };
    return transfers < this.#limits.transfers && taken + bytes <= this.#limits.bytes;
  }

  take(sender: Sender, bytes: number): void {
    const share = this.#shares.get(sender) ?? { transfers: 0, bytes: 0 };
    share.transfers++;
    share.bytes += bytes;
    this.#shares.set(sender, share);
  }

  /** Undoes a `take`. */
  release(sender: Sender, bytes: number): void {
    const share = this.#shares.get(sender)!;
    share.transfers--;
    share.bytes -= bytes;
    if (share.transfers === 0) this.#shares.delete(sender);
  }
}
